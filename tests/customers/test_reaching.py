"""Which channels an address serves, and what happens when a channel is new to the installation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from afterword.businesses.models import Business
from afterword.channels.known import know_channels
from afterword.channels.models import KnownChannel
from afterword.customers.actions import Details, add_contact_point, add_customer, suppress_address
from afterword.customers.counting_in import count_in, count_out
from afterword.customers.models import ContactPoint, Customer
from afterword.customers.phones import may_be_mobile
from afterword.domain import channel as words
from afterword.domain.channel import Channel, make_known, reachable, through


@pytest.fixture
def pigeon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Channel]:
    """A channel that is known in one test only."""
    monkeypatch.setattr(words, "_known", dict(words._known))
    yield make_known("pigeon", needs="mobile", bit=2**50, called="Carrier pigeon")
    monkeypatch.undo()
    reachable.cache_clear()
    through.cache_clear()


@pytest.mark.parametrize(
    ("number", "may"),
    [
        ("+4791234567", True),  # Norway: mobile numbers begin with 4 or 9
        ("+4722225555", False),  # and this is a telephone in Oslo
        ("+12125550123", True),  # in North America every number may be one
        ("+18005550123", False),  # but one that is free to call
        ("+447911123456", True),
        ("+442079460000", False),
        ("+15", False),
        ("nonsense", False),
    ],
)
def test_which_numbers_take_texts(number: str, may: bool) -> None:
    assert may_be_mobile(number) is may


def test_a_number_that_is_suppressed_for_texts_can_still_be_called(business: Business) -> None:
    ann = add_customer(details=Details(given_name="Ann", phone="+47 912 34 567"))
    assert {Channel.PHONE, Channel.SMS} <= reachable(Customer.objects.get().reach)
    assert suppress_address(customer_id=ann, channel="sms", reason="asked", detail="STOP")
    assert Channel.PHONE in reachable(Customer.objects.get().reach)
    assert Channel.SMS not in reachable(Customer.objects.get().reach)
    add_contact_point(customer_id=ann, channel="phone", value="+47 22 22 55 55")
    assert Channel.SMS not in reachable(Customer.objects.get().reach), "a telephone on a desk takes no texts"
    add_contact_point(customer_id=ann, channel="phone", value="+47 922 34 567")
    assert Channel.SMS in reachable(Customer.objects.get().reach), "another mobile number does"


def test_a_new_channel_counts_for_those_who_have_an_address_for_it_and_nobody_else(
    business: Business, pigeon: Channel
) -> None:
    told = {"Mobile": "+47 912 34 567", "Desk": "+47 22 22 55 55", "None": ""}
    ids = {name: add_customer(details=Details(given_name=name, phone=number)) for name, number in told.items()}
    Customer.objects.update(reach=2)
    ContactPoint.objects.filter(customer_id=ids["Desk"]).update(bad_reason="")
    with transaction.atomic():
        assert count_in(pigeon) == 1
        assert count_in(pigeon) == 1, "counting again changes nothing"
    assert dict(Customer.objects.values_list("given_name", "reach")) == {
        "Mobile": 2 | pigeon.bit, "Desk": 2, "None": 2,
    }  # fmt: skip
    count_out(pigeon)
    assert set(Customer.objects.values_list("reach", flat=True)) == {2}


def test_a_bit_is_given_out_once_and_learned_by_every_process(db: None) -> None:
    know_channels(count_in=count_in, count_out=count_out)
    given = dict(KnownChannel.objects.values_list("key", "bit"))
    assert all(Channel(key).bit == bit for key, bit in given.items())
    know_channels(count_in=count_in, count_out=count_out)
    assert dict(KnownChannel.objects.values_list("key", "bit")) == given
