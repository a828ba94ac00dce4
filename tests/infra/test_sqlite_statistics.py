"""SQLite finds rows by their ids even where the business is named, without ever having counted its rows."""

from __future__ import annotations

import pytest
from django.db import connection

from afterword.followups.models import FollowUp
from tests.setting.shop import Shop


def test_a_few_follow_ups_are_found_by_their_ids_and_not_by_reading_the_business(shop: Shop) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL counts by itself")
    plan = FollowUp.objects.filter(id__in=[1, 2, 3]).explain()
    assert "USING INTEGER PRIMARY KEY" in plan


def test_a_customers_follow_ups_are_found_by_the_customer(shop: Shop) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL counts by itself")
    plan = FollowUp.objects.filter(customer_id__in=[1, 2, 3], state="open").explain()
    assert "follow_up_by_customer (business_id=? AND customer_id=? AND state=?)" in plan
