"""What the gate is told about a message, and what becomes of the messages it holds or refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from afterword.customers.models import Consent, ContactPoint, Customer, Hold, Suppression
from afterword.domain.contact import Reason
from afterword.followups.delivering.deciding import decide, this_day
from afterword.followups.delivering.rounds import deliver_due
from afterword.followups.models import FollowUp, Message
from afterword.infra import clock
from afterword.infra.signing import fingerprint
from tests.followups.delivering.conftest import SetClock
from tests.servers.fixtures import RecordingServer
from tests.setting.leaving import NOON, Leaving, message_of, states


def reason_for(owed: FollowUp) -> Reason:
    """The gate's answer about the message of a follow-up."""
    message = message_of(owed)
    return decide([message.pk], this_day())[message.pk].verdict.reason


def suppress(owed: FollowUp) -> None:
    point = ContactPoint.objects.get(customer_id=owed.customer_id)
    mark = fingerprint(point.normal, business_id=owed.business_id)
    Suppression.objects.create(channel="email", fingerprint=mark, reason="unsubscribed", at=clock.now())


def refuse(owed: FollowUp) -> None:
    for granted in (True, False):
        Consent.objects.create(
            customer_id=owed.customer_id,
            purpose="care",
            channel="email",
            granted=granted,
            source="form",
            at=clock.now(),
        )


def hold(reason: str) -> Callable[[FollowUp], None]:
    def place(owed: FollowUp) -> None:
        Hold.objects.create(customer_id=owed.customer_id, reason=reason, since=clock.now())

    return place


def freeze(owed: FollowUp) -> None:
    owed.business.frozen_at = clock.now()
    owed.business.save()


HAPPENS: dict[str, tuple[Callable[[FollowUp], object], Reason]] = {
    "nothing": (lambda owed: None, Reason.ALLOWED),
    "the address is suppressed": (suppress, Reason.SUPPRESSED),
    "the newest word is no": (refuse, Reason.REFUSED),
    "they complain": (hold("complaint"), Reason.COMPLAINT),
    "they reply": (hold("reply"), Reason.REPLIED),
    "somebody pauses them": (hold("paused"), Reason.PAUSED),
    "a backup was restored": (freeze, Reason.FROZEN),
    "they are merged into another": (
        lambda owed: Customer.objects.filter(pk=owed.customer_id).update(merged_into=owed.customer_id),
        Reason.CUSTOMER_GONE,
    ),
    "they are gone": (
        lambda owed: Customer.objects.filter(pk=owed.customer_id).update(ended_at=clock.now()),
        Reason.CUSTOMER_GONE,
    ),
    "the address bounced": (
        lambda owed: ContactPoint.objects.filter(customer_id=owed.customer_id).update(bad_reason="5.1.1"),
        Reason.ADDRESS_BAD,
    ),
    "the address is removed": (
        lambda owed: ContactPoint.objects.filter(customer_id=owed.customer_id).delete(),
        Reason.NO_ADDRESS,
    ),
    "it is too late to be of use": (
        lambda owed: Message.objects.filter(follow_up=owed).update(useless_after=NOON - timedelta(minutes=1)),
        Reason.USELESS,
    ),
    "its plan is nobody's any more": (
        lambda owed: FollowUp.objects.filter(pk=owed.pk).update(plan_id=4711),
        Reason.PLAN_OFF,
    ),
}


@pytest.mark.parametrize("what", HAPPENS)
def test_the_gate_hears_what_happened(leaving: Leaving, what: str) -> None:
    happens, reason = HAPPENS[what]
    owed = leaving.approved("Ann")
    happens(owed)
    assert reason_for(owed) is reason


def test_the_preferred_address_is_used_and_a_bad_one_only_if_there_is_no_other(leaving: Leaving) -> None:
    customer = leaving.customer("Ann", address="old@example.org")
    ContactPoint.objects.update(bad_reason="5.1.1")
    leaving.shop.address(customer, "email", "second@example.org")
    third = leaving.shop.address(customer, "email", "third@example.org")
    owed = leaving.approved(customer=customer)
    message = message_of(owed)
    assert decide([message.pk], this_day())[message.pk].address == "second@example.org"
    ContactPoint.objects.filter(pk=third.pk).update(preferred=True)
    assert decide([message.pk], this_day())[message.pk].address == "third@example.org"


def test_the_number_of_queries_does_not_grow_with_the_messages(
    leaving: Leaving, django_assert_num_queries: Callable[..., object]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    one = [message_of(leaving.approved("Ann")).pk]
    many = one + [message_of(leaving.approved(f"Bob{number}")).pk for number in range(9)]
    day = this_day()
    counts = []
    for ids in (one, many):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(decide(ids, day)) == len(ids)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("what", ["they complain", "they reply", "a backup was restored"])
def test_what_waits_for_a_person_is_held_and_leaves_when_the_person_has_acted(
    server: RecordingServer, leaving: Leaving, set_clock: SetClock, what: str
) -> None:
    happens, reason = HAPPENS[what]
    owed = leaving.approved("Ann")
    happens(owed)
    assert deliver_due().held == 1
    assert states(owed) == ("held", "approved")
    assert message_of(owed).reason == reason.value
    Hold.objects.update(lifted_at=clock.now())
    owed.business.frozen_at = None
    owed.business.save()
    set_clock(NOON + timedelta(minutes=16))
    assert deliver_due().sent == 1
    assert states(owed) == ("sent", "done")


def test_an_automatic_message_waits_for_the_end_of_quiet_hours(
    server: RecordingServer, leaving: Leaving, set_clock: SetClock
) -> None:
    owed = leaving.approved("Ann")
    FollowUp.objects.update(mode="automatic")
    Message.objects.update(approved_by_id=None)
    set_clock(NOON + timedelta(hours=10))
    assert deliver_due().held == 1
    message = message_of(owed)
    assert (message.state, message.reason) == ("held", "quiet_hours")
    assert message.not_before == NOON + timedelta(hours=20)
    set_clock(NOON + timedelta(hours=20))
    assert deliver_due().sent == 1


@pytest.mark.parametrize("what", ["the address is suppressed", "the newest word is no", "the address bounced"])
def test_what_this_channel_will_never_be_allowed_is_taken_back_for_another_channel(
    server: RecordingServer, leaving: Leaving, what: str
) -> None:
    happens, reason = HAPPENS[what]
    owed = leaving.approved("Ann")
    happens(owed)
    deliver_due()
    assert server.accepted() == []
    message = message_of(owed)
    assert (message.state, message.reason) == ("withdrawn", reason.value)
    owed.refresh_from_db()
    assert owed.state in ("open", "stopped")


def test_what_is_no_use_any_more_is_stopped_with_its_reason(server: RecordingServer, leaving: Leaving) -> None:
    owed = leaving.approved("Ann")
    HAPPENS["it is too late to be of use"][0](owed)
    deliver_due()
    assert states(owed) == ("withdrawn", "stopped")
    assert (owed.reason, server.accepted()) == ("useless", [])


def test_a_second_message_to_the_same_customer_waits_for_the_pause_between_two(
    server: RecordingServer, leaving: Leaving
) -> None:
    ann = leaving.customer("Ann")
    first, second = leaving.owed(customer=ann, mode="automatic"), leaving.owed(customer=ann, mode="automatic")
    from afterword.followups.delivering.queueing import queue_automatic

    assert queue_automatic() == 2
    tally = deliver_due()
    assert (tally.sent, tally.held) == (1, 1)
    assert {states(first)[0], states(second)[0]} == {"sent", "held"}
    assert len(server.accepted()) == 1
