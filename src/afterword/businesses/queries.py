"""The business acted for, its zone and its day; and who belongs to what."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from afterword.businesses.models import Business, ClosedDay, Membership
from afterword.domain.civil import local_date
from afterword.infra import clock
from afterword.infra.tenancy import current_business_id


def current_business() -> Business:
    """The business acted for. Raises ``NoBusiness`` where none is chosen."""
    return Business.objects.get(pk=current_business_id())


def zone_of(business: Business) -> ZoneInfo:
    """The business's time zone."""
    return ZoneInfo(business.timezone)


def local_today(business: Business, *, now: datetime | None = None) -> date:
    """The civil date at the business, at ``now`` (aware; the clock's own where left out)."""
    return local_date(now or clock.now(), zone_of(business))


def businesses_of(user_id: int) -> QuerySet[Membership]:
    """This person's memberships in all businesses, by the businesses' names."""
    # A person looks across businesses here, before any is chosen: only their own rows are read.
    return Membership.everywhere.filter(user_id=user_id).select_related("business").order_by("business__name", "id")


def any_business_exists() -> bool:
    """Whether the installation was set up."""
    return Business.objects.exists()


def team() -> QuerySet[Membership]:
    """Everybody who works in this business, in the order in which they came."""
    return Membership.objects.select_related("user").order_by("id")


def closed_days() -> QuerySet[ClosedDay]:
    """The days on which this business is closed out of turn, in order."""
    return ClosedDay.objects.order_by("day")
