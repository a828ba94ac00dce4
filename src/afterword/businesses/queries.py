"""The business acted for, its zone and its day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from afterword.businesses.models import Business
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
