"""Ratings at the ends of past months, kept."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from totalplace.db.migrations import run_sql_file

REVERSE = """
DROP TRIGGER estate_rating_months_added ON estate_property;
DROP TRIGGER estate_rating_months_removed ON estate_property;
DROP TRIGGER estate_rating_months_edited ON estate_property;
DROP TRIGGER estate_rating_months_added ON estate_ragassessment;
DROP TRIGGER estate_rating_months_removed ON estate_ragassessment;
DROP TRIGGER estate_rating_months_added ON estate_ragwithdrawal;
DROP TRIGGER estate_rating_months_removed ON estate_ragwithdrawal;
DROP FUNCTION estate_rating_months_stale();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('estate', '0030_change_marks'),
        ('totalplace', '0006_news'),
    ]

    operations = [
        migrations.CreateModel(
            name='RatingMonthStale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='RatingMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('is_sensitive', models.BooleanField()),
                ('rating', models.CharField(blank=True, max_length=5)),
                ('properties', models.BigIntegerField()),
                ('kept_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='totalplace.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['day', 'organisation'], name='ratingmonth_key')],
            },
        ),
        run_sql_file("estate", "0031_rating_months", reverse=REVERSE),
    ]
