"""The things of a customer that last, as a person wants to see them: when the next service is due, and so on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from afterword.businesses.models import Business
from afterword.domain.triggers import ServiceDue, UsedUpThing, WarrantyEnds
from afterword.plans.dated.ground import Ground, ground_of
from afterword.plans.dated.kinds import DatedRule, Stretch
from afterword.plans.dated.known import Known, days_due
from afterword.plans.dated.reading import known_of
from afterword.sales.models import Product

_AHEAD = timedelta(days=20 * 366)


@dataclass(frozen=True, slots=True)
class ThingOfTheirs:
    """One product that they have, by its newest purchase; civil dates, None where nothing is due or known."""

    product_id: int
    name: str
    bought_on: date | None
    done_on: date | None
    service_on: date | None
    warranty_until: date | None
    used_up_on: date | None


def things_of(customer_id: int, business: Business, today: date) -> list[ThingOfTheirs]:
    """Those of which something is to come: service, the end of a warranty, being used up; by name, ten queries."""
    ground = ground_of(business, today)
    lasting = ground.serviced | ground.warranty_months.keys() | ground.lasts
    if not lasting:
        return []
    rule = ServiceDue(products=frozenset(lasting))
    known = known_of(rule, [customer_id], ground).get(customer_id)
    if known is None:
        return []
    theirs = sorted({item.product_id for item in known.items} | {one for one, _ in known.jobs if one in lasting})
    names = dict(Product.objects.filter(id__in=theirs).values_list("id", "name"))
    things = [_thing(of, names.get(of, ""), known, ground, today) for of in theirs]
    things = [thing for thing in things if thing.service_on or thing.warranty_until or thing.used_up_on]
    return sorted(things, key=lambda thing: (thing.name.casefold(), thing.product_id))


def _thing(of: int, name: str, known: Known, ground: Ground, today: date) -> ThingOfTheirs:
    only = frozenset({of})
    return ThingOfTheirs(
        of,
        name,
        max((item.day for item in known.items if item.product_id == of), default=None),
        max((day for one, day in known.jobs if one == of), default=None),
        _next(ServiceDue(products=only), known, ground, today) if ground.service_months.get(of) else None,
        _last(WarrantyEnds(only), known, ground, today),
        _last(UsedUpThing(only), known, ground, today) if of in ground.lasts else None,
    )


def _next(rule: DatedRule, known: Known, ground: Ground, today: date) -> date | None:
    return min(_coming(rule, known, ground, today), default=None)


def _last(rule: DatedRule, known: Known, ground: Ground, today: date) -> date | None:
    """Of several of a thing the newest counts."""
    return max(_coming(rule, known, ground, today), default=None)


def _coming(rule: DatedRule, known: Known, ground: Ground, today: date) -> list[date]:
    return [due.day for due in days_due(rule, known, ground, Stretch(today, today + _AHEAD))]
