from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0007_forgotten'),
    ]

    operations = [
        migrations.AlterField(
            model_name='customer',
            name='reach',
            field=models.PositiveBigIntegerField(default=0),
        ),
    ]
