"""Letters say how long somebody has been a customer, when they were last seen, and what it is about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from afterword.followups.drafts import render
from afterword.followups.merge_fields import values_for
from afterword.followups.models import FollowUp, Template
from afterword.followups.years_together import month_in_words, whole_years, years_in_words
from afterword.infra import clock
from afterword.sales.models import Job, Product, Sale
from tests.setting.shop import Shop

FIELDS = "thing", "service_day", "years_with_you", "last_visit"


@pytest.mark.parametrize(
    ("since", "on", "years"),
    [
        (date(2020, 6, 15), date(2026, 6, 14), 5),
        (date(2020, 6, 15), date(2026, 6, 15), 6),
        (date(2020, 2, 29), date(2023, 2, 28), 3),
        (date(2020, 2, 29), date(2024, 2, 28), 3),
        (date(2026, 6, 15), date(2026, 6, 15), 0),
    ],
)
def test_a_year_is_full_on_its_anniversary(since: date, on: date, years: int) -> None:
    assert whole_years(since, on) == years


@pytest.mark.parametrize(
    ("years", "language", "words"),
    [
        (0, "en", ""), (1, "en", "one year"), (3, "en", "three years"), (25, "en", "25 years"),
        (1, "nb", "ett år"), (2, "nb", "to år"), (12, "nb", "tolv år"), (13, "nb", "13 år"), (3, "de", "3 Jahre"),
    ],
)  # fmt: skip
def test_years_are_said_as_in_a_letter(years: int, language: str, words: str) -> None:
    assert years_in_words(years, language) == words


def test_a_month_is_said_as_in_a_letter() -> None:
    assert month_in_words(date(2024, 10, 3), "en") == "in October 2024"
    assert month_in_words(date(2024, 10, 3), "nb") == "i oktober 2024"


def said(follow_up: FollowUp) -> list[str]:
    values = values_for([follow_up.pk])[follow_up.pk]
    return [str(values.get(name)) for name in FIELDS]


def test_a_follow_up_says_its_thing_its_day_the_years_and_the_last_visit(shop: Shop) -> None:
    ann = shop.customer()
    shop.sale(ann, "silver ring", days_ago=1500)
    shop.sale(ann, "gold ring", days_ago=400)
    Sale.objects.create(source="till", key="back", customer=ann, sold_on=shop.today, total_minor=-5, currency="NOK")
    seen = shop.today - timedelta(days=70)
    Job.objects.create(source="hand", key="1", customer=ann, done_on=seen, created_at=clock.now())
    ring = Product.objects.get(name="silver ring")
    about = shop.today + timedelta(days=9)
    owed = shop.owed(ann, product=ring, about_on=about)
    assert said(owed) == ["silver ring", f"{about.day} {about:%B}", "four years", f"in {seen:%B %Y}"]


def test_nothing_is_said_of_what_nobody_knows(shop: Shop) -> None:
    assert said(shop.owed(shop.customer())) == ["", "", "", ""]


def test_who_was_a_customer_before_the_first_purchase_on_record_is_one_since_then(shop: Shop) -> None:
    ann = shop.customer(customer_since=shop.today - timedelta(days=366 * 7))
    shop.sale(ann, "silver ring", days_ago=3)
    assert said(shop.owed(ann))[2] == "seven years"


def test_letters_that_do_not_ask_do_not_pay_and_many_pay_as_one(shop: Shop) -> None:
    asks = Template.objects.create(
        name="Years", language="en", email_subject="Hello", created_at=clock.now(),
        email_body="{{ years_with_you | 'some time' }}, {{ last_visit | 'long ago' }}, {{ thing | 'it' }}.",
    )  # fmt: skip

    def cost(number: int, template: Template | None) -> int:
        owed = []
        for _ in range(number):
            ann = shop.customer()
            owed.append(shop.owed(ann, shop.sale(ann, "rose", days_ago=800), template=template or shop.template).pk)
        with CaptureQueriesContext(connection) as captured:
            texts = render(owed)
        if template is not None:
            assert {text.body.split(",")[0] for text in texts.values()} == {"two years"}
        return len(captured)

    plain = cost(1, None)
    assert cost(1, asks) == plain + 3 == cost(20, asks)
