import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import afterword.infra.fields


class Migration(migrations.Migration):
    dependencies = [("businesses", "0004_how_often"), ("followups", "0009_standing_in")]

    operations = [
        migrations.AddField(
            model_name="template",
            name="as_it_is_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="template",
            name="as_it_is_by_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="line",
            field=afterword.infra.fields.TextColumn(blank=True, default="", max_length=500),
        ),
        migrations.AlterField(
            model_name="draft",
            name="body",
            field=afterword.infra.fields.TextColumn(blank=True, default="", max_length=8000),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False)),
                fields=["business", "template", "closed_at"],
                name="follow_up_by_words",
            ),
        ),
        migrations.CreateModel(
            name="PersonalTouch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("most_alike", models.PositiveSmallIntegerField(blank=True, default=20, null=True)),
                ("alike_days", models.PositiveSmallIntegerField(default=7)),
                ("assistant_is_on", models.BooleanField(default=False)),
                ("assistant_url", afterword.infra.fields.TextColumn(blank=True, default="", max_length=300)),
                ("assistant_model", afterword.infra.fields.TextColumn(blank=True, default="", max_length=100)),
                ("sealed_key", afterword.infra.fields.TextColumn(blank=True, default="", max_length=4000)),
                ("changed_at", models.DateTimeField()),
                (
                    "business",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="businesses.business",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "constraints": [models.UniqueConstraint(fields=("business",), name="personal_touch_once")],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
    ]
