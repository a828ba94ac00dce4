"""Which telephone numbers of a customer may be rung."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from afterword.customers.queries import addresses_of
from afterword.customers.suppressing import REASONS
from afterword.domain.channel import Channel


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number: as it was given, and as it is dialed."""

    value: str
    normal: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Those that may be rung, the one in use first; and whether any of theirs works, even one that must not be rung."""

    usable: tuple[Number, ...] = ()
    known: bool = False


def numbers_of(customer_ids: Collection[int]) -> dict[int, Numbers]:
    """Everybody's numbers; two queries."""
    found: dict[int, Numbers] = {}
    for customer_id, addresses in addresses_of(customer_ids).items():
        mine = sorted(
            (one for one in addresses if one.channel == Channel.PHONE), key=lambda one: (not one.preferred, one.id)
        )
        usable = tuple(Number(one.value, one.normal) for one in mine if one.usable)
        found[customer_id] = Numbers(usable, known=any(one.usable or one.why in REASONS for one in mine))
    return found
