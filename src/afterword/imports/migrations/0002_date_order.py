import afterword.infra.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0001_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='columnmemory',
            name='date_order',
            field=afterword.infra.fields.TextColumn(blank=True, default='', max_length=3),
        ),
    ]
