"""Another way: when a channel is gone, its open follow-ups take their step's next channel, or end with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from afterword.customers.models import Customer
from afterword.domain.calling import CallEnded
from afterword.domain.channel import Channel
from afterword.domain.contact import Reason
from afterword.domain.planning import Mode, first_channel
from afterword.followups.drafts import forget_texts
from afterword.followups.models import FollowUp, Message
from afterword.infra import clock
from afterword.infra.bulk import in_batches
from afterword.plans.rules import StepFacts, mode_on, steps_by_id
from afterword.timeline.actions import record
from afterword.timeline.catalogue import Event, FollowUpRerouted, FollowUpStopped

#: Why a way is given up: as the gate says it, or because calling came to nothing.
Why = Reason | CallEnded

_BATCH = 2_000
#: A message in one of these may have left, or is leaving: its follow-up is not ours to move.
_LEAVING = ("claimed", "handing", "sent", "unclear")


@dataclass(frozen=True, slots=True)
class _Move:
    id: int
    customer_id: int
    from_channel: str
    to_channel: Channel | None
    mode: Mode


def reroute_customers(*, customer_ids: Collection[int], reason: Why) -> None:
    """Follow-ups of these customers on a channel that no longer reaches them go on by the step's next one."""
    for batch in in_batches(sorted(set(customer_ids)), _BATCH):
        _reroute(
            FollowUp.objects.filter(customer_id__in=batch).values_list("id", flat=True), reason, unreachable_only=True
        )


def reroute_follow_ups(*, failed: Mapping[int, str], reason: Why) -> None:
    """These follow-ups failed, each on its channel: the step's next one takes over, else they end with ``reason``.

    One that has gone on to another channel meanwhile stays there.
    """
    for batch in in_batches(sorted(failed), _BATCH):
        channels = dict(FollowUp.objects.filter(id__in=batch).values_list("id", "channel"))
        still = [one for one in batch if channels.get(one) == failed[one]]
        _reroute(still, reason, unreachable_only=False)


@transaction.atomic
def _reroute(follow_up_ids: Collection[int], reason: Why, *, unreachable_only: bool) -> None:
    rows = list(
        FollowUp.objects.select_for_update()
        .filter(id__in=follow_up_ids, state__in=("open", "approved"))
        .order_by("id")
        .values_list("id", "customer_id", "channel", "step_id", "mode")
    )
    reaches = dict(Customer.objects.filter(id__in={row[1] for row in rows}).values_list("id", "reach"))
    used = _used_channels([row[0] for row in rows])
    steps = steps_by_id(row[3] for row in rows)
    moves = []
    for row_id, customer_id, channel, step_id, mode in rows:
        reach = reaches.get(customer_id, 0)
        leaving, failed = used[row_id]
        if leaving or (unreachable_only and reach & Channel(channel).bit):
            continue
        without = {Channel(channel), *failed}
        moves.append(_move_of(row_id, customer_id, channel, steps.get(step_id or 0), reach, without, mode))
    _carry_out(moves, reason)


def _used_channels(follow_up_ids: list[int]) -> dict[int, tuple[bool, set[Channel]]]:
    """For each follow-up: whether a message of it is leaving or has left, and the channels that failed."""
    used: dict[int, tuple[bool, set[Channel]]] = defaultdict(lambda: (False, set()))
    messages = Message.objects.filter(follow_up_id__in=follow_up_ids).values_list("follow_up_id", "channel", "state")
    for follow_up_id, channel, state in messages:
        leaving, failed = used[follow_up_id]
        if state == "failed":
            failed.add(Channel(channel))
        used[follow_up_id] = (leaving or state in _LEAVING, failed)
    return used


def _move_of(
    row_id: int, customer_id: int, channel: str, step: StepFacts | None, reach: int, without: set[Channel], mode: str
) -> _Move:
    remaining = [other for other in step.rule.channels if other not in without] if step else []
    following = first_channel(remaining, reach)
    new_mode = mode_on(following, step.rule.mode) if following and step else Mode(mode)
    return _Move(row_id, customer_id, channel, following, new_mode)


def _carry_out(moves: list[_Move], reason: Why) -> None:
    """Withdraw what has not left, then write the moves: one statement for each new channel."""
    if not moves:
        return
    ids = [move.id for move in moves]
    Message.objects.filter(follow_up_id__in=ids, state__in=("approved", "held", "retrying")).update(
        state="withdrawn", reason=str(reason)
    )
    # A mail's words are no call script.
    forget_texts(ids)
    now = clock.now()
    groups: dict[tuple[Channel | None, Mode], list[int]] = defaultdict(list)
    for move in moves:
        groups[move.to_channel, move.mode].append(move.id)
    for (channel, mode), group in groups.items():
        rows = FollowUp.objects.filter(id__in=group)
        if channel is None:
            rows.update(state="stopped", reason=str(reason), closed_at=now, version=F("version") + 1)
        else:
            rows.update(state="open", channel=channel.value, mode=mode.value, version=F("version") + 1)
    record([_event_of(move, reason, now) for move in moves])


def _event_of(move: _Move, reason: Why, now: datetime) -> Event:
    if move.to_channel is None:
        return FollowUpStopped(customer_id=move.customer_id, at=now, subject_id=move.id, reason=str(reason))
    return FollowUpRerouted(
        customer_id=move.customer_id,
        at=now,
        subject_id=move.id,
        from_channel=move.from_channel,
        to_channel=move.to_channel.value,
        reason=str(reason),
    )


@transaction.atomic
def stop_follow_ups(*, follow_up_ids: Collection[int], reason: str, import_run_id: int | None = None) -> None:
    """End these open follow-ups by rule, for a reason. Enrollments and rests follow (plans.reactions).

    ``import_run_id``: the import whose facts ended them, so that its undoing takes the event back as well.
    """
    now = clock.now()
    for batch in in_batches(sorted(set(follow_up_ids)), _BATCH):
        open_ones = FollowUp.objects.filter(id__in=batch, state="open")
        ended = list(open_ones.values_list("id", "customer_id"))
        open_ones.update(state="stopped", reason=reason, closed_at=now, version=F("version") + 1)
        record(
            [
                FollowUpStopped(
                    customer_id=customer_id, at=now, subject_id=row_id, import_run_id=import_run_id, reason=reason
                )
                for row_id, customer_id in ended
            ]
        )
