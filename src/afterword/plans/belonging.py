"""Whom a plan is for: its audience applied to what would start it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from afterword.businesses.queries import current_business, local_today
from afterword.domain.audience import Audience
from afterword.domain.audience_meaning import compiled, holds
from afterword.domain.batches import SaleFact
from afterword.infra.bulk import in_batches
from afterword.plans.audience_facts import Case, asked_of, facts_of_cases
from afterword.plans.occasions import About
from afterword.plans.rules import PlanFacts

#: Cases whose facts are held at once: what bounds the memory.
_BATCH = 5_000


def among(plan: PlanFacts, rows: list[SaleFact], abouts: Mapping[int, About] | None) -> list[SaleFact]:
    """Those of the rows whose customer, sale and thing the plan is for; all of them, at no cost, where it is for all.

    ``abouts`` as in :class:`afterword.plans.writing.Writer`.
    """
    if plan.audience is None or not rows:
        return rows
    cases = [case_of(row, plan, abouts) for row in rows]
    return [row for row, belongs in zip(rows, belonging(plan.audience, cases), strict=True) if belongs]


def case_of(row: SaleFact, plan: PlanFacts, abouts: Mapping[int, About] | None) -> Case:
    """What an audience may ask about this row."""
    if abouts is None:
        return Case(row.customer_id, row.id if plan.trigger == "sale" else None)
    about = abouts[row.id]
    return Case(row.customer_id, about.sale_id, about.product_id)


def belonging(audience: Audience, cases: Sequence[Case]) -> list[bool]:
    """For each case whether it belongs to the audience today; a handful of queries for each few thousand.

    ``audience`` without groups: :func:`afterword.plans.segments.in_place.as_asked`.
    """
    test = compiled(audience, local_today(current_business()), is_checked=True)
    asked = asked_of(audience)
    return [holds(test, facts) for batch in in_batches(cases, _BATCH) for facts in facts_of_cases(batch, asked)]
