"""What a mail server's answers mean for us: RFC 5321 codes and RFC 3463 enhanced codes turned into outcomes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from afterword.channels.port import Fault, Kind, Outcome

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?=\s|$|[;:,-])")
_RELAY = re.compile(
    r"\brelay|authenticat|\blog ?in\b|sender (?:address )?(?:rejected|verif)|not (?:allowed|permitted) to send",
    re.IGNORECASE,
)

DEAD_ADDRESS = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
"""Enhanced codes (without their class) of an address that does not exist any more."""

SENDER_NOT_PROVEN = frozenset(
    {"7.20", "7.21", "7.22", "7.23", "7.24", "7.25", "7.26", "7.27", "7.29", "7.30", "7.31", "7.32", "7.515"}
)
"""SPF, DKIM, DMARC, TLS or reverse DNS of ours is missing, refused (5.) or throttled (4.): never the customer's fault.

RFC 7372 and 8616 for 20 to 26; Google's sender guidelines for 4.7.23 to 4.7.32; Microsoft for 5.7.515.
"""

_NOBODY = re.compile(
    r"unknown|no such|not exist|doesn't exist|not found|no mailbox|mailbox unavailable"
    r"|invalid (?:recipient|mailbox|address)|not a valid|no longer|disabled|inactive|undeliverable address",
    re.IGNORECASE,
)
_UNWANTED = re.compile(r"spam|block|black ?list|deny ?list|spamhaus|policy|reputation|reject", re.IGNORECASE)
_LOGIN = frozenset({"7.8", "7.9", "7.11", "7.12", "7.13", "7.14"})
_LOGIN_CODES = frozenset({530, 534, 535, 538})
_LONGEST_TEXT = 500
_OFTEN_SAID = 60  # octets: answers this short are mostly the same, and are read once


class Phase(StrEnum):
    """How far a conversation had come when the answer was given."""

    CONNECT = "connect"
    BANNER = "banner"
    GREETING = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    BODY = "body"
    DOT = "after dot"

    @property
    def concerns_account(self) -> bool:
        """Nothing about a recipient was said yet: a refusal for good is about us."""
        return self in _BEFORE_RECIPIENT


_BEFORE_RECIPIENT = frozenset({Phase.BANNER, Phase.GREETING, Phase.STARTTLS, Phase.AUTH, Phase.MAIL})


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: its code, its enhanced code ("5.1.1" or empty), and its text on one line."""

    code: int
    enhanced: str
    text: str
    lines: tuple[str, ...] = ()

    @property
    def codes(self) -> str:
        return f"{self.code} {self.enhanced}".rstrip(" ")


def read_reply(lines: list[bytes]) -> Reply | None:
    """The answer that these lines make (without line ends), or None if they make none: wrong codes, wrong shape."""
    if len(lines) == 1 and len(lines[0]) <= _OFTEN_SAID:
        return _short_reply(lines[0])
    return _reply_of(lines)


@lru_cache(maxsize=256)
def _short_reply(line: bytes) -> Reply | None:
    return _reply_of([line])


def _reply_of(lines: list[bytes]) -> Reply | None:
    codes = {line[:3] for line in lines}
    if len(codes) != 1 or any(line[3:4] not in (b"-", b" ", b"") for line in lines):
        return None
    code = codes.pop()
    if len(code) != 3 or not code.isdigit() or code[:1] not in b"2345":
        return None
    texts = tuple([shown(line[4:]) for line in lines])
    text = " ".join(texts)[:_LONGEST_TEXT].strip()
    found = _ENHANCED.match(text)
    return Reply(int(code), found.group() if found else "", text, texts)


def shown(raw: bytes) -> str:
    """A server's text for people: UTF-8 where it is that, escapes where it is not, no control characters."""
    text = raw[:2000].decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(mark if mark.isprintable() else " " for mark in text)


def refusal(reply: Reply, phase: Phase) -> Outcome:
    """What an answer means that did not let us go on. Never SENT: only the answer to the dot can be that."""
    subject_detail = reply.enhanced.partition(".")[2]
    if subject_detail in SENDER_NOT_PROVEN:
        return Outcome(Kind.ACCOUNT, reply.codes, reply.text, Fault.OURS)
    if 400 <= reply.code < 500:
        return Outcome(Kind.RETRY, reply.codes, reply.text)
    if reply.code < 400:
        return Outcome(Kind.UNCLEAR if phase is Phase.DOT else Kind.RETRY, reply.codes, reply.text)
    if _is_ours(reply, phase, subject_detail):
        return Outcome(Kind.ACCOUNT, reply.codes, reply.text, Fault.OURS)
    return Outcome(Kind.REFUSED, reply.codes, reply.text, _fault(reply, phase, subject_detail))


def _is_ours(reply: Reply, phase: Phase, detail: str) -> bool:
    if reply.code in _LOGIN_CODES or detail in _LOGIN or detail == "1.8" or detail == "1.7":
        return True
    if phase is Phase.MAIL:
        return not _about_message(reply, detail)
    if phase.concerns_account:
        return True
    return phase is Phase.RCPT and detail in ("", "7.0", "7.1") and bool(_RELAY.search(reply.text))


def _about_message(reply: Reply, detail: str) -> bool:
    """Too big (552, 5.3.4, 5.2.3) or not to be transported as it is (5.6.x): other messages may still pass."""
    return (
        (reply.code == 552 and detail in ("", "3.4", "2.2", "2.3"))
        or detail in ("3.4", "2.3")
        or detail.startswith("6.")
    )


def _fault(reply: Reply, phase: Phase, detail: str) -> Fault:
    """HARD only where the server says so: a customer wrongly given up is worse than one more refusal."""
    if detail in DEAD_ADDRESS:
        return Fault.HARD
    if detail.startswith("7."):
        return Fault.POLICY
    if detail:
        return Fault.SOFT
    if _UNWANTED.search(reply.text):
        return Fault.POLICY
    if phase is Phase.RCPT and reply.code in (550, 551, 553) and _NOBODY.search(reply.text):
        return Fault.HARD
    return Fault.SOFT
