"""A trial of plans over a stretch of days: every touch, and what they come to by week, day and channel."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.domain.channel import Channel
from afterword.domain.trouble import Trouble
from afterword.followups.calendars import open_days
from afterword.plans.dated.cards import cards_in_time
from afterword.plans.dated.kinds import DATED_KINDS
from afterword.plans.simulating.collisions import Collisions
from afterword.plans.simulating.days import DaysPlayed
from afterword.plans.simulating.gate import Gate, Happens, said_by
from afterword.plans.simulating.levelling import Levelling
from afterword.plans.simulating.looked import Looked
from afterword.plans.simulating.playing import Dropped, Stage, Wanted
from afterword.plans.simulating.promised import Promised
from afterword.plans.simulating.rows import (
    Span,
    last_contacts,
    open_touches,
    spans,
    standings_in,
    wishes_in,
)
from afterword.plans.simulating.tried import TriedPlan, keeps_in_touch, steps_of_all_versions
from afterword.plans.triggers import TRIGGERS

#: The longest stretch: two years.
MOST_DAYS = 731
#: Customers whose touches are all held in memory together, where members' minutes count; of more the days stay as
#: their plans give them.
LEVELLED_UP_TO = 100_000
#: Touches shown as an example.
SAMPLE = 20


class BadStretch(Trouble):
    """Days that cannot be tried."""


@dataclass(frozen=True, slots=True)
class SimulatedTouch:
    """Who would get what when by which channel. ``cost_minor``: in minor units of the business's currency."""

    customer_id: int
    plan: str
    step: str
    channel: Channel
    on: date
    minutes: int
    cost_minor: int
    #: The sale or inquiry, and its civil day where the trial planned it.
    trigger: str
    trigger_id: int | None
    anchor: date | None
    #: The membership in whose minutes it lies, where members have said theirs.
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """What would not happen, and its one reason (as :class:`Dropped` has it)."""

    customer_id: int
    plan: str
    step: str
    reason: str
    on: date


@dataclass(slots=True)
class Sum:
    """What some touches come to."""

    touches: int = 0
    minutes: int = 0
    cost_minor: int = 0

    def add(self, touch: SimulatedTouch) -> None:
        """Count one touch."""
        self.touches += 1
        self.minutes += touch.minutes
        self.cost_minor += touch.cost_minor


@dataclass(slots=True)
class Simulation:
    """The whole trial; ``weeks`` by their Mondays, every one of the stretch."""

    first: date
    days: int
    plans: tuple[str, ...]
    total: Sum = field(default_factory=Sum)
    customers: int = 0
    weeks: dict[date, Sum] = field(default_factory=dict)
    by_day: dict[date, Sum] = field(default_factory=dict)
    by_channel: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    #: How many get the letter of a step (by plan and key) on each day.
    letters: dict[tuple[str, str], Counter[date]] = field(default_factory=dict)
    sample: list[SimulatedTouch] = field(default_factory=list)

    @property
    def last(self) -> date:
        """The last day of the stretch."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def busiest_day(self) -> tuple[date, Sum] | None:
        """The day with the most minutes of work, then touches; the earliest of equals. None: nothing at all."""
        if not self.by_day:
            return None
        return max(self.by_day.items(), key=lambda item: (item[1].minutes, item[1].touches, -item[0].toordinal()))


#: Called with how many customers were looked at, and of how many.
Progress = Callable[[int, int], None]


def simulate(
    plans: Sequence[TriedPlan],
    *,
    first: date,
    days: int,
    today: date | None = None,
    sample: int = SAMPLE,
    progress: Progress | None = None,
) -> Simulation:
    """Try plans out over ``days`` days from ``first`` on (civil days of the business) and add up what would happen.

    From a day before ``today`` it is as if they had been switched on on that day, over the sales recorded since; from
    today on it goes on from where everybody stands. Reads only. Raises :class:`BadStretch`.
    """
    found = Simulation(first, days, tuple(plan.facts.slug for plan in plans))
    _check(first, days)
    monday = first - timedelta(days=first.weekday())
    while monday <= found.last:
        found.weeks[monday] = Sum()
        monday += timedelta(days=7)
    examples: list[SimulatedTouch] = []
    for part in _parts(plans, first, days, today, progress):
        reached: set[int] = set()
        for one in part:
            if isinstance(one, Left):
                found.dropped[one.reason] += 1
                continue
            reached.add(one.customer_id)
            found.total.add(one)
            found.weeks[one.on - timedelta(days=one.on.weekday())].add(one)
            found.by_day.setdefault(one.on, Sum()).add(one)
            found.by_channel[one.channel.value] += 1
            if one.channel != Channel.PHONE:
                found.letters.setdefault((one.plan, one.step), Counter())[one.on] += 1
            examples.append(one)
            if len(examples) > 50 * sample + 1000:
                examples = heapq.nsmallest(sample, examples, key=in_order)
        found.customers += len(reached)
    found.sample = heapq.nsmallest(sample, examples, key=in_order)
    return found


def touches(
    plans: Sequence[TriedPlan], *, first: date, days: int, today: date | None = None
) -> Iterator[SimulatedTouch | Left]:
    """Every touch and everything left out of the same trial, by ranges of customers."""
    _check(first, days)
    for part in _parts(plans, first, days, today, None):
        yield from part


def in_order(touch: SimulatedTouch) -> tuple[date, int, str, str, int]:
    """The order of lists: by day, then by customer."""
    return touch.on, touch.customer_id, touch.plan, touch.step, touch.trigger_id or 0


def _check(first: date, days: int) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise BadStretch(f"A trial takes 1 to {MOST_DAYS} days, not {days}.")
    if not 1900 <= first.year <= 2200:
        raise BadStretch(f"A trial cannot begin in the year {first.year}.")


def _parts(
    plans: Sequence[TriedPlan], first: date, days: int, today: date | None, progress: Progress | None
) -> Iterator[Iterator[SimulatedTouch | Left]]:
    """What becomes of the customers of one range after the other."""
    trial = _Trial(plans, first, days, today)
    count = Customer.objects.count()
    ranges = list(spans())
    trial.set_apart(ranges, count)
    looked_at = 0
    for span in ranges:
        yield trial.play(span)
        if progress:
            looked_at = min(count, looked_at + span.up_to - span.after)
            progress(looked_at, count)
    yield trial.play_what_was_set_apart()


class _Held:
    """Touches that wait until those of all customers are known, and what these customers have said."""

    def __init__(self) -> None:
        self.wanted: list[Wanted] = []
        self.contacts: dict[int, datetime] = {}
        self.wishes: dict[int, int] = {}

    def hold(self, wanted: list[Wanted], contacts: dict[int, datetime], wishes: dict[int, int]) -> None:
        """Keep these, with when their customers were contacted last and how often they want to be."""
        whose = {one.customer_id for one in wanted}
        self.wanted += wanted
        self.contacts |= {one: at for one, at in contacts.items() if one in whose}
        self.wishes |= {one: days for one, days in wishes.items() if one in whose}


class _Trial:
    """The stretch and the plans, the same for every range of customers."""

    def __init__(self, plans: Sequence[TriedPlan], first: date, days: int, today: date | None) -> None:
        self.plans, self.first, self.end = plans, first, first + timedelta(days=days)
        business = current_business()
        self.opening = open_days(business)
        self.today = today or local_today(business)
        #: As if switched on in the past, or on from where everybody stands.
        self.goes_on = first >= self.today
        self.start = min(first, self.today)
        self.cap_days = business.cap_days
        self.gate = Gate(business, self.opening)
        self.collisions = Collisions(business, self.gate, self.start, self.end, goes_on=self.goes_on)
        self.levelling = Levelling(plans, business, self.start, self.end, self.opening)
        self.is_levelled = False
        self.apart: set[int] = set()
        self.held = _Held()
        self.steps = steps_of_all_versions(plans) if self.goes_on else {}
        self.stages = [
            Stage(plan, self.start, self.opening, cards_in_time(plan.facts, business, self.start)) for plan in plans
        ]
        self.days: dict[int, DaysPlayed | Promised] = {
            plan.facts.id: DaysPlayed(plan.facts, business, self.start, self.end, goes_on=self.goes_on)
            for plan in plans
            if plan.facts.trigger in DATED_KINDS
        }
        if self.goes_on:
            # What was promised in the past is not on record.
            self.days |= {
                plan.facts.id: Promised(plan.facts, self.today, self.end) for plan in plans if keeps_in_touch(plan)
            }

    def play(self, span: Span) -> Iterator[SimulatedTouch | Left]:
        """Every touch of these customers within the stretch."""
        wanted: list[Wanted] = []
        for one in self._planned(span):
            if isinstance(one, Wanted):
                wanted.append(one)
            elif self.first <= one.on < self.end:
                yield _left(one)
        by_itself = self.goes_on and any(plan.acts_by_itself for plan in self.plans)
        wishes = wishes_in(span)
        apart = max(self.cap_days, *wishes.values(), 0)
        contacts = last_contacts(span, self.today - timedelta(days=apart)) if by_itself or wishes else {}
        if self.is_levelled:
            self.held.hold(wanted, contacts, wishes)
            return
        if self.apart:
            self.held.hold([one for one in wanted if one.customer_id in self.apart], contacts, wishes)
            wanted = [one for one in wanted if one.customer_id not in self.apart]
        said = said_by(wanted, with_holds=self.goes_on, last_contact=contacts, wishes=wishes)
        yield from self._within(self.collisions.settled(wanted, said))

    def set_apart(self, ranges: Sequence[Span], count: int) -> None:
        """Who must be played together: all where minutes count, else households that lie in several ranges."""
        self.is_levelled = self.levelling.acts and count <= LEVELLED_UP_TO
        ends = [span.up_to for span in ranges]
        lie_in: dict[int, set[int]] = {}
        for customer_id, group_id in self.collisions.households.items():
            lie_in.setdefault(group_id, set()).add(bisect_left(ends, customer_id))
        self.apart = {
            customer_id for customer_id, group_id in self.collisions.households.items() if len(lie_in[group_id]) > 1
        }

    def play_what_was_set_apart(self) -> Iterator[SimulatedTouch | Left]:
        """What becomes of the touches that had to wait for those of all ranges."""
        held = self.held
        said = said_by(held.wanted, with_holds=self.goes_on, last_contact=held.contacts, wishes=held.wishes)
        if self.is_levelled:
            yield from self._within(self.collisions.levelled(held.wanted, said, self.levelling))
        else:
            yield from self._within(self.collisions.settled(held.wanted, said))

    def _within(self, passed: Iterable[Happens | Dropped]) -> Iterator[SimulatedTouch | Left]:
        for one in passed:
            if self.first <= one.on < self.end:
                yield _touch(one) if isinstance(one, Happens) else _left(one)

    def _planned(self, span: Span) -> Iterator[Wanted | Dropped]:
        if not self.is_levelled:
            # Of the range before, only those who wait for others are still to be played.
            undecided = self.collisions.undecided
            self.collisions.undecided = {which: days for which, days in undecided.items() if which[0] in self.apart}
        ids = [plan.facts.id for plan in self.plans]
        standings = standings_in(span, ids) if self.goes_on else {}
        for stage in self.stages:
            if (days := self.days.get(stage.plan.facts.id)) is not None:
                standing = standings.get(stage.plan.facts.id)
                yield from stage.play_days(days.coming(span), {} if standing is None else standing.anchors)
                plan_id = stage.plan.facts.id
                for customer_id, before in stage.undecided.items():
                    self.collisions.undecided[customer_id, plan_id] = before
                stage.undecided.clear()
        for name in dict.fromkeys(plan.facts.trigger for plan in self.plans if plan.facts.trigger in TRIGGERS):
            stages = [stage for stage in self.stages if stage.plan.facts.trigger == name]
            since = self.start - max(stage.plan.looks_back for stage in stages)
            looked_at = Looked(TRIGGERS[name], span, since, self.end)
            for stage in stages:
                standing = standings.get(stage.plan.facts.id)
                taken = standing.looked_at if standing else set()
                fresh = looked_at.by(stage.plan.facts, without=taken)
                played = stage.play(fresh, standing.anchors if standing else {})
                yield from looked_at.until_bought(stage.plan.facts, played)
        if self.goes_on:
            yield from open_touches(span, self.steps, self.today)


def _touch(happens: Happens) -> SimulatedTouch:
    one = happens.wanted
    facts = one.plan.facts
    return SimulatedTouch(
        one.customer_id, facts.slug, one.step.key, one.channel, happens.on, one.minutes,
        one.plan.cost_of(one.step.key, one.channel), facts.trigger, one.trigger_id, one.anchor,
        happens.member_id,
    )  # fmt: skip


def _left(dropped: Dropped) -> Left:
    return Left(dropped.customer_id, dropped.plan.facts.slug, dropped.step_key, dropped.reason, dropped.on)
