"""Each body has a record of its own of a title, so that none reads from another's that it is there."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from totalplace.db.migrations import run_sql_file

# One record of each number again, that which came first; it covers what all of them did.
REVERSE = """
ALTER TABLE estate_propertytitle DISABLE TRIGGER USER;
UPDATE estate_propertytitle h
   SET title_id = (SELECT min(first.id) FROM estate_title first JOIN estate_title t USING (number) WHERE t.id = h.title_id);
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE estate_propertytitle ENABLE TRIGGER USER;
DELETE FROM estate_title t WHERE EXISTS (SELECT FROM estate_title first WHERE first.number = t.number AND first.id < t.id);
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('estate', '0041_tally_of_wards'),
        ('totalplace', '0010_neighbourhoods'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='title',
            name='update_update',
        ),
        migrations.AddField(
            model_name='title',
            name='organisation',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='totalplace.organisation'),
        ),
        migrations.AlterField(
            model_name='title',
            name='number',
            field=models.CharField(max_length=12),
        ),
        run_sql_file("estate", "0042_titles_of_bodies", reverse=REVERSE),
        migrations.AlterField(
            model_name='title',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='totalplace.organisation'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='title',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "estate_titleevent" ("created_at", "estate_interest", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title_class", "updated_at", "version") SELECT new_values."created_at", new_values."estate_interest", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."title_class", new_values."updated_at", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."estate_interest" IS DISTINCT FROM (new_values."estate_interest") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."number" IS DISTINCT FROM (new_values."number") OR old_values."title_class" IS DISTINCT FROM (new_values."title_class") OR old_values."updated_at" IS DISTINCT FROM (new_values."updated_at") OR old_values."version" IS DISTINCT FROM (new_values."version")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e477825d9b379aa584284f6e72c991d7cdb550ba', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_06190', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='estate_title', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='title',
            constraint=models.UniqueConstraint(fields=('number', 'organisation'), name='title_once_a_body'),
        ),
    ]
