"""The claim register and the contradictions between documents."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import spend.models.references
import totalplace.db.functions
from django.conf import settings
from django.db import migrations, models

from totalplace.db.migrations import Together, run_sql_file


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('spend', '0002_payments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [Together([
        run_sql_file("spend", "0003_claims", reverse="DROP SEQUENCE spend_reference_cl;"),
        migrations.CreateModel(
            name='Contradiction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('number', models.PositiveSmallIntegerField(unique=True)),
                ('title', models.CharField(max_length=160)),
                ('why', models.CharField(max_length=600)),
            ],
            options={
                'ordering': ['number'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContradictionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('version', models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=160)),
                ('why', models.CharField(max_length=600)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContradictionSide',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('place', models.CharField(max_length=200)),
                ('order', models.PositiveSmallIntegerField()),
                ('quote', models.CharField(max_length=400)),
            ],
            options={
                'ordering': ['order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContradictionSideEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('version', models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('place', models.CharField(max_length=200)),
                ('order', models.PositiveSmallIntegerField()),
                ('quote', models.CharField(max_length=400)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('reference', models.CharField(db_default=spend.models.references.NextReference('CL'), editable=False, max_length=12, unique=True)),
                ('key', models.SlugField(blank=True, max_length=60, null=True, unique=True)),
                ('kind', models.CharField(choices=[('count', 'Total spend'), ('control', 'Local control and ringfences'), ('peers', 'Comparison with other places'), ('overheads', 'Overheads and inspection'), ('streams', 'Funding streams and programmes'), ('neighbourhood', 'Neighbourhood'), ('neet', 'Young people (NEET)'), ('reoffending', 'Re-offending'), ('few', 'What the few cost'), ('estate', 'Public estate'), ('savings', 'Savings'), ('other', 'Something else')], default='other', max_length=14)),
                ('report', models.CharField(blank=True, max_length=200)),
                ('place', models.CharField(max_length=200)),
                ('statement', models.CharField(max_length=600)),
                ('wording', models.CharField(choices=[('exactly', 'exactly'), ('about', 'about'), ('over', 'over'), ('just_over', 'just over'), ('almost', 'almost'), ('up_to', 'up to'), ('between', 'from … to'), ('within', 'within')], default='exactly', max_length=10)),
                ('low', models.DecimalField(blank=True, decimal_places=6, max_digits=26, null=True)),
                ('high', models.DecimalField(blank=True, decimal_places=6, max_digits=26, null=True)),
                ('unit', models.CharField(choices=[('gbp', '£'), ('gbp_each', '£ each'), ('gbp_per_m2', '£ for each m²'), ('people', 'people'), ('percent', '%'), ('number', 'number'), ('ratio', 'times'), ('years', 'years'), ('m2', 'm²')], default='gbp', max_length=10)),
                ('tolerance', models.DecimalField(blank=True, decimal_places=6, max_digits=26, null=True)),
                ('formula', models.CharField(blank=True, max_length=500)),
                ('missing', models.CharField(blank=True, max_length=400)),
                ('note', models.CharField(blank=True, max_length=600)),
                ('is_shared', models.BooleanField(default=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('worked_low', models.DecimalField(blank=True, decimal_places=6, editable=False, max_digits=26, null=True)),
                ('worked_high', models.DecimalField(blank=True, decimal_places=6, editable=False, max_digits=26, null=True)),
                ('verdict', models.CharField(choices=[('agrees', 'Agrees'), ('differs', 'Differs'), ('untestable', 'Cannot be tested')], default='untestable', editable=False, max_length=10)),
                ('difference', models.DecimalField(blank=True, decimal_places=6, editable=False, max_digits=26, null=True)),
                ('percent', models.DecimalField(blank=True, decimal_places=6, editable=False, max_digits=26, null=True)),
                ('worked_from', models.JSONField(blank=True, default=list, editable=False)),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims_added', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='spend.source')),
            ],
            options={
                'ordering': ['reference'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClaimConflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('why', models.CharField(blank=True, max_length=400)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='spend.claim')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts_from', to='spend.claim')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClaimConflictEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('version', models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('why', models.CharField(blank=True, max_length=400)),
                ('claim', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='spend.claim')),
                ('other', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='spend.claim')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='spend.claimconflict')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClaimEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('version', models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('reference', models.CharField(db_default=spend.models.references.NextReference('CL'), editable=False, max_length=12)),
                ('key', models.SlugField(blank=True, db_index=False, max_length=60, null=True)),
                ('kind', models.CharField(choices=[('count', 'Total spend'), ('control', 'Local control and ringfences'), ('peers', 'Comparison with other places'), ('overheads', 'Overheads and inspection'), ('streams', 'Funding streams and programmes'), ('neighbourhood', 'Neighbourhood'), ('neet', 'Young people (NEET)'), ('reoffending', 'Re-offending'), ('few', 'What the few cost'), ('estate', 'Public estate'), ('savings', 'Savings'), ('other', 'Something else')], default='other', max_length=14)),
                ('report', models.CharField(blank=True, max_length=200)),
                ('place', models.CharField(max_length=200)),
                ('statement', models.CharField(max_length=600)),
                ('wording', models.CharField(choices=[('exactly', 'exactly'), ('about', 'about'), ('over', 'over'), ('just_over', 'just over'), ('almost', 'almost'), ('up_to', 'up to'), ('between', 'from … to'), ('within', 'within')], default='exactly', max_length=10)),
                ('low', models.DecimalField(blank=True, decimal_places=6, max_digits=26, null=True)),
                ('high', models.DecimalField(blank=True, decimal_places=6, max_digits=26, null=True)),
                ('unit', models.CharField(choices=[('gbp', '£'), ('gbp_each', '£ each'), ('gbp_per_m2', '£ for each m²'), ('people', 'people'), ('percent', '%'), ('number', 'number'), ('ratio', 'times'), ('years', 'years'), ('m2', 'm²')], default='gbp', max_length=10)),
                ('tolerance', models.DecimalField(blank=True, decimal_places=6, max_digits=26, null=True)),
                ('formula', models.CharField(blank=True, max_length=500)),
                ('missing', models.CharField(blank=True, max_length=400)),
                ('note', models.CharField(blank=True, max_length=600)),
                ('is_shared', models.BooleanField(default=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('worked_low', models.DecimalField(blank=True, decimal_places=6, editable=False, max_digits=26, null=True)),
                ('worked_high', models.DecimalField(blank=True, decimal_places=6, editable=False, max_digits=26, null=True)),
                ('verdict', models.CharField(choices=[('agrees', 'Agrees'), ('differs', 'Differs'), ('untestable', 'Cannot be tested')], default='untestable', editable=False, max_length=10)),
                ('difference', models.DecimalField(blank=True, decimal_places=6, editable=False, max_digits=26, null=True)),
                ('percent', models.DecimalField(blank=True, decimal_places=6, editable=False, max_digits=26, null=True)),
                ('worked_from', models.JSONField(blank=True, default=list, editable=False)),
                ('added_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='spend.claim')),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='spend.source')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClaimInput',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('name', models.CharField(max_length=40, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_]{0,39}$', 'A name is small letters, digits and underscores, beginning with a letter, such as total_spend.')])),
                ('label', models.CharField(blank=True, max_length=200)),
                ('value', models.DecimalField(blank=True, decimal_places=6, max_digits=26, null=True)),
                ('unit', models.CharField(choices=[('gbp', '£'), ('gbp_each', '£ each'), ('gbp_per_m2', '£ for each m²'), ('people', 'people'), ('percent', '%'), ('number', 'number'), ('ratio', 'times'), ('years', 'years'), ('m2', 'm²')], default='number', max_length=10)),
                ('place', models.CharField(max_length=200)),
                ('quote', models.CharField(blank=True, max_length=300)),
                ('live', models.CharField(blank=True, max_length=340)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inputs', to='spend.claim')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spend.source')),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClaimInputEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('version', models.BigIntegerField(db_default=totalplace.db.functions.NextVersion(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('name', models.CharField(max_length=40, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_]{0,39}$', 'A name is small letters, digits and underscores, beginning with a letter, such as total_spend.')])),
                ('label', models.CharField(blank=True, max_length=200)),
                ('value', models.DecimalField(blank=True, decimal_places=6, max_digits=26, null=True)),
                ('unit', models.CharField(choices=[('gbp', '£'), ('gbp_each', '£ each'), ('gbp_per_m2', '£ for each m²'), ('people', 'people'), ('percent', '%'), ('number', 'number'), ('ratio', 'times'), ('years', 'years'), ('m2', 'm²')], default='number', max_length=10)),
                ('place', models.CharField(max_length=200)),
                ('quote', models.CharField(blank=True, max_length=300)),
                ('live', models.CharField(blank=True, max_length=340)),
                ('claim', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='spend.claim')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='spend.claiminput')),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='spend.source')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contradiction',
            trigger=pgtrigger.compiler.Trigger(name='version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n            IF NEW.version = OLD.version THEN\n                NEW.version := nextval('totalplace_version');\n            END IF;\n            NEW.updated_at := now();\n            RETURN NEW;\n        ", hash='9842135f1b9c678792ac30a15b3bbc70f1339a92', operation='UPDATE', pgid='pgtrigger_version_d6c4c', table='spend_contradiction', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contradiction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_contradictionevent" ("created_at", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "updated_at", "version", "why") SELECT new_values."created_at", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."title", new_values."updated_at", new_values."version", new_values."why" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='393485aa53ad59d7309c0a7bf777d29a02f9043f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_d0f8f', referencing='REFERENCING NEW TABLE AS new_values ', table='spend_contradiction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contradiction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_contradictionevent" ("created_at", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "updated_at", "version", "why") SELECT new_values."created_at", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."title", new_values."updated_at", new_values."version", new_values."why" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e3d6183f68849381c19fabb53fd823f5ca55fb94', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_47534', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='spend_contradiction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contradiction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_contradictionevent" ("created_at", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "updated_at", "version", "why") SELECT old_values."created_at", old_values."id", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."title", old_values."updated_at", old_values."version", old_values."why" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b3984c1d39558a1efb7e37df4cc69fb37955b059', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_47b75', referencing='REFERENCING OLD TABLE AS old_values ', table='spend_contradiction', when='AFTER')),
        ),
        migrations.AddField(
            model_name='contradictionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='contradictionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='spend.contradiction'),
        ),
        migrations.AddField(
            model_name='contradictionside',
            name='claim',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sides', to='spend.claim'),
        ),
        migrations.AddField(
            model_name='contradictionside',
            name='contradiction',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sides', to='spend.contradiction'),
        ),
        migrations.AddField(
            model_name='contradictionside',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spend.source'),
        ),
        migrations.AddField(
            model_name='contradictionsideevent',
            name='claim',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='spend.claim'),
        ),
        migrations.AddField(
            model_name='contradictionsideevent',
            name='contradiction',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='spend.contradiction'),
        ),
        migrations.AddField(
            model_name='contradictionsideevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='contradictionsideevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='spend.contradictionside'),
        ),
        migrations.AddField(
            model_name='contradictionsideevent',
            name='source',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='spend.source'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['verdict', 'reference'], name='claim_by_verdict'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('place', ''), _negated=True), name='claim_has_a_place', violation_error_message='Say where in the source it stands, such as a page or a table.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('statement', ''), _negated=True), name='claim_says_something', violation_error_message='Write what is claimed, in its own words.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('report', ''), ('source__isnull', False)), models.Q(('source__isnull', True), models.Q(('report', ''), _negated=True)), _connector='OR'), name='claim_of_a_source_or_a_report', violation_error_message='Say which report it belongs to.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('high__isnull', True), ('low__lte', models.F('high')), _connector='OR'), name='claim_low_to_high', violation_error_message='The upper end is below the lower: exchange them.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('high__isnull', False), models.Q(('wording__in', ['between', 'within']), _negated=True), ('low', None), _connector='OR'), name='claim_range_has_two_ends', violation_error_message='Give the upper end of the range too.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('tolerance__isnull', True), ('tolerance__gte', 0), _connector='OR'), name='claim_tolerance_not_negative', violation_error_message='What it may be off by cannot be negative.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('worked_low__isnull', False), models.Q(('verdict', 'untestable'), models.Q(('missing', ''), _negated=True)), _connector='OR'), name='claim_worked_out_or_says_why_not', violation_error_message='Give a formula, or say what is missing to test it.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['count', 'control', 'peers', 'overheads', 'streams', 'neighbourhood', 'neet', 'reoffending', 'few', 'estate', 'savings', 'other'])), name='claim_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('wording__in', ['exactly', 'about', 'over', 'just_over', 'almost', 'up_to', 'between', 'within'])), name='claim_wording_known'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('unit__in', ['gbp', 'gbp_each', 'gbp_per_m2', 'people', 'percent', 'number', 'ratio', 'years', 'm2'])), name='claim_unit_known'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['agrees', 'differs', 'untestable'])), name='claim_verdict_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n            IF NEW.version = OLD.version THEN\n                NEW.version := nextval('totalplace_version');\n            END IF;\n            NEW.updated_at := now();\n            RETURN NEW;\n        ", hash='eea2bca60187f020cac252a606f04ee0b64dcb25', operation='UPDATE', pgid='pgtrigger_version_69793', table='spend_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_claimevent" ("added_by_id", "created_at", "difference", "formula", "high", "id", "is_shared", "key", "kind", "low", "missing", "note", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "reference", "report", "source_id", "statement", "tolerance", "unit", "updated_at", "verdict", "version", "withdrawn_at", "wording", "worked_from", "worked_high", "worked_low") SELECT new_values."added_by_id", new_values."created_at", new_values."difference", new_values."formula", new_values."high", new_values."id", new_values."is_shared", new_values."key", new_values."kind", new_values."low", new_values."missing", new_values."note", new_values."percent", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."reference", new_values."report", new_values."source_id", new_values."statement", new_values."tolerance", new_values."unit", new_values."updated_at", new_values."verdict", new_values."version", new_values."withdrawn_at", new_values."wording", new_values."worked_from", new_values."worked_high", new_values."worked_low" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='13b38cf8bcba2aa9c1cf41e7ede6b3bdbaa5146f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_d3ff7', referencing='REFERENCING NEW TABLE AS new_values ', table='spend_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_claimevent" ("added_by_id", "created_at", "difference", "formula", "high", "id", "is_shared", "key", "kind", "low", "missing", "note", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "reference", "report", "source_id", "statement", "tolerance", "unit", "updated_at", "verdict", "version", "withdrawn_at", "wording", "worked_from", "worked_high", "worked_low") SELECT new_values."added_by_id", new_values."created_at", new_values."difference", new_values."formula", new_values."high", new_values."id", new_values."is_shared", new_values."key", new_values."kind", new_values."low", new_values."missing", new_values."note", new_values."percent", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."reference", new_values."report", new_values."source_id", new_values."statement", new_values."tolerance", new_values."unit", new_values."updated_at", new_values."verdict", new_values."version", new_values."withdrawn_at", new_values."wording", new_values."worked_from", new_values."worked_high", new_values."worked_low" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e2db1e8d5579f6aa961a87aff1765f69120ef199', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_a50b7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='spend_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_claimevent" ("added_by_id", "created_at", "difference", "formula", "high", "id", "is_shared", "key", "kind", "low", "missing", "note", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "reference", "report", "source_id", "statement", "tolerance", "unit", "updated_at", "verdict", "version", "withdrawn_at", "wording", "worked_from", "worked_high", "worked_low") SELECT old_values."added_by_id", old_values."created_at", old_values."difference", old_values."formula", old_values."high", old_values."id", old_values."is_shared", old_values."key", old_values."kind", old_values."low", old_values."missing", old_values."note", old_values."percent", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."reference", old_values."report", old_values."source_id", old_values."statement", old_values."tolerance", old_values."unit", old_values."updated_at", old_values."verdict", old_values."version", old_values."withdrawn_at", old_values."wording", old_values."worked_from", old_values."worked_high", old_values."worked_low" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d6387a039c5ba5e551a95a8017f7e84cc259e230', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_bd3de', referencing='REFERENCING OLD TABLE AS old_values ', table='spend_claim', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='claimconflict',
            constraint=models.UniqueConstraint(fields=('claim', 'other'), name='claimconflict_once'),
        ),
        migrations.AddConstraint(
            model_name='claimconflict',
            constraint=models.CheckConstraint(condition=models.Q(('claim', models.F('other')), _negated=True), name='claimconflict_of_two', violation_error_message='A claim does not conflict with itself.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimconflict',
            trigger=pgtrigger.compiler.Trigger(name='version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n            IF NEW.version = OLD.version THEN\n                NEW.version := nextval('totalplace_version');\n            END IF;\n            NEW.updated_at := now();\n            RETURN NEW;\n        ", hash='2bf33c104b4b51e2049470c75dd601a3ade78e5d', operation='UPDATE', pgid='pgtrigger_version_e785b', table='spend_claimconflict', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimconflict',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_claimconflictevent" ("claim_id", "created_at", "id", "other_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version", "why") SELECT new_values."claim_id", new_values."created_at", new_values."id", new_values."other_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."updated_at", new_values."version", new_values."why" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0a7be7296727a87f66b630b72e711c04067b2dfc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_ed0d2', referencing='REFERENCING NEW TABLE AS new_values ', table='spend_claimconflict', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimconflict',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_claimconflictevent" ("claim_id", "created_at", "id", "other_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version", "why") SELECT new_values."claim_id", new_values."created_at", new_values."id", new_values."other_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."updated_at", new_values."version", new_values."why" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4ce95f2f89341c23173b4ac2c98347532e554386', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f99ab', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='spend_claimconflict', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimconflict',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_claimconflictevent" ("claim_id", "created_at", "id", "other_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version", "why") SELECT old_values."claim_id", old_values."created_at", old_values."id", old_values."other_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."updated_at", old_values."version", old_values."why" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='513537ab7b3125b1c405682db7ade8f8ce30e284', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_5eb4e', referencing='REFERENCING OLD TABLE AS old_values ', table='spend_claimconflict', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='claiminput',
            constraint=models.CheckConstraint(condition=models.Q(('place', ''), _negated=True), name='claiminput_has_a_place', violation_error_message='Say where in the source it stands, such as a page or a table.'),
        ),
        migrations.AddConstraint(
            model_name='claiminput',
            constraint=models.UniqueConstraint(fields=('claim', 'name'), name='claiminput_named_once', violation_error_message='Two inputs have this name: give each its own.'),
        ),
        migrations.AddConstraint(
            model_name='claiminput',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '^[a-z][a-z0-9_]{0,39}$')), name='claiminput_name_form', violation_error_message='A name is small letters, digits and underscores, beginning with a letter, such as total_spend.'),
        ),
        migrations.AddConstraint(
            model_name='claiminput',
            constraint=models.CheckConstraint(condition=models.Q(('unit__in', ['gbp', 'gbp_each', 'gbp_per_m2', 'people', 'percent', 'number', 'ratio', 'years', 'm2'])), name='claiminput_unit_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claiminput',
            trigger=pgtrigger.compiler.Trigger(name='version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n            IF NEW.version = OLD.version THEN\n                NEW.version := nextval('totalplace_version');\n            END IF;\n            NEW.updated_at := now();\n            RETURN NEW;\n        ", hash='3de26051551c273bbe27b15d219bc6f797c31e42', operation='UPDATE', pgid='pgtrigger_version_cb33c', table='spend_claiminput', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claiminput',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_claiminputevent" ("claim_id", "created_at", "id", "label", "live", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "quote", "source_id", "unit", "updated_at", "value", "version") SELECT new_values."claim_id", new_values."created_at", new_values."id", new_values."label", new_values."live", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."quote", new_values."source_id", new_values."unit", new_values."updated_at", new_values."value", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ac6a1293828a63eafc09d557aca97e5e070cc038', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_b2fb3', referencing='REFERENCING NEW TABLE AS new_values ', table='spend_claiminput', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claiminput',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_claiminputevent" ("claim_id", "created_at", "id", "label", "live", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "quote", "source_id", "unit", "updated_at", "value", "version") SELECT new_values."claim_id", new_values."created_at", new_values."id", new_values."label", new_values."live", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."quote", new_values."source_id", new_values."unit", new_values."updated_at", new_values."value", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='648351da2457a8a52e1d5d5f4e6e3a23d2d6b8f8', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_81329', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='spend_claiminput', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claiminput',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_claiminputevent" ("claim_id", "created_at", "id", "label", "live", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "quote", "source_id", "unit", "updated_at", "value", "version") SELECT old_values."claim_id", old_values."created_at", old_values."id", old_values."label", old_values."live", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."quote", old_values."source_id", old_values."unit", old_values."updated_at", old_values."value", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='2266ece34230a157228abb2af3bffd50dc7ec16e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_cbf08', referencing='REFERENCING OLD TABLE AS old_values ', table='spend_claiminput', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='contradictionside',
            constraint=models.CheckConstraint(condition=models.Q(('place', ''), _negated=True), name='contradictionside_has_a_place', violation_error_message='Say where in the source it stands, such as a page or a table.'),
        ),
        migrations.AddConstraint(
            model_name='contradictionside',
            constraint=models.UniqueConstraint(fields=('contradiction', 'order'), name='contradictionside_order'),
        ),
        migrations.AddConstraint(
            model_name='contradictionside',
            constraint=models.CheckConstraint(condition=models.Q(('quote', ''), _negated=True), name='contradictionside_quotes'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contradictionside',
            trigger=pgtrigger.compiler.Trigger(name='version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n            IF NEW.version = OLD.version THEN\n                NEW.version := nextval('totalplace_version');\n            END IF;\n            NEW.updated_at := now();\n            RETURN NEW;\n        ", hash='332b9299bf1d21367e27002207f5bcac13de3a4e', operation='UPDATE', pgid='pgtrigger_version_a841c', table='spend_contradictionside', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contradictionside',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_contradictionsideevent" ("claim_id", "contradiction_id", "created_at", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "quote", "source_id", "updated_at", "version") SELECT new_values."claim_id", new_values."contradiction_id", new_values."created_at", new_values."id", new_values."order", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."quote", new_values."source_id", new_values."updated_at", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='75af6ee37d3f7e4287116f9757fb0a3a4384117b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_353e9', referencing='REFERENCING NEW TABLE AS new_values ', table='spend_contradictionside', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contradictionside',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_contradictionsideevent" ("claim_id", "contradiction_id", "created_at", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "quote", "source_id", "updated_at", "version") SELECT new_values."claim_id", new_values."contradiction_id", new_values."created_at", new_values."id", new_values."order", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."quote", new_values."source_id", new_values."updated_at", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='5ef84e0088a31f0d1551fbfbe9c2ac292340d322', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_84cf8', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='spend_contradictionside', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contradictionside',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "spend_contradictionsideevent" ("claim_id", "contradiction_id", "created_at", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "quote", "source_id", "updated_at", "version") SELECT old_values."claim_id", old_values."contradiction_id", old_values."created_at", old_values."id", old_values."order", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."quote", old_values."source_id", old_values."updated_at", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='65d715cf162f542c524dfe10a12c7689e18dfe06', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_c31a4', referencing='REFERENCING OLD TABLE AS old_values ', table='spend_contradictionside', when='AFTER')),
        ),
    ])]
