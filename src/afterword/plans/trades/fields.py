"""The merge fields that the trades' words need beyond those of every follow-up, and which of all are always there."""

from __future__ import annotations

from collections.abc import Mapping

from afterword.followups.merge_fields import FIELDS

#: Each value fits where the description says, in the letter's language; empty where nothing is known.
TRADE_FIELDS: Mapping[str, str] = {
    "thing": "The thing of theirs that it is about: what is due for service, or what is used up",
    "service_day": "The day on which the service is due, like 12 March",
    "years_with_you": "How long they have been your customer, in words, like three years",
    "last_visit": "When they last bought from you or came to see you, like in October 2024",
}

#: What the words of a trade may use.
KNOWN_FIELDS: frozenset[str] = frozenset(FIELDS) | frozenset(TRADE_FIELDS)

#: Every business has these, so they need no fallback; all that a customer may lack needs one.
ALWAYS_THERE: frozenset[str] = frozenset({"business_name", "signature"})
