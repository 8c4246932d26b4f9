"""The tally is brought up to date quickly also before it has statistics."""

from pathlib import Path

from django.db import migrations

from totalplace.db.migrations import run_sql_file

# The function as it was, from the file that made it.
EARLIER = (Path(__file__).resolve().parents[1] / "sql" / "0005_tally.sql").read_text(encoding="utf-8")
FUNCTION = EARLIER[
    EARLIER.index("CREATE FUNCTION estate_tally_statement") : EARLIER.index("CREATE FUNCTION estate_tally_moved")
]
REVERSE = FUNCTION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("estate", "0021_staged_unlogged")]
    operations = [run_sql_file("estate", "0022_tally_without_statistics", reverse=REVERSE)]
