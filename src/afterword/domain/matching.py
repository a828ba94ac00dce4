"""Whether two records are the same person: same, perhaps, or not. The caller finds the candidates to compare.

A wrong merge mixes two people's histories and is hard to undo in a customer's eyes; a missed one costs a
question. So "same" needs a source's own key, or an address of their own together with a name that does not
contradict it.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

_FOLDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h"}
)


@lru_cache(maxsize=65_536)
def search_key(text: str) -> str:
    """The text as it is searched for: NFKC, case-folded, accents off, single spaces."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(c for c in folded if not unicodedata.combining(c)).translate(_FOLDED)
    return " ".join(unicodedata.normalize("NFKC", bare).casefold().split())


@lru_cache(maxsize=65_536)
def name_key(text: str) -> str:
    """The words of a name, folded and sorted, so that "Yang, Jon" and "JON YANG" are equal."""
    return " ".join(sorted(_words(text)))


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else "" if c in "'’.`" else " " for c in search_key(text)).split()


def normalize_email(text: str) -> str | None:
    """The address as it is compared: trimmed, NFKC, lower case, without mailto: or a final dot; None if it
    is none.

    Only the form is looked at. Dots and plus-tags are kept: they may mean another mailbox.
    """
    address = unicodedata.normalize("NFKC", text).strip().strip("<>").strip().casefold()
    address = address.removeprefix("mailto:").rstrip(".")
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain or len(address) > 254 or len(local) > 64:
        return None
    if any(c.isspace() or not c.isprintable() for c in address) or "@" in local or "." not in domain:
        return None
    if any(not label or label.startswith("-") or label.endswith("-") for label in domain.split(".")):
        return None
    return address


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What is known of one record. `email` is normalised, `phone` is E.164; empty means unknown."""

    source: str = ""
    key: str = ""
    given: str = ""
    family: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    birth_date: date | None = None
    postal_code: str = ""
    street: str = ""

    @property
    def full_name(self) -> str:
        """The whole name, put together from its parts if it was not given whole."""
        return self.name or f"{self.given} {self.family}".strip()


class MatchKind(StrEnum):
    """The three answers."""

    SAME = "same"
    UNSURE = "unsure"
    NEW = "new"


class MatchReason(StrEnum):
    """Why; the words belong to the faces."""

    SOURCE_KEY = "source_key"
    EMAIL = "email"
    PHONE = "phone"
    EMAIL_OTHER_NAME = "email_other_name"
    PHONE_OTHER_NAME = "phone_other_name"
    TWO_KEYS = "two_keys"
    SIMILAR = "similar"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Match:
    """The answer with a score from 0 (different) to 1, the reason, and which of the candidates it was (None: none)."""

    kind: MatchKind
    score: float
    reason: MatchReason
    index: int | None = None


UNSURE_FROM = 0.68
"""The score from which two records are worth a person's question; found on FEBRL's known duplicates (see the tests)."""


def match(candidate: Identity, existing: Iterable[Identity]) -> Match:
    """The best answer over the candidates that the caller found; the first of equals wins.

    Same: the same key of the same source; or the same e-mail or phone and compatible names. Two different
    keys of one source are two records by that source's own word, so at most unsure.
    """
    best = Match(MatchKind.NEW, 0.0, MatchReason.DIFFERENT)
    for index, other in enumerate(existing):
        found = compare(candidate, other)
        if (_RANK[found.kind], found.score) > (_RANK[best.kind], best.score):
            best = Match(found.kind, found.score, found.reason, index)
    return best


_RANK = {MatchKind.NEW: 0, MatchKind.UNSURE: 1, MatchKind.SAME: 2}


def compare(one: Identity, other: Identity) -> Match:
    """The answer for one pair; comparing the other way round gives the same."""
    one_source = bool(one.source) and one.source == other.source and bool(one.key) and bool(other.key)
    if one_source and one.key == other.key:
        return Match(MatchKind.SAME, 1.0, MatchReason.SOURCE_KEY)
    same_email = bool(one.email) and one.email == other.email
    same_phone = bool(one.phone) and one.phone == other.phone
    if same_email or same_phone:
        if not compatible_names(one, other):
            reason = MatchReason.EMAIL_OTHER_NAME if same_email else MatchReason.PHONE_OTHER_NAME
            return Match(MatchKind.UNSURE, 0.6, reason)
        if one_source:
            return Match(MatchKind.UNSURE, 0.9, MatchReason.TWO_KEYS)
        return Match(MatchKind.SAME, 0.95, MatchReason.EMAIL if same_email else MatchReason.PHONE)
    score = 0.0 if _same_house_other_person(one, other) else _similarity(one, other)
    if score >= UNSURE_FROM:
        return Match(MatchKind.UNSURE, score, MatchReason.SIMILAR)
    return Match(MatchKind.NEW, score, MatchReason.DIFFERENT)


def compatible_names(one: Identity, other: Identity) -> bool:
    """Whether the two names can be one person's: nothing in them contradicts.

    A missing name contradicts nothing. "J. Yang" and "Jon Yang" are compatible, "Ann Berg" and "Tom Berg"
    are not.
    """
    mine, theirs = _words(one.full_name), _words(other.full_name)
    if not mine or not theirs:
        return True
    if sorted(mine) == sorted(theirs) or "".join(mine) == "".join(theirs):
        return True
    shorter, longer = sorted((mine, theirs), key=lambda words: (len(words), words))
    return _all_found(shorter, list(longer))


def _all_found(words: list[str], among: list[str]) -> bool:
    """Whether each word has a counterpart of its own, full words before initials."""
    full_word_found = False
    for word in sorted(words, key=lambda w: -len(w)):
        counterpart = next((w for w in among if w == word), None) or next(
            (w for w in among if _abbreviates(word, w)), None
        )
        if counterpart is None:
            return False
        full_word_found = full_word_found or len(word) > 1
        among.remove(counterpart)
    return full_word_found


def _abbreviates(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    if len(short) == 1 or len(short) >= 3:
        return long.startswith(short)
    return False


def _same_house_other_person(one: Identity, other: Identity) -> bool:
    """Two given names that are nothing alike: a family at one address, unless they were born on the same day."""
    if not one.given or not other.given or (one.birth_date is not None and one.birth_date == other.birth_date):
        return False
    return not compatible_names(one, other) and _ratio(search_key(one.given), search_key(other.given)) < 0.6


def _similarity(one: Identity, other: Identity) -> float:
    """The weighted mean of what both records say; a record that says too little is not similar."""
    pairs = (
        (4.0, _name_likeness(one.full_name, other.full_name)),
        (3.0, _equal_or_swapped(one.birth_date, other.birth_date)),
        (1.0, _likeness(one.postal_code, other.postal_code)),
        (2.0, _likeness(one.street, other.street)),
    )
    known = [(weight, likeness) for weight, likeness in pairs if likeness is not None]
    total = sum(weight for weight, _ in known)
    if total < 5.0:
        return 0.0
    return sum(weight * likeness for weight, likeness in known) / total


def _name_likeness(one: str, other: str) -> float | None:
    mine, theirs = name_key(one), name_key(other)
    if not mine or not theirs:
        return None
    return _ratio(mine, theirs)


def _likeness(one: str, other: str) -> float | None:
    mine, theirs = search_key(one), search_key(other)
    if not mine or not theirs:
        return None
    return _ratio(mine, theirs)


def _ratio(one: str, other: str) -> float:
    first, second = sorted((one[:200], other[:200]))  # the ratio depends on the order; the answer must not
    return 1.0 if first == second else SequenceMatcher(None, first, second, autojunk=False).ratio()


def _equal_or_swapped(one: date | None, other: date | None) -> float | None:
    if one is None or other is None:
        return None
    if one == other:
        return 1.0
    a, b = f"{one:%Y%m%d}", f"{other:%Y%m%d}"
    differing = [i for i in range(8) if a[i] != b[i]]
    if len(differing) == 1 or (len(differing) == 2 and sorted(a) == sorted(b)):
        return 0.8
    return 0.0
