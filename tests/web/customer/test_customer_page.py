"""One customer's page: what it shows, what its buttons do, and that it costs the same for much as for little."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from afterword.customers.actions import Details, add_customer, suppress_address
from afterword.customers.households.models import HouseholdMember
from afterword.customers.models import ContactPoint, Customer, Hold, Suppression
from afterword.followups.models import FollowUp, Rest
from afterword.plans.auditing.what_changed import audit_changes
from afterword.timeline.models import EventRow
from tests.setting.shop import Shop


@pytest.fixture
def ann(shop: Shop) -> Customer:
    number = add_customer(details=Details(given_name="Ann", family_name="Berg", email="ann@customers.example"))
    return Customer.objects.get(pk=number)


@pytest.fixture
def page(home: str, ann: Customer) -> str:
    return f"{home}customers/{ann.pk}/"


def test_the_page_says_who_what_next_and_what_was(shop: Shop, rosa: Client, page: str, ann: Customer) -> None:
    shop.owed(ann, shop.sale(ann, "silver ring"))
    text = rosa.get(page).content.decode()
    for said in (
        "Ann Berg",
        "ann@customers.example",
        "Bought silver ring, 2 days ago.",
        "Dear Ann,",
        "Written in by hand.",
    ):
        assert said in text


def test_what_a_customer_is_called_is_escaped(shop: Shop, rosa: Client, page: str, ann: Customer) -> None:
    Customer.objects.filter(pk=ann.pk).update(display_name="<script>alert(1)</script>")
    text = rosa.get(page).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_a_merged_customer_leads_to_the_one_who_stayed(shop: Shop, rosa: Client, home: str, ann: Customer) -> None:
    other = shop.customer("Anna", merged_into=ann)
    answer = rosa.get(f"{home}customers/{other.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"{home}customers/{ann.pk}/")


def test_a_reminder_stands_on_the_list(shop: Shop, rosa: Client, page: str, ann: Customer) -> None:
    rosa.post(f"{page}remind", {"channel": "phone", "on": shop.today.isoformat(), "note": "Ask how the ring sits"})
    owed = FollowUp.objects.get(customer=ann)
    assert (owed.channel, owed.due_on, owed.note, owed.mode) == ("phone", shop.today, "Ask how the ring sits", "hand")


def test_a_reminder_without_words_says_what_is_missing(shop: Shop, rosa: Client, page: str) -> None:
    answer = rosa.post(f"{page}remind", {"channel": "phone", "on": shop.today.isoformat(), "note": " "}, follow=True)
    assert "Choose a day, and write a few words" in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_leaving_in_peace_is_written_down_and_skips_what_was_planned(
    shop: Shop, rosa: Client, page: str, ann: Customer
) -> None:
    owed = shop.owed(ann)
    until = shop.today + timedelta(days=60)
    answer = rosa.post(f"{page}rest", {"until": until.isoformat(), "why": "In mourning"}, follow=True)
    rest = Rest.objects.get(customer=ann)
    assert (rest.reason, rest.detail, rest.until) == ("owner_said", "In mourning", until)
    owed.refresh_from_db()
    assert (owed.state, owed.note) == ("skipped", "In mourning")
    assert "Left in peace until" in answer.content.decode()
    rosa.post(f"{page}rest", {"until": shop.today.isoformat(), "why": "x"})
    rest.refresh_from_db()
    assert rest.until == until


def test_everything_can_be_paused_and_goes_on(shop: Shop, rosa: Client, page: str, ann: Customer) -> None:
    rosa.post(f"{page}pause")
    assert Hold.objects.get(customer=ann).lifted_at is None
    rosa.post(f"{page}go-on")
    assert Hold.objects.get(customer=ann).lifted_at is not None


def test_a_note_is_kept_in_the_history(shop: Shop, rosa: Client, page: str, ann: Customer) -> None:
    answer = rosa.post(f"{page}note", {"note": "Likes lilies"}, follow=True)
    assert "Likes lilies" in answer.content.decode()
    assert EventRow.objects.get(kind="note_written").data == {"note": "Likes lilies"}


def test_addresses_come_and_go(shop: Shop, rosa: Client, page: str, ann: Customer) -> None:
    rosa.post(f"{page}addresses", {"channel": "phone", "value": "22 33 44 55"})
    point = ContactPoint.objects.get(customer=ann, channel="phone")
    assert point.normal == "+4722334455"
    answer = rosa.post(f"{page}addresses", {"channel": "phone", "value": "call me"}, follow=True)
    assert "is no phone number" in answer.content.decode()
    rosa.post(f"{page}addresses/{point.pk}/remove")
    assert not ContactPoint.objects.filter(customer=ann, channel="phone").exists()


def test_who_asked_not_to_be_contacted_is_taken_up_again_only_with_a_reason(
    shop: Shop, rosa: Client, page: str, ann: Customer
) -> None:
    rosa.post(f"{page}stop", {"channel": "email"})
    assert Suppression.objects.get().lifted_at is None
    assert "asked not to be contacted" in rosa.get(page).content.decode()
    rosa.post(f"{page}take-up", {"channel": "email", "note": ""})
    assert Suppression.objects.get().lifted_at is None
    rosa.post(f"{page}take-up", {"channel": "email", "note": "Told me in the shop"})
    assert Suppression.objects.get().lifted_at is not None


def test_details_are_edited(shop: Shop, rosa: Client, page: str, ann: Customer) -> None:
    form = {
        "addressed_as": "Dr.",
        "given_name": "Anne",
        "family_name": "Berg",
        "birth_on": "1980-02-29",
        "note": "Tall",
    }
    assert rosa.post(f"{page}edit", form).status_code == 302
    ann.refresh_from_db()
    assert (ann.prefix, ann.display_name, ann.birth_on.isoformat(), ann.note) == (
        "Dr.",
        "Anne Berg",
        "1980-02-29",
        "Tall",
    )
    assert rosa.post(f"{page}edit", {**form, "birth_on": "yesterday"}).status_code == 422


def test_every_touch_is_listed_with_its_reason(shop: Shop, rosa: Client, page: str, ann: Customer) -> None:
    shop.owed(ann)
    assert "By hand" in rosa.get(f"{page}touches").content.decode()


def test_much_history_costs_as_many_queries_as_little(shop: Shop, rosa: Client, page: str, ann: Customer) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert rosa.get(page).status_code == 200
        return len(seen)

    shop.owed(ann, shop.sale(ann, "ring", days_ago=1))
    rosa.post(f"{page}note", {"note": "one"})
    cost()
    for_little = cost()
    for number in range(40):
        shop.owed(ann, shop.sale(ann, "ring", "box", days_ago=number + 2))
        rosa.post(f"{page}note", {"note": str(number)})
    cost()
    assert cost() == for_little


def test_older_history_is_one_link_away(shop: Shop, rosa: Client, page: str, ann: Customer) -> None:
    for number in range(35):
        rosa.post(f"{page}note", {"note": f"note {number} of many"})
    first = rosa.get(page).content.decode()
    assert "note 34 of many" in first
    assert "note 0 of many" not in first
    link = first.split('hx-get="')[1].split('"')[0]
    older = rosa.get(link, headers={"HX-Request": "true"}).content.decode()
    assert "note 0 of many" in older
    assert "<html" not in older
    assert rosa.get(f"{page}?before=nonsense-x").status_code == 200


def test_somebody_elses_customer_is_not_there(shop: Shop, rosa: Client, home: str) -> None:
    from afterword.businesses.models import Business
    from afterword.infra.tenancy import acting_for
    from tests.web.house import found

    theirs = found("Another shop", "other@example.org")
    with acting_for(theirs.business.pk):
        number = add_customer(details=Details(given_name="Eve", family_name="Moss", email="eve@customers.example"))
    assert Business.objects.count() == 2
    for path in ("", "touches", "edit"):
        assert rosa.get(f"{home}customers/{number}/{path}").status_code == 404
    for path in ("remind", "rest", "note", "pause", "go-on", "addresses", "stop", "take-up", "addresses/1/remove"):
        assert rosa.post(f"{home}customers/{number}/{path}").status_code == 404, path


def test_the_forgotten_are_named_and_remembered_by_one_button(shop: Shop, rosa: Client, home: str) -> None:
    lost = shop.customer("Lost", "Lamb")
    audit_changes()
    text = rosa.get(f"{home}forgotten").content.decode()
    assert "One" not in text
    assert "1 person would be forgotten" in text
    assert "Lost Lamb" in text
    answer = rosa.post(
        f"{home}customers/{lost.pk}/remind?back=forgotten",
        {"channel": "phone", "on": shop.today.isoformat(), "note": "Say hello"},
    )
    assert answer["Location"] == f"{home}forgotten"
    assert "Nobody is forgotten" in rosa.get(f"{home}forgotten").content.decode()


def test_suppressed_addresses_are_struck_out(shop: Shop, rosa: Client, page: str, ann: Customer) -> None:
    suppress_address(customer_id=ann.pk, channel="email", reason="unsubscribed")
    text = rosa.get(page).content.decode()
    assert "unsubscribed" in text
    assert "mailto:ann@customers.example" not in text


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("not a phone number", "this is no telephone number"),
        ("550 5.1.1 User <unknown>", "does not know this address: “550 5.1.1 User &lt;unknown&gt;”"),
        ("refused", "the other side does not know this address<"),
    ],
)
def test_an_address_that_does_not_work_says_why_in_words(
    rosa: Client, page: str, ann: Customer, reason: str, words: str
) -> None:
    ContactPoint.objects.filter(customer=ann).update(bad_reason=reason)
    assert words in rosa.get(page).content.decode()


def test_a_household_stands_on_the_page_and_a_member_can_say_that_it_is_none(
    shop: Shop, rosa: Client, home: str
) -> None:
    anna, per = shop.customer("Anna", "Hansen"), shop.customer("Per", "Hansen")
    for one in (anna, per):
        HouseholdMember.objects.create(customer=one, household_id=anna.pk, kind="household")
    page = f"{home}customers/{anna.pk}/"
    assert "Same household" in rosa.get(page).content.decode()
    rosa.post(f"{page}apart")
    assert "You said that they belong with nobody else" in rosa.get(page).content.decode()
    assert HouseholdMember.objects.get(customer=anna).is_apart
    rosa.post(f"{page}together")
    assert not HouseholdMember.objects.filter(is_apart=True).exists()
