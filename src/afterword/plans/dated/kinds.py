"""Which plans begin on a day of the calendar, and on which days a round of theirs can begin by now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from afterword.domain.opening import OpenDays
from afterword.domain.planning import Offset, Unit, window_of
from afterword.domain.triggers import (
    Birthday,
    DateField,
    NamedHoliday,
    SaleAnniversary,
    ServiceDue,
    Silence,
    UsedUpThing,
    WarrantyEnds,
)
from afterword.plans.models import Plan
from afterword.plans.rules import PlanFacts, active_plans

DATED_KINDS = (
    "birthday", "sale_anniversary", "holiday", "service_due", "warranty_end", "used_up", "silence", "date_field",
)  # fmt: skip
#: Those that rest on what was bought and done, and those that rest on what else is known of a customer.
BY_PURCHASES = ("sale_anniversary", "service_due", "warranty_end", "used_up", "silence")
BY_DATES = ("birthday", "holiday", "date_field")
DatedRule = Birthday | SaleAnniversary | NamedHoliday | ServiceDue | WarrantyEnds | UsedUpThing | Silence | DateField

#: A round is planned so many days before its first window opens, so that Today, the calendar and the composer see it;
#: the machine may stand still for as long and nothing is lost.
HORIZON_DAYS = 45
#: The most days of one unit, and of what closed days may add: bounds to look by, never a reckoning.
_DAYS_IN = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 31, Unit.BUSINESS_DAYS: 8}
_CLOSED_FOR = 60


class Stretch(NamedTuple):
    """Civil days of the business, both included."""

    first: date
    last: date


def dated_rule(plan: PlanFacts) -> DatedRule | None:
    """What the plan waits for; None: it does not begin on a day of the calendar."""
    rule = plan.starts
    return rule if isinstance(rule, DatedRule) else None


def has_dated_plans(kinds: Collection[str] = DATED_KINDS) -> bool:
    """Whether any active plan begins on a day of these kinds; one query."""
    return Plan.objects.filter(is_active=True, trigger__in=kinds).exists()


def dated_plans(kinds: Collection[str] = DATED_KINDS, *, lock: bool = False) -> list[PlanFacts]:
    """The business's active plans that begin on a day, by id; two queries. ``lock`` as in ``active_plans``."""
    return [plan for plan in active_plans(lock=lock) if plan.trigger in kinds]


class RoundDays(NamedTuple):
    """The first day of a round's first window, the last of its last, and the day on which it first stands on a list."""

    first: date
    last: date
    due: date


class Rounds:
    """When the rounds of one plan open and close, by the day that they count from; remembers what it was asked."""

    def __init__(self, plan: PlanFacts, opening: OpenDays) -> None:
        self.steps = [step.rule for step in plan.steps.values()]
        self.opening = opening
        self._known: dict[date, RoundDays] = {}

    def of(self, anchor: date) -> RoundDays:
        """The days of the round from this one; the plan needs a step."""
        found = self._known.get(anchor)
        if found is None:
            windows = [window_of(step, anchor, self.opening) for step in self.steps]
            found = RoundDays(
                min(one.earliest for one in windows), max(one.last for one in windows), min(one.due for one in windows)
            )
            self._known[anchor] = found
        return found

    def begin_by_now(self, anchor: date, today: date, since: date) -> bool:
        """Whether a round opens within the horizon of ``today`` and was not over before ``since``."""
        if not self.steps:
            return False
        opens, closes, _ = self.of(anchor)
        return closes >= since and opens <= today + timedelta(days=HORIZON_DAYS)

    def anchors(self, today: date, since: date) -> Stretch:
        """The days from which rounds may begin by now: :meth:`begin_by_now` holds on no other."""
        before = max((_at_most(step.opens, back=True) for step in self.steps), default=0)
        after = max((max(_at_most(step.opens), _at_most(step.closes)) for step in self.steps), default=0)
        # A window on closed days is met before them, but never before the day that it counts from.
        ahead = HORIZON_DAYS + before
        return Stretch(since - timedelta(days=after), today + timedelta(days=ahead))


def _at_most(offset: Offset, *, back: bool = False) -> int:
    amount = -offset.amount if back else offset.amount
    closed = _CLOSED_FOR if offset.unit is Unit.BUSINESS_DAYS else 0
    return amount * _DAYS_IN[offset.unit] + closed if amount > 0 else closed
