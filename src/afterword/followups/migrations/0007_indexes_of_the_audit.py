"""The audit is answered by one index alone, and each member's work by another."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('followups', '0006_what_it_is_about'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='followup',
            name='follow_up_by_customer',
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(fields=['business', 'customer', 'state', 'window_last', 'due_on', 'late_days', 'plan_id'], name='follow_up_by_customer'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(condition=models.Q(('membership_id__isnull', False), ('state', 'open')), fields=['business', 'membership_id', 'due_on', 'window_last'], name='follow_up_by_member'),
        ),
    ]
