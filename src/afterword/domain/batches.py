"""Planning for many sales at once: who is enrolled, who joins, who is past, and the touches of each.

The rule, sale by sale in the order of their ids (the order in which they were recorded):

1. a refund (negative value) plans nothing;
2. a sale within the plan's `again_after_days` of an enrollment of the same customer *joins* it, whether it
is newer or
   older than that: an older sale that a later import brings does not start a second round;
3. a sale whose every window has ended is *past*: it is counted, causes no touch, and nothing joins it;
4. any other sale is *running*, with one touch for each step whose window has not ended.

Because each sale only looks at those recorded before it, the result does not depend on how sales are cut into
batches, nor on the order within one. Windows depend on the step and the anchor alone, and touches on the
anchor and the reach, so both are computed once for each such pair: the cost of a sale is a look-up.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from afterword.domain.channel import Channel
from afterword.domain.opening import OpenDays
from afterword.domain.planning import StepRule, first_channel, joins, window_of


class SaleFact(NamedTuple):
    """What planning needs of a sale. A tuple, because a million of them pass through here.

    `day` is the sale's date in the business's zone, `value_minor` its total in minor units of the business's
    currency, `reach` the customer's mask of `afterword.domain.channel`.
    """

    id: int
    customer_id: int
    day: date
    value_minor: int
    reach: int


class EnrollmentState(StrEnum):
    """How a sale enters a plan."""

    RUNNING = "running"
    JOINED = "joined"
    PAST = "past"


class PlannedTouch(NamedTuple):
    """One touch to write down: channel None means that nobody can reach this customer, so a person must look."""

    step_key: str
    channel: Channel | None
    first: date
    last: date
    due: date
    value_minor: int


class PlannedEnrollment(NamedTuple):
    """What one sale leads to. `missed` names the steps of a running enrollment whose windows had already ended."""

    sale_id: int
    customer_id: int
    anchor: date
    state: EnrollmentState
    touches: tuple[PlannedTouch, ...]
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRule:
    """The steps of a plan and how far apart two sales must lie to be followed up separately."""

    steps: tuple[StepRule, ...]
    again_after_days: int


Anchors = Mapping[int, date | Collection[date]]

_Timing = tuple[tuple[tuple[StepRule, date, date, date], ...], tuple[str, ...]]
_Outline = tuple[str, Channel | None, date, date, date]


def plan_batch(
    sales: Iterable[SaleFact], last_anchor: Anchors, plan: PlanRule, today: date, opening: OpenDays
) -> Iterator[PlannedEnrollment]:
    """What each sale leads to, in the order of the sales' ids; a sale given twice is planned once.

    `last_anchor` holds, for each customer, the anchor (or all anchors, which out-of-order days need) of
    their running and finished enrollments of this plan, without the past ones. Nothing is written: the
    caller does that, and its unique rows make a repeat harmless.
    """
    timings: dict[date, _Timing] = {}
    outlines: dict[tuple[date, int], tuple[_Outline, ...]] = {}
    started: dict[int, list[date]] = {}
    previous_id: int | None = None
    for sale in sorted(sales, key=itemgetter(0)):
        sale_id, customer_id, day, value, reach = sale
        if value < 0 or sale_id == previous_id:
            continue
        previous_id = sale_id
        anchors = started.get(customer_id)
        if anchors is None:
            anchors = started[customer_id] = _known(last_anchor.get(customer_id))
        if anchors and any(joins(anchor, day, plan.again_after_days) for anchor in anchors):
            yield PlannedEnrollment(sale_id, customer_id, day, EnrollmentState.JOINED, ())
            continue
        timing = timings.get(day)
        if timing is None:
            timing = timings[day] = _timing(plan.steps, day, today, opening)
        steps, missed = timing
        if not steps:
            yield PlannedEnrollment(sale_id, customer_id, day, EnrollmentState.PAST, (), missed)
            continue
        anchors.append(day)
        outline = outlines.get((day, reach))
        if outline is None:
            outline = outlines[day, reach] = _outline(steps, reach)
        touches = tuple([PlannedTouch(*planned, value) for planned in outline])
        yield PlannedEnrollment(sale_id, customer_id, day, EnrollmentState.RUNNING, touches, missed)


def _known(anchors: date | Collection[date] | None) -> list[date]:
    if anchors is None:
        return []
    return [anchors] if isinstance(anchors, date) else list(anchors)


def _timing(steps: tuple[StepRule, ...], anchor: date, today: date, opening: OpenDays) -> _Timing:
    """The steps still possible from this anchor with their first, last and due days, and the keys of the others."""
    windows = [(step, window_of(step, anchor, opening)) for step in steps]
    ahead = tuple((step, w.first, w.last, w.due) for step, w in windows if w.last >= today)
    return ahead, tuple(step.key for step, w in windows if w.last < today)


def _outline(steps: tuple[tuple[StepRule, date, date, date], ...], reach: int) -> tuple[_Outline, ...]:
    return tuple(
        (step.key, first_channel(step.channels, reach), first, last, due) for step, first, last, due in steps
    )
