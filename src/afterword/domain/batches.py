"""Planning for many sales at once: who is enrolled, who joins, who is past, and the touches of each.

The rule, sale by sale in the order of their ids (the order in which they were recorded):

1. a refund (negative value) plans nothing;
2. a sale within the plan's `again_after_days` of an enrollment of the same customer *joins* it, whether it
is newer or
   older than that: an older sale that a later import brings does not start a second round; of a plan that is for
   once, every sale of a customer who has had a round joins it;
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
from afterword.domain.planning import StepRule, Window, first_channel, joins, window_of
from afterword.domain.posting import CardsInTime


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
    """The steps of a plan, how far apart two sales must lie to be followed up separately, or whether it is for once."""

    steps: tuple[StepRule, ...]
    again_after_days: int
    once: bool = False

    def joins_one(self, anchors: Iterable[date], anchor: date) -> bool:
        """Whether a start on `anchor` belongs to one of the customer's rounds, whose anchors these are."""
        if self.once:
            return any(True for _ in anchors)
        return any(joins(other, anchor, self.again_after_days) for other in anchors)

    @property
    def looks_at_rounds(self) -> bool:
        """Whether earlier rounds matter at all."""
        return self.once or self.again_after_days > 0


Anchors = Mapping[int, date | Collection[date]]

_Outline = tuple[str, Channel | None, date, date, date]
_Ahead = tuple[tuple[StepRule, Window], ...]


@dataclass(frozen=True, slots=True)
class _Day:
    """What one anchor means: the steps still possible, the keys of the others, and the touches for each reach."""

    ahead: _Ahead
    missed: tuple[str, ...]
    outlines: dict[int, tuple[_Outline, ...]]


class Planner:
    """One plan on one day: remembers windows and touches from batch to batch, so keep it for a whole run.

    `cards`: where the plan begins on a day by which its cards are to have arrived.
    """

    def __init__(self, plan: PlanRule, today: date, opening: OpenDays, cards: CardsInTime | None = None) -> None:
        self._plan, self._today, self._opening, self._cards = plan, today, opening, cards
        self._days: dict[date, _Day] = {}

    def batch(self, sales: Iterable[SaleFact], last_anchor: Anchors) -> Iterator[PlannedEnrollment]:
        """What each sale leads to, in the order of the sales' ids; a sale given twice is planned once.

        `last_anchor` holds, for each customer, the anchor (or all anchors, which out-of-order days need) of their
        running and finished enrollments of this plan, without the past ones. Nothing is written: the caller does
        that, and its unique rows make a repeat harmless.
        """
        days = self._days
        anchors_of: dict[int, list[date]] = {}
        again, once = self._plan.again_after_days, self._plan.once
        make = tuple.__new__  # half the price of calling the class, in the only loop that sees every sale
        previous_id: int | None = None
        for sale_id, customer_id, anchor, value, reach in sorted(sales, key=itemgetter(0)):
            if value < 0 or sale_id == previous_id:
                continue
            previous_id = sale_id
            anchors = anchors_of.get(customer_id)
            if anchors is None:
                anchors = anchors_of[customer_id] = _known(last_anchor, customer_id)
            if anchors and (once or (again and _joins_one(anchors, anchor, again))):
                yield make(PlannedEnrollment, (sale_id, customer_id, anchor, _JOINED, (), ()))
                continue
            day = days.get(anchor)
            if day is None:
                day = days[anchor] = self._day(anchor)
            if not day.ahead:
                yield make(PlannedEnrollment, (sale_id, customer_id, anchor, _PAST, (), day.missed))
                continue
            anchors.append(anchor)
            outline = day.outlines.get(reach)
            if outline is None:
                outline = day.outlines[reach] = self._outline(day.ahead, anchor, reach)
            touches = tuple([make(PlannedTouch, (*one, value)) for one in outline])
            yield make(PlannedEnrollment, (sale_id, customer_id, anchor, _RUNNING, touches, day.missed))

    def _day(self, anchor: date) -> _Day:
        windows = [(step, window_of(step, anchor, self._opening)) for step in self._plan.steps]
        ahead = tuple((step, window) for step, window in windows if window.last >= self._today)
        missed = tuple(step.key for step, window in windows if window.last < self._today)
        return _Day(ahead, missed, {})

    def _outline(self, ahead: _Ahead, anchor: date, reach: int) -> tuple[_Outline, ...]:
        if self._cards is None:
            return tuple((step.key, first_channel(step.channels, reach), w.first, w.last, w.due) for step, w in ahead)
        placed = [(step.key, *self._cards.placed(step, window, anchor, reach)) for step, window in ahead]
        return tuple((key, channel, window.first, window.last, window.due) for key, channel, window in placed)


def plan_batch(
    sales: Iterable[SaleFact], last_anchor: Anchors, plan: PlanRule, today: date, opening: OpenDays
) -> Iterator[PlannedEnrollment]:
    """One batch alone: see `Planner.batch`."""
    return Planner(plan, today, opening).batch(sales, last_anchor)


_JOINED, _PAST, _RUNNING = EnrollmentState.JOINED, EnrollmentState.PAST, EnrollmentState.RUNNING


def _joins_one(anchors: list[date], anchor: date, again_after_days: int) -> bool:
    return any(joins(other, anchor, again_after_days) for other in anchors)


def _known(last_anchor: Anchors, customer_id: int) -> list[date]:
    anchors = last_anchor.get(customer_id)
    if anchors is None:
        return []
    return [anchors] if isinstance(anchors, date) else list(anchors)
