"""The days that are found in sets are those of the pure rules, over random histories."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from afterword.customers.models import Customer, KeptDate
from afterword.domain.civil import add_months
from afterword.domain.rhythm import Rhythm, own_rhythm
from afterword.domain.triggers import (
    Birthday,
    CustomerFacts,
    DateField,
    LikelyUsedUp,
    NamedHoliday,
    SaleAnniversary,
    SaleFacts,
    ServiceDue,
    Silence,
    Thing,
    UsedUpThing,
    WarrantyEnds,
    Which,
    occurrences,
)
from afterword.plans.dated.ground import ground_of
from afterword.plans.dated.kinds import DatedRule, Stretch
from afterword.plans.dated.known import days_due
from afterword.plans.dated.looking import who_may_have
from afterword.plans.dated.reading import known_of
from afterword.plans.models import TypicalRhythm
from afterword.plans.triggers import between, these
from afterword.sales.models import Job, Product, Sale, SaleItem
from tests.plans.dated.known_shop import crowd, product

if TYPE_CHECKING:
    from tests.plans.shop import Shop

TODAYS = (date(2024, 9, 17), date(2024, 1, 30), date(2025, 2, 1), date(2024, 2, 28), date(2025, 12, 20))
TYPICAL = Rhythm(70.0, 0.5, 40)


def rules(products: list[Product]) -> list[DatedRule]:
    """Every kind, with and without parameters."""
    some = frozenset({products[0].pk, products[3].pk})
    return [
        Birthday(),
        Birthday(leap_day_on_march_first=True),
        SaleAnniversary(),
        SaleAnniversary(from_year=3, leap_day_on_march_first=True),
        SaleAnniversary(which=Which.REPEAT),
        SaleAnniversary(which=Which.ANY, from_year=2),
        NamedHoliday("Christmas"),
        NamedHoliday("easter"),
        ServiceDue(),
        ServiceDue(interval_months=2),
        ServiceDue(interval_months=18, products=some),
        WarrantyEnds(),
        WarrantyEnds(products=some),
        UsedUpThing(),
        UsedUpThing(products=some),
        Silence(),
        Silence(beyond_rhythm=1.2, at_least_days=300),
        DateField("contract_end"),
        DateField("contract_end", yearly=True),
    ]


@dataclass
class Rows:
    """Everything about one customer, gathered row by row."""

    customer: Customer
    dates: dict[str, date] = field(default_factory=dict)
    sold: list[tuple[int, date]] = field(default_factory=list)
    items: list[tuple[Product, date]] = field(default_factory=list)
    jobs: list[tuple[int | None, date]] = field(default_factory=list)


def gathered() -> list[Rows]:
    found = {one.pk: Rows(one) for one in Customer.objects.all()}
    for kept in KeptDate.objects.all():
        found[kept.customer_id].dates[kept.name] = kept.on
    for sale in Sale.objects.filter(status="paid", total_minor__gte=0):
        assert sale.customer_id is not None
        found[sale.customer_id].sold.append((sale.pk, sale.sold_on))
    for item in SaleItem.objects.select_related("sale", "product"):
        if item.sale.status == "paid" and item.sale.total_minor >= 0:
            found[item.sale.customer_id].items.append((item.product, item.sale.sold_on))
    for job in Job.objects.all():
        found[job.customer_id].jobs.append((job.product_id, job.done_on))
    return list(found.values())


def expected(rule: DatedRule, rows: list[Rows], stretch: Stretch, feasts: Mapping[date, str]) -> dict[int, list[date]]:
    """The days of the pure rule."""
    serviced = {of.pk for one in rows for of, _ in one.items if of.service_months}
    found = {}
    for one in rows:
        facts = CustomerFacts(
            sales=tuple(SaleFacts(*sale) for sale in one.sold),
            born=one.customer.birth_on,
            dates=one.dates,
            rhythm=own_rhythm([day for _, day in one.sold], TYPICAL),
            holidays=feasts,
            things=tuple(things(rule, one, getattr(rule, "products", None) or serviced)),
            used_up=tuple(used_up(one.items)),
        )
        if days := sorted({one.about for one in occurrences(rule, facts, *stretch)}):
            found[one.customer.pk] = days
    return found


def things(rule: DatedRule, one: Rows, concerned: Collection[int]) -> list[Thing]:
    if isinstance(rule, WarrantyEnds):
        return [
            Thing(number, of.pk, day, warranty_until=add_months(day, of.warranty_months))
            for number, (of, day) in enumerate(one.items)
            if of.warranty_months
        ]
    if not concerned:
        days = [day for _, day in one.sold] + [day for _, day in one.jobs]
        return [Thing(0, 0, max(days))] if days else []
    found = []
    for of in Product.objects.in_bulk(concerned).values() if isinstance(rule, ServiceDue) else ():
        last_sold = max((day for thing, day in one.items if thing == of), default=None)
        last_done = max((day for thing, day in one.jobs if thing == of.pk), default=None)
        last_any = max((day for thing, day in one.jobs if thing in (of.pk, None)), default=None)
        if of.service_months != 0 and (last_sold or last_done):
            found.append(Thing(of.pk, of.pk, last_sold or last_done, last_any, of.service_months))
    return found


def used_up(items: list[tuple[Product, date]]) -> list[LikelyUsedUp]:
    days: dict[Product, list[date]] = defaultdict(list)
    for of, day in items:
        if of.lasts_days:
            days[of].append(day)
    return [
        LikelyUsedUp(
            of.pk, max(bought) + timedelta(days=round(own_rhythm(bought, Rhythm(float(of.lasts_days or 0))).days))
        )
        for of, bought in days.items()
    ]


@pytest.mark.database
@pytest.mark.parametrize("with_products", [True, False])
def test_what_is_found_in_sets_is_what_the_pure_rules_say_for_each_customer(shop: Shop, with_products: bool) -> None:
    chance = random.Random(17)
    products = [
        product("watch", service_months=24, warranty_months=12) if with_products else product("watch"),
        product("ring", service_months=18, warranty_months=24) if with_products else product("ring"),
        product("polish", lasts_days=90),
        product("box", service_months=0, lasts_days=30) if with_products else product("box", lasts_days=30),
    ]
    TypicalRhythm.objects.create(days=TYPICAL.days, spread=TYPICAL.spread, gaps=TYPICAL.gaps, reckoned_on=TODAYS[0])
    people = crowd(shop, chance, products, 50, TODAYS[2])
    rows = gathered()
    for today in TODAYS:
        ground = ground_of(shop.business, today)
        stretch = Stretch(
            today - timedelta(days=chance.randint(0, 20)), today + timedelta(days=chance.randint(20, 120))
        )
        for rule in rules(products):
            wanted = expected(rule, rows, stretch, ground.feasts)
            everybody = these([one.pk for one in people])
            for chosen in (everybody, between(0, people[-1].pk)):
                ids = who_may_have(rule, chosen, stretch, ground)
                known = known_of(rule, ids, ground)
                found = {one: [due.day for due in days_due(rule, known[one], ground, stretch)] for one in ids}
                assert {one: days for one, days in found.items() if days} == wanted, (rule, stretch)


def test_of_many_hundred_customers_few_are_looked_at_one_by_one(shop: Shop) -> None:
    for month in range(1, 13):
        for day in range(1, 29):
            Customer.objects.filter(pk=shop.customer("Ann Berg", told=False).pk).update(birth_on=date(1980, month, day))
    today = TODAYS[0]
    ground = ground_of(shop.business, today)
    stretch = Stretch(today, today + timedelta(days=9))
    assert len(who_may_have(Birthday(), between(0, 10**9), stretch, ground)) <= 12
