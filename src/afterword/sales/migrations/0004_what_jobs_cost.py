
import afterword.infra.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0003_jobs_and_intervals'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='currency',
            field=afterword.infra.fields.TextColumn(blank=True, default='', max_length=3),
        ),
        migrations.AddField(
            model_name='job',
            name='price_minor',
            field=models.BigIntegerField(blank=True, null=True),
        ),
    ]
