"""The private calendar of one member (RFC 5545): what is owed in the coming weeks, for any calendar that subscribes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Alarm, Calendar, Event, Timezone

from afterword.businesses.feeds import subscriber
from afterword.businesses.models import Business, Membership
from afterword.businesses.queries import current_business, local_today, zone_of
from afterword.domain.channel import Channel
from afterword.domain.civil import local_moment
from afterword.followups.days import on_days
from afterword.followups.queries import Owed, start_of_day
from afterword.followups.whys import whys_of
from afterword.infra.signing import fingerprint

DAYS_AHEAD = 60
#: A day has room for this many; a calendar with more helps nobody.
MOST_A_DAY = 30
#: Beyond this many on one day the feed leaves the day out: it is no plan any more.
MOST_WEIGHED = 5_000
#: Minutes after midnight at which an all-day entry reminds: nine in the morning.
REMINDS_AT = 9 * 60
#: Minutes that an entry takes at least.
SHORTEST = 5
#: Where the links of the entries lead.
STAFF_PAGES = "afterword.conf.business_urls"


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The feed as text/calendar with an ETag; 404 for an address that was never given out, or was revoked."""
    business = current_business()
    member = subscriber(business, token)
    if member is None:
        answer: HttpResponseBase = HttpResponseNotFound(
            _("This calendar address is not in use (any more). Copy the new one from your calendar page."),
            content_type="text/plain; charset=utf-8",
        )
    else:
        with translation.override(member.user.language or business.language):
            body = calendar_of(business, member).to_ical()
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        fresh = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        fresh.headers["ETag"] = etag
        fresh.headers["Content-Disposition"] = 'inline; filename="afterword.ics"'
        answer = get_conditional_response(request, etag=etag, response=fresh) or fresh
    # Calendars ask again and again: they may keep it, and must ask whether it is still right.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def calendar_of(business: Business, member: Membership, today: date | None = None) -> Calendar:
    """The member's calendar: what is planned for them or for nobody in particular, from today on."""
    today = today or local_today(business)
    last = today + timedelta(days=DAYS_AHEAD)
    days = on_days(today, last, named=MOST_A_DAY, membership_id=member.pk, most_weighed=MOST_WEIGHED)
    whys = whys_of([one for load in days.values() for one in load.owed])
    written = _Written(business, zone_of(business), start_of_day(business, today), member.feed_at)
    calendar = Calendar()
    calendar.add("prodid", "-//Afterword//Follow-ups//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _("Follow-ups of %(business)s") % {"business": business.name})
    calendar.add("x-wr-timezone", business.timezone)
    calendar.add("x-published-ttl", "PT1H")
    calendar.add("refresh-interval", timedelta(hours=1))
    if member.feed_at is not None:
        calendar.add_component(_timezone(business.timezone, today.year))
    for load in days.values():
        after = 0
        for one in load.owed:
            calendar.add_component(written.event(one, load.day, after, whys[one.id]))
            after += max(one.minutes, SHORTEST)
    return calendar


@lru_cache(maxsize=64)
def _timezone(name: str, year: int) -> Timezone:
    """The zone's rules around a year; whoever reads the feed need not know the zone's name."""
    return Timezone.from_tzinfo(ZoneInfo(name), name, date(year - 1, 1, 1), date(year + 2, 1, 1))


@dataclass(frozen=True, slots=True)
class _Written:
    """How follow-ups are written down: each keeps its UID for good, and its version says when it changed."""

    business: Business
    zone: ZoneInfo
    stamp: datetime
    at: time | None

    def event(self, one: Owed, day: date, after: int, why: str) -> Event:
        """One entry; ``after`` are the minutes that those before it on this day take."""
        title = _title(one)
        event = Event()
        event.add("uid", f"{fingerprint(f'follow-up:{one.id}', business_id=self.business.pk)}@afterword")
        event.add("dtstamp", self.stamp)
        event.add("sequence", one.version)
        event.add("summary", title)
        event.add("description", why)
        event.add("url", settings.PUBLIC_URL + reverse("customer", args=[one.customer_id], urlconf=STAFF_PAGES))
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        if self.at is None:
            event.add("dtstart", day)
            event.add("dtend", day + timedelta(days=1))
            alarm.add("trigger", timedelta(minutes=REMINDS_AT))
        else:
            begins = begins_at(day, self.at, after, self.zone)
            event.add("dtstart", begins)
            event.add("duration", timedelta(minutes=max(one.minutes, SHORTEST)))
            alarm.add("trigger", timedelta(0))
        event.add_component(alarm)
        return event


def begins_at(day: date, at: time, after: int, zone: ZoneInfo) -> datetime:
    """The local moment ``after`` minutes past a time of day that exists on this day, and never on another day."""
    begins = local_moment(day, at, zone) + timedelta(minutes=after)
    latest = local_moment(day, time(23, 55), zone)
    return min(begins, latest).astimezone(zone)


def _title(one: Owed) -> str:
    words = {
        Channel.PHONE: _("Call %(name)s"),
        Channel.EMAIL: _("Write to %(name)s"),
        Channel.POST: _("Send something by post to %(name)s"),
    }
    return words.get(Channel(one.channel), _("Be in touch with %(name)s")) % {"name": one.customer}
