"""A member's private calendar, read back by another program and reckoned against another calendar library."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from django.test import Client
from icalendar import Calendar

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import add_member
from afterword.businesses.feeds import close_feed, feed_url, open_feed, renew_feed
from afterword.businesses.models import Business, Membership
from afterword.followups.actions import mark_done, move_follow_up
from afterword.infra.tenancy import acting_for
from afterword.public.calendar_feed import begins_at
from tests.setting.shop import Shop

ZONES = ["Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"]


def owner(shop: Shop) -> Membership:
    return Membership.objects.select_related("user").get(user__email="rosa@example.org")


def path_of(shop: Shop, member: Membership) -> str:
    return "/" + feed_url(shop.business, member).split("/", 3)[3]


def read(path: str, **headers: str) -> Any:
    """Fetch it as a calendar does: no cookie, acting for nobody."""
    with acting_for(None):
        return Client(headers=headers).get(path)


def entries(shop: Shop, member: Membership) -> dict[str, Any]:
    answer = read(path_of(shop, member))
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


def test_what_is_owed_stands_on_its_day_all_day(shop: Shop) -> None:
    open_feed(membership=owner(shop))
    shop.owed(shop.customer(), due_on=shop.today + timedelta(days=2))
    shop.owed(shop.customer("Late", "One"), channel="phone", due_on=shop.today - timedelta(days=9))
    found = entries(shop, owner(shop))
    ann, late = found["Write to Ann Berg"], found["Call Late One"]
    assert ann.decoded("DTSTART") == shop.today + timedelta(days=2)
    assert ann.decoded("DTEND") == shop.today + timedelta(days=3)
    assert late.decoded("DTSTART") == shop.today, "what is overdue does not hide in the past"
    [alarm] = ann.walk("VALARM")
    assert (alarm["ACTION"], alarm.decoded("TRIGGER")) == ("DISPLAY", timedelta(hours=9))


def test_every_required_property_is_there_and_lines_are_folded(shop: Shop) -> None:
    open_feed(membership=owner(shop), at=time(9, 30))
    shop.owed(shop.customer("Æ" * 70, "Nordmann; with, marks\\"), shop.sale(shop.customer(), "a, b; c"))
    answer = read(path_of(shop, owner(shop)))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(answer.content)
    assert (calendar["VERSION"], bool(calendar["PRODID"])) == ("2.0", True)
    [event] = calendar.walk("VEVENT")
    assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)
    assert str(event["SUMMARY"]) == f"Write to {'Æ' * 70} Nordmann; with, marks\\"
    assert event.decoded("DTSTAMP").utcoffset() == timedelta(0)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Oslo"]


@pytest.mark.parametrize("zone", ZONES)
def test_a_time_of_day_is_the_businesss_own(shop: Shop, zone: str) -> None:
    Business.objects.filter(pk=shop.business.pk).update(timezone=zone)
    shop.business.refresh_from_db()
    open_feed(membership=owner(shop), at=time(9, 30))
    for number in range(0, 60, 3):
        shop.owed(shop.customer(f"Nr{number}"), due_on=shop.today + timedelta(days=number))
    found = entries(shop, owner(shop))
    assert len(found) == 20
    for number in range(0, 60, 3):
        begins = found[f"Write to Nr{number} Berg"].decoded("DTSTART")
        day = shop.today + timedelta(days=number)
        expected = datetime.combine(day, time(9, 30), tzinfo=tz.gettz(zone))
        assert begins.astimezone(UTC) == expected.astimezone(UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_the_zones_own_rules_agree_with_dateutil_all_year(shop: Shop, zone: str) -> None:
    """The VTIMEZONE that goes along, read by dateutil alone, puts each day's moment where the zone has it."""
    Business.objects.filter(pk=shop.business.pk).update(timezone=zone)
    shop.business.refresh_from_db()
    open_feed(membership=owner(shop), at=time(9, 30))
    calendar = Calendar.from_ical(read(path_of(shop, owner(shop))).content)
    [rules] = calendar.walk("VTIMEZONE")

    told = tz.tzical(StringIO(rules.to_ical().decode())).get(zone)
    for number in range(365):
        noon = datetime.combine(date(shop.today.year, 1, 1), time(12)) + timedelta(days=number)
        assert told.utcoffset(noon) == ZoneInfo(zone).utcoffset(noon), noon


@pytest.mark.parametrize("zone", ZONES)
def test_an_entry_lies_on_its_own_day_through_every_change_of_clocks(zone: str) -> None:
    for year in (2011, 2024, 2026):
        for number in range(366):
            day = date(year, 1, 1) + timedelta(days=number)
            if zone == "Pacific/Apia" and day == date(2011, 12, 30):
                continue  # Samoa left this day out.
            for at, after in ((time(0, 0), 0), (time(2, 15), 10), (time(23, 50), 400)):
                begins = begins_at(day, at, after, ZoneInfo(zone))
                assert begins.date() == day
                assert tz.datetime_exists(begins.replace(tzinfo=tz.gettz(zone)))


def test_those_of_one_day_follow_each_other(shop: Shop) -> None:
    open_feed(membership=owner(shop), at=time(9, 0))
    for number, minutes in enumerate((20, 2, 15)):
        row = {"minutes": minutes, "window_last": shop.today + timedelta(days=number), "due_on": shop.today}
        shop.owed(shop.customer(f"Nr{number}"), **row)
    found = entries(shop, owner(shop))
    begins = [found[f"Write to Nr{number} Berg"].decoded("DTSTART").strftime("%H:%M") for number in range(3)]
    assert begins == ["09:00", "09:20", "09:25"]


def test_the_uid_stays_and_the_version_rises_when_it_moves(shop: Shop) -> None:
    open_feed(membership=owner(shop))
    row = shop.owed(shop.customer(), due_on=shop.today)
    before = entries(shop, owner(shop))["Write to Ann Berg"]
    move_follow_up(follow_up_id=row.pk, member_id=None, on=shop.today + timedelta(days=1))
    after = entries(shop, owner(shop))["Write to Ann Berg"]
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after.decoded("DTSTART") == shop.today + timedelta(days=1)


def test_uids_differ_between_follow_ups_and_businesses(shop: Shop) -> None:
    open_feed(membership=owner(shop))
    shop.owed(shop.customer())
    shop.owed(shop.customer("Tom", "Reed"))
    uids = {str(event["UID"]) for event in entries(shop, owner(shop)).values()}
    assert len(uids) == 2


def test_what_is_done_is_gone_and_the_etag_tells(shop: Shop) -> None:
    open_feed(membership=owner(shop))
    row = shop.owed(shop.customer())
    path = path_of(shop, owner(shop))
    first = read(path)
    again = read(path, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    mark_done(follow_up_id=row.pk, member_id=None)
    changed = read(path, **{"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert not Calendar.from_ical(changed.content).walk("VEVENT")


def test_each_member_gets_their_own_and_what_is_nobodys(shop: Shop) -> None:
    tom = add_member(user=ensure_user(email="tom@example.org", name="Tom"), role="staff")
    rosa = owner(shop)
    for member in (tom, rosa):
        open_feed(membership=member)
    shop.owed(shop.customer("Toms"), membership_id=tom.pk)
    shop.owed(shop.customer("Rosas"), membership_id=rosa.pk)
    shop.owed(shop.customer("Nobodys"))
    assert set(entries(shop, tom)) == {"Write to Toms Berg", "Write to Nobodys Berg"}
    assert set(entries(shop, rosa)) == {"Write to Rosas Berg", "Write to Nobodys Berg"}


def test_an_address_that_was_not_given_out_finds_nothing(shop: Shop) -> None:
    path = path_of(shop, owner(shop))
    assert read(path).status_code == 404, "nobody opened it yet"
    open_feed(membership=owner(shop))
    assert read(path).status_code == 200
    stem, token = path.removesuffix(".ics").rsplit("/", 1)
    for forged in (token[:-1], token + "A", ("A" if token[0] != "A" else "B") + token[1:], "x", "Å" * 30, "A" * 4000):
        assert read(f"{stem}/{forged}.ics").status_code == 404


def test_a_renewed_and_an_ended_address_are_dead_for_good(shop: Shop) -> None:
    open_feed(membership=owner(shop))
    first = path_of(shop, owner(shop))
    renew_feed(membership=owner(shop))
    second = path_of(shop, owner(shop))
    assert (read(first).status_code, read(second).status_code) == (404, 200)
    close_feed(membership=owner(shop))
    open_feed(membership=owner(shop))
    third = path_of(shop, owner(shop))
    assert [read(path).status_code for path in (first, second, third)] == [404, 404, 200]


def test_whoever_lost_access_loses_the_feed(shop: Shop) -> None:
    tom = add_member(user=ensure_user(email="tom@example.org", name="Tom"), role="staff")
    open_feed(membership=tom)
    path = path_of(shop, tom)
    assert read(path).status_code == 200
    tom.delete()
    assert read(path).status_code == 404


def test_it_sets_no_cookie_and_is_not_kept_by_others(shop: Shop) -> None:
    open_feed(membership=owner(shop))
    answer = read(path_of(shop, owner(shop)))
    assert not answer.cookies
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Referrer-Policy"] == "no-referrer"
