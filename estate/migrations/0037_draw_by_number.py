"""One property is drawn without reading the others."""

from django.db import migrations

from totalplace.db.migrations import run_sql_file


class Migration(migrations.Migration):

    dependencies = [
        ('estate', '0036_open_data'),
    ]

    operations = [
        # Taken back, it may stay: it does the same.
        run_sql_file("estate", "0037_draw_by_number", reverse=migrations.RunSQL.noop),
    ]
