"""Playing a plan over sales as they came in: day by day through the planner that plans for real."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from afterword.domain.batches import EnrollmentState, PlannedEnrollment, Planner, SaleFact
from afterword.domain.channel import Channel
from afterword.domain.contact import Reason
from afterword.domain.opening import OpenDays
from afterword.domain.planning import MissedVerdictKind, StepRule, Window, when_missed
from afterword.domain.posting import CardsInTime
from afterword.plans.simulating.tried import TriedPlan

#: Why a sale leads to no touch of its own: an earlier one speaks for it.
JOINED = "joined"


class Until(NamedTuple):
    """The civil day from which it is not due any more, and why (a ``domain.day_moved.DayMoved``)."""

    on: date
    reason: str
    #: Nothing of it happens before, as far as the plan goes: it counts as none, unless a collision ends it first.
    counts_as_none: bool = False


class ComingDay(NamedTuple):
    """A day of the calendar for one customer, planned on a day ahead; ``until`` another one from which it is off.

    ``sale_id``: the sale that it is about, whose value the fact has; None: about none. ``pause_days``: it begins only
    where nothing else is planned, and so many days after whatever happened last.
    """

    fact: SaleFact
    planned_on: date
    until: Until | None
    sale_id: int | None = None
    pause_days: int | None = None


class Lying(NamedTuple):
    """A touch of the tables: its follow-up, whose it is, and whether it is approved or a person put it on its day."""

    follow_up_id: int
    member_id: int | None = None
    stands_in_for: int | None = None
    is_moved: bool = False
    is_approved: bool = False


class Wanted(NamedTuple):
    """A touch that a plan wants, before the gate: ``on`` is the first day on which it stands on the list.

    ``since`` is the day on which it was planned, ``trigger_id`` what started it, ``anchor`` its civil day.
    ``value_minor``: what is at stake (None: as much as the customer's newest purchase of that day); ``fixed``: a
    person approved it or chose its day. ``sale_id``: the sale that it is about, where that is not what started it.
    ``lying``: how it stands in the tables, where it is planned already. ``pause_days`` as a :class:`ComingDay` has it.
    """

    customer_id: int
    plan: TriedPlan
    step: StepRule
    channel: Channel
    on: date
    window: Window
    reach: int
    minutes: int
    since: date
    trigger_id: int | None
    anchor: date | None
    until: Until | None = None
    value_minor: int | None = 0
    fixed: bool = False
    sale_id: int | None = None
    lying: Lying | None = None
    pause_days: int | None = None

    @property
    def sale_of(self) -> int:
        """The sale that it is about; 0: none."""
        if self.sale_id is None and self.plan.facts.trigger == "sale":
            return self.trigger_id or 0
        return self.sale_id or 0


class Dropped(NamedTuple):
    """What will not happen, and why: a ``Reason``, ``DayMoved``, ``Ended`` or ``GaveWay`` of the domain, or "joined".

    ``on``: its day when that was known.
    """

    customer_id: int
    plan: TriedPlan
    step_key: str
    reason: str
    on: date


class Stage:
    """One plan, played from ``start`` on: what was sold before is met on that day, as when a plan is switched on.

    A sale is taken to be recorded on its own day. Remembers windows from one range of customers to the next.
    """

    def __init__(self, plan: TriedPlan, start: date, opening: OpenDays, cards: CardsInTime | None = None) -> None:
        self.plan, self.start, self.opening, self.cards = plan, start, opening, cards
        #: By customer, the days of the rounds that ran before, where it depends on what will have happened by the day
        #: on which a round moves whether the next one begins: all of theirs are given, and the replay decides.
        self.undecided: dict[int, list[date]] = {}
        self._planners: dict[date, Planner] = {}

    def play(self, sales: Iterable[SaleFact], anchors: dict[int, list[date]]) -> Iterator[Wanted | Dropped]:
        """What becomes of these sales of some customers.

        ``anchors``: the days of each customer's rounds that ran before; those that begin are added to it.
        """
        by_day: dict[date, list[SaleFact]] = {}
        for sale in sales:
            by_day.setdefault(max(sale.day, self.start), []).append(sale)
        yield from self._played(by_day, anchors)

    def play_days(self, coming: Iterable[ComingDay], anchors: dict[int, list[date]]) -> Iterator[Wanted | Dropped]:
        """What becomes of days of the calendar; ``anchors`` as in :meth:`play`."""
        by_day: dict[date, list[SaleFact]] = {}
        # A day that moves and comes back is planned twice, under one number.
        ends: dict[tuple[int, date], Until] = {}
        sales: dict[int, int] = {}
        pauses: dict[int, int] = {}
        for fact, planned_on, until, sale_id, pause_days in coming:
            by_day.setdefault(planned_on, []).append(fact)
            if until is not None:
                ends[fact.id, planned_on] = until
                if self.plan.facts.rule.looks_at_rounds:
                    self.undecided[fact.customer_id] = list(anchors.get(fact.customer_id, ()))
            if sale_id is not None:
                sales[fact.id] = sale_id
            if pause_days is not None:
                pauses[fact.id] = pause_days
        for one in self._played(by_day, anchors, ends):
            if isinstance(one, Wanted):
                sale_id = sales.get(one.trigger_id or 0)
                value = one.value_minor if sale_id is not None else None
                until = ends.get((one.trigger_id or 0, one.since))
                if until is not None and one.customer_id in self.undecided:
                    until = until._replace(counts_as_none=True)
                pause = pauses.get(one.trigger_id or 0)
                one = one._replace(until=until, value_minor=value, sale_id=sale_id, pause_days=pause)
            yield one

    def _played(
        self,
        by_day: dict[date, list[SaleFact]],
        anchors: dict[int, list[date]],
        ends: Mapping[tuple[int, date], Until] | None = None,
    ) -> Iterator[Wanted | Dropped]:
        """``ends``: what is off from a day on, by its number and the day on which it is planned."""
        reach_of = {fact.customer_id: fact.reach for facts in by_day.values() for fact in facts}
        for day in sorted(by_day):
            for enrollment in self._planner(day).batch(by_day[day], anchors):
                if enrollment.state is EnrollmentState.RUNNING:
                    if enrollment.customer_id not in self.undecided:
                        anchors.setdefault(enrollment.customer_id, []).append(enrollment.anchor)
                    until = ends.get((enrollment.sale_id, day)) if ends else None
                    touches = self._touches(enrollment, day, reach_of[enrollment.customer_id])
                    yield from touches if until is None or not until.counts_as_none else _wanted_only(touches)
                elif enrollment.state is EnrollmentState.JOINED and enrollment.anchor >= self.start:
                    yield Dropped(enrollment.customer_id, self.plan, "", JOINED, enrollment.anchor)

    def _planner(self, day: date) -> Planner:
        planner = self._planners.get(day)
        if planner is None:
            rule_day = day - timedelta(days=self.plan.days_of_grace)
            cards = replace(self.cards, today=day) if self.cards is not None else None
            planner = self._planners[day] = Planner(self.plan.facts.rule, rule_day, self.opening, cards)
        return planner

    def _touches(self, enrollment: PlannedEnrollment, day: date, reach: int) -> Iterator[Wanted | Dropped]:
        for touch in enrollment.touches:
            on = max(touch.due, day)
            if touch.channel is None:
                yield Dropped(enrollment.customer_id, self.plan, touch.step_key, Reason.NO_ADDRESS.value, on)
                continue
            step = self.plan.facts.steps[touch.step_key].rule
            window = Window(touch.first, touch.last, touch.due)
            yield in_time(
                Wanted(
                    enrollment.customer_id, self.plan, step, touch.channel, on, window, reach, step.minutes, day,
                    enrollment.sale_id, enrollment.anchor, None, touch.value_minor,
                )
            )  # fmt: skip


def _wanted_only(touches: Iterable[Wanted | Dropped]) -> Iterator[Wanted]:
    return (one for one in touches if isinstance(one, Wanted))


def in_time(wanted: Wanted) -> Wanted | Dropped:
    """The touch as the step's own rule has it where its window is over on its day: late, a call instead, or nothing."""
    window = wanted.window
    window = Window(window.first, max(window.last, window.due), window.due)
    kind = when_missed(wanted.step.missed, window, wanted.on).kind
    if kind is MissedVerdictKind.SKIP:
        return _dropped(wanted, Reason.WINDOW_OVER)
    if kind is MissedVerdictKind.GONE:
        return _dropped(wanted, Reason.USELESS)
    if kind is MissedVerdictKind.CALL and wanted.reach & Channel.PHONE.bit:
        return wanted._replace(channel=Channel.PHONE)
    return wanted


def _dropped(wanted: Wanted, reason: Reason) -> Dropped:
    return Dropped(wanted.customer_id, wanted.plan, wanted.step.key, reason.value, wanted.on)
