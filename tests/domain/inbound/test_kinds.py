"""People are told from machines, and when in doubt it is a person."""

from __future__ import annotations

import pytest

from afterword.domain.inbound.kinds import Kind, kind_of
from afterword.domain.inbound.letter import Letter


def letter(text: str = "Thank you, it is lovely.", **headers: str) -> Letter:
    said = {"from": "Bo Berg <bo@example.org>", "subject": "Re: Your frame", "in-reply-to": "<f.1.1@shop.example>"}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    return Letter(headers={name: (value,) for name, value in said.items()}, text=text)


def test_a_persons_answer_stops_plans() -> None:
    assert kind_of(letter()) is Kind.REPLY
    assert Kind.REPLY.stops_plans


def test_nothing_but_a_persons_answer_stops_plans() -> None:
    assert [kind for kind in Kind if kind.stops_plans] == [Kind.REPLY]


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"},
        {"auto_submitted": "auto-generated (vacation)"},
        {"x_autoreply": "yes"},
        {"x_autorespond": "away"},
        {"precedence": "auto_reply"},
        {"return_path": "<>"},
        {"x_post_messageclass": "9; Autoresponder"},
    ],
)
def test_a_machine_that_says_so_is_believed(headers: dict[str, str]) -> None:
    assert kind_of(letter(**headers)) is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Your frame",
        "Out of Office: Your frame",
        "Automatisk svar: Rammen din",
        "Autosvar: Rammen",
        "Fraværsmelding",
        "Automatische Antwort: Ihr Rahmen",
        "Abwesenheitsnotiz: Rahmen",
        "Réponse automatique : Votre cadre",
        "Respuesta automática: Su marco",
        "Risposta automatica: Cornice",
        "Automatisch antwoord: Lijst",
        "Afwezigheidsbericht",
        "Automatiskt svar: Ramen",
        "Frånvaromeddelande",
        "Automaattinen vastaus: Kehys",
        "Autoodpowiedź: Rama",
        "Автоматический ответ: Рама",
        "Resposta automática: Moldura",
        "自动回复: 相框",
        "Away until Monday",
        "Vacation",
    ],
)
def test_an_absence_is_known_by_its_subject_in_many_languages(subject: str) -> None:
    assert kind_of(letter(subject=subject)) is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Vacation pictures framed",
        "Vacation home",
        "Auto: new tires",
        "Re: Your frame",
        "Ferien in Italien gerahmt",
        "SV: Ferie i juli",
        "Re: On vacation next week, can you deliver earlier?",
        "Automatic door opener",
        "Office chairs",
    ],
)
def test_a_person_may_write_about_holidays_and_automats(subject: str) -> None:
    assert kind_of(letter(subject=subject)) is Kind.REPLY


def test_a_person_who_says_to_be_away_is_still_a_person() -> None:
    assert kind_of(letter("I am out of the office until Monday, but yes: go ahead with the blue one.")) is Kind.REPLY


def test_auto_submitted_no_is_a_person() -> None:
    assert kind_of(letter(auto_submitted="no")) is Kind.REPLY


def test_a_lists_mail_is_a_lists() -> None:
    assert kind_of(letter(list_id="<news.example.org>", in_reply_to="<other@example.org>")) is Kind.LIST
    assert kind_of(letter(precedence="bulk", in_reply_to="")) is Kind.LIST


def test_an_answer_to_us_that_a_shared_mailbox_carried_is_a_persons() -> None:
    assert kind_of(letter(list_id="<info.shop.example>", in_reply_to="<f.0b9e.1@shop.example>")) is Kind.REPLY


def test_a_feedback_report_is_a_complaint() -> None:
    report = Letter(
        headers={"from": ("fbl@example.net",)}, report_type="feedback-report", feedback="Feedback-Type: abuse"
    )
    assert kind_of(report) is Kind.COMPLAINT


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (
            "MAILER-DAEMON@mx.example",
            "failure notice",
            "I wasn't able to deliver your message to the following addresses.",
        ),
        ("Postmaster <postmaster@mx.example>", "Undeliverable: Your frame", "did not reach the following recipient"),
        ("x@mx.example", "Mail delivery failed", "A message that you sent could not be delivered to all recipients."),
    ],
)
def test_a_mailers_notice_is_a_failure(sender: str, subject: str, text: str) -> None:
    found = Letter(headers={"from": (sender,), "subject": (subject,)}, text=text)
    assert kind_of(found) is Kind.BOUNCE


def test_a_read_receipt_is_a_machines() -> None:
    assert (
        kind_of(Letter(headers={"from": ("bo@example.org",)}, report_type="disposition-notification"))
        is Kind.AUTO_REPLY
    )


def test_a_person_whose_parcel_could_not_be_delivered_is_a_person() -> None:
    assert kind_of(letter("The post could not deliver the frame, it was returned to sender. What now?")) is Kind.REPLY


def test_a_machine_that_takes_no_answers_is_no_person() -> None:
    other = Letter(headers={"from": ("Shop <no-reply@example.com>",), "subject": ("Your receipt",)}, text="Total: 5")
    assert kind_of(other) is Kind.OTHER
