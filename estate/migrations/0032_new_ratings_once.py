"""The first rating of a property that is added with it does not write the property twice."""

from pathlib import Path

from django.db import migrations

from totalplace.db.migrations import run_sql_file

EARLIER = (Path(__file__).resolve().parents[1] / "sql" / "0025_rating_moves_version.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("estate", "0031_rating_months")]

    operations = [run_sql_file("estate", "0032_new_ratings_once", reverse=EARLIER)]
