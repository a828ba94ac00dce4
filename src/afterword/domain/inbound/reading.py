"""The whole decision about a mail that came in: what it is, what failed and why, and what the sender wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from afterword.domain.inbound.bounce_reason import reason_of
from afterword.domain.inbound.failures import ADDRESS, failures, notice_of
from afterword.domain.inbound.kinds import Kind, kind_of
from afterword.domain.inbound.language import language_of
from afterword.domain.inbound.letter import Letter
from afterword.domain.inbound.own_words import own_words_of
from afterword.domain.inbound.reasons import HARD, Reason

#: What receivers report that is about the sender's own set-up and no person's complaint (RFC 6591, RFC 5965).
_NO_COMPLAINT = frozenset({"auth-failure", "dkim", "dmarc", "virus", "not-spam"})


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a machine reported of one address; `address` is empty where it names none."""

    address: str
    reason: Reason
    #: The mailer is still trying.
    delayed: bool = False

    @property
    def hard(self) -> bool:
        return self.reason in HARD


@dataclass(frozen=True, slots=True)
class Read:
    """A mail, decided upon. `bounces` has every address told of, those that are gone for good first."""

    kind: Kind
    bounces: tuple[Bounce, ...]
    own_words: str
    language: str | None
    feedback: str = ""

    @property
    def bounce(self) -> Bounce | None:
        """What matters most of what was reported."""
        return next(iter(self.bounces), None)

    @property
    def stops_plans(self) -> bool:
        return self.kind.stops_plans

    @property
    def is_complaint(self) -> bool:
        """Did a person say that they do not want our mail?"""
        return self.kind is Kind.COMPLAINT and self.feedback not in _NO_COMPLAINT


def read(letter: Letter) -> Read:
    """Never raises, whatever the letter holds."""
    kind = kind_of(letter)
    feedback = _feedback_type(letter) if kind is Kind.COMPLAINT else ""
    bounces = tuple(sorted(_bounces(letter, kind), key=lambda one: not one.hard))
    words = own_words_of(letter) if kind in (Kind.REPLY, Kind.AUTO_REPLY, Kind.LIST, Kind.OTHER) else ""
    of_a_machine = kind in (Kind.BOUNCE, Kind.COMPLAINT)
    return Read(kind, bounces, words, language_of(notice_of(letter) if of_a_machine else words), feedback)


def _bounces(letter: Letter, kind: Kind) -> Iterator[Bounce]:
    if kind is Kind.BOUNCE:
        for one in failures(letter):
            yield Bounce(one.address, reason_of(one), one.action == "delayed")
    elif kind is Kind.COMPLAINT:
        yield Bounce(_complainer(letter), Reason.FEEDBACK)
    elif kind is Kind.AUTO_REPLY:
        yield Bounce(_first_address(letter.header("from")), Reason.VACATION)


def _complainer(letter: Letter) -> str:
    """Whose complaint it is: as the report says, or to whom the mail that is complained of went."""
    for text, names in (
        (letter.feedback, ("original-rcpt-to", "removal-recipient")),
        (letter.returned, ("x-hmxmroriginalrecipient", "to", "delivered-to")),
    ):
        for name in names:
            for line in text.split("\n"):
                if line.casefold().startswith(f"{name}:") and (found := _first_address(line)):
                    return found
    return _first_address(letter.header("from")) if not letter.feedback else ""


def _first_address(text: str) -> str:
    found = ADDRESS.search(text.partition(":")[2] if text[:40].count(":") else text)
    return found[0].strip("<>") if found else ""


def _feedback_type(letter: Letter) -> str:
    for line in letter.feedback.split("\n"):
        name, _, value = line.partition(":")
        if name.strip().casefold() == "feedback-type":
            return value.strip().casefold()
    return "abuse" if letter.returned else "opt-out"
