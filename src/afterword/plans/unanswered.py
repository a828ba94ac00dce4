"""Calls that came to nothing: the step's own rule says whether its next channel takes over or it ends."""

from __future__ import annotations

from afterword.domain.calling import CallEnded, goes_on
from afterword.domain.channel import Channel
from afterword.followups.models import FollowUp
from afterword.plans.rerouting import reroute_customers, reroute_follow_ups, stop_follow_ups
from afterword.plans.rules import steps_by_id


def go_on_by_its_rule(follow_up_id: int, customer_id: int, ended: CallEnded) -> None:
    """Where nobody answered, a step that skips what it missed ends; all else goes on by the step's next channel.

    A number that was wrong is wrong for everything that is planned for this customer.
    """
    step_id = FollowUp.objects.values_list("step_id", flat=True).get(pk=follow_up_id)
    step = steps_by_id([step_id]).get(step_id or 0)
    if ended is CallEnded.NO_ANSWER and step is not None and not goes_on(step.rule.missed.kind):
        stop_follow_ups(follow_up_ids=[follow_up_id], reason=str(ended))
    else:
        reroute_follow_ups(failed={follow_up_id: Channel.PHONE}, reason=ended)
    if ended is CallEnded.WRONG_NUMBER:
        reroute_customers(customer_ids=[customer_id], reason=ended)
