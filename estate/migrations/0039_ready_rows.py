"""Properties as text, ready to be sent."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from totalplace.db.migrations import run_sql_file

REVERSE = """
DROP TRIGGER estate_readyrow_added ON estate_property;
DROP TRIGGER estate_readyrow_edited ON estate_property;
DROP TRIGGER estate_readyrow_removed ON estate_property;
DROP TRIGGER estate_readyrow_emptied ON estate_property;
DROP TRIGGER estate_readyrow_renamed ON totalplace_organisation;
DROP TRIGGER estate_readyrow_renamed ON totalplace_area;
DROP TRIGGER estate_readyrow_renamed ON estate_site;
DROP FUNCTION estate_readyrow_due();
DROP FUNCTION estate_readyrow_renamed();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('estate', '0038_derived_untold'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReadyRow',
            fields=[
                ('property', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='ready', serialize=False, to='estate.property')),
                ('edition', models.BigIntegerField()),
                ('record', models.TextField()),
                ('geometry', models.TextField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ReadyRowDue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('properties', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
                ('is_wide', models.BooleanField(db_default=False)),
                ('organisation', models.BigIntegerField(null=True)),
                ('site', models.BigIntegerField(null=True)),
                ('area', models.BigIntegerField(null=True)),
            ],
        ),
        run_sql_file("estate", "0039_ready_rows", reverse=REVERSE),
    ]
