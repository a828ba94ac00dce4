"""The share of customers who heard in time this month."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from afterword.followups.models import FollowUp
from afterword.followups.punctuality import punctuality_this_month
from afterword.plans.auditing.audit import audit
from afterword.plans.auditing.months import keep_month
from tests.setting.shop import Shop

TODAY = date(2026, 6, 10)
OSLO = ZoneInfo("Europe/Oslo")


def owed(shop: Shop, name: str, last: date, done: datetime | None = None, state: str = "") -> FollowUp:
    return shop.owed(
        shop.customer(name),
        window_first=date(2026, 5, 1),
        window_last=last,
        due_on=date(2026, 5, 1),
        state=state or ("done" if done else "open"),
        closed_at=done,
    )


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=OSLO)


@pytest.mark.parametrize(
    ("last", "done", "state", "expected"),
    [
        (date(2026, 6, 5), at(5, 23, 59), "", (1, 1)),  # the last minute of the last day
        (date(2026, 6, 5), at(6, 0, 0), "", (1, 0)),  # the first after it, though in UTC it is the same day still
        (date(2026, 6, 5), at(28, 12, month=5), "", (1, 1)),  # done last month, window closed in this one
        (date(2026, 5, 30), at(3, 12), "", (1, 0)),  # late, done in this month
        (date(2026, 6, 20), at(3, 12), "", (1, 1)),  # early, done in this month
        (date(2026, 6, 5), None, "", (1, 0)),  # nobody did it
        (date(2026, 6, 5), None, "unclear", (1, 0)),
        (date(2026, 6, 10), None, "", (0, 0)),  # the window is open today still
        (date(2026, 5, 31), at(31, 12, month=5), "", (0, 0)),  # all of it belongs to last month
        (date(2026, 6, 5), at(5, 12), "skipped", (0, 0)),  # decided, not missed
        (date(2026, 6, 5), at(5, 12), "stopped", (0, 0)),
    ],
)
def test_a_touch_counts_in_the_month_of_its_window_or_of_its_deed(
    shop: Shop, last: date, done: datetime | None, state: str, expected: tuple[int, int]
) -> None:
    owed(shop, "Ann", last, done, state)
    found = punctuality_this_month(TODAY)
    assert (found.due, found.in_time) == expected


def test_a_customer_with_one_late_touch_of_two_did_not_hear_in_time(shop: Shop) -> None:
    ann = shop.customer()
    for day, done in ((5, at(4, 12)), (6, at(8, 12))):
        last = date(2026, 6, day)
        shop.owed(ann, window_last=last, due_on=date(2026, 5, 1), state="done", closed_at=done)
    owed(shop, "Ben", date(2026, 6, 5), at(2, 9))
    found = punctuality_this_month(TODAY)
    assert (found.due, found.in_time) == (2, 1)


def test_the_share_is_kept_with_the_audits_result(shop: Shop) -> None:
    from afterword.followups.queries import latest_audit

    owed(shop, "Ann", date(2026, 6, 5), at(5, 12))
    audit(today=TODAY)
    keep_month(TODAY)
    kept = latest_audit()
    assert kept is not None
    assert (kept.month_due, kept.month_in_time, kept.past_customers) == (1, 1, 0)
