"""Groups of customers, what is known of each customer for them, and marks of what has changed."""

import afterword.infra.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('businesses', '0005_post_days'),
        ('plans', '0007_collisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='KnownMark',
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
            name='Known',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer_id', models.BigIntegerField()),
                ('city', afterword.infra.fields.TextColumn(max_length=600, null=True)),
                ('postal_code', afterword.infra.fields.TextColumn(max_length=600, null=True)),
                ('country', afterword.infra.fields.TextColumn(max_length=600, null=True)),
                ('language', afterword.infra.fields.TextColumn(max_length=600, null=True)),
                ('tags', afterword.infra.fields.TextColumn(max_length=3000, null=True)),
                ('is_firm', models.BooleanField()),
                ('birth_date', models.DateField(null=True)),
                ('since', models.DateField(null=True)),
                ('last_sale_on', models.DateField(null=True)),
                ('sale_count', models.PositiveIntegerField(default=0)),
                ('spent', models.BigIntegerField(default=0)),
                ('can_email', models.BooleanField()),
                ('can_phone', models.BooleanField()),
                ('can_post', models.BooleanField()),
                ('business', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='businesses.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everywhere',
                'constraints': [models.UniqueConstraint(fields=('business', 'customer_id'), name='known_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='KnownState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_marking', models.BooleanField(default=False)),
                ('is_complete', models.BooleanField(default=False)),
                ('business', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='businesses.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everywhere',
                'constraints': [models.UniqueConstraint(fields=('business',), name='known_state_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', afterword.infra.fields.TextColumn(max_length=100)),
                ('audience', models.JSONField()),
                ('count', models.PositiveIntegerField(default=0)),
                ('day', models.DateField(null=True)),
                ('created_at', models.DateTimeField()),
                ('business', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='businesses.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everywhere',
                'constraints': [models.UniqueConstraint(fields=('business', 'name'), name='segment_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='SegmentMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('segment_id', models.BigIntegerField()),
                ('customer_id', models.BigIntegerField()),
                ('business', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='businesses.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everywhere',
                'constraints': [models.UniqueConstraint(fields=('business', 'segment_id', 'customer_id'), name='segment_member_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
    ]
