"""Areas that change place only the properties that they touch, once."""

from django.db import migrations

from totalplace.db.migrations import run_sql_file

# The earlier function and its trigger as they were; estate_place is right for both.
REVERSE = """
DROP TRIGGER estate_areas_added ON totalplace_area;
DROP TRIGGER estate_areas_edited ON totalplace_area;
DROP TRIGGER estate_areas_removed ON totalplace_area;
DROP FUNCTION estate_place_again(bigint[]);
CREATE OR REPLACE FUNCTION estate_areas_moved() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE estate_property p
       SET district_id = placed.district_id, ward_id = placed.ward_id, lsoa_id = placed.lsoa_id
      FROM (SELECT q.id,
                   min(a.area_id) FILTER (WHERE a.level = 'district') AS district_id,
                   min(a.area_id) FILTER (WHERE a.level = 'ward') AS ward_id,
                   min(a.area_id) FILTER (WHERE a.level = 'lsoa') AS lsoa_id
              FROM estate_property q
              LEFT JOIN totalplace_areapiece a ON ST_Intersects(a.piece, q.location)
             WHERE q.location IS NOT NULL
             GROUP BY q.id) placed
     WHERE p.id = placed.id
       AND (p.district_id, p.ward_id, p.lsoa_id)
           IS DISTINCT FROM (placed.district_id, placed.ward_id, placed.lsoa_id);
    RETURN NULL;
END $$;

CREATE TRIGGER estate_areas_moved
    AFTER INSERT OR DELETE OR UPDATE OF boundary, valid_to, level ON totalplace_area
    FOR EACH STATEMENT EXECUTE FUNCTION estate_areas_moved();
"""


class Migration(migrations.Migration):
    dependencies = [("estate", "0005_running_cost_and_tally"), ("totalplace", "0001_initial")]
    operations = [run_sql_file("estate", "0006_areas_moved", reverse=REVERSE)]
