"""Open data: which bodies publish, the files made for the public, and the marks that they are out of date."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import totalplace.db.functions
from django.db import migrations, models

from totalplace.db.migrations import run_sql_file

REVERSE = """
DROP TRIGGER estate_open_data_added ON estate_property;
DROP TRIGGER estate_open_data_edited ON estate_property;
DROP TRIGGER estate_open_data_removed ON estate_property;
DROP TRIGGER estate_open_data_emptied ON estate_property;
DROP FUNCTION estate_open_data_stale();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('estate', '0035_harvesting'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('totalplace', '0007_no_overwriting'),
    ]

    operations = [
        migrations.CreateModel(
            name='OpenDataPublication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('is_published', models.BooleanField(default=False, verbose_name='published as open data')),
                ('contact', models.CharField(blank=True, default='', max_length=200, verbose_name='contact about the data')),
                ('organisation_uri', models.CharField(blank=True, default='', max_length=200, verbose_name='address in a public list')),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='open_data', to='totalplace.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OpenDataPublicationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('version', models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('is_published', models.BooleanField(default=False, verbose_name='published as open data')),
                ('contact', models.CharField(blank=True, default='', max_length=200, verbose_name='contact about the data')),
                ('organisation_uri', models.CharField(blank=True, default='', max_length=200, verbose_name='address in a public list')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='totalplace.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='estate.opendatapublication')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OpenDataStale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='totalplace.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='OpenDataFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(null=True)),
                ('form', models.CharField(choices=[('csv', 'CSV'), ('geojson', 'GeoJSON')], max_length=8)),
                ('path', models.CharField(max_length=200)),
                ('rows', models.BigIntegerField()),
                ('size_bytes', models.BigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('effective_on', models.DateField()),
                ('changed_at', models.DateTimeField()),
                ('made_at', models.DateTimeField()),
                ('source', models.CharField(max_length=60)),
                ('is_synthetic', models.BooleanField()),
                ('is_stale', models.BooleanField(default=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='totalplace.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'day', 'form'), name='opendatafile_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('form__in', ['csv', 'geojson'])), name='opendatafile_form_known'), models.CheckConstraint(condition=models.Q(('rows__gte', 0), ('size_bytes__gte', 0)), name='opendatafile_not_negative')],
            },
        ),
        migrations.AddConstraint(
            model_name='opendatapublication',
            constraint=models.CheckConstraint(condition=models.Q(('contact__regex', '^([^@\\s<>]+@[^@\\s<>]+\\.[^@\\s<>]+|https?://[^\\s<>]+)?$')), name='opendatapublication_contact_form', violation_error_message='Give an e-mail address, or a web address that begins with https://.'),
        ),
        migrations.AddConstraint(
            model_name='opendatapublication',
            constraint=models.CheckConstraint(condition=models.Q(('organisation_uri__regex', '^(https?://[^\\s<>]+)?$')), name='opendatapublication_uri_form', violation_error_message='Give a web address that begins with https:// or http://.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='opendatapublication',
            trigger=pgtrigger.compiler.Trigger(name='version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n            IF NEW.version = OLD.version THEN\n                NEW.version := nextval('totalplace_version');\n            END IF;\n            NEW.updated_at := now();\n            RETURN NEW;\n        ", hash='7f71411ceedee64691320c60534d5051f3f19122', operation='UPDATE', pgid='pgtrigger_version_463b0', table='estate_opendatapublication', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='opendatapublication',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "estate_opendatapublicationevent" ("contact", "created_at", "id", "is_published", "organisation_id", "organisation_uri", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") SELECT new_values."contact", new_values."created_at", new_values."id", new_values."is_published", new_values."organisation_id", new_values."organisation_uri", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."updated_at", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2dc6977aa6c338cf3610b9dc5225c37460d74bdd', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_f4c75', referencing='REFERENCING NEW TABLE AS new_values ', table='estate_opendatapublication', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='opendatapublication',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "estate_opendatapublicationevent" ("contact", "created_at", "id", "is_published", "organisation_id", "organisation_uri", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") SELECT new_values."contact", new_values."created_at", new_values."id", new_values."is_published", new_values."organisation_id", new_values."organisation_uri", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."updated_at", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='034ad11fdb0e02c01dd82b2f2ac6dbe382a74e98', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_4b935', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='estate_opendatapublication', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='opendatapublication',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "estate_opendatapublicationevent" ("contact", "created_at", "id", "is_published", "organisation_id", "organisation_uri", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") SELECT old_values."contact", old_values."created_at", old_values."id", old_values."is_published", old_values."organisation_id", old_values."organisation_uri", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."updated_at", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='37bba2f005d707677a5f97af8ed8fab400efe58f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_e2ef6', referencing='REFERENCING OLD TABLE AS old_values ', table='estate_opendatapublication', when='AFTER')),
        ),
        run_sql_file("estate", "0036_open_data", reverse=REVERSE),
    ]
