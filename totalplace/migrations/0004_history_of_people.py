"""People have a version and a history; their sessions can be ended."""

import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import totalplace.db.functions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('totalplace', '0003_fewer_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('version', models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('display_name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('invited_at', models.DateTimeField(blank=True, null=True, verbose_name='link to set a password made')),
                ('sessions_ended_at', models.DateTimeField(blank=True, null=True, verbose_name='signed out everywhere')),
                ('two_step_reset_at', models.DateTimeField(blank=True, null=True, verbose_name='two-step sign-in reset')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='user',
            name='created_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        migrations.AddField(
            model_name='user',
            name='invited_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='link to set a password made'),
        ),
        migrations.AddField(
            model_name='user',
            name='sessions_ended_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='signed out everywhere'),
        ),
        migrations.AddField(
            model_name='user',
            name='two_step_reset_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='two-step sign-in reset'),
        ),
        migrations.AddField(
            model_name='user',
            name='updated_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        migrations.AddField(
            model_name='user',
            name='version',
            field=models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False),
        ),
        migrations.AlterField(
            model_name='user',
            name='display_name',
            field=models.CharField(blank=True, max_length=120, verbose_name='name'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."display_name" IS DISTINCT FROM (NEW."display_name") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."invited_at" IS DISTINCT FROM (NEW."invited_at") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."sessions_ended_at" IS DISTINCT FROM (NEW."sessions_ended_at") OR OLD."two_step_reset_at" IS DISTINCT FROM (NEW."two_step_reset_at") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."username" IS DISTINCT FROM (NEW."username") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func="\n            IF NEW.version = OLD.version THEN\n                NEW.version := nextval('totalplace_version');\n            END IF;\n            NEW.updated_at := now();\n            RETURN NEW;\n        ", hash='a4583d9112a71eda6010ae02b615c806694173f2', operation='UPDATE', pgid='pgtrigger_version_d6f85', table='totalplace_user', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "totalplace_userevent" ("created_at", "display_name", "email", "id", "invited_at", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sessions_ended_at", "two_step_reset_at", "updated_at", "username", "version") SELECT new_values."created_at", new_values."display_name", new_values."email", new_values."id", new_values."invited_at", new_values."is_active", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."sessions_ended_at", new_values."two_step_reset_at", new_values."updated_at", new_values."username", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f149ae73625704e305a45ad35792680b00a7e49e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_21745', referencing='REFERENCING NEW TABLE AS new_values ', table='totalplace_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "totalplace_userevent" ("created_at", "display_name", "email", "id", "invited_at", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sessions_ended_at", "two_step_reset_at", "updated_at", "username", "version") SELECT new_values."created_at", new_values."display_name", new_values."email", new_values."id", new_values."invited_at", new_values."is_active", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."sessions_ended_at", new_values."two_step_reset_at", new_values."updated_at", new_values."username", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."display_name" IS DISTINCT FROM (new_values."display_name") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."invited_at" IS DISTINCT FROM (new_values."invited_at") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."sessions_ended_at" IS DISTINCT FROM (new_values."sessions_ended_at") OR old_values."two_step_reset_at" IS DISTINCT FROM (new_values."two_step_reset_at") OR old_values."updated_at" IS DISTINCT FROM (new_values."updated_at") OR old_values."username" IS DISTINCT FROM (new_values."username") OR old_values."version" IS DISTINCT FROM (new_values."version")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c41d9082de52d0712442dc4eacc3f35209a1308d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_c8e24', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='totalplace_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "totalplace_userevent" ("created_at", "display_name", "email", "id", "invited_at", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sessions_ended_at", "two_step_reset_at", "updated_at", "username", "version") SELECT old_values."created_at", old_values."display_name", old_values."email", old_values."id", old_values."invited_at", old_values."is_active", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."sessions_ended_at", old_values."two_step_reset_at", old_values."updated_at", old_values."username", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f1dee14fd5bf0c2a94e8a43a3969ba206c610c72', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_ee1e1', referencing='REFERENCING OLD TABLE AS old_values ', table='totalplace_user', when='AFTER')),
        ),
        migrations.AddField(
            model_name='userevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='userevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL),
        ),
    ]
