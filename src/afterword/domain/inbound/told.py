"""What a mail provider's report of a mail means: it arrived, it is late, it failed and why, or they want no more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from afterword.domain.inbound.bounce_reason import reason_of
from afterword.domain.inbound.failures import Failure
from afterword.domain.inbound.reasons import HARD, Reason


class What(StrEnum):
    """What became of the mail."""

    ARRIVED = "arrived"
    DELAYED = "delayed"
    FAILED = "failed"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    #: It left, and more is not said: opened, clicked, queued. Who looks at a mail is not our business.
    LEFT = "left"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider tells, in the words that readers of many providers have in common.

    `event`: delivered, deferred, bounced, rejected, failed, complained, unsubscribed …; `reject`: invalid, bounced,
    timed_out, blocked, spam, unsubscribed, other or nothing. `permanent`: the provider's own verdict, None where it has
    none. `said` is the receiving server's answer, `told` what the provider says about it.
    """

    event: str
    reject: str = ""
    permanent: bool | None = None
    said: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """`reason` is UNDEFINED where nothing failed, or where nobody says why."""

    what: What
    reason: Reason = Reason.UNDEFINED


_PLAIN = {
    "delivered": What.ARRIVED,
    "deferred": What.DELAYED,
    "complained": What.COMPLAINED,
    "unsubscribed": What.UNSUBSCRIBED,
    "sent": What.LEFT,
    "opened": What.LEFT,
    "clicked": What.LEFT,
    "autoresponded": What.LEFT,
}
_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[\s\-:;#]|$)")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
#: What the words of a server say about the mail or about us: the address lives, whatever the provider's verdict.
_ALIVE = frozenset(
    {
        Reason.AUTH_FAILURE, Reason.BAD_REPUTATION, Reason.BLOCKED, Reason.CONTENT_ERROR, Reason.EXCEED_LIMIT,
        Reason.MAILBOX_FULL, Reason.MESSAGE_TOO_BIG, Reason.NOT_COMPLIANT, Reason.NO_RELAYING,
        Reason.POLICY_VIOLATION, Reason.REQUIRE_PTR, Reason.SECURITY_ERROR, Reason.SPAM_DETECTED, Reason.SPEEDING,
        Reason.SYSTEM_FULL, Reason.TOO_MANY_CONNECTIONS, Reason.VIRUS_DETECTED,
    }
)  # fmt: skip
_BY_REJECT = {
    "invalid": Reason.USER_UNKNOWN,
    "timed_out": Reason.EXPIRED,
    "blocked": Reason.BLOCKED,
    "spam": Reason.SPAM_DETECTED,
}


def meaning_of(report: Report) -> Meaning:
    """Never fails; what nobody knows means nothing."""
    if report.event in _PLAIN:
        return Meaning(_PLAIN[report.event])
    if report.event not in ("bounced", "rejected", "failed"):
        return Meaning(What.NOTHING)
    if report.reject == "unsubscribed":
        return Meaning(What.UNSUBSCRIBED)
    if report.event == "rejected" and report.reject == "spam" and not report.said:
        # The provider keeps the mail because they complained of an earlier one.
        return Meaning(What.COMPLAINED)
    return Meaning(What.FAILED, _why(report))


def _why(report: Report) -> Reason:
    by_words = _by_words(report.said or report.told)
    if by_words in HARD and report.permanent is not False:
        return by_words
    if by_words in _ALIVE:
        return by_words
    if report.permanent or (report.permanent is None and report.event == "rejected" and report.reject == "bounced"):
        # Its own list of addresses that do not exist is why it kept a mail back.
        return Reason.USER_UNKNOWN
    if by_words not in (Reason.UNDEFINED, Reason.ON_HOLD):
        return by_words
    if report.permanent is False:
        return Reason.EXPIRED
    return _BY_REJECT.get(report.reject, Reason.UNDEFINED)


def _by_words(text: str) -> Reason:
    if not text.strip():
        return Reason.UNDEFINED
    code, status = _CODE.search(text), _STATUS.search(text)
    failure = Failure(
        address="",
        said=text[:3000],
        told=text[:3000],
        status=status[1] if status else "",
        code=code[1] if code else "",
        command="RCPT",
        action="failed",
    )
    return reason_of(failure)
