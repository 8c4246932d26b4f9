import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('totalplace', '0002_history_of_notes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importfault',
            name='batch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='faults', to='totalplace.importbatch'),
        ),
    ]
