"""A name in ordinary letters, whatever the till's keyboard made of it."""

import re

from afterword.domain.name_words import PARTICLES

_ROMAN = frozenset({"ii", "iii", "iv", "vi", "vii", "viii"})
_SHORT_WORDS = frozenset({"jr", "sr", "dr", "mr", "ms", "st", "ng", "th"})
_VOWELS = frozenset("aeiouyäöüåæøéèáíóúàâêîôû")
_PARTICLE_PAIRS = frozenset(
    {("van", "der"), ("van", "den"), ("van", "de"), ("von", "der"), ("von", "dem"), ("von", "den")}
    | {("de", "la"), ("de", "los"), ("de", "las"), ("de", "le"), ("in", "der"), ("auf", "der")}
)


def tidy_name(text: str) -> str:
    """JON YANG as Jon Yang, o'brien as O'Brien; a name in mixed case stays as it is, with single spaces.

    MCDONALD is McDonald, JAN VAN DER BERG is Jan van der Berg. Initials (TJ) and numerals (III) keep their capitals.
    """
    words = text.split()
    if not _in_one_case(text):
        return " ".join(words)
    lower = [word.lower() for word in words]
    begins_with_particles = tuple(lower[:2]) in _PARTICLE_PAIRS
    shown: list[str] = []
    for index, word in enumerate(lower):
        inside = 0 < index < len(lower) - 1 or (index == 0 and begins_with_particles and len(lower) > 2)
        shown.append(word if inside and word in PARTICLES else _capitalised(words[index]))
    return " ".join(shown)


def _in_one_case(text: str) -> bool:
    letters = [c for c in text if c.isupper() or c.islower()]
    return bool(letters) and (all(c.isupper() for c in letters) or all(c.islower() for c in letters))


def _capitalised(word: str) -> str:
    bare = word.strip(".,").lower()
    initials = len(bare) == 2 and word.isupper() and not set(bare) & _VOWELS and bare not in _SHORT_WORDS
    if bare in _ROMAN or initials:
        return word.upper()
    pieces = re.split(r"([-'’.])", word.lower())
    return "".join(
        piece if index and pieces[index - 1] in {"'", "’"} and len(piece) < 2 else _one_capital(piece)
        for index, piece in enumerate(pieces)
    )


def _one_capital(piece: str) -> str:
    if piece.startswith("ij") and len(piece) > 3:
        return "IJ" + piece[2:]
    if piece.startswith("mc") and len(piece) > 3:
        return "Mc" + piece[2].upper() + piece[3:]
    return piece[:1].upper() + piece[1:]
