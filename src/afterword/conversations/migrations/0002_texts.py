from django.db import migrations

import afterword.infra.fields


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0001_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='received',
            name='channel',
            field=afterword.infra.fields.TextColumn(db_default='email', default='email', max_length=10),
        ),
    ]
