"""On what ground somebody may be written to who said neither yes nor no: their country's law, and the owner's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from afterword.businesses.models import Business
from afterword.businesses.queries import current_business, local_today
from afterword.customers.whereabouts import NOWHERE, Whereabouts, whereabouts_of
from afterword.domain.contact import Purpose
from afterword.domain.soft_opt_in import Dealings, Ground, ground_for
from afterword.sales.dealings import dealings_of


def ground_of(
    *, business: Business, purpose: Purpose, dealings: Dealings, where: Whereabouts, today: date
) -> Ground | None:
    """The ground for one person and purpose; None: there is none, or the owner wants a yes."""
    if purpose is Purpose.PROMOTION and business.promotes_only_with_a_yes:
        return None
    country = where.country or business.country
    return ground_for(country=country, purpose=purpose, dealings=dealings, today=today)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What some customers did and where they live, on one civil day of the business."""

    business: Business
    today: date
    dealings: Mapping[int, Dealings]
    where: Mapping[int, Whereabouts]

    def of(self, customer_id: int, purpose: Purpose) -> Ground | None:
        """The ground for one of them."""
        return ground_of(
            business=self.business,
            purpose=purpose,
            dealings=self.dealings.get(customer_id, Dealings()),
            where=self.where.get(customer_id, NOWHERE),
            today=self.today,
        )

    def country_of(self, customer_id: int) -> str:
        """Whose law holds."""
        return self.where.get(customer_id, NOWHERE).country or self.business.country


def grounds_of(customer_ids: Collection[int]) -> Grounds:
    """Today's grounds for these customers; five queries for any number."""
    business = current_business()
    if not customer_ids:
        return Grounds(business, local_today(business), {}, {})
    where = whereabouts_of(customer_ids, home=business.country)
    return Grounds(business, local_today(business), dealings_of(customer_ids), where)
