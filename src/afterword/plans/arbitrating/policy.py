"""How often one customer may hear from the business, as its settings have it."""

from __future__ import annotations

from afterword.businesses.models import Business
from afterword.domain.arbitration import Cap, Policy
from afterword.domain.channel import Channel
from afterword.domain.contact import Purpose

#: Caps count in so many days in a row.
MONTH = 30


def policy_of(business: Business) -> Policy:
    """Days between two touches, and the most in thirty days: of all, of promotions, of calls."""
    caps = (
        (business.most_promotions_a_month, Purpose.PROMOTION, None),
        (business.most_calls_a_month, None, Channel.PHONE),
        (business.most_a_month, None, None),
    )
    return Policy(
        tuple(Cap(most, MONTH, purpose, channel) for most, purpose, channel in caps if most is not None),
        business.cap_days,
    )
