"""Neighbourhoods are drawn by people: the database checks their outlines and names, and numbers their codes."""

import django.db.models.functions.text
import totalplace.db.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("totalplace", "0009_own_map_layers"),
    ]

    operations = [
        # Their codes are never given out twice.
        migrations.RunSQL(
            "CREATE SEQUENCE totalplace_neighbourhood AS integer", "DROP SEQUENCE totalplace_neighbourhood"
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        totalplace.db.functions.IsValidGeometry(models.F("boundary")),
                        ("boundary__contained", totalplace.db.functions.GreatBritain()),
                    ),
                    models.Q(("level", "neighbourhood"), _negated=True),
                    _connector="OR",
                ),
                name="area_drawn_valid_in_great_britain",
                violation_error_message="The outline must not cross itself, and must lie inside Great Britain.",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("level", "neighbourhood"), ("valid_to__isnull", True)),
                name="area_one_neighbourhood_of_a_name",
                violation_error_message="Another neighbourhood has this name. Choose one that tells them apart.",
            ),
        ),
    ]
