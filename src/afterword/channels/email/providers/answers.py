"""What a provider's HTTP answer means for a mail: the status first, then the provider's own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from afterword.channels.email.providers.shape import Answer, Provider, Refusal
from afterword.channels.port import Fault, Kind, Outcome

_LONGEST_SAID = 160
_WORDS = ("Message", "message", "ErrorMessage", "error_message", "error", "detail", "description", "Error")
_LISTS = ("errors", "Errors", "Messages")


def document(answer: Answer) -> Any:
    """The answer's JSON, or None where it is none."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def field_of(answer: Answer, name: str) -> Any:
    """A field of an answer that is a JSON object, or None."""
    found = document(answer)
    return found.get(name) if isinstance(found, dict) else None


def said_in(answer: Answer) -> str:
    """What the provider says about it, on one line of at most 160 characters; nothing where it sends a web page."""
    found = document(answer)
    words = next(_told(found, 4), "") if found is not None else ""
    if not words and found is None:
        text = answer.body[:400].decode("utf-8", "replace")
        words = "" if "<" in text else text
    return " ".join("".join(mark if mark.isprintable() else " " for mark in words).split())[:_LONGEST_SAID]


def _told(found: Any, depth: int) -> Iterator[str]:
    if depth == 0:
        return
    if isinstance(found, str):
        yield found
    elif isinstance(found, list):
        for one in found[:3]:
            yield from _told(one, depth - 1)
    elif isinstance(found, dict):
        for key in (*_WORDS, *_LISTS):
            if found.get(key):
                yield from _told(found[key], depth - 1)


def outcome_of(provider: Provider, answer: Answer) -> Outcome:
    """The outcome of a whole mail, asked for with its last octet. Only the provider's own yes is SENT."""
    if 200 <= answer.status < 300:
        name = provider.accepted(answer)
        if name is None:
            sentence = f"{provider.title} answered with what is no answer of it; the mail may have arrived."
            return Outcome(Kind.UNCLEAR, str(answer.status), sentence)
        return Outcome(Kind.SENT, str(answer.status), f"{provider.title} took it as {name}."[:500])
    if answer.status in _MAY_HAVE_ARRIVED:
        sentence = (
            f"{provider.title} failed with {_quoted(answer)} after the whole mail was there; it may have arrived."
        )
        return Outcome(Kind.UNCLEAR, str(answer.status), sentence)
    return not_taken(provider, answer)


#: Failures behind the front door: some providers have been seen to send a mail all the same.
_MAY_HAVE_ARRIVED = frozenset({500, 502, 504, 507, 508, 509, 520, 522, 523, 524, 525, 526, 530})


def not_taken(provider: Provider, answer: Answer) -> Outcome:
    """An answer that is no yes and came before the last octet, or is a refusal: surely not accepted."""
    refusal = provider.refused(answer) or _by_status(answer.status)
    return Outcome(refusal.kind, str(answer.status), _sentence(provider, answer, refusal), refusal.fault)


def _by_status(status: int) -> Refusal:
    if status in (400, 413, 415, 422):
        return Refusal(Kind.REFUSED, Fault.SOFT)
    if status < 300 or status in (408, 409, 425, 429) or status >= 500:
        return Refusal(Kind.RETRY)
    return Refusal(Kind.ACCOUNT, Fault.OURS)


def _sentence(provider: Provider, answer: Answer, refusal: Refusal) -> str:
    who, said = provider.title, _quoted(answer)
    if refusal.kind is Kind.RETRY:
        return f"{who} takes no mail just now ({said}); it is tried again."
    if refusal.kind is Kind.REFUSED:
        if refusal.fault is Fault.HARD:
            return f"{who} does not deliver to this address: {said}."
        return f"{who} refuses the message with {said}."
    return f"{who} {_ADVICE.get(answer.status, _OTHERWISE).format(said=said)}"


_OTHERWISE = "does not let you send like this ({said}); look into your account there."
_ADVICE = {
    401: "does not accept this key ({said}); copy it anew from your account there.",
    402: "wants to be paid before it sends more ({said}); look into your account there.",
    403: "does not let this key send from your address ({said}); check there that the key may send and your domain is "
    "verified.",
    404: "knows no such domain or place ({said}); check the domain and the region.",
}


def _quoted(answer: Answer) -> str:
    said = said_in(answer)
    return f"“{answer.status} {said}”" if said else f"“{answer.status}”"


def mentions(answer: Answer, pattern: str) -> bool:
    """Does the answer say this, anywhere in its first 4,000 octets, in whatever case?"""
    return bool(re.search(pattern, answer.body[:4000].decode("utf-8", "replace"), re.IGNORECASE))
