"""Whose value stands is decided field by field, and kept with the rows."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('totalplace', '0006_news'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='importcorrection',
            name='overwrite',
        ),
    ]
