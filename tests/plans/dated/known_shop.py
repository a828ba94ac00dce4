"""A shop with dated plans, and customers about whom days are known."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from afterword.customers.models import Customer, KeptDate
from afterword.followups.models import Template
from afterword.infra import clock
from afterword.plans.models import Plan, Step
from afterword.sales.models import Job, Product, Sale, SaleItem
from tests.plans.shop import EMAIL, Shop

#: Key, opens, closes, unit, channels, mode, missed, days.
StepTold = tuple[str, int, int, str, str, str, str, int]
ON_THE_DAY: StepTold = ("word", 0, 0, "days", "email,phone", "approve", "skip", 0)


def plan(slug: str, trigger: str, *steps: StepTold, facts: dict[str, Any] | None = None, **more: Any) -> Plan:
    """An active plan that begins on a day."""
    words = Template.objects.create(
        name=slug, email_subject="A word", email_body="Dear friend,\n\na word.\n\nRosa", call_script="Ask.",
        letter_body="Dear friend.", created_at=clock.now(),
    )  # fmt: skip
    made = Plan.objects.create(
        slug=slug, name=slug, trigger=trigger, trigger_facts=facts or {}, created_at=clock.now(), **more
    )
    for position, (key, opens, closes, unit, channels, mode, missed, days) in enumerate(steps or (ON_THE_DAY,), 1):
        Step.objects.create(
            plan=made, position=position, key=key, name=key, opens_amount=opens, closes_amount=closes,
            offset_unit=unit, channels=channels, mode=mode, minutes=2, template=words, missed_kind=missed,
            missed_days=days,
        )  # fmt: skip
    return made


def product(name: str, **intervals: int) -> Product:
    """Something that the shop sells."""
    return Product.objects.create(source="till", key=name, name=name, **intervals)


def bought(customer: Customer, on: date, *products: Product, total: int = 10_000, status: str = "paid") -> Sale:
    """A purchase of these products; told to nobody."""
    sale = Sale.objects.create(
        source="till", key=f"{customer.pk}-{on}-{Sale.objects.count()}", customer=customer, sold_on=on,
        total_minor=total, currency="NOK", status=status,
    )  # fmt: skip
    for number, one in enumerate(products):
        SaleItem.objects.create(sale=sale, line_key=str(number), product=one, name=one.name)
    return sale


def done(customer: Customer, on: date, of: Product | None = None) -> Job:
    """A finished job; told to nobody."""
    return Job.objects.create(
        source="hand", key=str(Job.objects.count()), customer=customer, product=of, done_on=on, created_at=clock.now()
    )


def crowd(shop: Shop, chance: random.Random, products: list[Product], count: int, today: date) -> list[Customer]:
    """Customers with random birthdays, dates, purchases, refunds and jobs over the last six years."""

    def some_day(back: int = 2200) -> date:
        if chance.random() < 0.15:  # the days on which counting goes wrong
            year = today.year - chance.randint(0, 6)
            month, day = chance.choice(((2, 28), (3, 1), (1, 31), (12, 31), (1, 1), (8, 31)))
            return min(date(year, month, day), today)
        return today - timedelta(days=chance.randint(0, back))

    made = []
    for number in range(count):
        customer = shop.customer(f"Ann Berg{number}", reach=EMAIL, told=False)
        if chance.random() < 0.6:
            leap = chance.random() < 0.15
            customer.birth_on = date(1996, 2, 29) if leap else some_day(30_000)
            customer.save()
        if chance.random() < 0.6:
            KeptDate.objects.create(customer=customer, name="contract_end", on=some_day(800) + timedelta(days=400))
        for _ in range(chance.randint(0, 6)):
            kind = chance.random()
            bought(
                customer, some_day(), *chance.sample(products, chance.randint(0, 3)),
                total=-500 if kind < 0.1 else 10_000, status="cancelled" if 0.1 < kind < 0.2 else "paid",
            )  # fmt: skip
        for _ in range(chance.randint(0, 2) if chance.random() < 0.4 else 0):
            done(customer, some_day(), chance.choice([None, *products]))
        made.append(customer)
    return made
