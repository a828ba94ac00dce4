"""The writer's own words are kept, and everybody else's are not."""

from __future__ import annotations

import time

import pytest

from afterword.domain.inbound.own_words import own_words

HEADS = {
    "English": "On Tue, 3 Mar 2026 at 10:15, Ann Lee <ann@shop.example> wrote:",
    "English, broken": "On Tue, 3 Mar 2026 at 10:15, Ann Lee of the frame shop\n<ann@shop.example>\nwrote:",
    "Norwegian": "tir. 3. mars 2026 kl. 10:15 skrev Ann Lee <ann@shop.example>:",
    "Norwegian, Apple": "Den 3. mars 2026 kl. 10:15 skrev Ann Lee <ann@shop.example>:",
    "Danish": "Den tir. 3. mar. 2026 kl. 10.15 skrev Ann Lee <ann@shop.example>:",
    "Swedish": "Den tis 3 mars 2026 kl 10:15 skrev Ann Lee <ann@shop.example>:",
    "German": "Am Di., 3. März 2026 um 10:15 Uhr schrieb Ann Lee <ann@shop.example>:",
    "French": "Le mar. 3 mars 2026 à 10:15, Ann Lee <ann@shop.example> a écrit :",
    "Spanish": "El mar, 3 mar 2026 a las 10:15, Ann Lee (<ann@shop.example>) escribió:",
    "Italian": "Il giorno mar 3 mar 2026 alle ore 10:15 Ann Lee <ann@shop.example> ha scritto:",
    "Portuguese": "Em ter., 3 de mar. de 2026 às 10:15, Ann Lee <ann@shop.example> escreveu:",
    "Dutch": "Op di 3 mrt 2026 om 10:15 schreef Ann Lee <ann@shop.example>:",
    "Polish": "wt., 3 mar 2026 o 10:15 Ann Lee <ann@shop.example> napisał(a):",
    "Finnish": "ti 3. maalisk. 2026 klo 10.15 Ann Lee (ann@shop.example) kirjoitti:",
    "Czech": "út 3. 3. 2026 v 10:15 odesílatel Ann Lee <ann@shop.example> napsal:",
    "Russian": "вт, 3 мар. 2026 г. в 10:15, Ann Lee <ann@shop.example> написал(а):",
    "Turkish": "Ann Lee <ann@shop.example>, 3 Mar 2026 Sal, 10:15 tarihinde şunu yazdı:",
    "Danish, Apple": "15. marts 2017 kl. 11.00 skrev Ann Lee <ann@shop.example>:",
    "Chinese": "Ann Lee <ann@shop.example> 于2026年3月3日周二 10:15写道：",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("quoted", ["> How was the frame?\n> Ann", "How was the frame?\n\nAnn"], ids=["marked", "bare"])
def test_what_stands_under_somebody_wrote_is_not_the_writers(head: str, quoted: str) -> None:
    assert own_words(f"It hangs in the hall, thank you!\n\n{head}\n\n{quoted}\n") == "It hangs in the hall, thank you!"


OUTLOOK = {
    "English": ("From", "Sent", "To", "Subject"),
    "Norwegian": ("Fra", "Sendt", "Til", "Emne"),
    "German": ("Von", "Gesendet", "An", "Betreff"),
    "French": ("De", "Envoyé", "À", "Objet"),
    "Spanish": ("De", "Enviado", "Para", "Asunto"),
    "Swedish": ("Från", "Skickat", "Till", "Ämne"),
    "Italian": ("Da", "Inviato", "A", "Oggetto"),
    "Dutch": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "Polish": ("Od", "Wysłano", "Do", "Temat"),
    "Russian": ("От", "Отправлено", "Кому", "Тема"),
}


@pytest.mark.parametrize("names", OUTLOOK.values(), ids=OUTLOOK)
@pytest.mark.parametrize("above", ["", "________________________________\n", "-----Original Message-----\n"])
def test_the_headers_that_outlook_quotes_end_the_writers_words(names: tuple[str, ...], above: str) -> None:
    block = "\n".join(f"{name}: {value}" for name, value in zip(names, ("Ann", "3.3.2026", "Bo", "Frame"), strict=True))
    assert own_words(f"Yes, please.\n\n{above}{block}\n\nShall we call?") == "Yes, please."


def test_answers_between_the_lines_are_all_kept() -> None:
    text = "On 3 Mar 2026, at 10:15, Ann wrote:\n> Red or blue?\n\nBlue.\n\n> Monday or Friday?\n\nFriday.\n"
    assert own_words(text) == "Blue.\n\nFriday."


@pytest.mark.parametrize(
    "footer",
    [
        "Sent from my iPhone",
        "Sent with Proton Mail secure email.",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Sendt fra min iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Skickat från min iPhone",
        "Inviato da iPhone",
        "Отправлено с iPhone",
        "Verstuurd vanaf mijn iPhone",
        "iPhoneから送信",
        "发自我的iPhone",
        "Gesendet von Outlook für Android",
        "-- \nBo Berg\nOslo",
    ],
)
def test_what_a_telephone_or_a_signature_adds_is_left_out(footer: str) -> None:
    assert own_words(f"We love it.\n\n{footer}\n") == "We love it."


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I shall come by at 10, as Ann wrote.\nThen we see.",
        "Sent from my desk, is much easier then my mobile phone.",
        "My address is now:\nFrom: here\n\nnothing else",
        "We have your letter.\nSent by mail yesterday, it came today.",
        "Listo.\nEnviado de nuevo el formulario",
        "Three things:\n- one\n- two\n- three",
        "From 3 to 5 would suit me. To be sure: call me.",
        "The order was 12 - 2 frames.\n-- but maybe three",
    ],
)
def test_a_writers_own_sentence_is_never_cut(text: str) -> None:
    assert own_words(text) == text


def test_a_quoted_line_that_was_broken_on_its_way_stays_quoted() -> None:
    long = "> the frame that you chose in spring has come back from the glazier with new,"
    assert own_words(f"Fine.\n\nOn 3 Mar 2026, Ann wrote:\n{long}\nclearer glass.\n> When do you come?\n") == "Fine."


def test_a_name_without_a_day_stands_above_a_quotation_too() -> None:
    assert own_words("Fine.\n\nAnn Lee wrote:\n> Red or blue?\n") == "Fine."


def test_a_firms_notice_of_secrecy_is_not_the_writers() -> None:
    notice = "This e-mail is confidential and intended only for the addressee.\nIf it is not meant for you, delete it."
    assert own_words(f"Yes, please.\n\n{notice}") == "Yes, please."
    assert own_words("This e-mail is confidential, please keep it between us two: I am not happy with the frame.") != ""


def test_only_somebody_elses_words_leave_nothing() -> None:
    assert own_words("---------- Forwarded message ----------\nFrom: Ann\nSubject: Frame\n\nHello") == ""


@pytest.mark.parametrize(
    "filling", ["> " * 50_000, "On 1 " * 40_000, "wrote: \n" * 20_000, "-" * 200_000, "Sent from my " * 20_000]
)
def test_no_text_takes_long(filling: str) -> None:
    begun = time.perf_counter()
    own_words(filling)
    assert time.perf_counter() - begun < 2
