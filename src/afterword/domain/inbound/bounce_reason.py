"""The one reason for which an address failed: by the server's words, then its codes, then what was being done."""

from __future__ import annotations

import re

from afterword.domain.inbound.catalogue import GENERAL, NOBODY_THERE, SPECIFIC, UNKNOWN_USER
from afterword.domain.inbound.failures import Failure
from afterword.domain.inbound.reasons import Reason

#: RFC 3463 and the IANA registry of enhanced codes; without the first digit where both classes mean the same.
_BY_STATUS = {
    "1.0": Reason.REJECTED, "1.1": Reason.USER_UNKNOWN, "1.2": Reason.HOST_UNKNOWN, "1.3": Reason.USER_UNKNOWN,
    "1.4": Reason.FILTERED, "1.6": Reason.HAS_MOVED, "1.7": Reason.REJECTED, "1.8": Reason.REJECTED,
    "1.9": Reason.SYSTEM_ERROR, "1.10": Reason.NOT_ACCEPT, "1.351": Reason.USER_UNKNOWN,
    "2.0": Reason.FILTERED, "2.1": Reason.FILTERED, "2.2": Reason.MAILBOX_FULL, "2.3": Reason.EXCEED_LIMIT,
    "2.4": Reason.FILTERED, "3.0": Reason.SYSTEM_ERROR, "3.1": Reason.SYSTEM_FULL, "3.2": Reason.NOT_ACCEPT,
    "3.3": Reason.SYSTEM_ERROR, "3.4": Reason.MESSAGE_TOO_BIG, "3.5": Reason.SYSTEM_ERROR,
    "4.0": Reason.NETWORK_ERROR, "4.1": Reason.EXPIRED, "4.2": Reason.EXPIRED, "4.3": Reason.SYSTEM_ERROR,
    "4.4": Reason.HOST_UNKNOWN, "4.5": Reason.EXPIRED, "4.6": Reason.NETWORK_ERROR, "4.7": Reason.EXPIRED,
    "4.316": Reason.EXPIRED, "5.0": Reason.SYNTAX_ERROR, "5.1": Reason.SYNTAX_ERROR, "5.2": Reason.SYNTAX_ERROR,
    "5.3": Reason.TOO_MANY_CONNECTIONS, "5.4": Reason.SYNTAX_ERROR, "6.0": Reason.CONTENT_ERROR,
    "6.1": Reason.CONTENT_ERROR, "6.2": Reason.CONTENT_ERROR, "6.3": Reason.CONTENT_ERROR, "6.5": Reason.CONTENT_ERROR,
    "6.6": Reason.CONTENT_ERROR, "6.9": Reason.CONTENT_ERROR, "7.0": Reason.SECURITY_ERROR,
    "7.1": Reason.SECURITY_ERROR, "7.2": Reason.SECURITY_ERROR, "7.7": Reason.SECURITY_ERROR,
    "7.8": Reason.SECURITY_ERROR, "7.9": Reason.POLICY_VIOLATION, "7.13": Reason.SUSPEND, "7.17": Reason.HAS_MOVED,
    "7.20": Reason.AUTH_FAILURE, "7.21": Reason.AUTH_FAILURE, "7.22": Reason.AUTH_FAILURE, "7.23": Reason.AUTH_FAILURE,
    "7.24": Reason.AUTH_FAILURE, "7.25": Reason.REQUIRE_PTR, "7.26": Reason.AUTH_FAILURE, "7.27": Reason.NOT_ACCEPT,
    "7.515": Reason.AUTH_FAILURE,
}  # fmt: skip
_ABOUT_SENDER = frozenset({"1.7", "1.8"})
_BY_COMMAND = {"CONN": Reason.BLOCKED, "HELO": Reason.BLOCKED, "EHLO": Reason.BLOCKED, "MAIL": Reason.REJECTED}
_FOR_GOOD = re.compile(r"(?i)permanent|given up|fatal|will not be (?:retried|tried)")
_SPACES = re.compile(r"\s+")


def reason_of(failure: Failure) -> Reason:
    """Never fails: what nothing is said about is UNDEFINED, and what is to be tried again ON_HOLD."""
    if failure.action in ("delivered", "relayed", "expanded") or (failure.status[:1] == "2" and not failure.code):
        return Reason.DELIVERED
    if failure.status.partition(".")[2] in _ABOUT_SENDER:
        return Reason.REJECTED
    said, told = _SPACES.sub(" ", failure.said), _SPACES.sub(" ", failure.told)
    found = _by_words(said or told, failure) or (_by_words(told, failure) if NOBODY_THERE.search(told) else None)
    if found is None and failure.action == "delayed":
        return Reason.EXPIRED
    return found or _by_codes(failure, said) or _by_words(told, failure) or _without_words(failure)


def _by_words(text: str, failure: Failure) -> Reason | None:
    for reason, words in SPECIFIC:
        if words.search(text):
            over_limit = (
                reason is Reason.MESSAGE_TOO_BIG and failure.status.endswith(".2.3") and "limit" not in text.casefold()
            )
            return Reason.EXCEED_LIMIT if over_limit else reason
    if NOBODY_THERE.search(text):
        return Reason.USER_UNKNOWN
    if UNKNOWN_USER.search(text):
        return _unknown_user(failure)
    return next((reason for reason, words in GENERAL if words.search(text)), None)


def _unknown_user(failure: Failure) -> Reason:
    """Nobody of that name: certain where it was said of the recipient; after the text it may be a filter's excuse."""
    detail = failure.status.partition(".")[2]
    if failure.command == "RCPT" or _BY_STATUS.get(detail) is Reason.USER_UNKNOWN:
        return Reason.USER_UNKNOWN
    return Reason.FILTERED


def _by_codes(failure: Failure, said: str) -> Reason | None:
    by_command = _BY_COMMAND.get(failure.command) if failure.code or said else None
    detail = failure.status.partition(".")[2]
    if by_command and detail.startswith("7."):
        return by_command
    return _BY_STATUS.get(detail) or by_command


def _without_words(failure: Failure) -> Reason:
    """Nobody says why: for good only where somebody says at least that."""
    final = failure.code.startswith("5") or failure.status.startswith("5.") or _FOR_GOOD.search(failure.told)
    return Reason.UNDEFINED if final else Reason.ON_HOLD
