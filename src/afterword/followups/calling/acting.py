"""Telling what came of a call: one try, one row, one effect, however often the button is pressed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max

from afterword.businesses.queries import current_business, zone_of
from afterword.customers.noting import write_note
from afterword.customers.suppressing import mark_address_bad, record_consent, suppress_address
from afterword.customers.whereabouts import NOWHERE, whereabouts_of
from afterword.domain.calling import Call, CallEnded, Consequence, Hours, Outcome, Then, consequence_of
from afterword.domain.channel import Channel
from afterword.domain.civil import local_date
from afterword.domain.trouble import Trouble
from afterword.followups.actions import FASTER, NotThere, TooLate, mark_done
from afterword.followups.calendars import open_days
from afterword.followups.calling.models import CallAttempt
from afterword.followups.calling.next_way import take_the_next_way
from afterword.followups.calling.numbers import numbers_of
from afterword.followups.calling.undoing import last_attempt
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import CallAttempted

#: What stands beside the number where nobody wrote down their own words.
ASKED = "Said on the telephone that they do not want to be called."
BY_TELEPHONE = "by telephone"
WRONG_NUMBER = "wrong number"
#: Letters of a note.
LONGEST_NOTE = 1000


class NotACall(Trouble):
    """There is no call of which anything could be told."""


@transaction.atomic
def record_call(
    *,
    follow_up_id: int,
    outcome: Outcome,
    member_id: int | None,
    note: str = "",
    try_again: bool = False,
    version: int | None = None,
    number: str = "",
) -> CallAttempt:
    """Tell what came of a call; returns the try with what became of it.

    ``version``: how the follow-up stood on the page; told twice from one page it counts once. ``number``: the one that
    was rung, normalised; left out: the one that is in use. ``try_again``: a word was left, and they are to be spoken to
    all the same. Raises :class:`NotThere`, :class:`NotACall`, and ``TooLate`` where somebody else was faster.
    """
    owed = FollowUp.objects.select_for_update().filter(pk=follow_up_id).first()
    if owed is None:
        raise NotThere(f"There is no follow-up {follow_up_id} here.")
    last = last_attempt(owed.pk)
    if last is not None and version is not None and (last.seen_version, last.outcome) == (version, outcome):
        return last
    if owed.state != "open" or (version is not None and owed.version != version):
        raise TooLate(FASTER)
    if owed.channel != Channel.PHONE:
        raise NotACall("That is not a call. Press “Call instead” first, or mark it done.")
    note = " ".join(note.split())[:LONGEST_NOTE]
    numbers = [one.normal for one in numbers_of([owed.customer_id])[owed.customer_id].usable]
    rung = number if number in numbers else next(iter(numbers), "")
    now = clock.now()
    found = consequence_of(_call(owed, outcome, now, is_last=set(numbers) <= {rung}, try_again=try_again))
    attempt = CallAttempt.objects.create(
        follow_up=owed, customer_id=owed.customer_id, number=_next_number(owed.pk), at=now, outcome=outcome,
        became=found.then, address=rung[:254], note=note, again_at=found.again_at, by_id=member_id,
        seen_version=owed.version, was_due_on=owed.due_on, was_moved_at=owed.moved_at,
    )  # fmt: skip
    _carry_out(owed, attempt, found, member_id)
    return attempt


def _next_number(follow_up_id: int) -> int:
    tries = CallAttempt.objects.filter(follow_up_id=follow_up_id).aggregate(last=Max("number"))
    return (tries["last"] or 0) + 1


def _call(owed: FollowUp, outcome: Outcome, now: datetime, *, is_last: bool, try_again: bool) -> Call:
    business = current_business()
    zone = zone_of(business)
    where = whereabouts_of([owed.customer_id], home=business.country).get(owed.customer_id, NOWHERE)
    good_until = owed.window_last + timedelta(days=owed.late_days)
    return Call(
        outcome=outcome,
        now=now,
        zone=zone,
        hours=Hours(open_days(business), business.quiet_from, business.quiet_until, where.zones),
        # What a person put off beyond its window is good on the day that they chose.
        last_day=max(good_until, owed.due_on, local_date(now, zone) if owed.step_id is None else good_until),
        tried=tuple(unanswered([owed.pk]).get(owed.pk, ())),
        is_planned=owed.step_id is not None,
        other_number=not is_last,
        try_again=try_again,
    )


def unanswered(follow_up_ids: list[int]) -> dict[int, list[datetime]]:
    """When each of these calls was tried in vain, the first try first; one query."""
    tries = CallAttempt.objects.filter(
        follow_up_id__in=follow_up_ids, taken_back_at=None, outcome__in=(Outcome.NO_ANSWER, Outcome.VOICEMAIL)
    )
    found: dict[int, list[datetime]] = {}
    for follow_up_id, at in tries.order_by("follow_up_id", "number").values_list("follow_up_id", "at"):
        found.setdefault(follow_up_id, []).append(at)
    return found


def _carry_out(owed: FollowUp, attempt: CallAttempt, found: Consequence, member_id: int | None) -> None:
    """What the outcome does, its event last: what it led to stands before it."""
    if found.then is Then.DONE:
        mark_done(follow_up_id=owed.pk, member_id=member_id, note=attempt.note, outcome=attempt.outcome)
        return
    if found.number_is_bad and attempt.address:
        mark_address_bad(
            customer_id=owed.customer_id, channel=Channel.PHONE, address=attempt.address, reason=WRONG_NUMBER
        )
    day = local_date(found.again_at, zone_of(current_business())) if found.again_at else owed.due_on
    moved = {"due_on": day, "moved_at": attempt.at} if day != owed.due_on else {}
    FollowUp.objects.filter(pk=owed.pk).update(version=F("version") + 1, **moved)
    if found.never_call:
        wording = attempt.note or ASKED
        is_news = suppress_address(
            customer_id=owed.customer_id, channel=Channel.PHONE, reason="asked", detail=wording, actor_id=member_id
        )
        if not is_news:
            take_the_next_way(owed.pk, owed.customer_id, CallEnded.DO_NOT_CALL)
    elif found.then is Then.NEXT_WAY:
        wrong = attempt.outcome == Outcome.WRONG_NUMBER
        take_the_next_way(owed.pk, owed.customer_id, CallEnded.WRONG_NUMBER if wrong else CallEnded.NO_ANSWER)
    record(
        [
            CallAttempted(
                customer_id=owed.customer_id,
                at=attempt.at,
                subject_id=owed.pk,
                actor_id=member_id,
                outcome=attempt.outcome,
                again_at=found.again_at.isoformat() if found.again_at else "",
                note=attempt.note,
            )
        ]
    )


@transaction.atomic
def add_note(*, attempt_id: int, note: str, member_id: int | None) -> None:
    """What was said in a call, written down after its outcome was told; it stands in the customer's history.

    Somebody's wish not to be called is kept in these words. Raises ``NotThere``, and ``EmptyNote`` without words.
    """
    attempt = CallAttempt.objects.select_for_update().filter(pk=attempt_id).first()
    if attempt is None:
        raise NotThere("There is no such call here.")
    write_note(customer_id=attempt.customer_id, note=note, actor_id=member_id)
    CallAttempt.objects.filter(pk=attempt.pk).update(note=" ".join(note.split())[:LONGEST_NOTE])
    if attempt.outcome == Outcome.DO_NOT_CALL and attempt.taken_back_at is None:
        record_consent(
            customer_id=attempt.customer_id, purpose="promotion", channel=Channel.PHONE, granted=False,
            source=BY_TELEPHONE, wording=note.strip(), actor_id=member_id,
        )  # fmt: skip
