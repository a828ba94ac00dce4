"""Products and categories are chosen from a list in the plan editor, and a step may name five channels."""

from __future__ import annotations

from django.test import Client

from afterword.businesses.models import Business
from afterword.channels.known import know_channels
from afterword.plans.models import Plan, PlanVersion, Step
from afterword.sales.models import Product
from tests.web.house import House
from tests.web.test_plan_editor import Desk


def stock() -> None:
    for name, category in (("Walnut frame", "Frames"), ("Linen album", "Albums"), ("Oak frame", "Frames")):
        Product.objects.create(source="till", key=name, name=name, category=category)


def test_a_product_is_added_from_the_list_without_a_script(house: House, owner: Client, inside: Business) -> None:
    stock()
    url = house.url("plans/thank-you/edit")
    page = owner.get(url).content.decode()
    assert '<option value="Walnut frame"></option>' in page
    assert page.count('<option value="Frames"></option>') == 1
    desk = Desk(owner, url)
    added = next(name for name in desk.fields if name.endswith("products-add"))
    desk.press("look", **{added: "Walnut frame"})
    desk.press("save", **{added: "Oak frame"})
    kept = PlanVersion.objects.get(plan__slug="thank-you", live_at=None).facts["trigger_facts"]["products"]
    assert set(Product.objects.filter(pk__in=kept).values_list("name", flat=True)) == {"Walnut frame", "Oak frame"}


def test_a_product_that_is_not_sold_is_said_to_be_unknown(house: House, owner: Client, inside: Business) -> None:
    stock()
    desk = Desk(owner, house.url("plans/thank-you/edit"))
    added = next(name for name in desk.fields if name.endswith("products-add"))
    desk.press("save", **{added: "Unicorn"})
    assert "There is no product called “Unicorn”." in desk.text


def test_a_condition_on_a_product_has_the_list_beside_it(house: House, owner: Client, inside: Business) -> None:
    stock()
    desk = Desk(owner, house.url("plans/thank-you/edit"))
    desk.press("add-row:audience")
    desk.press("look", **{"audience-0-field": "product.name"})
    assert 'list="audience-products"' in desk.page
    assert '<datalist id="audience-products"><option value="Linen album">' in desk.page


def test_a_step_may_name_five_channels(house: House, owner: Client, inside: Business) -> None:
    know_channels(count_in=lambda _: None, count_out=lambda _: None)
    desk = Desk(owner, house.url("plans/thank-you/edit"))
    ways = ["email", "phone", "post", "sms", "whatsapp"]
    chosen = {f"step__0__channel_{number}": way for number, way in enumerate(ways, start=1)}
    desk.press("save", **chosen, step__0__text_body="Dear {{ first_name }}, thank you.")
    plan = Plan.objects.get(slug="thank-you")
    first = Step.objects.filter(plan=plan).order_by("-version", "position").first()
    assert first is not None
    assert first.channels.split(",") == ways
