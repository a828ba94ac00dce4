"""How long the post takes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("businesses", "0004_how_often"),
    ]

    operations = [
        migrations.AddField(
            model_name="business",
            name="post_days",
            field=models.PositiveSmallIntegerField(default=3),
        ),
    ]
