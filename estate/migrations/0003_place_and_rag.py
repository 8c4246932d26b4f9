"""The functions that the triggers on properties, assessments and areas call, and the spatial indexes."""

from django.db import migrations

from totalplace.db.migrations import run_sql_file

REVERSE = """
DROP INDEX estate_property_location;
DROP INDEX estate_property_boundary;
DROP TRIGGER estate_areas_moved ON totalplace_area;
DROP FUNCTION estate_areas_moved();
DROP FUNCTION estate_rag_stands(bigint[]);
DROP FUNCTION estate_place(estate_property);
"""


class Migration(migrations.Migration):
    dependencies = [("estate", "0002_initial"), ("totalplace", "0001_initial")]
    operations = [run_sql_file("estate", "0001_place_and_rag", reverse=REVERSE)]
