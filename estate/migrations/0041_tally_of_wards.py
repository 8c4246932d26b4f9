"""The tally also tells wards apart, and adds up what costs and is of known size."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from totalplace.db.migrations import run_sql_file

# The function as it was, from the file that made it.
BEFORE = Path(__file__).resolve().parents[1] / "sql" / "0022_tally_without_statistics.sql"
EMPTY = "DELETE FROM estate_tally"


class Migration(migrations.Migration):
    dependencies = [("estate", "0040_drawn_past")]
    operations = [
        # Emptied before and counted anew after: its rows bear other numbers of cubes now.
        migrations.RunSQL(EMPTY, "SELECT estate_tally_again()"),
        migrations.AddField(
            "tally",
            "ward",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="totalplace.area",
            ),
        ),
        migrations.AddField(
            "tally",
            "costed",
            models.DecimalField(decimal_places=2, default=0, max_digits=22),
            preserve_default=False,
        ),
        migrations.AddField(
            "tally",
            "costed_m2",
            models.DecimalField(decimal_places=2, default=0, max_digits=20),
            preserve_default=False,
        ),
        run_sql_file("estate", "0041_tally_of_wards", reverse=EMPTY + ";" + BEFORE.read_text(encoding="utf-8")),
    ]
