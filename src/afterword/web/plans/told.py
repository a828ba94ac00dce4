"""A plan as every page of plans shows it: its beginning, its steps, each in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from afterword.plans.models import Plan, Step
from afterword.web.plans import sentences


def tell_plan(plan: Plan, steps: Sequence[Step]) -> dict[str, Any]:
    """What the templates show of a plan and its steps; neither need be saved."""
    return {
        "plan": plan,
        "starts_with": sentences.starts_with(plan),
        "steps": [tell_step(step, plan.trigger) for step in steps],
    }


def tell_step(step: Step, trigger: str) -> dict[str, Any]:
    """One step in sentences."""
    return {
        "step": step,
        "icon": sentences.picture(step),
        "when": sentences.when(step, trigger),
        "by": sentences.by(step),
        "who": sentences.who_lets_it_go(step),
        "missed": sentences.if_missed(step),
    }
