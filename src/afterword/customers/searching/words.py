"""What somebody typed, as the pieces that are looked for."""

from __future__ import annotations

from afterword.customers.naming import folded

MOST_WORDS = 8
_DIALED = frozenset("0123456789+-()./")
#: Letters of one piece of the index on SQLite.
PIECE = 3


def words_of(text: str) -> list[str]:
    """At most eight folded words; a phone number's pieces are put together, without a leading zero or plus."""
    words = folded(text[:200]).split()
    if words and all(set(word) <= _DIALED for word in words):
        digits = "".join(letter for word in words for letter in word if letter.isdigit())
        return [digits.lstrip("0") or digits] if digits else []
    return words[:MOST_WORDS]


def patterns(word: str) -> list[str]:
    """Patterns for LIKE, of which one must fit the folded text.

    Three letters and more are found anywhere, two where a word begins, and one where the name begins: a single letter
    stands somewhere in nearly everybody's address.
    """
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    if len(word) >= PIECE:
        return [f"%{escaped}%"]
    return [f"{escaped}%"] if len(word) == 1 else [f"{escaped}%", f"% {escaped}%"]


def pieces(word: str) -> list[str]:
    """The pieces of three letters that a text must hold which fits the word; texts begin with two blanks."""
    whole = word if len(word) >= PIECE else word.rjust(PIECE)
    return list(dict.fromkeys(whole[at : at + PIECE] for at in range(len(whole) - PIECE + 1)))
