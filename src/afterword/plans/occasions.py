"""What starts a round: an occasion of one customer on one day, and what its follow-ups are about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from afterword.domain.batches import SaleFact

#: A day of the calendar has no row of its own: its occasions are numbered by customer and day.
DAYS_PER_CUSTOMER = 1_000_000


class About(NamedTuple):
    """The sale, inquiry or thing that a follow-up is about, and the day (a birthday, a service date); all optional."""

    sale_id: int | None = None
    inquiry_id: int | None = None
    product_id: int | None = None
    about_on: date | None = None


NOTHING = About()


class Occasion(NamedTuple):
    """``trigger_id`` makes it unique in its plan; offsets count from ``anchor``, a civil date of the business.

    ``value_minor``: what is at stake, in minor units of the business's currency, never negative; ``reach``: the
    customer's mask of ``domain.channel``.
    """

    trigger_id: int
    customer_id: int
    anchor: date
    value_minor: int
    reach: int
    about: About = NOTHING


def id_of_day(customer_id: int, anchor: date) -> int:
    """The trigger id of a day of the calendar for one customer."""
    return customer_id * DAYS_PER_CUSTOMER + anchor.toordinal()


def facts_of(occasions: Iterable[Occasion]) -> list[SaleFact]:
    """As the planner is given them."""
    return [SaleFact(*one[:5]) for one in occasions]
