"""Senders that nobody may answer are known, in several languages, and no honest address is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.no_reply import is_no_reply

REFUSED = (
    "no-reply@example.com", "noreply@example.com", "No_Reply@Example.com", "no.reply@example.com",
    "no-replies@a.org", "donotreply@example.com", "do-not-reply@example.com", "DoNotReply@example.com",
    "dont-reply@example.com", "please-do-not-reply@example.com", "shop-noreply@example.com",
    "noreply-orders@example.com", "noreply+42@example.com", "not-reply@example.com",
    "never.reply@example.com", "noresponse@example.com", "no-answer@example.com", "nr@example.com",
    "ikke-svar@example.no", "ikkesvar@example.no", "svar-ikke@example.no", "ikke.besvar@example.no",
    "inte-svara@example.se", "svara-ej@example.se", "nicht-antworten@example.de", "keine-antwort@example.de",
    "bitte-nicht-antworten@example.de", "ne-pas-repondre@example.fr", "ne-pas-répondre@example.fr",
    "no-responder@example.es", "non-rispondere@example.it", "niet-beantwoorden@example.nl",
    "geen-antwoord@example.nl", "mailer-daemon@example.com", "unattended@example.com", "bounces@example.com",
    "devnull@example.com", " no-reply@example.com ",
)  # fmt: skip
KEPT = (
    "rosa@example.com", "hello@example.com", "post@example.no", "nora@example.com", "norepl@example.com",
    "svar@example.no", "reply@example.com", "nordre-plyndring@example.no", "antwort@example.de", "info@noreply.example",
    "ono.ryan@example.com", "kundeservice@example.no", "", "answers@example.com", "naomi.reyes@example.com",
)  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_takes_no_answers_is_known(address: str) -> None:
    assert is_no_reply(address)


@pytest.mark.parametrize("address", KEPT)
def test_an_honest_address_may_write(address: str) -> None:
    assert not is_no_reply(address)


@given(st.text(max_size=80))
def test_any_text_gets_an_answer(address: str) -> None:
    assert is_no_reply(address) in (True, False)


@given(st.sampled_from(("no-reply", "do-not-reply", "ikke-svar")), st.sampled_from("-._"), st.booleans())
def test_marks_and_capitals_do_not_matter(name: str, mark: str, is_loud: bool) -> None:
    written = name.replace("-", mark)
    assert is_no_reply(f"{written.upper() if is_loud else written}@example.com")
