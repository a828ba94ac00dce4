"""A member's private calendar address: opened, renewed (the old one is dead at once) and closed by the member."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db.models import F

from afterword.businesses.models import Business, Membership
from afterword.infra.signing import BadLink, check_link, link_token, row_named_by

CALENDAR = "calendar"


def open_feed(*, membership: Membership, at: time | None = None) -> None:
    """Let calendars subscribe; ``at`` is the local time of day of what stands in it, None for all day.

    An address that is in use goes on; one that was closed before never works again.
    """
    membership.feed_is_on, membership.feed_at = True, at
    membership.save(update_fields=["feed_is_on", "feed_at"])


def renew_feed(*, membership: Membership) -> None:
    """Give the feed a new address; whoever has the old one gets nothing any more."""
    Membership.objects.filter(pk=membership.pk).update(feed_epoch=F("feed_epoch") + 1)
    membership.refresh_from_db(fields=["feed_epoch"])


def close_feed(*, membership: Membership) -> None:
    """Nobody can subscribe; opened again, it has another address."""
    Membership.objects.filter(pk=membership.pk).update(feed_is_on=False, feed_epoch=F("feed_epoch") + 1)
    membership.refresh_from_db(fields=["feed_is_on", "feed_epoch"])


def feed_url(business: Business, membership: Membership) -> str:
    """The private address, absolute; whoever knows it reads the feed."""
    token = link_token(business_id=business.pk, purpose=CALENDAR, row_id=membership.pk, epoch=membership.feed_epoch)
    return f"{settings.PUBLIC_URL}/{business.slug}/p/calendar/{token}.ics"


def subscriber(business: Business, token: str) -> Membership | None:
    """Whose genuine, open and unrevoked address this is; None for any other."""
    try:
        member = Membership.objects.select_related("user").filter(pk=row_named_by(token), feed_is_on=True).first()
        check_link(token, business_id=business.pk, purpose=CALENDAR, epoch=member.feed_epoch if member else 0)
    except (BadLink, OverflowError):
        return None
    return member if member is not None and member.user.is_active else None
