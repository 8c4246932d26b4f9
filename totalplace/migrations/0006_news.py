"""What people are told of, and how often they want it."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('totalplace', '0005_faults_without_key'),
    ]

    operations = [
        migrations.CreateModel(
            name='News',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=100)),
                ('object_id', models.BigIntegerField(blank=True, null=True)),
                ('words', models.CharField(max_length=300)),
                ('path', models.CharField(blank=True, max_length=200)),
                ('found_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read on the page')),
                ('mailed_at', models.DateTimeField(blank=True, null=True, verbose_name='told by e-mail')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='totalplace.organisation')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='news', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-found_at', 'id'],
                'indexes': [models.Index(fields=['user', '-found_at', 'id'], name='news_of_person'), models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='news_unread')],
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'key'), name='news_once')],
            },
        ),
        migrations.CreateModel(
            name='NewsChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rhythm', models.CharField(choices=[('daily', 'Every day'), ('weekly', 'Once a week'), ('never', 'Never: I read them here')], default='weekly', max_length=6)),
                ('muted', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('digest_on', models.DateField(blank=True, editable=False, null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='news_choice', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('rhythm__in', ['daily', 'weekly', 'never'])), name='newschoice_rhythm_known')],
            },
        ),
    ]
