"""The door by which the plans room, which stands above, tells what a plan is for and whether it is on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from afterword.domain.contact import Purpose


class PlanStanding(NamedTuple):
    """What the gate must know of a plan."""

    purpose: Purpose
    is_active: bool


#: A touch made by hand belongs to no plan: it cares for the customer.
BY_HAND = PlanStanding(Purpose.CARE, True)
#: What answers a customer's own message: they asked for it, and their wish to hear seldom is not about it.
ANSWER = PlanStanding(Purpose.TRANSACTIONAL, True)
#: A plan that nobody knows any more sends nothing.
GONE = PlanStanding(Purpose.CARE, False)

PlanStandings = Callable[[Collection[int]], Mapping[int, PlanStanding]]

_ask: list[PlanStandings] = []


def tells_plan_standings(room: PlanStandings) -> PlanStandings:
    """Register who knows the plans of the current business: called with plan ids, within the deciding transaction."""
    _ask[:] = [room]
    return room


def plan_standings(plan_ids: Collection[int]) -> Mapping[int, PlanStanding]:
    """The standing of each of these plans; those that nobody knows are missing."""
    return _ask[0](plan_ids) if _ask and plan_ids else {}
