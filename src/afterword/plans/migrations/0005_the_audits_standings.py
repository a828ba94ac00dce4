"""How each customer stands by the audit, the sums, and what was done in time by plan and month."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import afterword.infra.fields


class Migration(migrations.Migration):

    dependencies = [
        ('businesses', '0003_network_trade'),
        ('plans', '0004_triggers_and_versions'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer_id', models.BigIntegerField()),
                ('business', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='businesses.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everywhere',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Kept',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('plan_id', models.BigIntegerField(null=True)),
                ('membership_id', models.BigIntegerField(null=True)),
                ('due', models.PositiveIntegerField()),
                ('in_time', models.PositiveIntegerField()),
                ('business', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='businesses.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everywhere',
                'indexes': [models.Index(fields=['business', 'month'], name='kept_by_month')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer_id', models.BigIntegerField()),
                ('kind', models.PositiveSmallIntegerField(choices=[(0, 'Next Touch'), (1, 'Reason'), (2, 'Cannot Be Reached'), (3, 'Forgotten')])),
                ('until', models.DateField()),
                ('business', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='businesses.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everywhere',
                'indexes': [models.Index(fields=['business', 'kind', 'until', 'customer_id'], name='standing_by_kind')],
                'constraints': [models.UniqueConstraint(fields=('business', 'customer_id'), name='standing_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_marking', models.BooleanField(default=False)),
                ('is_complete', models.BooleanField(default=False)),
                ('day', models.DateField(null=True)),
                ('plans', afterword.infra.fields.TextColumn(blank=True, default='', max_length=32)),
                ('next_touch', models.PositiveIntegerField(default=0)),
                ('reason', models.PositiveIntegerField(default=0)),
                ('cannot_be_reached', models.PositiveIntegerField(default=0)),
                ('forgotten', models.PositiveIntegerField(default=0)),
                ('differed_at', models.DateTimeField(null=True)),
                ('business', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='businesses.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everywhere',
                'constraints': [models.UniqueConstraint(fields=('business',), name='tally_latest')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
    ]
