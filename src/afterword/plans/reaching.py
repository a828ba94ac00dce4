"""Those who bought before your time: the owner chooses to reach the most recent ones, a few on each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from afterword.businesses.queries import current_business, local_today
from afterword.domain.opening import OpenDays
from afterword.domain.planning import Window, first_channel, offset_date
from afterword.followups.calendars import open_days
from afterword.followups.models import AuditResult, FollowUp, Rest
from afterword.followups.rests import RestReason
from afterword.plans.models import Enrollment
from afterword.plans.placing import place
from afterword.plans.queries import PastCustomer, most_recent_past
from afterword.plans.rules import PlanFacts, StepFacts, active_plans
from afterword.sales.models import Sale

#: A late thank-you is still one for so many days; after that the question is how it is going.
THANKS_FOR_DAYS = 30
#: How long each may take, from the day on which it is put.
WINDOW_DAYS = 14
#: Reasons for which nobody is reached out to, however recent.
_LEFT_IN_PEACE = (RestReason.OWNER_SAID.value, RestReason.ASKED_NOT_TO_BE_CONTACTED.value)


@transaction.atomic
def reach_recent(*, count: int | None = None, customer_ids: Collection[int] | None = None, per_day: int = 10) -> int:
    """Follow up the ``count`` most recent of those whose sales were past when they came in, or these customers.

    One touch each: a thank-you where the sale is at most thirty days old, else "how is it going". They are put on open
    days from today on, at most ``per_day`` on each, the most recent first. Who cannot be reached, has a touch already,
    or is to be left in peace is passed over. Returns how many follow-ups were made; calling it again makes none twice.
    """
    business = current_business()
    today = local_today(business)
    plans = active_plans("sale", lock=True)
    if not plans or per_day < 1:
        return 0
    chosen = most_recent_past(limit=count, customer_ids=customer_ids)
    chosen = _leave_in_peace(chosen, today)
    placed = _placed(chosen, plans, _spread(len(chosen), per_day, today, open_days(business)), today)
    FollowUp.objects.bulk_create(placed)
    Enrollment.objects.filter(id__in=[one.enrollment_id for one in placed]).update(state="running")
    # Until the next audit counts anew: whoever was reached is not offered again.
    AuditResult.objects.update(past_customers=Greatest(F("past_customers") - len(placed), 0))
    return len(placed)


def _leave_in_peace(chosen: list[PastCustomer], today: date) -> list[PastCustomer]:
    ids = [one.customer_id for one in chosen]
    resting = set(
        Rest.objects.filter(customer_id__in=ids, reason__in=_LEFT_IN_PEACE, until__gte=today).values_list(
            "customer_id", flat=True
        )
    )
    return [one for one in chosen if one.customer_id not in resting and one.reach]


def _spread(count: int, per_day: int, today: date, opening: OpenDays) -> list[date]:
    days: list[date] = []
    day = opening.next_open(today)
    while len(days) < count:
        days += [day] * per_day
        day = opening.next_open(day + timedelta(days=1))
    return days[:count]


def _placed(chosen: list[PastCustomer], plans: list[PlanFacts], days: list[date], today: date) -> list[FollowUp]:
    enrollments = _past_enrollments([one.customer_id for one in chosen])
    values = dict(
        Sale.objects.filter(id__in={row.trigger_id for rows in enrollments.values() for row in rows}).values_list(
            "id", "total_minor"
        )
    )
    placed: list[FollowUp] = []
    remaining = iter(days)
    for one in chosen:
        found = _enrollment_that_fits(enrollments[one.customer_id], plans, today)
        if found is None:
            continue
        enrollment, step = found
        channel = first_channel(step.rule.channels, one.reach)
        if channel is None:
            continue
        day = next(remaining)
        window = Window(day, day + timedelta(days=WINDOW_DAYS - 1), day)
        placed.append(place(enrollment, step, channel, window, "sale", values.get(enrollment.trigger_id, 0)))
    return placed


def _past_enrollments(customer_ids: list[int]) -> dict[int, list[Enrollment]]:
    found: dict[int, list[Enrollment]] = defaultdict(list)
    for enrollment in Enrollment.objects.filter(customer_id__in=customer_ids, state="past").order_by(
        "-anchor_on", "-id"
    ):
        found[enrollment.customer_id].append(enrollment)
    return found


def _enrollment_that_fits(
    enrollments: list[Enrollment], plans: list[PlanFacts], today: date
) -> tuple[Enrollment, StepFacts] | None:
    """Of the newest sale: the plan that opens first while it is fresh, else the one that opens last."""
    if not enrollments:
        return None
    newest = enrollments[0].trigger_id
    of_newest = {row.plan_id: row for row in enrollments if row.trigger_id == newest}
    fitting = [plan for plan in plans if plan.id in of_newest and plan.steps]
    if not fitting:
        return None
    anchor = enrollments[0].anchor_on
    fitting.sort(key=lambda plan: min(_opens(step, anchor) for step in plan.steps.values()))
    fresh = (today - enrollments[0].anchor_on).days <= THANKS_FOR_DAYS
    plan = fitting[0] if fresh else fitting[-1]
    step = min(plan.steps.values(), key=lambda step: _opens(step, anchor))
    return of_newest[plan.id], step


def _opens(step: StepFacts, anchor: date) -> date:
    """The day on which the step's window opened, whatever its offset counts; every day is as good as an open one."""
    return offset_date(anchor, step.rule.opens, OpenDays())
