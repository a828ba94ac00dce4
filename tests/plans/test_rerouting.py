"""When a channel is gone: the next one, or an end with a reason and a rest."""

from __future__ import annotations

from django.db import transaction

from afterword.customers.models import Customer
from afterword.followups.models import FollowUp, Message, Rest
from afterword.infra import clock
from afterword.plans.models import Enrollment
from afterword.timeline.actions import record
from afterword.timeline.catalogue import AddressSuppressed, CustomerChanged, CustomersMerged, MessageFailed
from tests.plans.shop import EMAIL, PHONE, Shop, day


def suppress(customer: Customer, reach: int, reason: str = "unsubscribed") -> None:
    Customer.objects.filter(pk=customer.pk).update(reach=reach)
    with transaction.atomic():
        record([AddressSuppressed(customer_id=customer.pk, at=clock.now(), channel="email", reason=reason)])


def test_the_next_channel_takes_over(shop: Shop) -> None:
    ada = shop.customer(reach=EMAIL | PHONE)
    shop.sale(ada)
    suppress(ada, PHONE)
    assert set(FollowUp.objects.values_list("channel", "mode", "state")) == {("phone", "hand", "open")}


def test_without_another_channel_it_ends_and_the_wish_is_kept_in_writing(shop: Shop) -> None:
    ada = shop.customer(reach=EMAIL)
    shop.sale(ada)
    suppress(ada, 0)
    assert set(FollowUp.objects.values_list("state", "reason")) == {("stopped", "suppressed")}
    assert Rest.objects.get(customer=ada).reason == "asked_not_to_be_contacted"
    assert set(Enrollment.objects.values_list("state", "reason")) == {("stopped", "suppressed")}


def test_a_message_that_has_not_left_is_withdrawn(shop: Shop) -> None:
    ada = shop.customer(reach=EMAIL | PHONE)
    shop.sale(ada)
    one = FollowUp.objects.order_by("id")[0]
    FollowUp.objects.filter(pk=one.pk).update(state="approved")
    message = Message.objects.create(
        follow_up=one,
        customer=ada,
        channel="email",
        not_before=clock.now(),
        useless_after=clock.now(),
        created_at=clock.now(),
    )
    suppress(ada, PHONE)
    message.refresh_from_db()
    one.refresh_from_db()
    assert (message.state, one.state, one.channel) == ("withdrawn", "open", "phone")


def test_a_message_that_is_leaving_is_not_touched(shop: Shop) -> None:
    ada = shop.customer(reach=EMAIL | PHONE)
    shop.sale(ada)
    one = FollowUp.objects.order_by("id")[0]
    FollowUp.objects.filter(pk=one.pk).update(state="approved")
    Message.objects.create(
        follow_up=one, customer=ada, channel="email", state="handing", not_before=clock.now(),
        useless_after=clock.now(), created_at=clock.now(),
    )  # fmt: skip
    suppress(ada, PHONE)
    one.refresh_from_db()
    assert (one.state, one.channel) == ("approved", "email")


def test_a_refused_message_goes_on_by_the_next_channel_and_never_by_the_same(shop: Shop) -> None:
    ada = shop.customer(reach=EMAIL | PHONE)
    shop.sale(ada)
    one = FollowUp.objects.order_by("id")[0]
    for expected in [("open", "phone"), ("stopped", "phone")]:
        Message.objects.create(
            follow_up=one, customer=ada, channel=one.channel, state="failed", not_before=clock.now(),
            useless_after=clock.now(), created_at=clock.now(),
        )  # fmt: skip
        with transaction.atomic():
            record(
                [
                    MessageFailed(
                        customer_id=ada.pk, at=clock.now(), subject_id=one.pk, channel=one.channel, message_row=1
                    )
                ]
            )
        one.refresh_from_db()
        assert (one.state, one.channel) == expected


def test_an_address_that_does_not_work_stops_the_later_touches_too(shop: Shop) -> None:
    ada = shop.customer(reach=EMAIL)
    shop.sale(ada)
    first = FollowUp.objects.order_by("due_on", "id")[0]
    Customer.objects.filter(pk=ada.pk).update(reach=0)
    failed = MessageFailed(
        customer_id=ada.pk, at=clock.now(), subject_id=first.pk, channel="email", message_row=1, reply=""
    )
    with transaction.atomic():
        record([failed])
    assert set(FollowUp.objects.values_list("state", "reason")) == {("stopped", "address_bad")}
    assert Rest.objects.get(customer=ada).reason == "cannot_be_reached"


def test_who_becomes_reachable_is_planned_after_all(shop: Shop) -> None:
    ada = shop.customer(reach=0)
    shop.sale(ada, days_ago=3)
    assert not FollowUp.objects.exists()
    Customer.objects.filter(pk=ada.pk).update(reach=EMAIL)
    for _ in range(2):
        with transaction.atomic():
            record([CustomerChanged(customer_id=ada.pk, at=clock.now(), subject_id=ada.pk, what="email")])
    assert sorted(FollowUp.objects.values_list("window_last", flat=True)) == [day(4), day(18)]
    assert set(Enrollment.objects.values_list("state", "reason")) == {("running", "")}
    assert set(FollowUp.objects.values_list("value_minor", flat=True)) == {10_000}


def test_two_customers_who_become_one_get_one_thank_you(shop: Shop) -> None:
    ada, other = shop.customer("Ada Lovelace"), shop.customer("A. Lovelace")
    shop.sale(ada, days_ago=2)
    shop.sale(other)
    Customer.objects.filter(pk=other.pk).update(merged_into=ada)
    with transaction.atomic():
        record(
            [CustomersMerged(customer_id=ada.pk, at=clock.now(), subject_id=ada.pk, other_id=other.pk, other_name="A.")]
        )
    assert set(FollowUp.objects.values_list("customer_id", flat=True)) == {ada.pk}
    assert FollowUp.objects.filter(state="open").count() == 2
    assert set(FollowUp.objects.filter(state="stopped").values_list("reason", flat=True)) == {"joined"}
    assert not Rest.objects.filter(customer=other).exists()
    assert Enrollment.objects.filter(state="joined").count() == 2
