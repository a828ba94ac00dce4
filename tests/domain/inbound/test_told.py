"""What a provider's report means, case by case: the receiving server's words first, then the provider's verdict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.inbound.reasons import HARD, Reason
from afterword.domain.inbound.told import Meaning, Report, What, meaning_of

CASES = [
    # event, reject, permanent, said, told -> what, why
    ("delivered", "", None, "250 2.0.0 OK", "", "arrived"),
    ("deferred", "bounced", None, "452 4.2.2 mailbox full", "", "delayed"),
    ("opened", "", None, "", "", "left"),
    ("queued", "", None, "", "", "nothing"),
    ("something new", "", True, "550 5.1.1", "", "nothing"),
    ("complained", "spam", None, "", "", "complained"),
    ("unsubscribed", "", None, "", "I get too many", "unsubscribed"),
    ("rejected", "unsubscribed", None, "", "Unsubscribed Address", "unsubscribed"),
    ("rejected", "spam", None, "", "Spam Reporting Address", "complained"),
    ("rejected", "bounced", None, "", "Bounced Address", "failed userunknown"),
    ("rejected", "invalid", None, "", "Invalid", "failed userunknown"),
    ("rejected", "blocked", None, "", "Recipient List over Package Quota", "failed blocked"),
    ("bounced", "bounced", True, "smtp; 550 5.1.1 The email account does not exist", "", "failed userunknown"),
    ("bounced", "bounced", None, "550 5.1.1 user unknown", "", "failed userunknown"),
    ("bounced", "bounced", True, "", "Permanent: General", "failed userunknown"),
    ("bounced", "bounced", False, "", "Transient: General", "failed expired"),
    ("bounced", "bounced", False, "452 4.2.2 mailbox full", "", "failed mailboxfull"),
    ("bounced", "bounced", True, "552 5.2.2 mailbox full", "", "failed mailboxfull"),
    ("bounced", "bounced", True, "550 5.7.1 message rejected as spam", "", "failed spamdetected"),
    ("bounced", "bounced", False, "550 5.1.1 user unknown", "", "failed userunknown"),
    ("bounced", "bounced", None, "", "", "failed undefined"),
    ("bounced", "timed_out", None, "", "", "failed expired"),
    ("failed", "", None, "", "Rendering failed", "failed undefined"),
]  # fmt: skip


@pytest.mark.parametrize(("event", "reject", "permanent", "said", "told", "meant"), CASES)
def test_what_is_meant(event: str, reject: str, permanent: bool | None, said: str, told: str, meant: str) -> None:
    found = meaning_of(Report(event, reject, permanent, said, told))
    shown = f"{found.what} {found.reason}" if found.what is What.FAILED else str(found.what)
    assert shown == meant


@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from([True, False, None]), st.text(), st.text())
def test_whatever_is_said_there_is_a_meaning_and_only_failures_have_a_reason(
    event: str, reject: str, permanent: bool | None, said: str, told: str
) -> None:
    found = meaning_of(Report(event, reject, permanent, said, told))
    assert isinstance(found, Meaning)
    assert found.what is What.FAILED or found.reason is Reason.UNDEFINED


@given(st.text(alphabet="abc 145.", max_size=30), st.sampled_from(["bounced", "rejected"]))
def test_a_hard_verdict_is_never_softened_without_words_of_the_server(told: str, event: str) -> None:
    assert meaning_of(Report(event, "bounced", True, "", "")).reason in HARD
    assert meaning_of(Report("deferred", "bounced", True, told, told)).what is What.DELAYED
