"""What people do with customers: edit, merge, suppress, hold, look up."""

from __future__ import annotations

import pytest
from django.db import transaction

from afterword.businesses.models import Business
from afterword.customers.actions import (
    BadCustomer,
    BadMerge,
    Details,
    Outcome,
    add_contact_point,
    add_customer,
    dismiss_suggestion,
    edit_customer,
    lift_hold,
    lift_suppression,
    mark_address_bad,
    merge_customers,
    place_hold,
    record_customers,
    remove_contact_point,
    suppress_address,
)
from afterword.customers.models import ContactPoint, Customer, Hold, MergeSuggestion, SourceKey
from afterword.customers.queries import addresses_of, customer_facts, open_suggestions
from afterword.customers.searching import search
from afterword.domain.channel import OURS, reachable
from afterword.domain.importing.records import CustomerRecord
from afterword.timeline.queries import history


def ann(**told: object) -> int:
    details = {"given_name": "Ann", "family_name": "Berg", "email": "ann@example.org", "phone": "212 555 0123"} | told
    return add_customer(details=Details(**details))  # type: ignore[arg-type]


def ways(reach: int) -> set[str]:
    """Those of our own channels by which somebody with this reach can be reached."""
    return {str(one) for one in reachable(reach) if one in OURS}


def kinds(customer_id: int) -> list[str]:
    return [event.kind for event in history(customer_id)]


def test_a_customer_written_in_by_hand_can_be_found_and_reached(business: Business) -> None:
    customer_id = ann()
    assert [one.pk for one in search("ann berg")] == [customer_id]
    assert [one.pk for one in search("BERG example.org")] == [customer_id]
    assert [one.pk for one in search("(212) 555-01")] == [customer_id]
    assert search("tom") == []
    assert ways(Customer.objects.get().reach) == {"email", "phone", "sms"}


def test_somebody_like_them_is_a_question_and_not_a_match(business: Business) -> None:
    first, second = ann(), ann(phone="")
    assert first != second
    (question,) = open_suggestions()
    assert {question.customer_id, question.other_id} == {first, second}
    dismiss_suggestion(suggestion_id=question.pk)
    assert open_suggestions() == []


def test_nobody_without_name_or_address_and_no_bad_addresses(business: Business) -> None:
    with pytest.raises(BadCustomer, match="name"):
        add_customer(details=Details())
    with pytest.raises(BadCustomer, match="e-mail"):
        ann(email="nonsense")
    with pytest.raises(BadCustomer, match="phone number"):
        add_contact_point(customer_id=ann(), channel="phone", value="12")


def test_suppression_takes_the_channel_from_all_who_share_the_address(business: Business) -> None:
    first = ann()
    second = add_customer(details=Details(given_name="Tom", family_name="Berg", email="ann@example.org"))
    assert suppress_address(customer_id=first, channel="email", reason="unsubscribed")
    assert not suppress_address(customer_id=first, channel="email", reason="unsubscribed")
    assert _reached() == {first: {"phone", "sms"}, second: set()}
    assert kinds(first)[0] == "address_suppressed"
    assert [one.why for one in addresses_of([second])[second]] == ["unsubscribed"]
    assert lift_suppression(customer_id=first, channel="email", note="Asked at the counter.")
    assert _reached() == {first: {"email", "phone", "sms"}, second: {"email"}}


def _reached() -> dict[int, set[str]]:
    return {whose: ways(reach) for whose, reach in Customer.objects.values_list("id", "reach")}


def test_an_address_added_after_an_opt_out_of_it_stays_suppressed(business: Business) -> None:
    customer_id = ann()
    suppress_address(customer_id=customer_id, channel="email", reason="complaint")
    point = ContactPoint.objects.get(channel="email")
    remove_contact_point(customer_id=customer_id, point_id=point.pk)
    add_contact_point(customer_id=customer_id, channel="email", value="ANN@example.org")
    assert ways(Customer.objects.get().reach) == {"phone", "sms"}


def test_a_bounced_address_is_not_used_and_another_takes_over(business: Business) -> None:
    customer_id = ann(phone="")
    assert mark_address_bad(customer_id=customer_id, channel="email", address="ann@example.org", reason="hard bounce")
    assert Customer.objects.get().reach == 0
    add_contact_point(customer_id=customer_id, channel="email", value="new@example.org")
    assert ways(Customer.objects.get().reach) == {"email"}
    facts = customer_facts(customer_id)
    assert facts is not None
    assert [(one.value, one.usable) for one in facts.addresses] == [
        ("new@example.org", True),
        ("ann@example.org", False),
    ]


def test_a_hold_is_open_once_and_lifted_by_a_person(business: Business) -> None:
    customer_id = ann()
    assert place_hold(customer_id=customer_id, reason="reply")
    assert not place_hold(customer_id=customer_id, reason="reply")
    assert lift_hold(customer_id=customer_id) == 1
    assert not Hold.objects.filter(lifted_at=None).exists()
    assert kinds(customer_id)[:2] == ["hold_lifted", "hold_placed"]


def test_merging_moves_everything_and_old_numbers_still_find_them(business: Business) -> None:
    with transaction.atomic():
        records = [
            CustomerRecord(1, key="1", given_name="Ann", family_name="Berg", email="ann@example.org"),
            CustomerRecord(2, key="2", given_name="Annie", family_name="Berg", phone="+4722225555"),
        ]
        first, second = (one.customer_id for one in record_customers(records=records, source="till"))
    merge_customers(keep_id=first, other_id=second)
    keep = Customer.objects.get(pk=first)
    assert keep.reach == 3
    assert set(SourceKey.objects.values_list("customer_id", flat=True)) == {first}
    assert "customers_merged" in kinds(first)
    assert [one.pk for one in search("berg")] == [first]
    with transaction.atomic():
        again = record_customers(records=records, source="till", corrects=True)
    assert [(one.customer_id, one.outcome) for one in again] == [(first, Outcome.MATCHED)] * 2
    with pytest.raises(BadMerge):
        merge_customers(keep_id=first, other_id=second)
    with pytest.raises(BadMerge):
        merge_customers(keep_id=first, other_id=first)


def test_questions_about_the_one_who_is_merged_are_asked_about_the_other(business: Business) -> None:
    first, second, third = ann(), ann(phone=""), ann(phone="")
    pairs = {frozenset((one.customer_id, one.other_id)) for one in MergeSuggestion.objects.all()}
    assert frozenset((first, second)) in pairs
    merge_customers(keep_id=first, other_id=second)
    left = [(one.customer_id, one.other_id) for one in open_suggestions()]
    assert left == [(first, third)]


def test_a_list_of_customers_goes_on_where_the_page_before_ended(business: Business) -> None:
    for number in range(7):
        add_customer(details=Details(given_name=f"Ann{number % 3}", family_name="Berg"))
    page = search("berg", limit=4)
    rest = search("berg", after=(page[-1].display_name, page[-1].pk), limit=4)
    names = [(one.display_name, one.pk) for one in [*page, *rest]]
    assert names == sorted(names)
    assert len(set(names)) == 7


def test_editing_changes_what_they_are_called_and_found_under(business: Business) -> None:
    customer_id = ann()
    edit_customer(customer_id=customer_id, given_name="Åse", family_name="Ødegård")
    assert Customer.objects.get().display_name == "Åse Ødegård"
    assert [one.pk for one in search("ase odegard")] == [customer_id]
    with pytest.raises(BadCustomer):
        edit_customer(customer_id=customer_id, given_name="x" * 500)
