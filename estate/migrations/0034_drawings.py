"""The estate as map tiles draw it, and counts of it by cell."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from totalplace.db.migrations import run_sql_file

REVERSE = """
DROP TRIGGER estate_drawing_added ON estate_property;
DROP TRIGGER estate_drawing_edited ON estate_property;
DROP TRIGGER estate_drawing_removed ON estate_property;
DROP TRIGGER estate_drawing_emptied ON estate_property;
DROP TRIGGER estate_drawing_renamed ON totalplace_organisation;
DROP FUNCTION estate_drawing_due();
DROP FUNCTION estate_drawing_renamed();
DROP FUNCTION estate_draw_again();
DROP FUNCTION estate_draw();
DROP FUNCTION estate_draw_properties(bigint[]);
DROP FUNCTION estate_count_cells(bigint[]);
DROP FUNCTION estate_cell_at(float8, float8);
"""
# The rows were drawn before their indexes were built; counting them needs one.
COUNT = """
ANALYZE estate_drawing;
SELECT estate_count_cells(array_agg(DISTINCT cell >> 6)) FROM estate_drawing;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('estate', '0033_rag_in_capitals'),
        ('totalplace', '0007_no_overwriting'),
    ]

    operations = [
        migrations.CreateModel(
            name='DrawingDue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('properties', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
            ],
        ),
        migrations.CreateModel(
            name='DrawingStamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('drawn_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='FinishedTile',
            fields=[
                ('key', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('stamp', models.BigIntegerField()),
                ('etag', models.CharField(max_length=40)),
                ('body', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='DrawnCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.SmallIntegerField()),
                ('cell', models.BigIntegerField()),
                ('holder', models.BigIntegerField()),
                ('properties', models.IntegerField()),
                ('x', models.BigIntegerField()),
                ('y', models.BigIntegerField()),
                ('counts', models.JSONField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('level', 'cell', 'holder'), name='drawncell_once')],
            },
        ),
        migrations.CreateModel(
            name='Drawing',
            fields=[
                ('property', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='drawing', serialize=False, to='estate.property')),
                ('reference', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('is_sensitive', models.BooleanField()),
                ('status', models.CharField(max_length=16)),
                ('category', models.CharField(max_length=16)),
                ('use', models.CharField(max_length=16)),
                ('tenure', models.CharField(max_length=16)),
                ('rag', models.CharField(max_length=5)),
                ('energy_rating', models.CharField(max_length=2)),
                ('lease_expiry_year', models.IntegerField(null=True)),
                ('cost_per_m2', models.FloatField(null=True)),
                ('cost_band', models.SmallIntegerField(null=True)),
                ('x', models.IntegerField()),
                ('y', models.IntegerField()),
                ('cell', models.BigIntegerField()),
                ('shape', django.contrib.gis.db.models.fields.GeometryField(spatial_index=False, srid=3857)),
                ('district', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='totalplace.area')),
                ('organisation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='totalplace.organisation')),
            ],
        ),
        run_sql_file("estate", "0034_drawings", reverse=REVERSE),
        migrations.AddIndex(
            model_name='drawing',
            index=django.contrib.postgres.indexes.GistIndex(fields=['shape'], name='drawing_by_shape'),
        ),
        migrations.AddIndex(
            model_name='drawing',
            index=models.Index(fields=['cell'], include=('organisation', 'is_sensitive', 'status', 'category', 'use', 'tenure', 'rag', 'energy_rating', 'district', 'lease_expiry_year', 'cost_band', 'x', 'y'), name='drawing_by_cell'),
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
