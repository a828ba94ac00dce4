"""Plans of one's own for tests: a trigger, and steps of a mail or a call."""

from __future__ import annotations

from typing import Any

from afterword.domain.triggers import Trigger, written_trigger
from afterword.followups.models import Template
from afterword.infra import clock
from afterword.plans.models import Plan, Step


def a_plan(starts: Trigger, *, slug: str = "of-ours", first: tuple[int, int] = (0, 3), **facts: Any) -> Plan:
    """A plan with one step; ``first`` are the days between which it opens and closes."""
    kind, parameters = written_trigger(starts)
    plan = Plan.objects.create(
        slug=slug, name=slug.replace("-", " ").capitalize(), trigger=kind, trigger_facts=parameters,
        created_at=clock.now(), **facts,
    )  # fmt: skip
    a_step(plan, *first)
    return plan


def a_step(plan: Plan, opens: int, closes: int, **facts: Any) -> Step:
    """One more step of the plan's present version."""
    number = Step.objects.filter(plan=plan).count() + 1
    template = Template.objects.create(
        name="Hello",
        email_subject="Hello",
        email_body="Hello {{ first_name | 'there' }}. How is it going with what you bought?",
        call_script="Call them.",
        letter_body="Hello. How is it going with what you bought?",
        created_at=clock.now(),
    )
    given = {"channels": "email,phone", "mode": "approve", "key": f"step-{number}", "name": f"Step {number}"}
    return Step.objects.create(
        plan=plan, version=plan.version, position=number, opens_amount=opens, closes_amount=closes, template=template,
        **(given | facts),
    )  # fmt: skip
