"""How each drawn property was rated day by day."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from totalplace.db.migrations import run_sql_file

BEFORE = Path(__file__).resolve().parents[1] / "sql" / "0037_draw_by_number.sql"
REVERSE = (
    BEFORE.read_text(encoding="utf-8")
    + """
DROP TRIGGER estate_drawing_rated ON estate_ragassessment;
DROP TRIGGER estate_drawing_withdrawn ON estate_ragwithdrawal;
DROP FUNCTION estate_drawing_rated();
DROP FUNCTION estate_drawing_withdrawn();
DROP FUNCTION estate_draw_past(bigint[]);
DROP FUNCTION estate_days(date, date);
DROP FUNCTION estate_day_of(timestamptz);
DROP FUNCTION estate_rating_on(text[], date[], date);
"""
)


class Migration(migrations.Migration):

    dependencies = [
        ('estate', '0039_ready_rows'),
    ]

    operations = [
        migrations.CreateModel(
            name='DrawnPast',
            fields=[
                ('drawing', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='past', serialize=False, to='estate.drawing')),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), size=None)),
                ('ratings', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5, null=True), size=None)),
            ],
        ),
        run_sql_file("estate", "0040_drawn_past", reverse=REVERSE),
    ]
