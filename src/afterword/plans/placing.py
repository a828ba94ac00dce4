"""One follow-up of an enrollment, made from its step: for the few that are not made in sets."""

from __future__ import annotations

from afterword.domain.channel import Channel
from afterword.domain.planning import Window
from afterword.followups.models import FollowUp
from afterword.plans.models import Enrollment
from afterword.plans.rules import StepFacts, mode_on


def place(
    enrollment: Enrollment,
    step: StepFacts,
    channel: Channel,
    window: Window,
    trigger: str = "sale",
    value_minor: int = 0,
) -> FollowUp:
    """The unsaved row. ``value_minor`` in minor units of the business's currency."""
    return FollowUp(
        customer_id=enrollment.customer_id,
        enrollment_id=enrollment.pk,
        plan_id=enrollment.plan_id,
        step_id=step.id,
        template_id=step.template_id,
        sale_id=enrollment.trigger_id if trigger == "sale" else None,
        inquiry_id=enrollment.trigger_id if trigger == "inquiry" else None,
        channel=channel.value,
        mode=mode_on(channel, step.rule.mode).value,
        window_first=window.earliest,
        window_last=window.last,
        due_on=window.due,
        late_days=step.late_days,
        value_minor=value_minor,
        minutes=step.rule.minutes,
    )
