"""The vault: a schema of its own under a role of its own, for who a pseudonym is."""

from django.db import migrations

from totalplace.db.migrations import run_sql_file

# The role stays: it belongs to the server, and another database may stand on it.
REVERSE = "DROP FUNCTION neets_make_vault(); DROP SCHEMA IF EXISTS vault CASCADE;"


class Migration(migrations.Migration):

    dependencies = [("neets", "0005_released_analysis")]

    operations = [run_sql_file("neets", "0006_vault", reverse=REVERSE)]
