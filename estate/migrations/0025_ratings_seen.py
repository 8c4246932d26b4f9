"""A rating moves the version of its property, and keeps what it changed about sharing."""

from pathlib import Path

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from totalplace.db.migrations import run_sql_file

EARLIER = (Path(__file__).resolve().parents[1] / "sql" / "0015_rag_stands.sql").read_text(encoding="utf-8")
REVERSE = EARLIER.split("-- Properties that the register")[0]


class Migration(migrations.Migration):
    dependencies = [
        ("estate", "0024_quality_waivers_stand"),
    ]

    operations = [
        run_sql_file("estate", "0025_rating_moves_version", reverse=REVERSE),
        pgtrigger.migrations.RemoveTrigger(
            model_name="ragassessment",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="ragassessment",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="ragassessment",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="ragassessment",
            name="sharing",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="ragassessmentevent",
            name="sharing",
            field=models.JSONField(editable=False, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ragassessment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "estate_ragassessmentevent" ("assessed_at", "assessed_by_id", "id", "next_review_on", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "property_id", "rated_version", "rating", "reason", "sharing", "supersedes_id") SELECT new_values."assessed_at", new_values."assessed_by_id", new_values."id", new_values."next_review_on", new_values."note", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."property_id", new_values."rated_version", new_values."rating", new_values."reason", new_values."sharing", new_values."supersedes_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="926f0b7443cab2a30fa6da594c41b8d8345e1747",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b3f17",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="estate_ragassessment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ragassessment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "estate_ragassessmentevent" ("assessed_at", "assessed_by_id", "id", "next_review_on", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "property_id", "rated_version", "rating", "reason", "sharing", "supersedes_id") SELECT new_values."assessed_at", new_values."assessed_by_id", new_values."id", new_values."next_review_on", new_values."note", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."property_id", new_values."rated_version", new_values."rating", new_values."reason", new_values."sharing", new_values."supersedes_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="464723e131d3fb053c72bfa8813e12ddb384602a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a5525",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="estate_ragassessment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ragassessment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "estate_ragassessmentevent" ("assessed_at", "assessed_by_id", "id", "next_review_on", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "property_id", "rated_version", "rating", "reason", "sharing", "supersedes_id") SELECT old_values."assessed_at", old_values."assessed_by_id", old_values."id", old_values."next_review_on", old_values."note", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."property_id", old_values."rated_version", old_values."rating", old_values."reason", old_values."sharing", old_values."supersedes_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="b53d44488d3cb6f310fa6cda3a7b63ca6fe01cb4",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_72efb",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="estate_ragassessment",
                    when="AFTER",
                ),
            ),
        ),
    ]
