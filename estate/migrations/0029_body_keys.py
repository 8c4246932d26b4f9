"""The body of a property is made sure of set by set, as its areas are."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from totalplace.db.migrations import run_sql_file

# The function as it was, from the file that made it.
EARLIER = (Path(__file__).resolve().parents[1] / "sql" / "0018_area_keys.sql").read_text(encoding="utf-8")
FUNCTION = EARLIER[
    EARLIER.index("CREATE FUNCTION estate_areas_named()") : EARLIER.index("CREATE TRIGGER estate_areas_named_added")
]
REVERSE = (
    FUNCTION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    + """
DROP TRIGGER estate_body_named ON estate_property;
DROP TRIGGER estate_body_goes ON totalplace_organisation;
DROP TRIGGER estate_bodies_emptied ON totalplace_organisation;
DROP TRIGGER estate_body_number_stays ON totalplace_organisation;
DROP FUNCTION estate_body_named();
DROP FUNCTION estate_body_goes();
DROP FUNCTION estate_body_number_stays();
DROP FUNCTION estate_bodies_stand(bigint[]);
"""
)


class Migration(migrations.Migration):
    dependencies = [("estate", "0028_staged_disputed")]
    operations = [
        # The rule that is new stands before the one that it replaces goes.
        run_sql_file("estate", "0029_body_keys", reverse=REVERSE),
        migrations.AlterField(
            model_name="property",
            name="organisation",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="properties",
                to="totalplace.organisation",
            ),
        ),
    ]
