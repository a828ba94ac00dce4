"""Whether a name is a firm's, a club's or an office's rather than a person's."""

import unicodedata

from afterword.domain.given_names import GIVEN_NAMES
from afterword.domain.name_words import (
    FIRM_WORDS,
    FIRM_WORDS_MOSTLY_NAMES,
    FIRM_WORDS_OR_NAMES,
    LEGAL_FORMS,
    LEGAL_FORMS_OR_NAMES,
    SUFFIXES,
)


def is_firm(name: str) -> bool:
    """A guess, from legal forms, digits and the words firms use; False where nothing of the kind is seen."""
    text = unicodedata.normalize("NFKC", name[:400]).strip()
    words = [word.strip(',;:()"').lower().rstrip(".") for word in text.split()]
    words = [word for word in words if word]
    if not words:
        return False
    if any(c.isdigit() for c in text) or "@" in text or ".com" in text.lower():
        return True
    return _has_legal_form(words, text) or _has_firm_word(words)


def _has_legal_form(words: list[str], text: str) -> bool:
    for index, word in enumerate(words):
        if index == 0 or word not in LEGAL_FORMS:
            continue
        if word not in LEGAL_FORMS_OR_NAMES:
            return True
        mixed = not text.isupper() and not text.islower()
        shouted = mixed and text.rstrip(" .").endswith(word.upper())
        if index == len(words) - 1 and (shouted or index >= 2):
            return True
    return False


def _has_firm_word(words: list[str]) -> bool:
    """One firm word is enough, unless people are called so as well and the rest looks like a person's name."""
    words = [word for word in words if word not in SUFFIXES]
    hits = {word for word in words if word in FIRM_WORDS or word.removesuffix("'s") in FIRM_WORDS}
    if not hits:
        return False
    like_a_person = len(words) <= 3 and words[0] not in hits and len(hits) == 1
    if words[0] in GIVEN_NAMES:
        return not (like_a_person and hits <= FIRM_WORDS_OR_NAMES)
    return not (like_a_person and hits <= FIRM_WORDS_MOSTLY_NAMES)
