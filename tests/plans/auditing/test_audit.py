"""The audit counts from the tables alone, and says the same as a slow, plain reading of every row."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from afterword.customers.models import Customer
from afterword.domain.auditing import AuditFacts, AuditKind
from afterword.domain.auditing import Rest as WrittenRest
from afterword.domain.auditing import audit as verdict_of
from afterword.followups.models import AuditResult, FollowUp, Rest
from afterword.followups.rests import RestReason, write_rests
from afterword.infra import clock
from afterword.infra.tenancy import acting_for
from afterword.ops.commands import audit as audit_command
from afterword.plans.actions import switch_plan
from afterword.plans.auditing.audit import Audit, audit
from afterword.plans.models import Plan
from tests.plans.shop import TODAY, Shop, day, found_shop


def plain_audit(today: date) -> Audit:
    """The oracle: one customer after the other, row by row, by the pure verdict."""
    counts = dict.fromkeys(AuditKind, 0)
    names = []
    active = {plan.pk for plan in Plan.objects.all() if plan.is_active}
    for customer in Customer.objects.order_by("id"):
        touches = [
            one.due_on
            for one in FollowUp.objects.filter(customer=customer)
            if one.state == "unclear"
            or (
                one.state in ("open", "approved")
                and max(one.window_last, one.due_on) + timedelta(days=one.late_days) >= today
                and (one.plan_id is None or one.plan_id in active)
            )
        ]
        rest = Rest.objects.filter(customer=customer).first()
        living = customer.merged_into_id is None and customer.ended_at is None
        written = WrittenRest(rest.reason, rest.until) if rest else None
        kind = verdict_of(AuditFacts(living, min(touches, default=None), written, False), today).kind
        counts[kind] += 1
        if kind is AuditKind.FORGOTTEN:
            names.append((customer.pk, customer.display_name))
    living_count = sum(counts.values()) - counts[AuditKind.NOT_LIVING]
    return Audit(
        living_count, counts[AuditKind.NEXT_TOUCH], counts[AuditKind.REASON], counts[AuditKind.FORGOTTEN], names
    )


def test_everybody_who_came_in_has_a_touch_or_a_reason(shop: Shop) -> None:
    for ago in (0, 5, 40, 400):
        shop.sale(shop.customer(), days_ago=ago)
    shop.customer()
    shop.sale(shop.customer(reach=0))
    found = audit()
    assert (found.living, found.with_next_touch, found.with_reason, found.forgotten) == (6, 2, 4, 0)
    assert found == plain_audit(TODAY)


def test_who_cannot_be_reached_and_bought_twice_in_one_go_has_that_reason(shop: Shop) -> None:
    ada = shop.customer(reach=0, told=False)
    shop.sales([(ada, 2), (ada, 0)])
    assert (audit().with_reason, audit().forgotten) == (1, 0)


def test_who_has_neither_is_named(shop: Shop) -> None:
    shop.customer("Grace Hopper", told=False)
    assert audit().names == [(Customer.objects.get().pk, "Grace Hopper")]


def test_a_reason_holds_until_its_last_day(shop: Shop) -> None:
    shop.customer()
    assert audit(today=day(30)).forgotten == 0
    assert audit(today=day(31)).forgotten == 1


def test_a_touch_counts_until_its_last_day_of_grace(shop: Shop) -> None:
    shop.sale(shop.customer(told=False))
    FollowUp.objects.filter(due_on=day(14)).delete()
    assert audit(today=day(14)).with_next_touch == 1
    assert audit(today=day(15)).forgotten == 1


def test_who_is_gone_is_not_counted(shop: Shop) -> None:
    survivor = shop.customer()
    Customer.objects.filter(pk=shop.customer().pk).update(merged_into=survivor)
    Customer.objects.filter(pk=shop.customer().pk).update(ended_at=clock.now())
    assert audit().living == 1


def test_a_plan_that_is_off_touches_nobody_and_its_customers_rest_by_the_owners_word(shop: Shop) -> None:
    shop.sale(shop.customer(told=False))
    Plan.objects.update(is_active=False)
    assert audit().forgotten == 1
    Plan.objects.update(is_active=True)
    for slug in ("thank-you", "how-is-it-going"):
        switch_plan(slug=slug, on=False, member_id=7)
    assert (audit().forgotten, audit().with_reason) == (0, 1)
    assert Rest.objects.get().written_by_id == 7


def test_the_last_result_is_kept_and_the_next_replaces_it(shop: Shop) -> None:
    audit()
    shop.customer()
    audit()
    assert [(kept.living, kept.forgotten) for kept in AuditResult.objects.all()] == [(1, 0)]


def test_another_business_is_not_looked_at(shop: Shop) -> None:
    shop.customer(told=False)
    with acting_for(found_shop().pk):
        assert audit().living == 0


def test_the_command_prints_the_contract(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    import argparse

    shop.customer("Grace Hopper", told=False)
    audit_command.perform(argparse.Namespace(business=shop.business.slug, json=True))
    assert json.loads(capsys.readouterr().out) == {
        "living": 1, "with_next_touch": 0, "with_reason": 0, "forgotten": 1, "names": ["Grace Hopper"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ((RestReason.NO_PURCHASE_YET, 30, None), (RestReason.BEFORE_YOUR_TIME, 30, None), "before_your_time"),
        ((RestReason.FOLLOWED_UP, 180, None), (RestReason.BEFORE_YOUR_TIME, 30, None), "followed_up"),
        ((RestReason.OWNER_SAID, 10, 1), (RestReason.FOLLOWED_UP, 180, None), "owner_said"),
        ((RestReason.FOLLOWED_UP, 180, None), (RestReason.OWNER_SAID, 10, 1), "owner_said"),
        ((RestReason.OWNER_SAID, -1, 1), (RestReason.TIME_PASSED, 1, None), "time_passed"),
    ],
)
def test_a_rest_gives_way_only_to_one_that_holds_longer_or_is_a_persons_word(
    shop: Shop, first: tuple[RestReason, int, int | None], second: tuple[RestReason, int, int | None], kept: str
) -> None:
    ada = shop.customer(told=False)
    for reason, until, member in (first, second):
        write_rests(reason=reason, customer_ids=[ada.pk], until=day(until), member_id=member)
    assert Rest.objects.get().reason == kept


_TOUCHES = st.tuples(
    st.sampled_from(["open", "approved", "unclear", "done", "skipped", "stopped"]),
    st.integers(-20, 20),
    st.integers(0, 15),
    st.integers(-20, 20),
    st.sampled_from([None, 0, 1]),
)
_CUSTOMERS = st.tuples(
    st.sampled_from(["living", "merged", "ended"]),
    st.lists(_TOUCHES, max_size=3),
    st.none() | st.tuples(st.sampled_from(["owner_said", "followed_up", ""]), st.integers(-3, 3)),
)


class TheAudit(TestCase):
    """Random tables, however they came about."""

    @given(st.lists(_CUSTOMERS, max_size=6), st.booleans())
    def test_agrees_with_the_plain_reading(self, customers: list, one_plan_is_off: bool) -> None:
        with time_machine.travel("2024-09-17T12:00:00+00:00", tick=False):
            business = found_shop()
            with acting_for(business.pk):
                plans = list(Plan.objects.order_by("id"))
                Plan.objects.filter(pk=plans[1].pk).update(is_active=not one_plan_is_off)
                shop = Shop(business)
                survivor = shop.customer(told=False)
                for state, touches, rest in customers:
                    self._write(shop, survivor, plans, state, touches, rest)
                assert audit(today=TODAY) == plain_audit(TODAY)

    def _write(
        self, shop: Shop, survivor: Customer, plans: list[Plan], state: str, touches: list, rest: tuple | None
    ) -> None:
        customer = shop.customer(told=False)
        if state != "living":
            gone = {"merged_into": survivor} if state == "merged" else {"ended_at": clock.now()}
            Customer.objects.filter(pk=customer.pk).update(**gone)
        for touch, last, late_days, due, plan in touches:
            FollowUp.objects.create(
                customer=customer, plan_id=None if plan is None else plans[plan].pk, channel="email", mode="approve",
                state=touch, window_first=day(last), window_last=day(last), due_on=day(due), late_days=late_days,
            )  # fmt: skip
        if rest:
            Rest.objects.create(customer=customer, reason=rest[0], until=day(rest[1]), written_at=clock.now())
