"""The business acted for, its zone and its day; and who belongs to what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from afterword.businesses.models import Business, ClosedDay, Membership
from afterword.domain.civil import local_date
from afterword.infra import clock
from afterword.infra.tenancy import acting_for, current_business_id

_known: ContextVar[Business | None] = ContextVar("business", default=None)


def current_business() -> Business:
    """The business acted for. Raises ``NoBusiness`` where none is chosen."""
    chosen = current_business_id()
    known = _known.get()
    return known if known is not None and known.pk == chosen else Business.objects.get(pk=chosen)


@contextmanager
def acting_for_known(business: Business) -> Iterator[None]:
    """Act for a business that was just read, such as that of a request: nobody reads it again until the block ends."""
    token = _known.set(business)
    try:
        with acting_for(business.pk):
            yield
    finally:
        _known.reset(token)


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
