from django.db import migrations, models

import afterword.infra.fields


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='KnownChannel',
            fields=[
                ('key', afterword.infra.fields.TextColumn(max_length=10, primary_key=True, serialize=False)),
                ('needs', afterword.infra.fields.TextColumn(max_length=10)),
                ('bit', models.BigIntegerField(unique=True)),
                ('called', afterword.infra.fields.TextColumn(max_length=60)),
            ],
        ),
    ]
