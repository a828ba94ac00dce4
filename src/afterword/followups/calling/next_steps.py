"""What comes after a call: one touch more, on a day that was agreed."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from afterword.businesses.queries import current_business, local_today
from afterword.followups.actions import BadDay, remind_me
from afterword.followups.models import FollowUp


@transaction.atomic
def plan_next_step(*, customer_id: int, channel: str, on: date, note: str) -> FollowUp:
    """A touch on a civil day after today; pressed twice it is one. Raises ``BadDay`` and ``NothingSaid``."""
    if on <= local_today(current_business()):
        raise BadDay("Choose a day after today.")
    same = FollowUp.objects.select_for_update().filter(
        customer_id=customer_id, channel=channel, plan_id=None, state="open", window_first=on, note=note.strip()[:1000]
    )
    return same.first() or remind_me(customer_id=customer_id, channel=channel, on=on, note=note)
