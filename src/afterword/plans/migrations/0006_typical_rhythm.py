"""How often customers buy, as it was reckoned last."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('businesses', '0003_network_trade'),
        ('plans', '0005_the_audits_standings'),
    ]

    operations = [
        migrations.CreateModel(
            name='TypicalRhythm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('product_id', models.BigIntegerField(default=0)),
                ('days', models.FloatField()),
                ('spread', models.FloatField()),
                ('gaps', models.PositiveIntegerField()),
                ('reckoned_on', models.DateField()),
                ('business', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='businesses.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everywhere',
                'constraints': [models.UniqueConstraint(fields=('business', 'product_id'), name='typical_rhythm_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
    ]
