"""What a channel must offer, and the words in which it answers: the door through which every channel comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Protocol, TypeGuard, runtime_checkable


class Kind(StrEnum):
    """What became of one handing-over. Each asks for a different next step."""

    SENT = "sent"
    """Accepted by the other side, in so many words."""
    REFUSED = "refused"
    """Refused for good, for this address or this message: use the step's next channel."""
    RETRY = "retry"
    """Surely not accepted; may be tried again later."""
    ACCOUNT = "account"
    """The trouble is ours (password, sender, certificate): pause the account, blame no customer."""
    UNCLEAR = "unclear"
    """It may have left, and nobody answered: a person decides, it is never sent again by itself."""


class Fault(StrEnum):
    """Why something was refused, as far as the other side's answer tells."""

    NONE = ""
    HARD = "hard"
    """The address does not exist any more."""
    SOFT = "soft"
    """The address lives, but cannot take this now (mailbox full, message too big, route broken)."""
    POLICY = "policy"
    """The address lives, but its keeper does not want this message."""
    OURS = "ours"
    """Nothing left this machine: the message, the settings or the login is at fault."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one handing-over.

    `code` is the other side's own code ("250", "550 5.1.1") or empty where nobody spoke; `reply` is its text, one
    line of at most 500 characters, or our own sentence where nobody spoke.
    """

    kind: Kind
    code: str = ""
    reply: str = ""
    fault: Fault = Fault.NONE


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name as people write it and an address on the channel (an e-mail address, a number, a postal address)."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message, ready to leave: plain text and facts, nothing to look up and no placeholder left.

    `message_id` is deterministic (`<f.UUID.REV@domain>`) and the same in every attempt. `footer` is the legal name and
    the postal address, one line each. `written_at` is an aware moment. `feedback_id` has up to four plain words joined
    by colons and no personal data. `envelope_sender` is where bounces go (empty: the sender's own address).
    `in_reply_to` is the Message-ID, in brackets, of the mail that this one answers.
    """

    message_id: str
    sender: Mailbox
    recipient: Mailbox
    subject: str
    text: str
    written_at: datetime
    unsubscribe_url: str | None = None
    unsubscribe_mailto: str | None = None
    unsubscribe_words: str = "Stop these messages"
    footer: str = ""
    reply_to: Mailbox | None = None
    automatic: bool = True
    promotional: bool = False
    business: str = ""
    accent: str = ""
    language: str = "en"
    feedback_id: str = ""
    envelope_sender: str = ""
    in_reply_to: str = ""


@dataclass(frozen=True, slots=True)
class SettingField:
    """One setting of a channel's account, as the settings screen shows it. `kind`: text, number, choice or secret."""

    key: str
    label: str
    help: str
    kind: str = "text"
    default: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DraftForm:
    """What a draft is on a channel: its name on the screen, whether it has a subject, and how to write one."""

    title: str
    has_subject: bool
    help: str


class DoneByHand(Exception):
    """Raised by `open` of a channel on which a person does the work: there is no connection to open."""


class Connection(Protocol):
    """One open line. Takes one parcel after another; no method raises for anything the other side does."""

    def hand_over(self, parcel: Parcel) -> Outcome | None:
        """Transmit everything but the last word. None: ready for `finish`; an outcome: it ended here, not accepted."""

    def finish(self) -> Outcome:
        """Say the last word (the final dot) and read the answer."""

    def abandon(self) -> None:
        """Drop what was handed over but not finished; the other side discards it."""

    def close(self) -> None:
        """Part politely and free the line."""


class Overlapping(Protocol):
    """A connection whose steps can be begun on several lines before any answer is awaited."""

    def prepare(self, parcel: Parcel) -> None:
        """Do what `begin` will need for this parcel and can be done while the line is busy with another."""

    def begin(self, parcel: Parcel) -> Outcome | None:
        """Begin `hand_over` without waiting. None: go on with `proceed`."""

    def proceed(self) -> Outcome | None:
        """Wait for the rest of `hand_over`."""

    def say_last_word(self) -> Outcome | None:
        """Begin `finish` without waiting. None: go on with `last_answer`."""

    def last_answer(self) -> Outcome:
        """Wait for the answer to the last word."""


@runtime_checkable
class KnowsItsHosts(Protocol):
    """A channel that can say where it would connect to. While the clock is not the real one, no other may send."""

    def hosts(self, settings: Mapping[str, str]) -> Sequence[str]:
        """The names or addresses of the machines that these settings lead to."""


@runtime_checkable
class Hears(Protocol):
    """A channel that may hear what people answer, so that a word of theirs stops it."""

    def hears(self, settings: Mapping[str, str]) -> bool:
        """Whether, with these settings, answers come in."""


class Channel(Protocol):
    """A way to reach people. Knows messages, never customers.

    `by_hand`: a person does it, nothing is transmitted. `two_phase`: handing over and the last word are apart, so an
    outcome is only unclear when the last word was said; else `finish` does it all, and `hand_over` touches nothing.
    `key` and `needs` are 2 to 10 small letters, digits and underscores. `needs` names the kind of address: email,
    phone, mobile, post, or a word of the channel's own, under which a person can then enter customers' addresses.
    """

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def needs(self) -> str: ...
    @property
    def two_phase(self) -> bool: ...
    @property
    def by_hand(self) -> bool: ...
    @property
    def draft(self) -> DraftForm: ...
    @property
    def settings_fields(self) -> tuple[SettingField, ...]: ...

    def open(self, settings: Mapping[str, str], *, timeout: float | None = None) -> Connection:
        """A line with these settings; the network is first touched when something is handed over.

        `timeout`: seconds of patience per step instead of the channel's own. Raises DoneByHand where `by_hand`.
        """

    def check(self, settings: Mapping[str, str]) -> list[str]:
        """Try the settings for real. One clear sentence per trouble; empty when all is well."""


def hears_words(channel: Channel, settings: Mapping[str, str]) -> bool:
    """Whether people can stop the channel by answering."""
    return isinstance(channel, Hears) and channel.hears(settings)


def prepare_together(lines: Iterable[Connection], parcels: Iterable[Parcel]) -> None:
    """Get the next parcels ready, one for each line, as far as that touches no network."""
    for line, parcel in zip(lines, parcels, strict=False):
        if _overlaps(line):
            line.prepare(parcel)


def hand_over_together(
    lines: Sequence[Connection], parcels: Sequence[Parcel], meanwhile: Callable[[], None] | None = None
) -> list[Outcome | None]:
    """`hand_over` of one parcel on each line, so that the lines wait for their answers at the same time.

    ``meanwhile``: what may be done before the first answer is waited for.
    """
    begun = [
        line.begin(parcel) if _overlaps(line) else line.hand_over(parcel)
        for line, parcel in zip(lines, parcels, strict=True)
    ]
    if meanwhile:
        meanwhile()
    return [
        line.proceed() if outcome is None and _overlaps(line) else outcome
        for line, outcome in zip(lines, begun, strict=True)
    ]


def finish_together(lines: Iterable[Connection]) -> list[Outcome]:
    """`finish` on each line that is ready, all last words first, then all answers."""
    lines = list(lines)
    said = [line.say_last_word() if _overlaps(line) else line.finish() for line in lines]
    outcomes: list[Outcome] = []
    for line, outcome in zip(lines, said, strict=True):
        if outcome is None:
            assert _overlaps(line)  # only these may answer None
            outcome = line.last_answer()
        outcomes.append(outcome)
    return outcomes


def _overlaps(line: Connection) -> TypeGuard[Overlapping]:
    return _has_halves(type(line))


@cache
def _has_halves(kind: type) -> bool:
    """Asked once per class: `isinstance` with a protocol takes longer than sending a command."""
    return all(hasattr(kind, half) for half in ("prepare", "begin", "proceed", "say_last_word", "last_answer"))
