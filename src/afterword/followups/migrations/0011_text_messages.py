from django.db import migrations

import afterword.infra.fields


class Migration(migrations.Migration):

    dependencies = [
        ('followups', '0010_personal_touch'),
    ]

    operations = [
        migrations.AddField(
            model_name='template',
            name='text_body',
            field=afterword.infra.fields.TextColumn(blank=True, db_default='', default='', max_length=2000),
        ),
    ]
