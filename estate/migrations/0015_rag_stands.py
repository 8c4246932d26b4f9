"""What stands on a property, now that an assessment can be withdrawn."""

from django.db import migrations

from totalplace.db.migrations import run_sql_file

REVERSE = """
DROP INDEX estate_propertyevent_closed;
CREATE OR REPLACE FUNCTION estate_rag_stands(ids bigint[]) RETURNS void
LANGUAGE sql AS $$
    UPDATE estate_property p
       SET rag = latest.rating,
           rag_assessed_on = (latest.assessed_at AT TIME ZONE 'Europe/London')::date,
           next_review_on = latest.next_review_on
      FROM (SELECT DISTINCT ON (property_id) property_id, rating, assessed_at, next_review_on
              FROM estate_ragassessment
             WHERE property_id = ANY (ids)
             ORDER BY property_id, assessed_at DESC, id DESC) latest
     WHERE p.id = latest.property_id;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("estate", "0014_rag_withdrawn")]
    operations = [run_sql_file("estate", "0015_rag_stands", reverse=REVERSE)]
