"""A failure has one reason: by the server's words before its codes, and hard only where nobody is there."""

from __future__ import annotations

import pytest

from afterword.domain.inbound.bounce_reason import reason_of
from afterword.domain.inbound.failures import Failure, failures
from afterword.domain.inbound.letter import Letter
from afterword.domain.inbound.reasons import HARD, Reason

SAID = [
    ("550 5.1.1 <a@b.example>... User Unknown", Reason.USER_UNKNOWN),
    ("552 5.2.2 mailbox full", Reason.MAILBOX_FULL),
    ("550 5.1.1 sorry, the mailbox is over quota", Reason.MAILBOX_FULL),
    ("550 Host unknown", Reason.HOST_UNKNOWN),
    ("550 5.1.6 recipient has moved", Reason.HAS_MOVED),
    ("556 5.1.10 domain does not accept mail (null MX)", Reason.NOT_ACCEPT),
    ("525 5.7.13 user account disabled", Reason.SUSPEND),
    ("550 5.7.26 unauthenticated mail: DMARC policy", Reason.AUTH_FAILURE),
    ("550 5.7.25 no PTR record for your address", Reason.REQUIRE_PTR),
    ("554 5.7.1 this message looks like spam", Reason.SPAM_DETECTED),
    ("554 message contains a virus", Reason.VIRUS_DETECTED),
    ("554 5.7.1 relay access denied", Reason.NO_RELAYING),
    ("452 4.3.1 insufficient disk space", Reason.SYSTEM_FULL),
    ("421 4.4.2 connection timed out", Reason.EXPIRED),
    ("554 5.4.6 too many hops", Reason.NETWORK_ERROR),
    ("550 5.2.1 receiving mail at a rate that prevents additional messages", Reason.SPEEDING),
    ("552 5.3.4 message too large", Reason.MESSAGE_TOO_BIG),
]


@pytest.mark.parametrize(("said", "reason"), SAID)
def test_a_servers_words_give_the_reason(said: str, reason: Reason) -> None:
    notice = Letter(
        headers={"from": ("mailer-daemon@mx.example",)},
        reports=((f"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.0.0\n"
                 f"Diagnostic-Code: smtp; {said}\n"),),
    )  # fmt: skip
    (failed,) = failures(notice)
    assert (failed.address, reason_of(failed)) == ("a@b.example", reason)


def test_hard_is_only_what_nobody_will_ever_read() -> None:
    assert {Reason.USER_UNKNOWN, Reason.HOST_UNKNOWN, Reason.HAS_MOVED, Reason.NOT_ACCEPT} == HARD


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("5.1.1", Reason.USER_UNKNOWN),
        ("5.2.2", Reason.MAILBOX_FULL),
        ("4.4.7", Reason.EXPIRED),
        ("", Reason.ON_HOLD),
        ("5.9.9", Reason.UNDEFINED),
        ("4.9.9", Reason.ON_HOLD),
        ("2.0.0", Reason.DELIVERED),
    ],
)
def test_codes_count_where_nothing_is_said(status: str, reason: Reason) -> None:
    assert reason_of(Failure("a@b.example", status=status)) is reason


@pytest.mark.parametrize(("command", "reason"), [("RCPT", Reason.USER_UNKNOWN), ("DATA", Reason.FILTERED)])
def test_an_unknown_user_is_certain_only_when_the_recipient_was_asked(command: str, reason: Reason) -> None:
    assert reason_of(Failure("a@b.example", said="550 no such user", code="550", command=command)) is reason


def test_what_is_delayed_is_no_failure_for_good() -> None:
    assert reason_of(Failure("a@b.example", status="4.4.1", action="delayed")) is Reason.EXPIRED


def test_each_address_of_a_notice_has_its_own_reason() -> None:
    text = (
        "Hi. This is the qmail-send program at mx.example.\n\n"
        "<gone@b.example>:\n192.0.2.1 does not like recipient.\n"
        "Remote host said: 550 5.1.1 User unknown\nGiving up on 192.0.2.1.\n\n"
        "<full@b.example>:\n192.0.2.1 does not like recipient.\n"
        "Remote host said: 552 5.2.2 Mailbox full\nGiving up on 192.0.2.1.\n\n"
        "--- Below this line is a copy of the message.\n\nReturn-Path: <me@shop.example>\nTo: gone@b.example\n"
    )
    found = failures(Letter(headers={"from": ("mailer-daemon@mx.example",), "to": ("me@shop.example",)}, text=text))
    assert [(one.address, reason_of(one)) for one in found] == [
        ("gone@b.example", Reason.USER_UNKNOWN),
        ("full@b.example", Reason.MAILBOX_FULL),
    ]


@pytest.mark.parametrize("said", ["THIS IS A WARNING MESSAGE ONLY.", "Your message will be retried for 2 more days."])
def test_a_notice_in_words_that_the_mailer_still_tries_is_a_delay(said: str) -> None:
    notice = f"Delivery to the following recipient has been delayed:\n\n     ann@b.example\n\n{said}\n"
    (told,) = failures(Letter(headers={"from": ("mailer-daemon@mx.example",)}, text=notice))
    assert (told.address, told.action, reason_of(told)) == ("ann@b.example", "delayed", Reason.EXPIRED)
