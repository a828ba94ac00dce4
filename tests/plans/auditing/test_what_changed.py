"""The audit of what has changed says what a count of everybody says, whatever changed the rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from afterword.customers.models import Customer
from afterword.followups.models import AuditResult, FollowUp, Rest
from afterword.infra import clock
from afterword.infra.bulk import insert_rows, stored_day
from afterword.infra.tenancy import acting_for
from afterword.plans.auditing import what_changed
from afterword.plans.auditing.audit import Audit, audit
from afterword.plans.auditing.models import AuditMark, Standing, Stands, Tally
from afterword.plans.auditing.what_changed import audit_and_compare, audit_changes
from afterword.plans.models import Plan
from tests.plans.shop import TODAY, Shop, day, found_shop


def numbers(found: Audit) -> tuple[int, int, int, int]:
    return found.living, found.with_next_touch, found.with_reason, found.forgotten


def test_a_change_that_no_code_of_ours_made_is_seen(shop: Shop) -> None:
    shop.sale(shop.customer("Grace Hopper"))
    audit_changes()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM followups_followup")
        cursor.execute("DELETE FROM followups_rest")
    assert audit_changes().names == [(Customer.objects.get().pk, "Grace Hopper")]


def test_rows_written_in_sets_are_seen(shop: Shop) -> None:
    one = shop.customer(told=False)
    assert audit_changes().forgotten == 1
    columns = (
        "business_id", "customer_id", "channel", "mode", "state", "window_first", "window_last", "due_on", "late_days",
        "value_minor", "minutes", "reason", "note", "version",
    )  # fmt: skip
    today = stored_day(TODAY)
    with transaction.atomic():
        row = (shop.business.pk, one.pk, "email", "approve", "open", today, today, today, 0, 0, 2, "", "", 0)
        insert_rows(FollowUp, columns, [row])
    assert numbers(audit_changes()) == (1, 1, 0, 0)


def test_what_runs_out_overnight_is_looked_at_on_its_day(shop: Shop) -> None:
    shop.customer()
    assert numbers(audit_changes(today=day(30))) == (1, 0, 1, 0)
    assert not AuditMark.objects.exists()
    assert numbers(audit_changes(today=day(31))) == (1, 0, 0, 1)


def test_a_clock_that_goes_back_is_believed(shop: Shop) -> None:
    shop.customer()
    assert audit_changes(today=day(31)).forgotten == 1
    assert audit_changes(today=day(0)).forgotten == 0


def test_a_plan_switched_off_counts_at_once(shop: Shop) -> None:
    shop.sale(shop.customer(told=False))
    assert audit_changes().forgotten == 0
    Plan.objects.update(is_active=False)
    assert audit_changes().forgotten == 1


def test_a_customer_who_moves_to_another_is_counted_once(shop: Shop) -> None:
    one, other = shop.customer(told=False), shop.customer(told=False)
    shop.sale(other)
    assert numbers(audit_changes()) == (2, 1, 0, 1)
    FollowUp.objects.filter(customer=other).update(customer=one)
    Customer.objects.filter(pk=other.pk).update(merged_into=one)
    assert numbers(audit_changes()) == (1, 1, 0, 0)


def test_who_cannot_be_reached_stands_apart(shop: Shop) -> None:
    shop.sale(shop.customer(reach=0))
    assert audit_changes().with_reason == 1
    assert Standing.objects.get().kind == Stands.CANNOT_BE_REACHED


def test_a_change_costs_the_same_few_queries_whatever_is_stored(shop: Shop) -> None:
    def cost() -> int:
        one = shop.customer(told=False)
        with CaptureQueriesContext(connection) as seen:
            audit_changes()
        assert not AuditMark.objects.filter(customer_id=one.pk).exists()
        return len(seen)

    cost()
    few = cost()
    for _ in range(30):
        shop.customer(told=False)
    cost()
    assert cost() == few


def test_too_many_changes_are_counted_with_everybody_else(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    audit_changes()
    monkeypatch.setattr(what_changed, "MOST_CHANGED", 2)
    monkeypatch.setattr(what_changed, "CHUNK", 3)
    for _ in range(10):
        shop.customer(told=False)
    assert numbers(audit_changes()) == (10, 0, 0, 10)
    assert Standing.objects.count() == 10
    assert not AuditMark.objects.exists()


def test_a_night_of_agreement_leaves_no_word(shop: Shop) -> None:
    shop.customer()
    assert audit_and_compare() == audit(keep=False)
    assert Tally.objects.get().differed_at is None


def test_sums_that_are_off_are_found_out_at_night_and_put_right(shop: Shop) -> None:
    shop.customer()
    shop.customer(told=False)
    audit_changes()
    Tally.objects.update(reason=7)
    assert audit_changes().with_reason == 7
    assert numbers(audit_and_compare()) == (2, 0, 1, 1)
    assert Tally.objects.get().differed_at == clock.now()
    assert numbers(audit_changes()) == (2, 0, 1, 1)
    kept = AuditResult.objects.get()
    assert (kept.living, kept.with_reason, kept.forgotten) == (2, 1, 1)


def test_another_businesss_changes_stay_its_own(shop: Shop) -> None:
    shop.customer()
    audit_changes()
    with acting_for(found_shop().pk):
        audit_changes()
        Shop(shop.business)
        Customer.objects.create(display_name="Else", created_at=clock.now())
    assert numbers(audit_changes()) == (1, 0, 1, 0)
    assert AuditMark.everywhere.count() == 1


_CHANGES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "customer",
                "touch",
                "state",
                "window",
                "grace",
                "drop touch",
                "rest",
                "reason",
                "drop rest",
                "gone",
                "plan",
            ]
        ),
        st.integers(0, 5),
        st.integers(-4, 9),
    ),
    max_size=14,
)


class WhatChanged(TestCase):
    """Random changes of rows, by no action of ours, with nights between them."""

    @given(st.lists(_CHANGES, min_size=1, max_size=4))
    def test_agrees_with_a_count_of_everybody(self, nights: list[list[tuple[str, int, int]]]) -> None:
        with time_machine.travel("2024-09-17T12:00:00+00:00", tick=False):
            business = found_shop()
            with acting_for(business.pk):
                shop = Shop(business)
                shop.customer(told=False)
                for number, changes in enumerate(nights):
                    for what, which, amount in changes:
                        self._change(shop, what, which, amount)
                    today = TODAY + timedelta(days=2 * number)
                    found = audit_changes(today=today)
                    assert found == audit(today=today, keep=False)

    def _change(self, shop: Shop, what: str, which: int, amount: int) -> None:
        customers = list(Customer.objects.order_by("id"))
        customer = customers[which % len(customers)]
        touches = FollowUp.objects.filter(customer=customer)
        rests = Rest.objects.filter(customer=customer)
        states = ("open", "approved", "unclear", "done")
        changes: dict[str, Callable[[], object]] = {
            "customer": lambda: shop.customer(told=False),
            "touch": lambda: FollowUp.objects.create(
                customer=customer, plan_id=Plan.objects.order_by("id")[0].pk if which % 2 else None, channel="email",
                mode="approve", window_first=day(amount), window_last=day(amount), due_on=day(amount),
            ),
            "state": lambda: touches.update(state=states[amount % 4]),
            "window": lambda: touches.update(window_last=day(amount), due_on=day(which)),
            "grace": lambda: touches.update(late_days=which),
            "drop touch": touches.delete,
            "rest": lambda: rests.exists()
            or Rest.objects.create(customer=customer, reason="owner_said", until=day(amount), written_at=clock.now()),
            "reason": lambda: rests.update(reason=("", "cannot_be_reached")[amount % 2], until=day(which)),
            "drop rest": rests.delete,
            "gone": lambda: Customer.objects.filter(pk=customer.pk).update(
                ended_at=clock.now() if amount > 0 else None
            ),
            "plan": lambda: Plan.objects.update(is_active=amount > 0),
        }  # fmt: skip
        changes[what]()
