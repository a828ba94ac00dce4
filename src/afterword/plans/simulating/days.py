"""The days that come in a trial: found by the rules that find them for real, as they stood on each day of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from afterword.businesses.models import Business
from afterword.customers.models import Customer
from afterword.domain.batches import SaleFact
from afterword.domain.triggers import Silence, UsedUpThing
from afterword.plans.belonging import among
from afterword.plans.dated.coming import Round, is_met, rounds_of
from afterword.plans.dated.ground import ground_of
from afterword.plans.dated.kinds import BY_PURCHASES, HORIZON_DAYS, DatedRule, Rounds, Stretch, dated_rule
from afterword.plans.dated.known import Due, Known, days_due
from afterword.plans.dated.looking import who_may_have
from afterword.plans.dated.moving import why_moved
from afterword.plans.dated.reading import known_of
from afterword.plans.occasions import About, id_of_day
from afterword.plans.rules import PlanFacts
from afterword.plans.simulating.playing import ComingDay, Until
from afterword.plans.simulating.rows import Span, totals_of
from afterword.plans.triggers import between

_DAY = timedelta(days=1)


@dataclass(slots=True)
class _Ahead:
    """A day that was planned, until it is not due any more."""

    due: Due
    planned_on: date
    until: date | None = None


class DaysPlayed:
    """One dated plan over a trial from ``start`` up to, not including, ``end``.

    ``goes_on``: nothing is bought within it that is not on record, and what is planned already is left out.
    """

    def __init__(self, plan: PlanFacts, business: Business, start: date, end: date, *, goes_on: bool) -> None:
        rule = dated_rule(plan)
        assert rule is not None  # the caller asks for dated plans
        self.plan, self.rule, self.start, self.end, self.goes_on = plan, rule, start, end, goes_on
        self.ground = ground_of(business, start)
        self.rounds = Rounds(plan, self.ground.opening)

    def coming(self, span: Span) -> list[ComingDay]:
        """The days of these customers on which the plan begins, for those whom it is for."""
        known = known_of(self.rule, self._looked_at(span), self.ground)
        there = rounds_of(self.plan.id, self.rule, between(*span), open_only=False) if self.goes_on else {}
        found: list[ComingDay] = []
        abouts: dict[int, About] = {}
        for customer_id, one in known.items():
            for ahead in self._days_of(one, there.get(customer_id, ())):
                fact = SaleFact(id_of_day(customer_id, ahead.due.day), customer_id, ahead.due.day, 0, one.reach)
                abouts[fact.id] = About(ahead.due.sale_id, None, ahead.due.product_id, ahead.due.day)
                until = self._until(ahead)
                found.append(ComingDay(fact, ahead.planned_on, until, ahead.due.sale_id))
        meant = {fact.id for fact in among(self.plan, [one.fact for one in found], abouts)}
        values = totals_of({one.sale_id for one in found if one.sale_id is not None})
        return [
            one if one.sale_id is None else one._replace(fact=one.fact._replace(value_minor=values.get(one.sale_id, 0)))
            for one in found
            if one.fact.id in meant
        ]

    def _looked_at(self, span: Span) -> Sequence[int]:
        if self.plan.trigger in BY_PURCHASES and not self.goes_on:
            # What they have bought by the end says nothing of how they stood before.
            ids = Customer.objects.filter(id__gt=span.after, id__lte=span.up_to).order_by("id")
            return list(ids.values_list("id", flat=True))
        return who_may_have(self.rule, between(*span), self._stretch(self.start, self.end), self.ground)

    def _stretch(self, first: date, end: date) -> Stretch:
        """The days that may be planned for from ``first`` on and before ``end``."""
        return Stretch(self.rounds.anchors(first, first).first, self.rounds.anchors(end - _DAY, end - _DAY).last)

    def _days_of(self, one: Known, there: Sequence[Round]) -> Iterator[_Ahead]:
        ahead: list[_Ahead] = []
        for first, end in self._steady(one):
            stretch = self._stretch(first, end)
            still = [other for other in ahead if other.until is None]
            days = [stretch.first, stretch.last, *(other.due.day for other in still)]
            due = days_due(self.rule, _as_of(one, end - _DAY), self.ground, Stretch(min(days), max(days)))
            for other in still:
                if not any(_is_same(self.rule, other.due, day) for day in due) and self._is_on(other, first):
                    other.until = first
            for day in due:
                if is_met(self.rule, day, there) or any(
                    other.until is None and _is_same(self.rule, other.due, day) for other in ahead
                ):
                    continue
                planned_on = self._planned_on(day.day, first)
                if planned_on is not None and planned_on < end:
                    ahead.append(_Ahead(day, planned_on))
        return iter(ahead)

    def _until(self, ahead: _Ahead) -> Until | None:
        if ahead.until is None:
            return None
        # A round that moved before anything of it happened counts as none.
        return Until(ahead.until, why_moved(self.rule).value, not self._begins_before(ahead, ahead.until))

    def _steady(self, one: Known) -> list[tuple[date, date]]:
        """The parts of the trial between which the customer buys or has something done."""
        days = {self.start}
        if not self.goes_on:
            known = [row.day for rows in (one.bought, one.items, one.jobs) for row in rows]
            days.update(day for day in known if self.start < day < self.end)
        ordered = sorted(days)
        return list(zip(ordered, [*ordered[1:], self.end], strict=True))

    def _planned_on(self, anchor: date, first: date) -> date | None:
        """The night on which the round is planned, from ``first`` on; None: it was over by then."""
        if not self.rounds.steps:
            return None
        opens, closes, _ = self.rounds.of(anchor)
        planned_on = max(first, opens - timedelta(days=HORIZON_DAYS))
        return planned_on if closes >= planned_on else None

    def _is_on(self, other: _Ahead, day: date) -> bool:
        return self.rounds.of(other.due.day).last >= day

    def _begins_before(self, other: _Ahead, day: date) -> bool:
        return max(self.rounds.of(other.due.day).due, other.planned_on) < day


def _is_same(rule: DatedRule, one: Due, other: Due) -> bool:
    """Whether both are about the same day, or the same silence."""
    if one.day == other.day:
        return True
    is_reckoned = isinstance(rule, Silence | UsedUpThing)
    return is_reckoned and one.sale_id == other.sale_id and one.product_id == other.product_id


def _as_of(one: Known, day: date) -> Known:
    """What was known on the evening of a day."""
    return Known(
        one.customer_id,
        one.reach,
        one.born,
        one.dates,
        [row for row in one.bought if row.day <= day],
        [row for row in one.items if row.day <= day],
        [row for row in one.jobs if row.day <= day],
    )
