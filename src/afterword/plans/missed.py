"""Windows that closed before anything happened: each goes on, is called instead, or ends, by its step's own rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from afterword.businesses.queries import current_business, local_today
from afterword.domain.channel import Channel
from afterword.domain.contact import Reason
from afterword.domain.planning import MissedVerdictKind, Mode, Window, when_missed
from afterword.followups.drafts import forget_texts
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.infra.bulk import in_batches
from afterword.plans.rerouting import stop_follow_ups
from afterword.plans.rules import StepFacts, steps_by_id
from afterword.timeline.actions import record
from afterword.timeline.catalogue import FollowUpRerouted

_BATCH = 2_000


@dataclass(slots=True)
class Missed:
    """What was done about closed windows: still good late, to be called, skipped by rule, and too late for any good."""

    late: int = 0
    called: int = 0
    skipped: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class _Late:
    """An open follow-up whose window has closed."""

    id: int
    customer_id: int
    channel: str
    step_id: int
    window: Window
    reach: int


def close_missed(today: date | None = None) -> Missed:
    """Look at every open planned follow-up whose window ended before ``today`` (a civil date of the business).

    Nothing is sent and nothing is put on a day: what may still go out late stays in Today, where it shows as late.
    Safe to repeat; reads only what is late.
    """
    today = today or local_today(current_business())
    missed = Missed()
    for batch in in_batches(list(_late_ids(today)), _BATCH):
        with transaction.atomic():
            _close(_late(batch), today, missed)
    return missed


def _late_ids(today: date) -> Iterator[int]:
    rows = FollowUp.objects.filter(state="open", window_last__lt=today, step_id__isnull=False)
    return rows.order_by("id").values_list("id", flat=True).iterator(chunk_size=_BATCH)


def _late(ids: list[int]) -> list[_Late]:
    rows = FollowUp.objects.select_for_update(of=("self",)).filter(id__in=ids, state="open").order_by("id")
    fields = ("id", "customer_id", "channel", "step_id", "window_first", "window_last", "due_on", "customer__reach")
    # A person who put it off beyond its window chose that day: it is late from then on.
    return [
        _Late(row_id, customer_id, channel, step_id or 0, Window(first, max(last, due), due), reach)
        for row_id, customer_id, channel, step_id, first, last, due, reach in rows.values_list(*fields)
    ]


def _close(late: list[_Late], today: date, missed: Missed) -> None:
    steps = steps_by_id(one.step_id for one in late)
    to_do: dict[MissedVerdictKind, list[_Late]] = defaultdict(list)
    for one in late:
        to_do[_verdict(one, steps.get(one.step_id), today)].append(one)
    missed.late += len(to_do[MissedVerdictKind.LATE])
    missed.called += _call_instead(to_do[MissedVerdictKind.CALL])
    missed.skipped += len(to_do[MissedVerdictKind.SKIP])
    missed.gone += len(to_do[MissedVerdictKind.GONE])
    stop_follow_ups(follow_up_ids=[one.id for one in to_do[MissedVerdictKind.SKIP]], reason=str(Reason.WINDOW_OVER))
    stop_follow_ups(follow_up_ids=[one.id for one in to_do[MissedVerdictKind.GONE]], reason=str(Reason.USELESS))


def _verdict(one: _Late, step: StepFacts | None, today: date) -> MissedVerdictKind:
    if step is None:
        return MissedVerdictKind.LATE
    kind = when_missed(step.rule.missed, one.window, today).kind
    # Late and by the channel that it has, where there is no number to call.
    no_number = not one.reach & Channel.PHONE.bit
    if kind is MissedVerdictKind.CALL and (one.channel == Channel.PHONE or no_number):
        return MissedVerdictKind.LATE
    return kind


def _call_instead(late: list[_Late]) -> int:
    if not late:
        return 0
    ids = [one.id for one in late]
    now = clock.now()
    FollowUp.objects.filter(id__in=ids, state="open").update(
        channel=Channel.PHONE.value, mode=Mode.HAND.value, version=F("version") + 1
    )
    forget_texts(ids)
    record(
        [
            FollowUpRerouted(
                customer_id=one.customer_id,
                at=now,
                subject_id=one.id,
                from_channel=one.channel,
                to_channel=Channel.PHONE.value,
                reason=str(Reason.WINDOW_OVER),
            )
            for one in late
        ]
    )
    return len(late)
