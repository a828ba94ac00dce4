"""What the mail server answers, and what becomes of the message, its follow-up, the address and the account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from afterword.channels.accounts import LINES_ON_THIS_MACHINE, NotReady, account_for
from afterword.channels.models import ChannelAccount
from afterword.customers.models import ContactPoint
from afterword.followups.actions import approve_follow_up, resolve_unclear
from afterword.followups.delivering import rounds
from afterword.followups.delivering.rounds import deliver_due
from afterword.followups.drafts import edit_draft
from afterword.followups.models import Delivery, Draft, FollowUp, Message
from afterword.infra import clock
from afterword.timeline.models import EventRow
from tests.followups.delivering.conftest import SetClock
from tests.servers.fixtures import StartsRecording
from tests.setting.leaving import NOON, Leaving, message_of, states


def answering(start: StartsRecording, settings: Any, *replies: str) -> Any:
    """A server that gives these replies, as `phase:pattern=reply`."""
    options = [option for reply in replies for option in ("--reply", reply)]
    server = start(*options)
    settings.EMAIL_URL = server.url
    rounds.forget_silent_servers()
    return server


def test_not_now_is_tried_again_with_growing_pauses_and_the_same_message_id(
    start_recording_smtp: StartsRecording, settings: Any, leaving: Leaving, set_clock: SetClock
) -> None:
    answering(start_recording_smtp, settings, "rcpt:*=451 4.7.1 Try again later")
    owed = leaving.approved("Ann")
    assert deliver_due().retrying == 1
    first = message_of(owed)
    assert states(owed) == ("retrying", "approved")
    assert (first.attempts, first.reason) == (1, "451 4.7.1")
    assert timedelta(minutes=4, seconds=59) < first.not_before - NOON <= timedelta(minutes=7)
    assert deliver_due().retrying == 0, "not before its time"
    set_clock(first.not_before)
    assert deliver_due().retrying == 1
    second = message_of(owed)
    assert second.not_before - first.not_before > timedelta(minutes=7)
    server = answering(start_recording_smtp, settings)
    set_clock(second.not_before)
    assert deliver_due().sent == 1
    assert [letter.message_id.strip("<>") for letter in server.accepted()] == [first.message_id]
    assert list(Delivery.objects.order_by("attempt").values_list("outcome", flat=True)) == ["retry", "retry", "sent"]


def test_not_now_until_it_is_too_late_is_a_failure_that_is_shown(
    start_recording_smtp: StartsRecording, settings: Any, leaving: Leaving
) -> None:
    answering(start_recording_smtp, settings, "rcpt:*=451 4.7.1 Try again later")
    owed = leaving.approved("Ann")
    Message.objects.update(useless_after=NOON + timedelta(minutes=2))
    assert deliver_due().failed == 1
    assert message_of(owed).state == "failed"
    assert EventRow.objects.filter(kind="message_failed", subject_id=owed.pk).count() == 1


def test_a_no_for_good_marks_the_address_and_is_not_tried_again(
    start_recording_smtp: StartsRecording, settings: Any, leaving: Leaving, set_clock: SetClock
) -> None:
    server = answering(start_recording_smtp, settings, "rcpt:gone@*=550 5.1.1 No such user")
    owed = leaving.approved(customer=leaving.customer("Ann", address="gone@example.org"))
    other = leaving.approved("Bob")
    tally = deliver_due()
    assert (tally.failed, tally.sent) == (1, 1)
    message = message_of(owed)
    assert (message.state, message.reason) == ("failed", "550 5.1.1")
    assert "5.1.1" in ContactPoint.objects.get(normal="gone@example.org").bad_reason
    assert ContactPoint.objects.get(customer=other.customer_id).bad_reason == ""
    told = EventRow.objects.get(kind="message_failed")
    assert (told.subject_id, told.data["reply"]) == (owed.pk, "5.1.1 No such user")
    set_clock(NOON + timedelta(days=1))
    assert deliver_due().failed == 0
    assert len(server.accepted()) == 1


def test_a_full_mailbox_does_not_make_the_address_bad(
    start_recording_smtp: StartsRecording, settings: Any, leaving: Leaving
) -> None:
    answering(start_recording_smtp, settings, "rcpt:*=552 5.2.2 Mailbox full")
    owed = leaving.approved("Ann")
    assert deliver_due().failed == 1
    assert ContactPoint.objects.get(customer=owed.customer_id).bad_reason == ""


def test_trouble_with_our_account_pauses_it_and_leaves_the_messages_as_they_were(
    start_recording_smtp: StartsRecording, settings: Any, leaving: Leaving
) -> None:
    answering(start_recording_smtp, settings, "mail:*=530 5.7.0 Authentication required")
    owed = [leaving.approved(name) for name in ("Ann", "Bob", "Eva", "Kim", "Lea", "Max")]
    before = [(message_of(one).not_before, message_of(one).attempts) for one in owed]
    assert deliver_due().failed == 0
    assert [states(one) for one in owed] == [("approved", "approved")] * 6
    assert [(message_of(one).not_before, message_of(one).attempts) for one in owed] == before
    paused = ChannelAccount.objects.get(channel="email")
    assert paused.paused_reason
    assert isinstance(account_for("email"), NotReady)
    assert deliver_due().held == 6


def test_a_server_that_is_down_costs_the_letters_no_attempts(settings: Any, leaving: Leaving, free_port: int) -> None:
    settings.EMAIL_URL = f"smtp://127.0.0.1:{free_port}?tls=none"
    rounds.forget_silent_servers()
    owed = [leaving.approved(f"Ann{number}") for number in range(10)]
    deliver_due()
    attempts = [message_of(one).attempts for one in owed]
    assert sum(attempts) == LINES_ON_THIS_MACHINE, "one for each line, and then it was left alone"
    assert {message_of(one).state for one in owed} == {"approved", "retrying"}
    deliver_due()
    assert [message_of(one).attempts for one in owed] == attempts


def test_no_answer_after_the_dot_goes_to_a_person_and_is_never_sent_again_by_itself(
    start_recording_smtp: StartsRecording, settings: Any, leaving: Leaving, set_clock: SetClock
) -> None:
    server = answering(start_recording_smtp, settings, "dot:*=xyz")
    owed = leaving.approved("Ann")
    assert deliver_due().unclear == 1
    assert states(owed) == ("unclear", "unclear")
    assert EventRow.objects.filter(kind="message_unclear", subject_id=owed.pk).count() == 1
    set_clock(NOON + timedelta(days=2))
    assert deliver_due().sent == 0
    assert server.accepted() == []
    resolve_unclear(follow_up_id=owed.pk, member_id=1, arrived=True)
    assert states(owed) == ("sent", "done")


def test_what_did_not_arrive_can_be_approved_again_in_new_words_under_a_new_message_id(
    start_recording_smtp: StartsRecording, settings: Any, leaving: Leaving, set_clock: SetClock
) -> None:
    answering(start_recording_smtp, settings, "dot:*=xyz")
    owed = leaving.approved("Ann")
    deliver_due()
    resolve_unclear(follow_up_id=owed.pk, member_id=1, arrived=False)
    edit_draft(follow_up_id=owed.pk, subject="Once more", body="Hello Ann,\n\nonce more.\n\nRosa", member_id=1)
    approve_follow_up(follow_up_id=owed.pk, member_id=1)
    server = answering(start_recording_smtp, settings)
    set_clock(clock.now() + timedelta(seconds=11))
    assert deliver_due().sent == 1
    [letter] = server.accepted()
    assert letter.parsed["Subject"] == "Once more"
    assert letter.message_id == f"<f.{owed.pk}.{owed.business_id}.2@shop.example>"


def test_words_that_cannot_leave_go_back_to_their_approver(
    start_recording_smtp: StartsRecording, settings: Any, leaving: Leaving
) -> None:
    server = answering(start_recording_smtp, settings)
    owed = leaving.approved("Ann")
    Draft.objects.create(follow_up=owed, subject="Hello [NAME]", body="Dear ,\n\nhello", edited_at=clock.now())
    assert deliver_due().failed == 1
    assert states(owed) == ("failed", "open")
    assert message_of(owed).reason == "text_not_ready"
    assert server.accepted() == []


def test_nothing_leaves_for_a_follow_up_that_was_dealt_with_otherwise(
    start_recording_smtp: StartsRecording, settings: Any, leaving: Leaving
) -> None:
    server = answering(start_recording_smtp, settings)
    owed = leaving.approved("Ann")
    FollowUp.objects.filter(pk=owed.pk).update(state="skipped")
    deliver_due()
    assert states(owed) == ("withdrawn", "skipped")
    assert server.accepted() == []


@pytest.fixture
def free_port() -> int:
    """A port on which nobody listens."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
