"""Same address and family name, or same firm at one place: together, until a person says that it is not so."""

from __future__ import annotations

import pytest

from afterword.businesses.models import Business
from afterword.customers.actions import Details, add_customer
from afterword.customers.households.belonging import household_of, households, set_apart, set_apart_no_more
from afterword.customers.households.finding import MOST, find_households
from afterword.customers.households.models import HouseholdMember
from afterword.customers.models import ContactPoint, Customer
from afterword.infra import clock


def person(given: str, family: str, post: str = "", email: str = "", company: str = "") -> Customer:
    one = Customer.objects.create(
        given_name=given, family_name=family, company=company, display_name=f"{given} {family}", created_at=clock.now()
    )
    for channel, value in (("post", post), ("email", email)):
        if value:
            ContactPoint.objects.create(
                customer=one, channel=channel, value=value, normal=value.casefold(), created_at=clock.now()
            )
    return one


def test_one_address_and_one_family_name_are_a_household(business: Business) -> None:
    anna, per = person("Anna", "Hansen", "Gate 1"), person("Per", "HANSEN", "gate 1")
    person("Kari", "Moe", "Gate 1"), person("Ola", "Hansen", "Gate 2")
    assert find_households() == 2
    assert households() == {anna.pk: anna.pk, per.pk: anna.pk}
    told = household_of(per.pk)
    assert told is not None
    assert (told.kind, told.others) == ("household", ((anna.pk, "Anna Hansen"),))
    assert find_households() == 0


def test_one_firm_at_one_address_or_domain_is_a_firm_and_a_free_mailbox_says_nothing(business: Business) -> None:
    first = person("A", "One", company="Moe AS", email="a@moe.no")
    second = person("B", "Two", company="MOE as", email="b@moe.no", post="Torg 3")
    third = person("C", "Three", company="Moe AS", post="torg 3")
    (
        person("D", "Four", company="Moe AS", email="d@gmail.com"),
        person("E", "Five", company="Moe AS", email="e@gmail.com"),
    )
    find_households()
    assert households() == dict.fromkeys((first.pk, second.pk, third.pk), first.pk)
    assert set(HouseholdMember.objects.values_list("kind", flat=True)) == {"firm"}


def test_a_block_of_flats_is_no_household(business: Business) -> None:
    for number in range(MOST["household"] + 1):
        person(f"Nr{number}", "Hansen", "Gate 1")
    assert find_households() == 0


def test_a_persons_word_holds_and_can_be_taken_back(business: Business) -> None:
    anna, per = person("Anna", "Hansen", "Gate 1"), person("Per", "Hansen", "Gate 1")
    find_households()
    set_apart(customer_id=per.pk, actor_id=1)
    assert find_households() == 0
    assert households() == {}
    told = household_of(per.pk)
    assert told is not None
    assert told.is_apart
    set_apart_no_more(customer_id=per.pk, actor_id=1)
    assert households() == {anna.pk: anna.pk, per.pk: anna.pk}


def test_who_moves_or_is_merged_belongs_no_more(business: Business) -> None:
    anna, _ = person("Anna", "Hansen", "Gate 1"), person("Per", "Hansen", "Gate 1")
    kari = person("Kari", "Hansen", "Gate 1")
    find_households()
    ContactPoint.objects.filter(customer=anna).update(normal="gate 9")
    Customer.objects.filter(pk=kari.pk).update(merged_into=anna)
    assert find_households() == 3
    assert households() == {}


def test_addresses_as_they_are_written_in_by_hand_are_compared(business: Business) -> None:
    for given in ("Anna", "Per"):
        add_customer(
            details=Details(given_name=given, family_name="Hansen", street="Gate 1", postal_code="0150", city="Oslo")
        )
    assert find_households() == 2


@pytest.mark.parametrize("count", [2, 3])
def test_the_page_asks_as_often_for_two_as_for_three(
    business: Business, count: int, django_assert_num_queries: object
) -> None:
    people = [person(f"Nr{number}", "Hansen", "Gate 1") for number in range(count)]
    find_households()
    with django_assert_num_queries(2):  # type: ignore[operator]
        household_of(people[0].pk)
