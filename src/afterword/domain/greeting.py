"""How to address a customer by name, or nothing where that is not sure.

Names come from tills and web shops: in capitals, turned round, with titles, as couples, as firms. A letter that says
"Dear there" is forgiven, "Dear Inc" is not: whatever is unsure gives None, and the template's fallback speaks.
"""

import re
import unicodedata

from afterword.domain.firm_names import is_firm
from afterword.domain.given_names import ALSO_FAMILY_NAMES, FAMILY_FIRST, GIVEN_NAMES
from afterword.domain.name_case import tidy_name
from afterword.domain.name_words import LEGAL_FORMS, NOT_NAMES, PARTICLES, SUFFIXES, TITLES

__all__ = ["given_name_of", "is_firm", "salutation", "tidy_name"]

_LONGEST = 100
_LONGEST_WORD = 30
_WORD = re.compile(r"[^\W\d_]+(?:[-'’·][^\W\d_]+)*\.?")
_NICKNAME = re.compile(
    r"\([^()]{0,60}\)|\"[^\"]{0,60}\"|“[^”]{0,60}”|''[^']{0,60}''"
    r"|(?<=\s)'[^']{1,60}'(?=\s)|(?<=\s)‘[^’]{1,60}’(?=\s)"
)
_TWO_PEOPLE = re.compile(r"[&+/;]|\b(?:and|or|und|og|och|et|en)\b", re.IGNORECASE)
_TWO_PEOPLE_IN_A_LETTER = re.compile(r"(?<=\s)[ye](?=\s)")
_MEANS_SOMETHING = frozenset("@{}[]<>|\\=#$%^*~_:!?")


def given_name_of(display: str = "", *, prefix: str = "", given: str = "", family: str = "") -> str | None:
    """The name to greet with, in ordinary letters, or None where that is unsure.

    A given name in a field of its own is trusted, after a look at it. Of a whole name the order must be plain: "Ann
    Berg", "Berg, Ann", "Dr. Ann B. Berg, MD". Couples, firms, initials, offices, test entries and lone family names
    give None. `prefix` and `family`, where known, help to tell.
    """
    if given.strip():
        return _own_field(given)
    text = _without_nicknames(display)
    if not text or not _is_clean(text) or is_firm(text):
        return None
    titled = bool(prefix.strip()) or _bare(text.split()[0]) in TITLES
    words, turned = _given_first(text, family)
    while words and _bare(words[0]) in TITLES:
        words = words[1:]
    if not words or _names_two_people(text):
        return None
    if turned:
        return _vetted(words[:1])
    if len(words) == 1:
        return _vetted(words) if not titled and _plain(words[0]) in GIVEN_NAMES - ALSO_FAMILY_NAMES else None
    return _vetted(words[:1]) if _order_is_plain(words) else None


def salutation(*, prefix: str = "", family: str = "") -> str | None:
    """The formal way to address a person, such as "Mr. Yang"; None unless title and family name are both sure."""
    title = _FORMAL.get(_bare(prefix))
    name = _without_nicknames(family)
    words = name.split()
    if title is None or not 1 <= len(words) <= 4 or not _is_clean(name) or is_firm(name):
        return None
    if any(not _WORD.fullmatch(word) or _bare(word) in NOT_NAMES for word in words) or _is_initials(words[-1]):
        return None
    return f"{title} {tidy_name(name)}"


_FORMAL = {
    "mr": "Mr.",
    "mrs": "Mrs.",
    "ms": "Ms.",
    "miss": "Miss",
    "mx": "Mx.",
    "dr": "Dr.",
    "prof": "Prof.",
    "herr": "Herr",
    "frau": "Frau",
    "madame": "Madame",
    "mme": "Madame",
    "monsieur": "Monsieur",
}


def _own_field(given: str) -> str | None:
    text = _without_nicknames(given)
    if not _is_clean(text) or is_firm(text) or _names_two_people(text):
        return None
    words = text.rstrip(",").split()
    while len(words) > 1 and _bare(words[0]) in TITLES:
        words = words[1:]
    while len(words) > 1 and len(_letters(words[-1])) == 1:  # "John P."
        words = words[:-1]
    return _vetted(words)


def _given_first(text: str, family: str) -> tuple[list[str], bool]:
    """The words that begin with the given name, and whether it was said that they do ("Berg, Ann")."""
    parts = [words for part in text.split(",") if (words := _without_suffixes(part.split()))]
    if len(parts) == 2:
        before, after = parts
        sure = len(before) == 1 or _plain(after[0]) in GIVEN_NAMES  # not "Andrew Berg, trustee"
        return (after, True) if sure and _bare(before[-1]) not in TITLES else ([], False)
    if len(parts) != 1:
        return [], False
    words, surname = parts[0], family.lower().split()
    if surname and len(words) > len(surname) and [w.lower() for w in words[: len(surname)]] == surname:
        return words[len(surname) :], True
    return words, False


def _without_suffixes(words: list[str]) -> list[str]:
    while words and _bare(words[-1]) in SUFFIXES:
        words = words[:-1]
    return words


def _order_is_plain(words: list[str]) -> bool:
    """Whether the first of several words is surely the given name."""
    first, second = _plain(words[0]), _plain(words[1])
    if first in GIVEN_NAMES:
        return True
    if first in FAMILY_FIRST or first in PARTICLES:
        return False
    return second not in GIVEN_NAMES  # "Meyer Charles" may be turned round


def _vetted(words: list[str]) -> str | None:
    """These words as a given name, if each of them can be one."""
    if not 1 <= len(words) <= 3 or any(not _can_be_given(word) for word in words):
        return None
    if len(words) == 1 and _plain(words[0]) in PARTICLES and _plain(words[0]) not in GIVEN_NAMES:
        return None
    shown = tidy_name(" ".join(word.rstrip(".") for word in words))
    return shown[:1].upper() + shown[1:]


def _can_be_given(word: str) -> bool:
    bare = _bare(word)
    if not _WORD.fullmatch(word) or bare.endswith(("'s", "’s")) or len(word) > _LONGEST_WORD or _is_initials(word):
        return False
    return not any(bare in words for words in (NOT_NAMES, TITLES, SUFFIXES, LEGAL_FORMS))


def _is_initials(word: str) -> bool:
    """J. and JP, and in Latin letters whatever is short and has no vowel; Al and Bo are names."""
    letters = _letters(word)
    if len(letters) < 2:
        return True
    latin = all("LATIN" in unicodedata.name(c, "") for c in letters)
    return latin and len(letters) <= 3 and not set(_plain(letters)) & set("aeiouyæøœ")


def _without_nicknames(text: str) -> str:
    straight = " ".join(unicodedata.normalize("NFKC", text[: 4 * _LONGEST]).split())
    return " ".join(_NICKNAME.sub(" ", f" {straight} ").split())


def _is_clean(text: str) -> bool:
    """No digits, addresses, code or hidden characters, nor a script that writes the family name first."""
    if not 0 < len(text) <= _LONGEST or not text.isprintable():
        return False
    if any(c.isdigit() or c in _MEANS_SOMETHING for c in text):
        return False
    return not any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in text)


def _names_two_people(text: str) -> bool:
    """Ann & Tom, Ann og Tom; the small y and e of "Ana y Luis" only where capitals show that they are no initials."""
    return bool(_TWO_PEOPLE.search(text) or (not text.islower() and _TWO_PEOPLE_IN_A_LETTER.search(text)))


def _letters(word: str) -> str:
    return "".join(c for c in word if c.isalpha())


def _bare(word: str) -> str:
    return word.strip(".,'\"").lower()


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", _bare(word))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
