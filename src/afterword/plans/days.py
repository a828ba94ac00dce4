"""Composing the days of a business with the weight that each plan has."""

from __future__ import annotations

from afterword.followups.composing.composer import Composed, compose_days
from afterword.plans.arbitrating.settling import settle_collisions
from afterword.plans.models import Plan


def compose_by_plan() -> Composed:
    """Put what takes time on days; where not everything fits, what a plan of higher priority made stays.

    What is too close to another touch for the same customer is settled before, and stays apart when days are composed.
    """
    settled = settle_collisions()
    return compose_days(dict(Plan.objects.values_list("id", "priority")), settled.lanes)
