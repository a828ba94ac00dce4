"""What a member does with a follow-up: approve it, do it by hand, put it off, skip it, take that back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from afterword.businesses.models import Business
from afterword.businesses.queries import current_business, local_today, zone_of
from afterword.channels.accounts import channels_that_send
from afterword.customers.holding import wait_for_an_answer
from afterword.customers.models import Customer
from afterword.domain.channel import Channel, is_known
from afterword.domain.civil import local_moment
from afterword.domain.delivery import (
    FollowUpEvent,
    FollowUpState,
    IllegalTransition,
    MessageEvent,
    MessageState,
    next_state,
)
from afterword.domain.trouble import Trouble
from afterword.followups.calling.undoing import forget_done_call, take_back_call
from afterword.followups.delivering.meant import not_meant_any_more
from afterword.followups.drafts import DraftText, forget_texts, render
from afterword.followups.guarding.alike import refusal, too_many_alike
from afterword.followups.guarding.settled import limit
from afterword.followups.models import FollowUp, Message, MessageText
from afterword.followups.queries import Owed
from afterword.followups.rests import RestReason, write_rests
from afterword.infra import clock
from afterword.infra.bulk import in_batches
from afterword.timeline.actions import record
from afterword.timeline.catalogue import (
    CallAttempted,
    FollowUpApproved,
    FollowUpDone,
    FollowUpRerouted,
    FollowUpSkipped,
    FollowUpSnoozed,
    FollowUpUndone,
    RestWritten,
    UnclearResolved,
)
from afterword.timeline.models import EventRow

#: How long an approved message waits, so that it can be taken back.
UNDO_SECONDS = 10
#: How long anything else can be taken back.
UNDO_HOURS = 24
#: Follow-ups approved in one transaction.
APPROVED_AT_ONCE = 200

#: Stands as the reason of a message that a person sent from a program of their own.
SENT_BY_HAND = "by_hand"

SECOND = "This customer gets another letter already. Approve this one by itself if both should go."
ANSWER_FIRST = "This customer wrote and waits for your answer. Answer first, or approve this one by itself."
#: Messages that have not come to an end.
ON_ITS_WAY = (
    MessageState.APPROVED,
    MessageState.CLAIMED,
    MessageState.HANDING,
    MessageState.RETRYING,
    MessageState.HELD,
)
NOT_MEANT = "They are not among those this step is meant for any more, so it is taken off the list."
NOTHING_TO_TAKE_BACK = "There is nothing here to take back any more."
FASTER = "Somebody has dealt with this one already. Reload the page to see how it stands."


class NotThere(Trouble):
    """This business has no such follow-up."""


class TooLate(Trouble):
    """Somebody else, or the post, was faster."""


class TooSoon(Trouble):
    """The customer hears from the business already."""


class NotReady(Trouble):
    """The text cannot leave as it is; the sentence says why."""


class NotMeant(Trouble):
    """The step has a condition that is not met any more."""


class BadDay(Trouble):
    """That day does no good."""


class NothingSaid(Trouble):
    """A reason is needed."""


class NotByThisChannel(Trouble):
    """That channel does not send by itself, or does not reach this customer."""


def approve_follow_up(*, follow_up_id: int, member_id: int | None) -> None:
    """Let a message go: its row is committed now, it leaves in ten seconds at the earliest.

    Raises :class:`NotReady` if the text has a leftover placeholder, an empty name or the like, :class:`TooLate` if
    somebody else has dealt with the follow-up, :class:`NotByThisChannel` if it is done by hand.
    """
    _, refused = approve_all(follow_up_ids=[follow_up_id], member_id=member_id)
    if refused:
        raise refused[follow_up_id]


def approve_all(
    *, follow_up_ids: Sequence[int], member_id: int | None, one_each: bool = False, hold_alike: bool = False
) -> tuple[list[int], dict[int, Trouble]]:
    """Approve many; returns those that go, and for each of the others the trouble that keeps it here.

    ``one_each``: nobody has looked at every one of them, so a customer gets one letter, and none if one is on its way.
    ``hold_alike``: those stay whose very words go to too many people, until somebody says that they may.

    A few statements for each two hundred, one transaction each: what was approved stays so if a later batch fails.
    """
    gone: list[int] = []
    refused: dict[int, Trouble] = {}
    for batch in in_batches(dict.fromkeys(follow_up_ids), APPROVED_AT_ONCE):
        with transaction.atomic():
            approved, not_approved = _approve_batch(batch, member_id, one_each=one_each, hold_alike=hold_alike)
        gone += approved
        refused |= not_approved
    return gone, refused


def _approve_batch(
    ids: Sequence[int], member_id: int | None, *, one_each: bool, hold_alike: bool
) -> tuple[list[int], dict[int, Trouble]]:
    # No database holds a number beyond 64 bits; asking it for one is an error, not an answer.
    possible = [one for one in ids if 0 < one < 2**63]
    rows = {row.pk: row for row in FollowUp.objects.select_for_update().filter(pk__in=possible).order_by("pk")}
    sending = channels_that_send()
    drafts = render([row.pk for row in rows.values() if row.channel in sending])
    refused = {one: trouble for one in ids if (trouble := _why_not(one, rows.get(one), drafts, sending)) is not None}
    refused |= {one: NotMeant(NOT_MEANT) for one in not_meant_any_more([one for one in rows if one not in refused])}
    if one_each:
        refused |= _second_letters([rows[one] for one in ids if one not in refused])
    if hold_alike:
        refused |= _word_for_word({one: drafts[one] for one in ids if one not in refused})
    going = [row for one, row in rows.items() if one not in refused]
    earlier = {
        message.follow_up_id: message
        for message in Message.objects.filter(follow_up_id__in=[row.pk for row in going], channel__in=sending)
        if message.channel == rows[message.follow_up_id].channel
    }
    business, now = current_business(), clock.now()
    fresh: list[Message] = []
    for row in list(going):
        message = earlier.get(row.pk)
        if message is None:
            message = Message(follow_up=row, customer_id=row.customer_id, channel=row.channel, created_at=now)
            fresh.append(message)
        elif message.state not in (MessageState.WITHDRAWN, MessageState.FAILED):
            refused[row.pk] = TooLate("A message for this follow-up is already on its way.")
            going.remove(row)
            continue
        message.state = MessageState.APPROVED
        message.not_before = now + timedelta(seconds=UNDO_SECONDS)
        message.useless_after = useless_after(row, business, now)
        message.approved_by_id = member_id
        message.reason = ""
    kept = [message for message in earlier.values() if message.follow_up_id not in refused]
    # Words frozen for an earlier round go: what was approved now is what leaves, under a Message-ID of its own.
    MessageText.objects.filter(message_id__in=[message.pk for message in kept]).delete()
    Message.objects.bulk_update(kept, ["state", "not_before", "useless_after", "approved_by_id", "reason"])
    Message.objects.bulk_create(fresh)
    FollowUp.objects.filter(pk__in=[row.pk for row in going]).update(
        state=FollowUpState.APPROVED, version=F("version") + 1
    )
    record([FollowUpApproved(**_about(row, member_id), channel=row.channel) for row in going])
    return [row.pk for row in going], refused


def _second_letters(rows: Sequence[FollowUp]) -> dict[int, Trouble]:
    """Of many approved at one go, those whose customer hears from the business anyway: nobody looked at each.

    A customer gets one letter; another is on its way, or was sent within the days that the business leaves between two.
    Whoever wrote and waits for an answer gets that first.
    """
    asking = wait_for_an_answer({row.customer_id for row in rows})
    since = clock.now() - timedelta(days=current_business().cap_days)
    recent = Message.objects.filter(customer_id__in={row.customer_id for row in rows}).filter(
        Q(state__in=ON_ITS_WAY) | Q(sent_at__gt=since)
    )
    written_to = set(recent.values_list("customer_id", flat=True))
    refused: dict[int, Trouble] = {}
    for row in rows:
        if row.customer_id in asking:
            refused[row.pk] = TooSoon(ANSWER_FIRST)
        elif row.customer_id in written_to:
            refused[row.pk] = TooSoon(SECOND)
        written_to.add(row.customer_id)
    return refused


def _word_for_word(drafts: Mapping[int, DraftText]) -> dict[int, Trouble]:
    """Of many approved at one go, those whose words go unchanged to more people than a person writes to."""
    alike = too_many_alike(drafts.values())
    if not alike:
        return {}
    bound = limit()
    return {one: refusal(bound) for one, draft in drafts.items() if draft.word_for_word in alike}


def _why_not(
    follow_up_id: int, row: FollowUp | None, drafts: Mapping[int, DraftText], sending: Collection[str]
) -> Trouble | None:
    """What keeps this follow-up from being approved; None: nothing."""
    if row is None:
        return NotThere(f"There is no follow-up {follow_up_id} here.")
    try:
        next_state(FollowUpState(row.state), FollowUpEvent.APPROVE)
    except IllegalTransition:
        return TooLate(FASTER)
    if row.channel not in sending:
        return NotByThisChannel("This one is done by hand. Do it, then mark it done.")
    problems = drafts[follow_up_id].problems
    return NotReady(f"This message cannot leave yet. {problems[0]}") if problems else None


def useless_after(owed: FollowUp, business: Business, now: datetime) -> datetime:
    """When it would do no good any more: the end of the last day of the window and its days of grace.

    What a person approves later than that is good for two more days: they have looked.
    """
    end = owed.window_last + timedelta(days=owed.late_days + 1)
    return max(local_moment(end, time(0), zone_of(business)), now + timedelta(days=2))


def mark_done(
    *,
    follow_up_id: int,
    member_id: int | None,
    note: str = "",
    outcome: str = "",
    channel: str = "",
    message_row: int = 0,
) -> None:
    """A person did it: called, posted the card, wrote from elsewhere. Raises :class:`TooLate`.

    ``outcome``: of a call, a code of ``domain.calling.Outcome``. ``channel``: where it went another way than planned.
    ``message_row``: the message that keeps the words. Without a note a reminder keeps its own.
    """
    with transaction.atomic():
        owed = _locked(follow_up_id)
        note = note.strip()[:1000]
        _move(owed, FollowUpEvent.COMPLETE, closed_at=clock.now(), **({"note": note} if note else {}))
        about = _about(owed, member_id)
        record(
            [
                FollowUpDone(
                    **about, channel=channel or owed.channel, note=note, outcome=outcome, message_row=message_row
                )
            ]
        )


def mark_all_done(*, follow_up_ids: Sequence[int], channel: str, member_id: int | None) -> list[int]:
    """A person did these on this channel; returns those that were open until now. A few statements for all."""
    open_ones = FollowUp.objects.select_for_update().filter(pk__in=follow_up_ids, channel=channel, state="open")
    with transaction.atomic():
        rows = list(open_ones.order_by("pk"))
        ids = [row.pk for row in rows]
        done = next_state(FollowUpState.OPEN, FollowUpEvent.COMPLETE)
        FollowUp.objects.filter(pk__in=ids).update(state=done, closed_at=clock.now(), version=F("version") + 1)
        record([FollowUpDone(**_about(row, member_id), channel=channel, note="") for row in rows])
    return ids


def skip_follow_up(*, follow_up_id: int, member_id: int | None, reason: str) -> None:
    """A person decides against it and says why. A message that has not left is withdrawn."""
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise NothingSaid("Say in a few words why this one is skipped; it stands in the customer's history.")
    with transaction.atomic():
        owed = _locked(follow_up_id)
        if owed.state == FollowUpState.APPROVED:
            _withdraw_message(owed)
        _move(owed, FollowUpEvent.SKIP, reason="skipped", note=reason, closed_at=clock.now())
        record([FollowUpSkipped(**_about(owed, member_id), reason=reason)])


def snooze_follow_up(*, follow_up_id: int, member_id: int | None, until: date) -> None:
    """Put it off until a civil day, not beyond the days on which it still does good. Raises :class:`BadDay`."""
    with transaction.atomic():
        owed = _locked(follow_up_id)
        today = local_today(current_business())
        last = max(owed.window_last + timedelta(days=owed.late_days), today + timedelta(days=7))
        if until <= today:
            raise BadDay("Choose a day after today.")
        if until > last:
            raise BadDay("That is too late to do any good: %(last)s is the last day. Skip it instead?", last=last)
        if owed.state != FollowUpState.OPEN:
            raise TooLate(FASTER)
        _put_on(owed, until, member_id)


def days_open_to(owed: FollowUp | Owed, today: date) -> tuple[date, date]:
    """The first and the last civil day on which it may be put: its window; its days of grace where that is over."""
    last = owed.window_last if owed.window_last >= today else owed.window_last + timedelta(days=owed.late_days)
    return max(owed.window_first, today), max(last, today)


def move_follow_up(*, follow_up_id: int, member_id: int | None, on: date) -> None:
    """Put it on another civil day of its window; it stays there until a person moves it again.

    Raises :class:`BadDay` for a day outside the window, :class:`TooLate` where it is not open any more.
    """
    with transaction.atomic():
        owed = _locked(follow_up_id)
        if owed.state != FollowUpState.OPEN:
            raise TooLate(FASTER)
        first, last = days_open_to(owed, local_today(current_business()))
        if not first <= on <= last:
            raise BadDay("That is outside its window: choose a day from %(first)s to %(last)s.", first=first, last=last)
        if on != owed.due_on:
            _put_on(owed, on, member_id)


def _put_on(owed: FollowUp, day: date, member_id: int | None) -> None:
    """A person chose the day: from now on the composer leaves it there."""
    FollowUp.objects.filter(pk=owed.pk, state="open").update(due_on=day, moved_at=clock.now(), version=F("version") + 1)
    record([FollowUpSnoozed(**_about(owed, member_id), until=day.isoformat(), was=owed.due_on.isoformat())])


def use_channel(*, follow_up_id: int, member_id: int | None, channel: str) -> None:
    """Call instead of writing, say. Raises :class:`NotByThisChannel` where the customer has no such address."""
    with transaction.atomic():
        owed = _locked(follow_up_id)
        if owed.state != FollowUpState.OPEN:
            raise TooLate(FASTER)
        reach = Customer.objects.values_list("reach", flat=True).get(pk=owed.customer_id)
        if not is_known(channel) or not reach & Channel(channel).bit:
            raise NotByThisChannel("There is no address on record for that. Add one on the customer's page.")
        before, owed.channel = owed.channel, channel
        FollowUp.objects.filter(pk=owed.pk, state="open").update(channel=channel, version=F("version") + 1)
        # A mail's words are no call script: what was edited for one channel stays with that channel's message only.
        forget_texts([owed.pk])
        record([FollowUpRerouted(**_about(owed, member_id), from_channel=before, to_channel=channel, reason="chosen")])


def undo(*, follow_up_id: int, member_id: int | None) -> str:
    """Take back what was last done with a follow-up; returns what it was. Raises :class:`TooLate`."""
    with transaction.atomic():
        owed = _locked(follow_up_id)
        last = (
            EventRow.objects.filter(
                customer_id=owed.customer_id, subject_id=owed.pk, kind__in=_UNDOABLE, at__gte=clock.now() - _UNDO_SPAN
            )
            .order_by("-id")
            .first()
        )
        chosen_by_nobody = last is not None and last.kind == FollowUpRerouted.kind and last.data["reason"] != "chosen"
        if last is None or last.kind == FollowUpUndone.kind or chosen_by_nobody:
            raise TooLate(NOTHING_TO_TAKE_BACK)
        what = _UNDOABLE[last.kind]
        _take_back(owed, what, last.data)
        record([FollowUpUndone(**_about(owed, member_id), what=what)])
        return what


_UNDO_SPAN = timedelta(hours=UNDO_HOURS)
_UNDOABLE = {
    FollowUpApproved.kind: "approve",
    FollowUpDone.kind: "done",
    FollowUpSkipped.kind: "skip",
    FollowUpSnoozed.kind: "snooze",
    FollowUpRerouted.kind: "channel",
    CallAttempted.kind: "call",
    FollowUpUndone.kind: "undo",
}


def _take_back(owed: FollowUp, what: str, data: dict[str, Any]) -> None:
    if what == "approve":
        _withdraw_message(owed)
        _move(owed, FollowUpEvent.RETURN)
    elif what == "snooze":
        was = date.fromisoformat(data.get("was") or owed.window_first.isoformat())
        FollowUp.objects.filter(pk=owed.pk, state="open").update(due_on=was, moved_at=None, version=F("version") + 1)
    elif what == "channel":
        back = FollowUp.objects.filter(pk=owed.pk, state="open", channel=data["to_channel"])
        if not back.update(channel=data["from_channel"], version=F("version") + 1):
            raise TooLate(FASTER)
    elif what == "call":
        if not take_back_call(owed):
            raise TooLate(NOTHING_TO_TAKE_BACK)
    else:
        # What a reminder is about stays; what was written when it was done, or why it was skipped, goes.
        note = {} if what == "done" and not data.get("note") else {"note": ""}
        _move(owed, FollowUpEvent.REOPEN, reason="", closed_at=None, **note)
        if what == "done":
            forget_done_call(owed.pk)
            _forget_sent_by_hand(owed)


def _forget_sent_by_hand(owed: FollowUp) -> None:
    """What a person said that they had sent themselves, they have not: no machine ever had it."""
    messages = Message.objects.filter(follow_up=owed, state=MessageState.SENT, reason=SENT_BY_HAND)
    MessageText.objects.filter(message__in=messages).delete()
    messages.delete()


def _withdraw_message(owed: FollowUp) -> None:
    """Take the message back before it leaves: compare and swap, so that a worker who was faster wins."""
    taken = Message.objects.filter(
        follow_up=owed,
        channel=owed.channel,
        state__in=(MessageState.APPROVED, MessageState.HELD, MessageState.RETRYING),
    ).update(state=MessageState.WITHDRAWN, reason="taken_back")
    if not taken:
        raise TooLate("It has left already; there is nothing to take back.")


def resolve_unclear(*, follow_up_id: int, member_id: int | None, arrived: bool) -> None:
    """A person says whether a message without an answer arrived; if not, the follow-up is open again.

    Raises :class:`TooLate` where it is not unclear any more.
    """
    with transaction.atomic():
        owed = _locked(follow_up_id)
        event = MessageEvent.CONFIRM_SENT if arrived else MessageEvent.WRITE_OFF
        state = next_state(MessageState.UNCLEAR, event)
        now = clock.now()
        told = Message.objects.filter(follow_up=owed, state=MessageState.UNCLEAR).update(
            state=state, **({"sent_at": now} if arrived else {"reason": "did_not_arrive"})
        )
        if not told or owed.state != FollowUpState.UNCLEAR:
            raise TooLate("Somebody has already said what became of this one.")
        if arrived:
            _move(owed, FollowUpEvent.CONFIRM_DONE, closed_at=now)
        else:
            _move(owed, FollowUpEvent.CONFIRM_LOST)
        record([UnclearResolved(**_about(owed, member_id), arrived=arrived)])


def remind_me(*, customer_id: int, channel: str, on: date, note: str, minutes: int = 5) -> FollowUp:
    """A touch that a member wants to remember, outside any plan; its note says what about."""
    if on < local_today(current_business()):
        raise BadDay("Choose today or a later day.")
    if not note.strip():
        raise NothingSaid("Write a few words about what it is about.")
    return FollowUp.objects.create(
        customer_id=customer_id,
        channel=Channel(channel),
        mode="hand",
        window_first=on,
        window_last=on + timedelta(days=7),
        due_on=on,
        late_days=30,
        minutes=minutes,
        note=note.strip()[:1000],
    )


def leave_in_peace(*, customer_id: int, until: date, why: str, member_id: int | None) -> int:
    """Plan nothing for this customer up to and including a civil day, for a reason in the member's own words.

    What is open or approved is skipped with that reason, and can be taken back like any skip. Returns how many were.
    Raises :class:`BadDay`, :class:`NothingSaid`, and :class:`TooLate` where a message is leaving at this moment.
    """
    why = " ".join(why.split())[:300]
    if not why:
        raise NothingSaid("Say in a few words why; it stands in the customer's history.")
    if until <= local_today(current_business()):
        raise BadDay("Choose a day after today.")
    with transaction.atomic():
        write_rests(
            reason=RestReason.OWNER_SAID, customer_ids=[customer_id], until=until, detail=why, member_id=member_id
        )
        owed = FollowUp.objects.filter(customer_id=customer_id, state__in=(FollowUpState.OPEN, FollowUpState.APPROVED))
        ids = list(owed.values_list("id", flat=True))
        for follow_up_id in ids:
            skip_follow_up(follow_up_id=follow_up_id, member_id=member_id, reason=why)
        record(
            [
                RestWritten(
                    customer_id=customer_id,
                    at=clock.now(),
                    subject_id=customer_id,
                    actor_id=member_id,
                    reason=why,
                    until=until.isoformat(),
                )
            ]
        )
        return len(ids)


def _locked(follow_up_id: int) -> FollowUp:
    """The row, held against everybody else until the transaction ends. Raises :class:`NotThere`."""
    owed = FollowUp.objects.select_for_update().filter(pk=follow_up_id).first()
    if owed is None:
        raise NotThere(f"There is no follow-up {follow_up_id} here.")
    return owed


def _move(owed: FollowUp, event: FollowUpEvent, **changes: Any) -> None:
    """Bring it into the next state, if nobody else has. Raises :class:`TooLate`."""
    try:
        state = next_state(FollowUpState(owed.state), event)
    except IllegalTransition:
        raise TooLate(FASTER) from None
    moved = FollowUp.objects.filter(pk=owed.pk, state=owed.state, version=owed.version).update(
        state=state, version=F("version") + 1, **changes
    )
    if not moved:
        raise TooLate(FASTER)


def _about(owed: FollowUp, member_id: int | None) -> dict[str, Any]:
    """What every event about a follow-up carries."""
    return {"customer_id": owed.customer_id, "at": clock.now(), "subject_id": owed.pk, "actor_id": member_id}
