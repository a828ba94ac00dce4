"""What all customers of a business share when days are reckoned: its feasts, its products' intervals, its rhythms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from afterword.businesses.models import Business
from afterword.domain.opening import OpenDays
from afterword.domain.rhythm import LONGEST_GAP, Rhythm
from afterword.followups.calendars import open_days
from afterword.plans.dated.feasts import feasts
from afterword.plans.dated.rhythms import ALTOGETHER, UNTIL_KNOWN, typical_rhythms
from afterword.sales.models import Product

#: Years of feasts looked up around a day: the longest trial and the longest step lie within.
_YEARS = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Ground:
    """By product: months between services (0: it wants none) and of warranty, and the rhythm of its being used up."""

    opening: OpenDays
    feasts: Mapping[date, str]
    rhythm: Rhythm
    service_months: Mapping[int, int]
    warranty_months: Mapping[int, int]
    used_up: Mapping[int, Rhythm]
    #: The products of which somebody said how long they last; of the others it is a reckoning.
    lasts: frozenset[int] = frozenset()

    @property
    def serviced(self) -> frozenset[int]:
        """The products that want service."""
        return frozenset(product_id for product_id, months in self.service_months.items() if months)


def ground_of(business: Business, today: date) -> Ground:
    """Read it; three queries."""
    rhythms = typical_rhythms()
    rows = Product.objects.filter(
        Q(service_months__isnull=False) | Q(warranty_months__gt=0) | Q(lasts_days__gt=0)
    ).values_list("id", "service_months", "warranty_months", "lasts_days")
    service, warranty, lasts = {}, {}, {}
    for product_id, service_months, warranty_months, lasts_days in rows:
        if service_months is not None:
            service[product_id] = service_months
        if warranty_months:
            warranty[product_id] = warranty_months
        if lasts_days:
            lasts[product_id] = Rhythm(min(float(lasts_days), LONGEST_GAP))
    measured = {product_id: rhythm for product_id, rhythm in rhythms.items() if product_id != ALTOGETHER}
    return Ground(
        opening=open_days(business),
        feasts=feasts(business.country, today - _YEARS, today + _YEARS),
        rhythm=rhythms.get(ALTOGETHER, UNTIL_KNOWN),
        service_months=service,
        warranty_months=warranty,
        used_up=measured | lasts,
        lasts=frozenset(lasts),
    )
