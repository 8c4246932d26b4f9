"""Rows of young people on their way in, senders' keys, what imports did, and matches to be decided."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from totalplace.db.migrations import run_sql_file


class Migration(migrations.Migration):

    dependencies = [
        ('neets', '0007_casework'),
        ('totalplace', '0010_neighbourhoods'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LoadedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=40)),
                ('record', models.BigIntegerField()),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='totalplace.importbatch')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='neets.youngperson')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'table', 'record'), name='loadedrow_once')],
            },
        ),
        migrations.CreateModel(
            name='Match',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kept', models.BigIntegerField()),
                ('merged', models.BigIntegerField()),
                ('shared', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), size=None)),
                ('against', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=list, size=None)),
                ('status', models.CharField(choices=[('open', 'To be decided'), ('same', 'The same person'), ('others', 'Two people')], default='open', max_length=8)),
                ('found_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('moved', models.JSONField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'matches',
                'ordering': ['-found_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['open', 'same', 'others'])), name='match_status_known', violation_error_message='The code of status is not on its list.'), models.UniqueConstraint(fields=('kept', 'merged'), name='match_once'), models.CheckConstraint(condition=models.Q(('kept__lt', models.F('merged'))), name='match_of_two')],
            },
        ),
        migrations.CreateModel(
            name='PersonKey',
            fields=[
                ('key', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='totalplace.importbatch')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='neets.youngperson')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('key__regex', '^[0-9a-f]{32}$')), name='personkey_form', violation_error_message="A sender's key is kept as 32 digits and letters a to f, never as it was sent.")],
            },
        ),
        migrations.CreateModel(
            name='StagedCaseload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('action', models.CharField(choices=[('new', 'New'), ('changed', 'Changed'), ('unchanged', 'Unchanged'), ('refused', 'Refused'), ('skipped', 'Skipped'), ('conflict', 'Conflict')], default='new', max_length=9)),
                ('matched_by', models.CharField(blank=True, default='', max_length=16)),
                ('matched_id', models.BigIntegerField(null=True)),
                ('changes', models.JSONField(null=True)),
                ('disputed', models.JSONField(null=True)),
                ('key', models.CharField(max_length=32, null=True)),
                ('birth_month', models.DateField(null=True)),
                ('flags', models.CharField(max_length=200, null=True)),
                ('sex', models.CharField(max_length=7, null=True)),
                ('home_code', models.CharField(max_length=9, null=True)),
                ('need', models.CharField(max_length=1, null=True)),
                ('code', models.CharField(max_length=3, null=True)),
                ('code_list', models.CharField(max_length=10, null=True)),
                ('start', models.DateField(null=True)),
                ('end', models.DateField(null=True)),
                ('ascertained_on', models.DateField(null=True)),
                ('verified_on', models.DateField(null=True)),
                ('due_to_lapse_on', models.DateField(null=True)),
                ('characteristics', models.CharField(max_length=60, null=True)),
                ('agency', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='neets.agency')),
                ('batch', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='totalplace.importbatch')),
                ('home', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='totalplace.area')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='neets.youngperson')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'row'), name='stagedcaseload_once')],
            },
        ),
        migrations.CreateModel(
            name='StagedEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('action', models.CharField(choices=[('new', 'New'), ('changed', 'Changed'), ('unchanged', 'Unchanged'), ('refused', 'Refused'), ('skipped', 'Skipped'), ('conflict', 'Conflict')], default='new', max_length=9)),
                ('matched_by', models.CharField(blank=True, default='', max_length=16)),
                ('matched_id', models.BigIntegerField(null=True)),
                ('changes', models.JSONField(null=True)),
                ('disputed', models.JSONField(null=True)),
                ('key', models.CharField(max_length=32, null=True)),
                ('birth_month', models.DateField(null=True)),
                ('flags', models.CharField(max_length=200, null=True)),
                ('on', models.DateField(null=True)),
                ('event', models.CharField(max_length=10, null=True)),
                ('agency_code', models.CharField(max_length=12, null=True)),
                ('to_agency_code', models.CharField(max_length=12, null=True)),
                ('domains', models.CharField(max_length=200, null=True)),
                ('result', models.CharField(max_length=10, null=True)),
                ('minutes', models.PositiveSmallIntegerField(null=True)),
                ('agency', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='neets.agency')),
                ('batch', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='totalplace.importbatch')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='neets.youngperson')),
                ('to_agency', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='neets.agency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'row'), name='stagedevent_once')],
            },
        ),
        run_sql_file("neets", "0008_loading", reverse=migrations.RunSQL.noop),
    ]
