"""The sample business lives: the same each time, with work for today, a past, and nobody forgotten."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from afterword.accounts.actions import ensure_user
from afterword.conversations.models import Conversation
from afterword.customers.models import ContactPoint, Customer, Hold
from afterword.followups.models import FollowUp
from afterword.followups.queries import follow_ups_due
from afterword.imports.sample.answers import WRITTEN
from afterword.imports.sample.founding import found_sample
from afterword.imports.sample.life import CUSTOMERS, DOMAIN, people, rows
from afterword.infra.tenancy import acting_for
from afterword.plans.auditing.audit import audit

DAY = date(2026, 11, 22)


def test_the_invented_life_is_the_same_each_time() -> None:
    assert list(rows(DAY)) == list(rows(DAY))
    assert list(rows(DAY)) != list(rows(DAY, seed=2))


def test_no_two_people_have_the_same_name_and_all_addresses_are_reserved() -> None:
    crowd = people(random.Random(1))
    assert len({(one.given, one.family) for one in crowd}) == CUSTOMERS
    assert all(one.email.endswith(f"@{DOMAIN}") or one.phone for one in crowd)


def test_sales_end_the_day_before() -> None:
    days = [date.fromisoformat(row[1]) for row in rows(DAY)]
    assert max(days) < DAY
    assert min(days) >= DAY - timedelta(days=730)


@pytest.mark.django_db
def test_there_is_work_for_today_a_past_and_nobody_is_forgotten() -> None:
    business = found_sample(owner=ensure_user(email="rosa@frames.example", name="Rosa"))
    with acting_for(business.pk):
        assert Customer.objects.count() == CUSTOMERS
        assert len(follow_ups_due()) > 5
        assert FollowUp.objects.filter(state="done").count() > 500
        done = FollowUp.objects.filter(state="done").values_list("window_first", "window_last", "closed_at__date")
        assert all(first <= day <= last + timedelta(days=1) for first, last, day in done)
        found = audit()
        assert (found.living, found.forgotten) == (CUSTOMERS, 0)
        waiting = Conversation.objects.filter(state="open", waiting_since__isnull=False)
        assert waiting.count() == len(WRITTEN)
        assert Hold.objects.filter(reason="reply").count() == len(WRITTEN), "nothing automatic follows"
        mails = ContactPoint.objects.filter(channel="email").values_list("normal", flat=True)
        assert all(mail.endswith(DOMAIN) for mail in mails)
