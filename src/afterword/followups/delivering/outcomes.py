"""What became of a handing-over, written down: conditional on the token, so that only the holder's word counts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import F

from afterword.channels.port import Fault, Outcome
from afterword.customers.actions import mark_address_bad
from afterword.domain.contact import Verdict
from afterword.domain.retrying import next_attempt
from afterword.followups.delivering.claiming import Claim, held_by
from afterword.followups.delivering.composing import TEXT_NOT_READY
from afterword.followups.delivering.deciding import PER_CHANNEL, Day, Decided
from afterword.followups.delivering.stored import read_moment
from afterword.followups.models import Delivery, FollowUp, Message
from afterword.infra import clock
from afterword.infra.bulk import ids_clause, insert_rows, stored_moment
from afterword.infra.prepared import Statement, run_together
from afterword.infra.tenancy import current_business_id
from afterword.timeline.actions import record
from afterword.timeline.catalogue import Event, FollowUpStopped, MessageFailed, MessageSent, MessageUnclear

#: How soon a message that waits for a person is looked at again, in case nobody told us that they acted.
LOOK_AGAIN = timedelta(minutes=15)

#: Why a message is tried again when nobody on the other side spoke.
NO_ANSWER = "no_answer"


class Answered(NamedTuple):
    """A message and the answer to its handing-over; ``attempt`` counts from 1."""

    message: Decided
    outcome: Outcome
    attempt: int


def note_sent(answers: Sequence[Answered]) -> list[Answered]:
    """Record that these were accepted; those for which the word still counts.

    An answer that comes after the lease is still an answer: what had been put down as unclear is sent after all.
    """
    if not answers:
        return []
    noted = {row[0] for row in run_together([sent_statement(answers)])[0]}
    return [answer for answer in answers if answer.message.standing.id in noted]


def sent_statement(answers: Sequence[Answered]) -> Statement:
    """What records that these were accepted; its rows are the ids of those for which the word still counts."""
    condition, values = held_by([Claim(*answer.message.standing.claim) for answer in answers])
    sql = (
        "UPDATE followups_message SET state = 'sent', sent_at = %s, reason = '', worker = ''"
        f" WHERE {condition} AND state IN ('handing', 'unclear') RETURNING id"
    )
    return sql, [stored_moment(clock.now()), *values]


def settle(answers: Sequence[Answered]) -> int:
    """Close the follow-ups of messages that are recorded as sent: set by set, each once however often it is tried."""
    if not answers:
        return 0
    now = clock.now()
    by_follow_up = {answer.message.standing.follow_up_id: answer for answer in answers}
    condition, values = ids_clause("id", list(by_follow_up))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE followups_followup SET state = 'done', closed_at = %s, version = version + 1, reason = ''"
            f" WHERE {condition} AND +business_id = %s AND state IN ('approved', 'unclear') RETURNING id",
            [stored_moment(now), *values, current_business_id()],
        )
        closed = [by_follow_up[row[0]] for row in cursor.fetchall()]
    note_attempts(closed)
    record(
        [
            MessageSent(
                customer_id=one.message.standing.customer_id,
                at=now,
                subject_id=one.message.standing.follow_up_id,
                channel=one.message.standing.channel,
                message_row=one.message.standing.id,
            )
            for one in closed
        ]
    )
    return len(closed)


def note_attempts(answers: Sequence[Answered]) -> None:
    """Keep what the other side said, one row per attempt."""
    if not answers:
        return
    business_id, at = current_business_id(), stored_moment(clock.now())
    insert_rows(
        Delivery,
        ("business_id", "message_id", "attempt", "at", "outcome", "code", "reply"),
        [
            (
                business_id,
                one.message.standing.id,
                one.attempt,
                at,
                one.outcome.kind.value,
                one.outcome.code[:20],
                _short(one.outcome.reply),
            )
            for one in answers
        ],
    )


def _short(reply: str) -> str:
    return reply.replace("\0", "")[:500]


def note_refused(answer: Answered) -> bool:
    """A no for good: the message failed, its follow-up is open again and the plan may choose another channel."""
    one = answer.message.standing
    code = (answer.outcome.code or answer.outcome.fault.value or "refused")[:40]
    if not _end(one.claim, "failed", reason=code, attempts=answer.attempt):
        return False
    if answer.outcome.fault is Fault.HARD:
        _mark_bad(answer)
    note_attempts([answer])
    FollowUp.objects.filter(pk=one.follow_up_id, state="approved").update(state="open", version=F("version") + 1)
    record([_failed(answer.message, _short(answer.outcome.reply) or code)])
    return True


def _failed(message: Decided, why: str) -> MessageFailed:
    one = message.standing
    return MessageFailed(
        customer_id=one.customer_id,
        at=clock.now(),
        subject_id=one.follow_up_id,
        channel=one.channel,
        message_row=one.id,
        reply=why,
    )


def _mark_bad(answer: Answered) -> None:
    """The server says that the address does not exist: nobody writes there again until somebody mends it."""
    one = answer.message
    mark_address_bad(
        customer_id=one.standing.customer_id,
        channel=one.standing.channel,
        address=one.address,
        reason=f"{answer.outcome.code} {answer.outcome.reply}".strip() or "refused",
    )


def note_retry(answer: Answered) -> bool:
    """Not now: try again after a pause if that still does good, else it failed. Whether it will be tried again."""
    one = answer.message.standing
    when = next_attempt(answer.attempt, clock.now(), read_moment(one.useless_after), random.random())
    if when is None:
        note_refused(answer)
        return False
    _end(one.claim, "retrying", reason=answer.outcome.code[:40] or NO_ANSWER, attempts=answer.attempt, not_before=when)
    note_attempts([answer])
    return True


def note_blameless(answer: Answered) -> None:
    """The trouble is ours, not the letter's: it waits as it was until the account works again."""
    one = answer.message.standing
    held = Message.objects.filter(pk=one.id, token=one.token)
    held.filter(state="claimed").update(state="approved", worker="")
    held.filter(state="handing").update(state="retrying", worker="")


def note_unclear(messages: Sequence[Answered]) -> int:
    """No answer after the dot: nothing but a person decides what becomes of these."""
    told: list[Event] = []
    for answer in messages:
        one = answer.message.standing
        if not _end(one.claim, "unclear", reason="unclear", attempts=answer.attempt):
            continue
        note_attempts([answer])
        told.append(unclear_event(one.customer_id, one.follow_up_id, one.channel, one.id))
    FollowUp.objects.filter(
        pk__in=[answer.message.standing.follow_up_id for answer in messages], state="approved"
    ).update(state="unclear", version=F("version") + 1)
    record(told)
    return len(told)


def unclear_event(customer_id: int, follow_up_id: int, channel: str, message_id: int) -> MessageUnclear:
    """The event that brings an unclear message before a person."""
    return MessageUnclear(
        customer_id=customer_id, at=clock.now(), subject_id=follow_up_id, channel=channel, message_row=message_id
    )


def note_verdict(message: Decided, day: Day) -> None:
    """The gate said no: hold the message, or end it with its reason."""
    one, verdict = message.standing, message.verdict
    if one.follow_up_state != "approved":
        _end(one.claim, "withdrawn", reason="follow_up_closed")
        return
    if not verdict.reason.final:
        _end(one.claim, "held", reason=verdict.reason.value, not_before=verdict.until or day.now + LOOK_AGAIN)
        return
    if _end(one.claim, "withdrawn", reason=verdict.reason.value):
        _end_follow_up(message, verdict)


def _end_follow_up(message: Decided, verdict: Verdict) -> None:
    one = message.standing
    owed = FollowUp.objects.filter(pk=one.follow_up_id, state="approved")
    if verdict.reason in PER_CHANNEL:
        owed.update(state="open", version=F("version") + 1)
        record([_failed(message, verdict.reason.value)])
        return
    owed.update(state="stopped", reason=verdict.reason.value, closed_at=clock.now(), version=F("version") + 1)
    record(
        [
            FollowUpStopped(
                customer_id=one.customer_id, at=clock.now(), subject_id=one.follow_up_id, reason=verdict.reason.value
            )
        ]
    )


def note_broken(message: Decided) -> None:
    """Its words cannot leave: back to the person who approved it, with nothing sent and nothing counted."""
    one = message.standing
    if _end(one.claim, "failed", reason=TEXT_NOT_READY):
        FollowUp.objects.filter(pk=one.follow_up_id, state="approved").update(state="open", version=F("version") + 1)


def _end(claim: tuple[int, int], state: str, **changes: object) -> bool:
    """Bring a message that is in our hands into another state; False if it is not in our hands any more."""
    message_id, token = claim
    held = Message.objects.filter(pk=message_id, token=token, state__in=("claimed", "handing"))
    return bool(held.update(state=state, worker="", **changes))
