"""One policy to read the rows of young people by, others to write them by."""

from django.db import migrations

from totalplace.db.migrations import run_sql_file


class Migration(migrations.Migration):

    dependencies = [("neets", "0003_released")]

    # Taking back the migration before takes these policies back too.
    operations = [run_sql_file("neets", "0004_one_policy_to_read", reverse="SELECT 1")]
