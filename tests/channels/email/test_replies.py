"""What the answers of mail servers mean: never the wrong person blamed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.channels.email.replies import Phase, read_reply, refusal
from afterword.channels.port import Fault, Kind

CASES = [
    # Dead addresses
    ("550 5.1.1 <tom@example.com>: Recipient address rejected: User unknown", Phase.RCPT, Kind.REFUSED, Fault.HARD),
    ("550 5.1.2 Bad destination system", Phase.RCPT, Kind.REFUSED, Fault.HARD),
    ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", Phase.RCPT, Kind.REFUSED, Fault.HARD),
    ("550 5.2.1 Mailbox disabled", Phase.RCPT, Kind.REFUSED, Fault.HARD),
    ("550 No such user here", Phase.RCPT, Kind.REFUSED, Fault.HARD),
    # Living ones
    ("552 5.2.2 Mailbox full", Phase.RCPT, Kind.REFUSED, Fault.SOFT),
    ("552 5.3.4 Message too big", Phase.DOT, Kind.REFUSED, Fault.SOFT),
    ("554 5.4.6 Routing loop", Phase.DOT, Kind.REFUSED, Fault.SOFT),
    ("550 requested action not taken", Phase.RCPT, Kind.REFUSED, Fault.SOFT),
    ("550 5.7.1 Message content rejected, UBE, id=1", Phase.DOT, Kind.REFUSED, Fault.POLICY),
    (
        "554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org",
        Phase.RCPT,
        Kind.REFUSED,
        Fault.POLICY,
    ),
    ("550 Your message was considered spam", Phase.DOT, Kind.REFUSED, Fault.POLICY),
    # Ours
    ("550 5.7.26 Unauthenticated email from frames.example is not accepted", Phase.DOT, Kind.ACCOUNT, Fault.OURS),
    ("421 4.7.32 Your email has been rate limited because the From: header", Phase.DOT, Kind.ACCOUNT, Fault.OURS),
    ("550 5.7.515 Access denied, sending domain does not meet the required level", Phase.DOT, Kind.ACCOUNT, Fault.OURS),
    ("535 5.7.8 Error: authentication failed", Phase.AUTH, Kind.ACCOUNT, Fault.OURS),
    ("534 5.7.9 Application-specific password required", Phase.AUTH, Kind.ACCOUNT, Fault.OURS),
    ("530 5.7.0 Must issue a STARTTLS command first", Phase.MAIL, Kind.ACCOUNT, Fault.OURS),
    ("530 Authentication required", Phase.RCPT, Kind.ACCOUNT, Fault.OURS),
    ("554 5.7.1 <tom@example.com>: Relay access denied", Phase.RCPT, Kind.ACCOUNT, Fault.OURS),
    ("550 relay not permitted", Phase.RCPT, Kind.ACCOUNT, Fault.OURS),
    (
        "553 5.7.1 <rosa@frames.example>: Sender address rejected: not owned by user",
        Phase.RCPT,
        Kind.ACCOUNT,
        Fault.OURS,
    ),
    ("553 5.1.8 Domain of sender does not exist", Phase.MAIL, Kind.ACCOUNT, Fault.OURS),
    ("554 Go away", Phase.BANNER, Kind.ACCOUNT, Fault.OURS),
    # The message, not the account
    ("552 5.3.4 Message size exceeds fixed limit", Phase.MAIL, Kind.REFUSED, Fault.SOFT),
    ("553 5.6.7 SMTPUTF8 is required", Phase.MAIL, Kind.REFUSED, Fault.SOFT),
    # Later
    ("450 4.2.0 Greylisted", Phase.RCPT, Kind.RETRY, Fault.NONE),
    ("421 4.7.28 Gmail has detected an unusual rate of mail", Phase.DOT, Kind.RETRY, Fault.NONE),
    ("454 4.7.0 Temporary authentication failure", Phase.AUTH, Kind.RETRY, Fault.NONE),
    ("250 Ok, but not now", Phase.DATA, Kind.RETRY, Fault.NONE),
    ("251 Will forward", Phase.DOT, Kind.UNCLEAR, Fault.NONE),
    ("354 Go on", Phase.DOT, Kind.UNCLEAR, Fault.NONE),
]


@pytest.mark.parametrize(("line", "phase", "kind", "fault"), CASES)
def test_each_answer_blames_whom_it_should(line: str, phase: Phase, kind: Kind, fault: Fault) -> None:
    reply = read_reply([line.encode()])
    assert reply
    outcome = refusal(reply, phase)
    assert (outcome.kind, outcome.fault) == (kind, fault)


@pytest.mark.parametrize(
    "lines",
    [
        [b""],
        [b"hello"],
        [b"25"],
        [b"2500 Ok"],
        [b"250Ok"],
        [b"150 Ok"],
        [b"650 Ok"],
        [b"250-a", b"550 b"],
        [b"250-a", b"250x"],
        ["٢٥٠ Ok".encode()],
        [b"\xff\xfe\x00"],
    ],
)
def test_what_is_no_answer_is_not_taken_for_one(lines: list[bytes]) -> None:
    assert read_reply(lines) is None


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=4), st.sampled_from(Phase))
def test_no_bytes_crash_the_reading_and_none_mean_sent(lines: list[bytes], phase: Phase) -> None:
    reply = read_reply([b"550 " + line for line in lines]) if lines[0][:1] < b"\x80" else read_reply(lines)
    if reply is not None:
        outcome = refusal(reply, phase)
        assert outcome.kind is not Kind.SENT
        assert outcome.reply.isprintable()
        assert len(outcome.reply) <= 500
