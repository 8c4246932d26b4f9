"""How the fields of a row in conflict were when its file was checked."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('estate', '0027_splits_and_merges'),
    ]

    operations = [
        migrations.AddField(
            model_name='stagedproperty',
            name='disputed',
            field=models.JSONField(null=True),
        ),
    ]
