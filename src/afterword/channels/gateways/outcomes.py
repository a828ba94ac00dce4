"""What an exchange with a gateway means for the message, said no better than it is known.

A gateway's yes means that it took the message, not that it arrived: apprise tells of no receipts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from afterword.channels.gateways.watched import Answer, Exchange
from afterword.channels.port import Fault, Kind, Outcome

#: The login, the money, or the right to send: ours to mend.
_OURS = frozenset({401, 402, 403, 407})
#: It says itself that it did nothing with it yet.
_LATER = frozenset({425, 429, 503})
#: Codes of Twilio: https://www.twilio.com/docs/api/errors
_NO_SUCH_NUMBER = frozenset({21211, 21214, 21217, 21408, 21612, 21614})
_SAID_STOP = frozenset({21610})
_WORDS = ("message", "detail", "description", "error_description", "error", "errors", "title", "reason")
_SPACES = re.compile(r"\s+")
_LONGEST = 300


def outcome_of(exchange: Exchange, *, said_yes: bool, secrets: Iterable[str]) -> Outcome:
    """The outcome of one handing-over; ``said_yes`` is apprise's word for it. ``secrets`` stand nowhere in it."""
    last = exchange.last
    if exchange.broken is not None:
        return _broken(exchange.broken, exchange)
    if last is None:
        return Outcome(Kind.REFUSED, "", "The service does not take such a recipient or message.", Fault.OURS)
    said = _said(last, secrets)
    if said_yes and last.status < 400:
        return Outcome(Kind.SENT, str(last.status), said or "The service took it.")
    return _refused(last, said)


def _refused(last: Answer, said: str) -> Outcome:
    code = str(last.status)
    if last.status in _OURS:
        reply = said or "check the account, its key and its credit"
        return Outcome(Kind.ACCOUNT, code, f"The service refuses our account: {reply}.", Fault.OURS)
    if last.status in _LATER:
        return Outcome(Kind.RETRY, code, said or "The service asks to come again later.")
    if last.status >= 500:
        return Outcome(Kind.UNCLEAR, code, said or "The service failed after the message had reached it.")
    if last.status >= 400:
        return Outcome(Kind.REFUSED, code, said or "The service does not take it.", _fault(last))
    # It answered as if all were well, and the library does not believe it.
    return Outcome(Kind.UNCLEAR, code, said or "The service's answer cannot be understood.")


def _broken(error: Exception, exchange: Exchange) -> Outcome:
    """Before a connection stands nothing can have been taken; after that nobody knows."""
    from requests import exceptions  # noqa: PLC0415  why: only who sends pays for it

    if isinstance(error, exceptions.InvalidURL):
        return Outcome(Kind.ACCOUNT, "", str(error)[:_LONGEST], Fault.OURS)
    if isinstance(error, exceptions.SSLError):
        return Outcome(Kind.RETRY, "", "The service's certificate cannot be trusted; nothing was sent.")
    never_stood = isinstance(error, exceptions.ConnectTimeout) or (
        isinstance(error, exceptions.ConnectionError) and "NewConnectionError" in repr(error)
    )
    if never_stood and not exchange.answers:
        return Outcome(Kind.RETRY, "", "Nobody answers at the service's address.")
    return Outcome(Kind.UNCLEAR, "", "The connection broke, and nobody knows whether the service took it.")


def _said(answer: Answer, secrets: Iterable[str]) -> str:
    """The service's own words, one line, without what is secret."""
    found = _words_in(answer.body)
    for secret in secrets:
        if len(secret) > 3:
            found = found.replace(secret, "…")
    return _SPACES.sub(" ", found).strip().rstrip(".")[:_LONGEST]


def _words_in(body: str) -> str:
    told = _read(body)
    if not isinstance(told, dict):
        return ""
    for name in _WORDS:
        value = told.get(name)
        if isinstance(value, dict):
            value = value.get("message") or value.get("description")
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _fault(answer: Answer) -> Fault:
    told = _read(answer.body)
    code = told.get("code") if isinstance(told, dict) else None
    if code in _NO_SUCH_NUMBER:
        return Fault.HARD
    return Fault.POLICY if code in _SAID_STOP else Fault.NONE


def _read(body: str) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None
