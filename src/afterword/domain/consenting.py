"""What a customer's words of consent come to: the newest that is about a purpose counts."""

from collections.abc import Sequence

from afterword.domain.contact import Consent, Purpose

FOR_ALL = frozenset({"", "all", "any"})
"""Purposes under which a yes or no about everything was written down."""


def consent_for(said: Sequence[tuple[str, bool]], purpose: Purpose) -> Consent:
    """The newest word for this purpose, or for all. `said` are (purpose, yes), the newest last."""
    for about, granted in reversed(said):
        if about == purpose or about in FOR_ALL:
            return Consent.GRANTED if granted else Consent.REFUSED
    return Consent.UNKNOWN
