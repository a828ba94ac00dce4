"""A plan as every page of plans shows it: its beginning, its steps, each in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from afterword.plans.editing.drawn_up import words_of
from afterword.plans.models import Plan, Step
from afterword.web.audiences.said import say_audience
from afterword.web.plans import sentences
from afterword.web.plans.stop_words import say_stops


def tell_plan(plan: Plan, steps: Sequence[Step]) -> dict[str, Any]:
    """What the templates show of a plan and its steps; neither need be saved."""
    return {
        "plan": plan,
        "starts_with": sentences.starts_with(plan),
        "whom": say_audience(plan.audience) if plan.audience is not None else "",
        "stops": say_stops(words_of(plan.stops)),
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
