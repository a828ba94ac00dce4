"""Which language somebody wrote in: a guess from the script, from small words and from letters."""

from __future__ import annotations

import re
from collections import Counter

_SCRIPTS = (
    ("ja", r"[\u3040-\u30ff]"),
    ("ko", r"[\uac00-\ud7af]"),
    ("zh", r"[\u4e00-\u9fff]"),
    ("el", r"[\u0370-\u03ff]"),
    ("he", r"[\u0590-\u05ff]"),
    ("th", r"[\u0e00-\u0e7f]"),
    ("hi", r"[\u0900-\u097f]"),
    ("ar", r"[\u0600-\u06ff]"),
)
_BY_SCRIPT = tuple((language, re.compile(marks)) for language, marks in _SCRIPTS)
_SMALL_WORDS = {
    "en": "a the and you is it for that this are with have was not your i we be on to of in my can will would "
    "thanks thank please "
    "from at if when just been do does but as an they what how could there here me so all hi hello get got",
    "nb": "og jeg det er ikke på til som en et av for med den har vi du kan hei takk hva noen mye dere fra ble "
    "skal vil må når også "
    "hvordan hvor men eller meg deg mvh tusen bare gjerne etter uke fått",
    "da": "og jeg det er ikke på til som en et af for med den har vi du kan hej tak hvad nogle meget jer fra "
    "blev skal vil når også "
    "hvordan hvor men eller mig dig mvh mange bare gerne efter uge fået",
    "sv": "och jag det är inte på till som en ett av för med den har vi du kan hej tack vad några mycket er "
    "från blev ska vill när "
    "också hur var men eller mig dig hälsningar bara gärna efter vecka fått",
    "de": "und ich das ist nicht auf zu die der ein eine von für mit den hat wir sie kann hallo danke was sehr "
    "ihr aus wurde soll "
    "wenn auch wie aber oder mir mich grüße gruß bitte noch dem des im am es bei vielen",
    "fr": "et je le la les est pas de des un une du pour avec dans que qui vous nous merci bonjour ce cette "
    "mais ou sur au aux mon "
    "votre vos notre cordialement il elle en ne se plus très",
    "es": "y el la los las es no de un una del para con en que por su gracias hola este esta pero o sobre mi "
    "muy se lo al como más "
    "nosotros usted saludos está",
    "it": "e il la lo gli le è non di un una del della per con in che grazie ciao buongiorno questo questa ma o "
    "su mi molto si al "
    "come più noi lei saluti sono ho",
    "pt": "e o a os as é não de um uma do da para com em que por obrigado obrigada olá este esta mas ou sobre "
    "meu muito se ao como "
    "mais nós você está são",
    "nl": "en ik het is niet op te de een van voor met dat die heeft wij u jij kan hallo dank wat veel jullie "
    "uit werd zal als ook "
    "hoe waar maar of mij groeten bedankt bij zijn graag nog",
    "pl": "i ja to jest nie na do w z się że dziękuję dzień dobry za co jak ale lub mnie pozdrawiam proszę po "
    "od dla czy są jestem",
    "fi": "ja minä se on ei että kiitos hei mutta tai kun mitä miten olen meidän teidän terveisin myös vain "
    "olisi voi",
    "cs": "a já to je není na do v z se že děkuji dobrý den co jak ale nebo mě prosím po od pro jsem jste",
    "tr": "ve bu bir için ile değil çok ne nasıl ama veya ben siz teşekkürler merhaba var yok olarak",
    "ru": "и я не на в с что это как но или мы вы спасибо здравствуйте для по от из у мне очень за да нет так",
    "uk": "і я не на в з що це як але або ми ви дякую добрий день для по від із у мені дуже за та є",
}  # fmt: skip
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_SHARED_BY = Counter(word for words in _WORDS.values() for word in words)
_LETTERS = (
    ("de", "ßäöü"), ("nb", "øåæ"), ("da", "øåæ"), ("sv", "äöå"), ("fi", "äö"), ("fr", "éèêçàùâîœ"), ("es", "ñ¿¡áóí"),
    ("pt", "ãõçêáó"), ("it", "èàòùì"), ("pl", "łąęśżźćń"), ("cs", "ěščřžýůď"), ("tr", "ğışçöü"),
    ("uk", "іїєґ"), ("ru", "ыэъё"),
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ADDRESSES = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
_ENOUGH = 1.4
_SHARE = 0.08  # of all words
_MOST_READ = 4000


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the likeliest language, or None where there is too little to tell."""
    text = _ADDRESSES.sub(" ", text[:_MOST_READ])
    letters = sum(1 for mark in text if mark.isalpha())
    for language, marks in _BY_SCRIPT:
        if letters and len(marks.findall(text)) > letters * (0.1 if language == "ja" else 0.3):
            return language
    words = Counter(word.casefold() for word in _WORD.findall(text))
    weights = {language: _weight(words, small) for language, small in _WORDS.items()}
    folded = text.casefold()
    for language, special in _LETTERS:
        weights[language] += min(1.5, 0.3 * sum(folded.count(mark) for mark in special))
    best, second = sorted(weights, key=lambda one: (-weights[one], one))[:2]
    enough = weights[best] >= max(_ENOUGH, _SHARE * words.total())
    return best if enough and weights[best] > weights[second] * 1.05 else None


def _weight(words: Counter[str], small: frozenset[str]) -> float:
    """A word that several languages have tells less for each."""
    return sum((count / _SHARED_BY[word] ** 0.5 for word, count in words.items() if word in small), 0.0)
