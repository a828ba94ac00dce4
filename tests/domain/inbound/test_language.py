"""The language of a few sentences is guessed, and not guessed where there is too little."""

from __future__ import annotations

import pytest

from afterword.domain.inbound.language import language_of

SENTENCES = {
    "en": "Thank you, the frame is lovely and it hangs in our hall now.",
    "nb": "Tusen takk, rammen er veldig fin og henger i gangen nå. Hva koster en til?",
    "da": "Mange tak, rammen er meget flot og hænger i gangen nu. Hvad koster en mere af dem?",
    "sv": "Tack så mycket, ramen är jättefin och hänger i hallen nu. Vad kostar en till?",
    "de": "Vielen Dank, der Rahmen ist sehr schön und hängt jetzt im Flur.",
    "fr": "Merci beaucoup, le cadre est très beau et il est dans notre entrée.",
    "es": "Muchas gracias, el marco es muy bonito y está en la entrada de casa.",
    "it": "Grazie mille, la cornice è molto bella e sono contenta di come sta nella sala.",
    "pt": "Muito obrigada, a moldura é linda e está na sala. Você tem mais uma?",
    "nl": "Bedankt, de lijst is heel mooi en hij hangt nu in de gang bij ons.",
    "pl": "Dziękuję bardzo, rama jest piękna i wisi w przedpokoju. Czy są jeszcze inne?",
    "ru": "Спасибо большое, рама очень красивая и висит у нас в прихожей.",
    "ja": "ありがとうございます。とても気に入りました。",
    "zh": "谢谢你们，相框非常漂亮，我们很喜欢。",
    "ko": "감사합니다. 액자가 정말 예뻐요.",
}


@pytest.mark.parametrize(("language", "text"), SENTENCES.items(), ids=SENTENCES)
def test_a_sentence_tells_its_language(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "OK", ":+1:", "12345", "foo bar", "DDE(cmd;/C calc;!A0)"])
def test_too_little_is_not_guessed(text: str) -> None:
    assert language_of(text) is None
