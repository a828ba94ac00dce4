"""The audit by plan, by month and by member, from what was reckoned; a handful of queries whatever is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When

from afterword.businesses.models import Absence
from afterword.businesses.queries import current_business, local_today, team
from afterword.followups.models import FollowUp
from afterword.plans.auditing.models import Kept
from afterword.plans.auditing.months import ends_of_days, last_day, months_until
from afterword.plans.models import Plan


@dataclass(frozen=True, slots=True)
class Share:
    """Windows that ended or were met, and those met in time."""

    due: int = 0
    in_time: int = 0

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down so that 100 means all; None while it is too early to tell."""
        return 100 * self.in_time // self.due if self.due >= ENOUGH else None

    @property
    def late(self) -> int:
        """How many were not met in time."""
        return self.due - self.in_time


#: Fewer say nothing as a percentage.
ENOUGH = 10


@dataclass(slots=True)
class PlanLine:
    """A plan's share in each month, the newest first; ``plan`` None: what members planned by hand."""

    plan: Plan | None
    shares: list[tuple[date, Share]]


@dataclass(slots=True)
class MemberLine:
    """A member's open touches, those of them that are late, and the share of this month; ``name`` empty: nobody's."""

    membership_id: int | None
    name: str
    open: int = 0
    late: int = 0
    month: Share = field(default_factory=Share)
    away_until: date | None = None


def by_plan(today: date | None = None) -> tuple[list[date], list[PlanLine]]:
    """The months, the newest first, and every plan for which something was due in them. Two queries."""
    months = months_until(today or local_today(current_business()))
    sums = Kept.objects.filter(month__in=months, due__gt=0).order_by().values_list("plan_id", "month")
    found: dict[int | None, dict[date, Share]] = {}
    for plan_id, month, due, in_time in sums.annotate(Sum("due"), Sum("in_time")):
        found.setdefault(plan_id, {})[month] = Share(due, in_time)
    lines = [
        PlanLine(plan, _each(months, found[plan.pk]))
        for plan in Plan.objects.order_by("-is_active", "-priority", "id")
        if plan.pk in found
    ]
    if None in found:
        lines.append(PlanLine(None, _each(months, found[None])))
    return months, lines


def _each(months: list[date], found: dict[date, Share]) -> list[tuple[date, Share]]:
    return [(month, found.get(month, Share())) for month in months]


def by_member(today: date | None = None) -> list[MemberLine]:
    """Everybody who works here, in the order in which they came. Four queries."""
    today = today or local_today(current_business())
    lines = {one.pk: MemberLine(one.pk, str(one.user)) for one in team()}
    late = Sum(Case(When(window_last__lt=today, then=Value(1)), default=Value(0), output_field=IntegerField()))
    rows = FollowUp.objects.filter(state="open", membership_id__isnull=False).order_by().values_list("membership_id")
    for membership_id, number, of_them_late in rows.annotate(Count("id"), late=late):
        if membership_id in lines:
            lines[membership_id].open, lines[membership_id].late = number, of_them_late
    month = Kept.objects.filter(month=today.replace(day=1)).order_by().values_list("membership_id")
    for membership_id, due, in_time in month.annotate(Sum("due"), Sum("in_time")):
        if membership_id in lines:
            lines[membership_id].month = Share(due, in_time)
    for membership_id, last in Absence.objects.filter(first__lte=today, last__gte=today).values_list(
        "membership_id", "last"
    ):
        if membership_id in lines:
            lines[membership_id].away_until = last
    return list(lines.values())


def not_in_time(plan_id: int | None, month: date, today: date | None = None) -> QuerySet[FollowUp]:
    """The touches of a plan whose window ended in a month without having been met in time."""
    business = current_business()
    today = today or local_today(business)
    rows = FollowUp.objects.filter(plan_id=plan_id, window_last__range=(month, last_day(month)))
    still_owed = Q(state__in=("open", "approved", "unclear"), window_last__lt=today)
    done_late = Q(pk__in=[])
    for day, end in ends_of_days(business, month):
        done_late |= Q(window_last=day, closed_at__gte=end)
    return rows.filter(still_owed | (Q(state="done") & done_late))
