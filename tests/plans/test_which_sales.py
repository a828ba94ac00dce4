"""Plans that look at some sales only: the first, a later one, of a thing, of a value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from afterword.domain.audience import All, Condition, Not, Operator, written
from afterword.domain.triggers import CustomerFacts, SaleFacts, SaleMade, Which, occurrences
from afterword.infra.tenancy import acting_for
from afterword.plans.actions import catch_up
from afterword.plans.models import Enrollment, Plan
from afterword.sales.models import Product, Sale, SaleItem
from tests.plans.plan_rows import a_plan
from tests.plans.shop import Shop, day, found_shop


def looked_at(plan: Plan) -> list[int]:
    return sorted(Enrollment.objects.filter(plan=plan).exclude(state="joined").values_list("trigger_id", flat=True))


def sold(shop: Shop, customer: Any, product: Product, days_ago: int = 0, total: int = 10_000) -> Sale:
    sale = shop.sale(customer, days_ago, total=total, told=False)
    SaleItem.objects.create(sale=sale, line_key="1", product=product, total_minor=total)
    shop.tell([sale])
    return sale


def test_a_first_sale_begins_one_plan_and_a_later_one_another(shop: Shop) -> None:
    first, repeat = a_plan(SaleMade(Which.FIRST), slug="first"), a_plan(SaleMade(Which.REPEAT), slug="repeat")
    ada, bo = shop.customer("Ada"), shop.customer("Bo")
    old, new, only = shop.sale(ada, 50), shop.sale(ada, 0), shop.sale(bo, 1)
    assert looked_at(first) == sorted([old.pk, only.pk])
    assert looked_at(repeat) == [new.pk]


def test_a_refund_before_it_does_not_keep_a_sale_from_being_the_first(shop: Shop) -> None:
    first = a_plan(SaleMade(Which.FIRST))
    ada = shop.customer()
    shop.sale(ada, 9, total=-500)
    shop.sale(ada, 8, status="cancelled")
    bought = shop.sale(ada, 1)
    assert looked_at(first) == [bought.pk]


def test_an_older_sale_that_comes_later_does_not_welcome_twice(shop: Shop) -> None:
    first = a_plan(SaleMade(Which.FIRST))
    ada = shop.customer()
    new, old = shop.sale(ada, 0), shop.sale(ada, 2)
    rows = dict(Enrollment.objects.filter(plan=first).values_list("trigger_id", "state"))
    assert rows == {new.pk: "running", old.pk: "joined"}


def test_a_product_or_a_category_begins_a_plan_whatever_its_case(shop: Shop) -> None:
    ring = Product.objects.create(source="till", key="ring", name="Ring", category="Rings")
    watch = Product.objects.create(source="till", key="watch", name="Watch", category="Watches")
    of_thing = a_plan(SaleMade(products=frozenset({watch.pk})), slug="thing")
    of_kind = a_plan(SaleMade(categories=frozenset({"rings"})), slug="kind")
    ada = shop.customer()
    one, other = sold(shop, ada, ring), sold(shop, ada, watch)
    shop.sale(ada)
    assert looked_at(of_thing) == [other.pk]
    assert looked_at(of_kind) == [one.pk]


def test_only_what_is_worth_it_begins_a_plan(shop: Shop) -> None:
    dear = a_plan(SaleMade(at_least_minor=50_000))
    ada = shop.customer()
    shop.sale(ada, total=49_999)
    enough = shop.sale(ada, total=50_000)
    assert looked_at(dear) == [enough.pk]


def test_whom_a_plan_is_for_is_asked_of_customer_sale_and_thing(shop: Shop) -> None:
    ring = Product.objects.create(source="till", key="ring", name="Ring", category="Rings", price_minor=90_000)
    wanted = All(
        (
            Condition("customer.sale_count", Operator.AT_MOST, 1),
            Condition("sale.total", Operator.AT_LEAST, 10_000),
            Condition("product.category", Operator.IS, "rings"),
            Not(Condition("customer.tags", Operator.ANY_OF, ("trade",))),
        )
    )
    plan = a_plan(SaleMade(), audience=written(wanted))
    ada, bo, cy = shop.customer("Ada"), shop.customer("Bo"), shop.customer("Cy")
    type(bo).objects.filter(pk=bo.pk).update(tags="Trade, friend")
    hers = sold(shop, ada, ring)
    sold(shop, bo, ring)
    sold(shop, cy, ring, total=9_999)
    shop.sale(cy)
    sold(shop, ada, ring)
    assert looked_at(plan) == [hers.pk]


def test_catching_up_looks_again_and_finds_the_same(shop: Shop) -> None:
    first = a_plan(SaleMade(Which.FIRST, at_least_minor=5_000))
    ada = shop.customer()
    shop.sale(ada, 3)
    shop.sale(ada, 0)
    before = list(Enrollment.objects.order_by("id").values())
    catch_up(everything=True)
    assert list(Enrollment.objects.order_by("id").values()) == before
    assert len(looked_at(first)) == 1


_RULES = st.builds(
    SaleMade, st.sampled_from(Which), st.frozensets(st.integers(0, 1), max_size=1),
    st.frozensets(st.sampled_from(["rings", "WATCHES"]), max_size=1), st.sampled_from([0, 100]),
)  # fmt: skip
_BOUGHT = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from([-50, 99, 100]), st.none() | st.integers(0, 1)), max_size=7
)


class AgainstTheRule(TestCase):
    """What the queries find is what the pure rule says."""

    @given(_RULES, _BOUGHT)
    def test_the_sales_that_begin_a_plan_are_those_of_the_rule(
        self, rule: SaleMade, bought: list[tuple[int, int, int | None]]
    ) -> None:
        business = found_shop()
        with acting_for(business.pk):
            shop = Shop(business)
            made = [
                Product.objects.create(source="till", key=name, name=name, category=name)
                for name in ("Rings", "Watches")
            ]
            rule = SaleMade(
                rule.which, frozenset(made[n].pk for n in rule.products), rule.categories, rule.at_least_minor
            )
            ada = shop.customer()
            facts = []
            sales = shop.sales([(ada, ago) for ago, _total, _thing in bought], told=False)
            for sale, (_ago, total, thing) in zip(sales, bought, strict=True):
                Sale.objects.filter(pk=sale.pk).update(total_minor=total)
                if thing is not None:
                    SaleItem.objects.create(sale=sale, line_key="1", product=made[thing], total_minor=total)
                products = frozenset({made[thing].pk}) if thing is not None else frozenset()
                categories = frozenset({made[thing].category}) if thing is not None else frozenset()
                facts.append(SaleFacts(sale.pk, sale.sold_on, total, products, categories))
            plan = a_plan(rule, first=(0, 400))
            shop.tell(sales)
            found = set(Enrollment.objects.filter(plan=plan).values_list("trigger_id", flat=True))
            expected = occurrences(rule, CustomerFacts(sales=tuple(facts)), day(-9), day(9))
            assert found == {one.cause_id for one in expected}


@pytest.mark.parametrize("starts", [SaleMade(), SaleMade(Which.FIRST), SaleMade(categories=frozenset({"rings"}))])
def test_the_number_of_queries_is_the_same_for_one_sale_and_for_many(shop: Shop, starts: SaleMade) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    a_plan(starts, audience=written(Condition("customer.city", Operator.UNKNOWN)))

    def cost(number: int) -> int:
        sales = shop.sales([(shop.customer(), 0) for _ in range(number)], told=False)
        with CaptureQueriesContext(connection) as captured:
            shop.tell(sales)
        return len(captured)

    assert cost(1) == cost(30)
