"""The list of products, and saying how long one lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from afterword.followups.models import FollowUp
from afterword.sales.models import Product
from tests.setting.shop import Shop
from tests.web.customer.test_days import wait_for


def some_products(count: int) -> None:
    Product.objects.bulk_create(
        Product(source="till", key=f"p{number}", sku=f"SKU-{number}", name=f"Thing {number:03}", category="Watches")
        for number in range(count)
    )


def test_products_are_found_by_words_and_listed_a_page_at_a_time(shop: Shop, rosa: Client, home: str) -> None:
    some_products(60)
    text = rosa.get(f"{home}products/").content.decode()
    assert "Thing 049" in text
    assert "Thing 050" not in text
    assert "Thing 050" in rosa.get(f"{home}products/?from=50").content.decode()
    found = rosa.get(f"{home}products/", {"q": "watch sku-7"}).content.decode()
    assert "Thing 007" in found
    assert "Thing 008" not in found
    assert "No product fits" in rosa.get(f"{home}products/", {"q": "boat"}).content.decode()


def test_what_is_said_of_a_product_moves_the_days_of_whoever_has_one(shop: Shop, rosa: Client, home: str) -> None:
    wait_for(shop, "warranty_end")
    ann = shop.customer()
    shop.sale(ann, "watch", days_ago=355)
    watch = Product.objects.get()
    assert rosa.get(f"{home}products/{watch.pk}/").status_code == 200
    answer = rosa.post(f"{home}products/{watch.pk}/", {"service_months": "0", "warranty_months": "12"}, follow=True)
    watch.refresh_from_db()
    assert (watch.service_months, watch.warranty_months, watch.lasts_days) == (0, 12, None)
    text = answer.content.decode()
    assert "Needs no service" in text
    assert "12 months of warranty" in text
    touch = FollowUp.objects.get(customer=ann)
    assert touch.product_id == watch.pk
    assert touch.about_on is not None
    assert touch.about_on - shop.today < timedelta(days=15)
    rosa.post(f"{home}products/{watch.pk}/", {})
    touch.refresh_from_db()
    assert touch.reason == "day_moved"


@pytest.mark.parametrize("wrong", [{"service_months": "121"}, {"lasts_days": "-1"}, {"warranty_months": "soon"}])
def test_what_cannot_be_is_refused(shop: Shop, rosa: Client, home: str, wrong: dict[str, str]) -> None:
    some_products(1)
    one = Product.objects.get()
    assert rosa.post(f"{home}products/{one.pk}/", wrong).status_code == 422
    assert rosa.get(f"{home}products/{one.pk + 9}/").status_code == 404
    assert not Product.objects.exclude(service_months=None, warranty_months=None, lasts_days=None).exists()
