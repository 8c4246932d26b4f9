"""The vault goes back to its own role after a restore."""

from django.db import migrations

from totalplace.db.migrations import run_sql_file


class Migration(migrations.Migration):

    dependencies = [("neets", "0009_more_analyses")]

    operations = [run_sql_file("neets", "0010_adopt_vault", reverse="DROP FUNCTION neets_adopt_vault();")]
