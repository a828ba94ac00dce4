"""A touch handed to a member, who then has it on a day; the composer leaves it there."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from afterword.businesses.models import Membership
from afterword.businesses.queries import current_business, local_today
from afterword.domain.trouble import Trouble
from afterword.followups.models import FollowUp
from afterword.infra import clock


class NotToGive(Trouble):
    """It cannot be handed over; the sentence says why."""


@transaction.atomic
def give_to(*, follow_up_id: int, membership_id: int, on: date | None = None) -> FollowUp:
    """Hand an open follow-up to a member for a civil day: its own day where left out, and never one that has passed.

    Raises :class:`NotToGive`.
    """
    if not Membership.objects.filter(pk=membership_id).exists():
        raise NotToGive("That member does not work here any more. Choose somebody else.")
    owed = FollowUp.objects.select_for_update().filter(pk=follow_up_id, state="open").first()
    if owed is None:
        raise NotToGive("Somebody has dealt with this one already. Reload the page to see how it stands.")
    day = max(on or owed.due_on, local_today(current_business()))
    FollowUp.objects.filter(pk=owed.pk).update(
        membership_id=membership_id, stands_in_for_id=None, due_on=day, moved_at=clock.now(), version=F("version") + 1
    )
    owed.refresh_from_db()
    return owed
