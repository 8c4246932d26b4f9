"""Indexes by which a record's history finds its notes and attachments."""

from django.db import migrations

from totalplace.db.migrations import run_sql_file

REVERSE = """
DROP INDEX totalplace_noteevent_of_record;
DROP INDEX totalplace_attachmentevent_of_record;
"""


class Migration(migrations.Migration):
    dependencies = [("totalplace", "0001_initial")]
    operations = [run_sql_file("totalplace", "0002_history_of_notes", reverse=REVERSE)]
