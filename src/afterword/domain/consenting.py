"""What a customer's words of consent come to: the newest that is about a purpose counts."""

from collections.abc import Sequence

from afterword.domain.contact import Consent, Purpose

FOR_ALL = frozenset({"", "all", "any"})
"""Purposes under which a yes or no about everything was written down."""


def consent_for(said: Sequence[tuple[str, bool]], purpose: Purpose) -> Consent:
    """The newest word for this purpose, or for all. `said` are (purpose, yes), the newest last.

    A yes to everything is none to being named in public: nobody means that by it.
    """
    for about, granted in reversed(said):
        if about in FOR_ALL and granted and purpose == Purpose.PUBLIC:
            continue
        if about == purpose or about in FOR_ALL:
            return Consent.GRANTED if granted else Consent.REFUSED
    return Consent.UNKNOWN
