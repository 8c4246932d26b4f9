"""What the pages of an officer and the list of changes are found by."""

import django.db.models.deletion
from django.db import migrations, models

from totalplace.db.migrations import run_sql_file

REVERSE = """
DO $$
DECLARE
    each record;
BEGIN
    FOR each IN SELECT * FROM estate_change_kinds() LOOP
        EXECUTE format('DROP TRIGGER estate_mark_change ON %1$I; DROP INDEX %2$I;', each.events, each.events || '_loose');
    END LOOP;
END $$;
DROP FUNCTION estate_mark_change();
DROP FUNCTION estate_change_kinds();
DROP FUNCTION estate_mark_statement(text, text, text);
DROP FUNCTION estate_change_of(uuid, timestamptz);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('estate', '0029_body_keys'),
        ('totalplace', '0006_news'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangeMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.UUIDField()),
                ('context', models.UUIDField(null=True)),
                ('at', models.DateTimeField()),
                ('person', models.BigIntegerField(null=True)),
                ('who', models.TextField(default='')),
                ('kind', models.CharField(choices=[('property', 'Properties'), ('rating', 'Ratings'), ('withdrawal', 'Ratings taken back'), ('title', 'Titles'), ('lease', 'Leases'), ('break', 'Lease breaks'), ('review', 'Rent reviews'), ('occupation', 'Occupations'), ('cost', 'Running costs'), ('valuation', 'Valuations'), ('energy', 'Energy use'), ('waiver', 'Faults waived'), ('note', 'Notes'), ('attachment', 'Attachments')], max_length=16)),
                ('organisation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='totalplace.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['-at', '-change'], name='changemark_by_time'), models.Index(fields=['organisation', '-at', '-change'], name='changemark_of_body'), models.Index(fields=['kind', '-at', '-change'], name='changemark_of_kind'), models.Index(fields=['who', '-at', '-change'], name='changemark_by_person')],
                'constraints': [models.UniqueConstraint(fields=('change', 'organisation', 'kind'), name='changemark_once')],
            },
        ),
        migrations.AddIndex(
            model_name='property',
            index=models.Index(condition=models.Q(('next_review_on__isnull', False)), fields=['organisation', 'next_review_on'], name='property_by_review'),
        ),
        migrations.AddIndex(
            model_name='ragassessment',
            index=models.Index(fields=['assessed_at'], name='ragassessment_by_time'),
        ),
        run_sql_file("estate", "0030_change_marks", reverse=REVERSE),
    ]
