"""What a dead or stopped worker left behind: surely not sent goes back, perhaps sent goes to a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import F

from afterword.channels.port import Kind, Outcome
from afterword.followups.delivering.deciding import decide, this_day
from afterword.followups.delivering.outcomes import Answered, settle, unclear_event
from afterword.followups.models import FollowUp, Message
from afterword.infra import clock
from afterword.infra.tenancy import current_business_id
from afterword.timeline.actions import record


def recover() -> int:
    """Put right, in the current business, what nobody holds any more; the number of messages that became unclear."""
    with transaction.atomic():
        _give_back_claims()
        unclear = _bring_before_a_person()
    _close_what_was_sent()
    return unclear


def _give_back_claims() -> None:
    """Claimed and the lease over: the dot was never announced, so it was surely not said."""
    over = Message.objects.filter(state="claimed", lease_until__lt=clock.wall())
    over.update(state="approved", worker="", token=F("token") + 1)


def _bring_before_a_person() -> int:
    """Announced and never answered: it may have arrived. The token stays, so that a late answer still counts."""
    over = Message.objects.filter(state="handing", lease_until__lt=clock.wall()).select_for_update()
    found = list(over.values_list("id", "customer_id", "follow_up_id", "channel"))
    if not found:
        return 0
    Message.objects.filter(pk__in=[row[0] for row in found]).update(state="unclear", reason="unclear", worker="")
    FollowUp.objects.filter(pk__in=[row[2] for row in found], state="approved").update(
        state="unclear", version=F("version") + 1
    )
    record([unclear_event(customer, follow_up, channel, message) for message, customer, follow_up, channel in found])
    return len(found)


def _close_what_was_sent() -> None:
    """Recorded as sent, and the worker died before it closed the follow-up."""
    left = _sent_but_open()
    if not left:
        return
    decided = decide(left, this_day())
    with transaction.atomic():
        settle([Answered(one, Outcome(Kind.SENT), one.standing.attempts) for one in decided.values()])


def _sent_but_open() -> Sequence[int]:
    # Driven by the follow-ups that are on their way, which are few, and not by all that was ever sent.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.id FROM followups_followup f"
            " JOIN followups_message m ON m.business_id = f.business_id AND m.follow_up_id = f.id AND m.state = 'sent'"
            " WHERE f.business_id = %s AND f.state IN ('approved', 'unclear') LIMIT 10000",
            [current_business_id()],
        )
        return [row[0] for row in cursor.fetchall()]
