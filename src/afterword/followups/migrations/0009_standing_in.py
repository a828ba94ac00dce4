from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followups", "0008_cards")]

    operations = [
        migrations.AddField(
            model_name="followup",
            name="stands_in_for_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
    ]
