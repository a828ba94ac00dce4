"""What can be done with plans: one page that names every use case of this room."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from afterword.businesses.queries import current_business, local_today
from afterword.domain.trouble import Trouble
from afterword.followups.models import FollowUp
from afterword.followups.rests import RestReason, write_rests
from afterword.infra import clock
from afterword.plans.adopting import adopt_trade_plan
from afterword.plans.catching_up import catch_up
from afterword.plans.dated.jobs import plan_days_now
from afterword.plans.enrolling import enroll_triggers
from afterword.plans.keeping_in_touch.jobs import keep_in_touch_soon
from afterword.plans.keeping_in_touch.plan import TRIGGER
from afterword.plans.keeping_in_touch.withdrawing import end_promises
from afterword.plans.missed import close_missed
from afterword.plans.models import Plan
from afterword.plans.reaching import reach_recent
from afterword.plans.ready_made import adopt_ready_made
from afterword.plans.withdrawing import withdraw_triggers
from afterword.timeline.actions import record
from afterword.timeline.catalogue import PlanChanged

__all__ = [
    "NoSuchPlan",
    "adopt_ready_made",
    "adopt_trade_plan",
    "catch_up",
    "close_missed",
    "enroll_triggers",
    "reach_recent",
    "switch_plan",
    "withdraw_triggers",
]

#: Days after which customers of a plan that was switched off are looked at again.
OFF_FOR_DAYS = 30


class NoSuchPlan(Trouble):
    """This business has no plan by that name."""


@transaction.atomic
def switch_plan(*, slug: str, on: bool, member_id: int | None = None) -> Plan:
    """Switch a plan on or off. Off: nothing of it leaves, its follow-ups stand still, its customers rest a month.

    On again: what was sold meanwhile and is still within its window is planned. Raises :class:`NoSuchPlan`.
    """
    plan = Plan.objects.select_for_update().filter(slug=slug).first()
    if plan is None:
        raise NoSuchPlan(f"There is no plan called {slug!r} here.")
    if plan.is_active != on:
        plan.is_active = on
        plan.save(update_fields=["is_active"])
        if on:
            catch_up()
            plan_days_now(plan_id=plan.pk)
            if plan.trigger == TRIGGER:
                keep_in_touch_soon()
        elif plan.trigger == TRIGGER:
            end_promises()
        else:
            _rest_its_customers(plan, member_id)
        what = "switched_on" if on else "switched_off"
        record(
            [
                PlanChanged(
                    customer_id=None, at=clock.now(), subject_id=plan.pk, actor_id=member_id, what=what,
                    name=plan.name, version=plan.version,
                )
            ]
        )  # fmt: skip
    return plan


def _rest_its_customers(plan: Plan, member_id: int | None) -> None:
    waiting = FollowUp.objects.filter(plan_id=plan.pk, state="open").values_list("customer_id", flat=True)
    write_rests(
        reason=RestReason.OWNER_SAID,
        customer_ids=set(waiting),
        until=local_today(current_business()) + timedelta(days=OFF_FOR_DAYS),
        detail=f"The plan “{plan.name}” was switched off.",
        member_id=member_id,
    )
