"""A public thank-you is by hand, on a network, with the customer's own yes; until then Today says what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from afterword.channels.known import know_channels
from afterword.customers.actions import add_contact_point, record_consent
from afterword.customers.counting_in import count_in, count_out
from afterword.customers.models import Consent, Customer
from afterword.followups.models import FollowUp
from afterword.plans.editing.drawn_up import drawn_up
from afterword.plans.editing.faults import BadPlan, check_plan
from afterword.plans.models import Plan, Step
from tests.setting.shop import Shop


@pytest.fixture(autouse=True)
def _known(shop: Shop) -> None:
    know_channels(count_in=count_in, count_out=count_out)


@pytest.fixture
def ann(shop: Shop) -> Customer:
    """Known on Mastodon."""
    person = shop.customer()
    add_contact_point(customer_id=person.pk, channel="mastodon", value="@ann@social.example")
    return person


@pytest.fixture
def owed(shop: Shop, ann: Customer) -> FollowUp:
    """A public thank-you to her, by hand."""
    plan = Plan.objects.get(slug="thank-you")
    Plan.objects.filter(pk=plan.pk).update(purpose="public")
    step = Step.objects.get(plan=plan)
    return shop.owed(
        ann, shop.sale(ann, "silver ring"), channel="mastodon", mode="hand", plan_id=plan.pk, step_id=step.pk
    )


def today(rosa: Client, home: str) -> str:
    return rosa.get(home).content.decode()


def test_it_is_held_until_she_has_said_yes_to_just_that(
    shop: Shop, rosa: Client, home: str, owed: FollowUp, ann: Customer
) -> None:
    missing = "has not said that you may thank them by name where everybody reads it"
    assert missing in today(rosa, home)
    record_consent(customer_id=ann.pk, purpose="all", channel="mastodon", granted=True, source="file")
    assert missing in today(rosa, home)
    path = f"{home}customers/{ann.pk}/named"
    for wrong, sentence in (
        ({"channel": "mastodon", "yes": "yes"}, "Say in a few words how you know"),
        ({"channel": "email", "yes": "yes", "note": "x"}, "Choose the network"),
    ):
        assert sentence in rosa.post(path, wrong, follow=True).content.decode()
    page = rosa.post(path, {"channel": "mastodon", "yes": "yes", "note": "Told me in the shop"}, follow=True)
    shown = page.content.decode()
    assert "Ann Berg may be thanked in public." in shown
    assert "On Mastodon they may be thanked by name" in shown
    kept = Consent.objects.latest("id")
    assert (kept.purpose, kept.channel, kept.granted) == ("public", "mastodon", True)
    assert kept.source == "Told me in the shop"
    assert missing not in today(rosa, home)
    rosa.post(path, {"channel": "mastodon", "yes": "no"})
    assert "said no to such messages" in today(rosa, home)


def test_the_page_asks_only_where_they_are_known(shop: Shop, rosa: Client, home: str, ann: Customer) -> None:
    assert "May they be thanked by name on Mastodon?" in rosa.get(f"{home}customers/{ann.pk}/").content.decode()
    tom = shop.customer("Tom")
    assert "thanked by name" not in rosa.get(f"{home}customers/{tom.pk}/").content.decode()


def test_a_plan_for_the_public_is_by_hand_on_a_network_alone(shop: Shop) -> None:
    plan = drawn_up(Plan.objects.get(slug="thank-you"))
    with pytest.raises(BadPlan) as refused:
        check_plan(replace(plan, purpose="public"))
    assert set(refused.value.faults) >= {"steps.0.channels", "steps.0.mode"}
    words = replace(plan.steps[0].wording, text_body="Thank you, {{ first_name }}!")
    step = replace(plan.steps[0], channels=("mastodon",), mode="hand", wording=words)
    check_plan(replace(plan, purpose="public", steps=(step,)))
    with pytest.raises(BadPlan, match="becomes no call"):
        check_plan(replace(plan, purpose="public", steps=(replace(step, missed_kind="call"),)))
