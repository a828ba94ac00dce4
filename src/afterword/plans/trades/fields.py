"""The merge fields that the trades' words may use, and which of them are always there."""

from __future__ import annotations

from afterword.followups.merge_fields import FIELDS

#: What the words of a trade may use.
KNOWN_FIELDS: frozenset[str] = frozenset(FIELDS)

#: Every business has these, so they need no fallback; all that a customer may lack needs one.
ALWAYS_THERE: frozenset[str] = frozenset({"business_name", "signature"})
