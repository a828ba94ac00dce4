"""What plans look at in a trial: the rows that would start them, and the purchases that would end what they start."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property

from afterword.domain.batches import SaleFact
from afterword.domain.ended import ENDED_BY
from afterword.domain.stopping import StopRule
from afterword.infra.tenancy import current_business_id
from afterword.plans.belonging import among
from afterword.plans.rules import PlanFacts
from afterword.plans.simulating.playing import Dropped, Until, Wanted
from afterword.plans.simulating.rows import Span, sales_of
from afterword.plans.triggers import TRIGGERS, Trigger, abouts_of, these
from afterword.plans.which_sales import meeting

_NEXT_DAY = timedelta(days=1)


class Looked:
    """The rows of one trigger of a range of customers with ``since <= day < before``; read once for all its plans.

    Whom a plan is for is asked as things stand today; what a trial knows of what will stop a plan, are the purchases.
    """

    def __init__(self, trigger: Trigger, span: Span, since: date, before: date) -> None:
        self.trigger, self.span, self.since, self.before = trigger, span, since, before

    def by(self, plan: PlanFacts, *, without: Collection[int]) -> list[SaleFact]:
        """Those that would start this plan, without the ids that it has looked at already."""
        rows = self._rows_of(plan) if self.trigger.is_of_plan else self._rows
        if without:
            rows = [row for row in rows if row.id not in without]
        rows = meeting(plan, rows)
        if plan.audience is None or not rows:
            return rows
        return among(plan, rows, abouts_of(self.trigger, these([row.id for row in rows]), current_business_id()))

    def until_bought(self, plan: PlanFacts, played: Iterable[Wanted | Dropped]) -> Iterator[Wanted | Dropped]:
        """The same touches, each up to the purchase that ends its round, where the plan has such a stop rule."""
        rule = next((rule for rule in (StopRule.WON, StopRule.PURCHASE) if rule in plan.stops), None)
        if rule is None:
            yield from played
            return
        for one in played:
            yield self._until(one, rule) if isinstance(one, Wanted) and one.anchor is not None else one

    def _until(self, one: Wanted, rule: StopRule) -> Wanted:
        assert one.anchor is not None  # the caller asks for those that a row has started
        # Two receipts of one day are one visit.
        since = one.anchor + _NEXT_DAY if self.trigger.name == "sale" else one.anchor
        days = self._purchases.get(one.customer_id, [])
        place = bisect_left(days, since)
        return one._replace(until=Until(days[place], ENDED_BY[rule].value)) if place < len(days) else one

    @cached_property
    def _rows(self) -> list[SaleFact]:
        return sales_of(self.trigger, self.span, self.since, self.before)

    def _rows_of(self, plan: PlanFacts) -> list[SaleFact]:
        return sales_of(self.trigger, self.span, self.since, self.before, plan)

    @cached_property
    def _purchases(self) -> dict[int, list[date]]:
        """The days on which each customer bought, in order."""
        of_sale = self.trigger.name == "sale"
        rows = self._rows if of_sale else sales_of(TRIGGERS["sale"], self.span, self.since, self.before)
        days: dict[int, list[date]] = defaultdict(list)
        for row in rows:
            days[row.customer_id].append(row.day)
        return {customer_id: sorted(of_customer) for customer_id, of_customer in days.items()}
