"""Ready-made plans on the page of all plans: offered, read, taken over, taken back."""

from __future__ import annotations

from html import unescape

from django.test import Client

from afterword.businesses.models import Business, Role
from afterword.plans.models import Plan, Step
from afterword.plans.versions import draft_of
from afterword.plans.wording import Wording, change_wording
from tests.web.house import House


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_page_offers_what_fits_the_trade_and_one_button_takes_it(
    house: House, owner: Client, inside: Business
) -> None:
    Plan.objects.filter(slug="thank-you").delete()
    page = read(owner, house.url("plans/"))
    assert "Ready-made for a shop" in page
    assert house.url("plans/ready-made/thank-you/use") in page
    assert "first-words" in page
    assert "Subject:" in read(owner, house.url("plans/ready-made/thank-you/"))
    assert owner.post(house.url("plans/ready-made/thank-you/use")).status_code == 302
    plan = Plan.objects.get(slug="thank-you")
    assert (plan.is_active, plan.trade) == (True, "shop")
    page = read(owner, house.url("plans/"))
    assert "is on." in page
    assert house.url("plans/ready-made/thank-you/use") not in page
    # Undo posts nothing but itself.
    owner.post(house.url("plans/thank-you/switch"))
    assert not Plan.objects.get(slug="thank-you").is_active


def test_new_words_for_a_first_plan_are_taken_back_by_undo(house: House, owner: Client, inside: Business) -> None:
    old = Plan.objects.get(slug="thank-you").name
    owner.post(house.url("plans/ready-made/thank-you/use"))
    assert Plan.objects.get(slug="thank-you").name != old
    page = read(owner, house.url("plans/"))
    undo = house.url("plans/thank-you/versions/1/use")
    assert undo in page
    assert owner.post(undo).status_code == 302
    plan = Plan.objects.get(slug="thank-you")
    assert (plan.name, plan.trade) == (old, "")
    assert owner.post(house.url("plans/thank-you/versions/77/use")).status_code == 404


def test_ones_own_words_are_compared_with_the_trades_first(house: House, owner: Client, inside: Business) -> None:
    step = Step.objects.get(key="thank-you")
    change_wording(step_id=step.pk, wording=Wording("Thanks", "Thank you.", "Say thanks.", "Thank you."))
    answer = owner.post(house.url("plans/ready-made/thank-you/use"))
    assert answer["Location"] == house.url("plans/thank-you/changes")
    page = read(owner, answer["Location"])
    assert "Nothing has changed yet" in page
    assert "Nobody is on the way through this plan." in page
    assert "Wording" in page
    assert owner.post(house.url("plans/thank-you/changes/throw-away")).status_code == 302
    assert draft_of(Plan.objects.get(slug="thank-you")) is None
    assert owner.get(house.url("plans/thank-you/changes")).status_code == 302


def test_who_may_not_change_plans_is_offered_none(house: House) -> None:
    assert "Ready-made for" not in read(house.as_role(Role.STAFF), house.url("plans/"))


def test_a_plan_that_is_not_there_is_not_found(house: House, owner: Client) -> None:
    assert owner.get(house.url("plans/ready-made/nothing/")).status_code == 404
    assert owner.post(house.url("plans/ready-made/nothing/use")).status_code == 404
