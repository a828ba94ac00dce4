"""A mail that came back: gone for good ends the address, what may pass is tried again, complaints end it too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from afterword.conversations.models import Received
from afterword.conversations.receiving import Came, receive_mail
from afterword.customers.models import ContactPoint, Hold, Suppression
from afterword.domain.inbound.after_bounce import Then, after_bounce
from afterword.domain.inbound.reasons import HARD, Reason
from afterword.followups.delivering.rounds import deliver_due
from afterword.timeline.models import EventRow
from tests.conversations.coming_back import Written
from tests.setting.leaving import states


def test_a_hard_bounce_ends_the_address_and_the_touch_is_owed_another_way(written: Written) -> None:
    assert receive_mail(written.bounce()) is Came.KEPT
    assert ContactPoint.objects.get(channel="email").bad_reason == "came back: userunknown"
    assert Suppression.objects.get().reason == "bounce"
    written.customer.refresh_from_db()
    assert not written.customer.reach & 1
    message, follow_up = states(written.owed)
    assert message == "failed"
    assert follow_up == "stopped"  # made by hand, it has no next channel
    told = EventRow.objects.filter(customer_id=written.customer.pk).values_list("kind", flat=True)
    assert {"message_bounced", "message_failed", "address_suppressed"} <= set(told)
    assert not Hold.objects.exists()


def test_a_notice_that_does_not_know_whom_we_wrote_to_changes_nothing(written: Written) -> None:
    forged = written.bounce().replace(written.address.encode(), b"somebody@elsewhere.example")
    assert receive_mail(forged) is Came.KEPT
    assert states(written.owed) == ("sent", "done")
    assert ContactPoint.objects.get(channel="email").bad_reason == ""
    assert not Suppression.objects.exists()


def test_a_notice_without_a_message_counts_only_soon_after_a_letter(
    written: Written, later: Callable[[timedelta], None]
) -> None:
    nameless = written.bounce().replace(written.message.message_id.encode(), b"unknown@mx.example")
    later(timedelta(days=31))
    receive_mail(nameless.replace(b"<1@mx>", b"<2@mx>"))
    assert ContactPoint.objects.get(channel="email").bad_reason == ""
    later(timedelta(days=-30))
    receive_mail(nameless)
    assert ContactPoint.objects.get(channel="email").bad_reason == "came back: userunknown"


def test_a_full_mailbox_is_tried_again_days_later_with_the_same_words(
    written: Written, later: Callable[[timedelta], None]
) -> None:
    receive_mail(written.bounce("552 5.2.2 mailbox full"))
    assert states(written.owed) == ("approved", "approved")
    deliver_due()
    assert len(written.server.accepted()) == 1
    later(timedelta(days=3, minutes=1))
    deliver_due()
    assert states(written.owed) == ("sent", "done")
    first, second = (one.parsed for one in written.server.accepted())
    assert first["Message-ID"] != second["Message-ID"]
    assert not Suppression.objects.exists()


def test_a_notice_of_delay_changes_nothing(written: Written) -> None:
    receive_mail(written.bounce("451 4.4.1 connection timed out", action="delayed"))
    assert states(written.owed) == ("sent", "done")


def test_the_third_failure_in_a_row_ends_an_address(written: Written) -> None:
    for mark in ("1", "2", "3"):
        receive_mail(written.bounce("554 5.7.1 looks like spam", mark=mark))
    assert Received.objects.count() == 3
    assert ContactPoint.objects.get(channel="email").bad_reason == "came back: spamdetected"
    assert not Suppression.objects.exists()


def test_a_complaint_suppresses_the_address(written: Written) -> None:
    report = (
        "From: fbl@provider.example\nMessage-ID: <c1@provider.example>\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nx\n"
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: <{written.message.message_id}>\n"
        "To: x@y.example\n\nHi\n--b--\n"
    )
    assert receive_mail(report.encode()) is Came.KEPT
    assert Suppression.objects.get().reason == "complaint"


def test_the_policy_gives_up_only_for_good_reasons() -> None:
    first = {reason: after_bounce(reason, delayed=False, tries=0, in_a_row=1) for reason in Reason}
    assert {reason for reason, then in first.items() if then is Then.GIVE_UP} == HARD
    assert first[Reason.MAILBOX_FULL] is Then.TRY_AGAIN
    assert first[Reason.POLICY_VIOLATION] is Then.ANOTHER_WAY
    assert after_bounce(Reason.MAILBOX_FULL, delayed=False, tries=2, in_a_row=2) is Then.ANOTHER_WAY
    assert after_bounce(Reason.POLICY_VIOLATION, delayed=False, tries=0, in_a_row=3) is Then.GIVE_UP
    assert after_bounce(Reason.USER_UNKNOWN, delayed=True, tries=0, in_a_row=1) is Then.NOTHING
