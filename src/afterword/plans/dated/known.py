"""What is known of one customer as rows, and the days that a rule finds in it: decided by ``domain.triggers`` alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from afterword.domain.civil import add_months
from afterword.domain.rhythm import own_rhythm, used_up
from afterword.domain.triggers import (
    CustomerFacts,
    LikelyUsedUp,
    SaleAnniversary,
    SaleFacts,
    ServiceDue,
    Silence,
    Thing,
    UsedUpThing,
    WarrantyEnds,
    occurrences,
)
from afterword.plans.dated.ground import Ground
from afterword.plans.dated.kinds import DatedRule, Stretch

#: Stands for no product: whatever the business does for them at each visit.
VISIT = 0


class Bought(NamedTuple):
    """A purchase; no refund."""

    id: int
    day: date


class Item(NamedTuple):
    """A product in a purchase."""

    product_id: int
    sale_id: int
    day: date


class Done(NamedTuple):
    """A finished job, on a product or on none in particular."""

    product_id: int | None
    day: date


@dataclass(slots=True)
class Known:
    """One living customer; only what the rule asks for is read."""

    customer_id: int
    reach: int
    born: date | None = None
    dates: dict[str, date] = field(default_factory=dict)
    bought: list[Bought] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    jobs: list[Done] = field(default_factory=list)


class Due(NamedTuple):
    """A day on which a plan begins, what it is about, and the purchase day on which that rests (None: on none)."""

    day: date
    sale_id: int | None = None
    product_id: int | None = None
    since: date | None = None


def days_due(rule: DatedRule, known: Known, ground: Ground, stretch: Stretch) -> list[Due]:
    """Every such day of the stretch, in order; of several things due on one day, one speaks for all."""
    first, last = stretch
    match rule:
        case ServiceDue():
            things = _serviced(rule, known, ground)
        case WarrantyEnds():
            things = _under_warranty(rule, known, ground)
        case UsedUpThing():
            return _one_a_day(_used_up(rule, known, ground, stretch))
        case SaleAnniversary() | Silence():
            return _one_a_day(_of_purchases(rule, known, ground, stretch))
        case _:
            facts = CustomerFacts(born=known.born, dates=known.dates, holidays=ground.feasts)
            return _one_a_day([Due(one.about) for one in occurrences(rule, facts, first, last)])
    facts = CustomerFacts(things=tuple(thing for thing, _ in things))
    return _one_a_day(
        [
            Due(one.about, about.sale_id, about.product_id or None, about.day)
            for one in occurrences(rule, facts, first, last)
            for about in (things[one.cause_id or 0][1],)
        ]
    )


def _one_a_day(found: list[Due]) -> list[Due]:
    by_day: dict[date, Due] = {}
    for due in found:
        by_day.setdefault(due.day, due)
    return [by_day[day] for day in sorted(by_day)]


def _of_purchases(rule: SaleAnniversary | Silence, known: Known, ground: Ground, stretch: Stretch) -> list[Due]:
    day_of = dict(known.bought)
    facts = CustomerFacts(
        sales=tuple(SaleFacts(*one) for one in known.bought),
        rhythm=own_rhythm(day_of.values(), ground.rhythm) if isinstance(rule, Silence) else None,
    )
    return [
        Due(one.about, one.cause_id, None, day_of[one.cause_id])
        for one in occurrences(rule, facts, *stretch)
        if one.cause_id is not None
    ]


class _About(NamedTuple):
    """The newest purchase of a thing, and since when its interval runs."""

    sale_id: int | None
    product_id: int
    day: date


_Things = list[tuple[Thing, _About]]


def _serviced(rule: ServiceDue, known: Known, ground: Ground) -> _Things:
    """Things of the plan's products, or of all that want service; where no product does, their visits."""
    concerned = rule.products or ground.serviced
    if not concerned:
        return _visits(known)
    newest: dict[int, Item] = {}
    for item in known.items:
        if item.product_id in concerned and (item.product_id not in newest or newest[item.product_id].day < item.day):
            newest[item.product_id] = item
    done: dict[int, date] = {}
    for product_id, day in known.jobs:
        for one in newest if product_id is None else (product_id,):
            if one in concerned:
                done[one] = max(day, done.get(one, day))
    things: _Things = []
    for product_id in sorted(newest.keys() | done.keys()):
        months = ground.service_months.get(product_id)
        if months == 0:
            continue
        sold, last_done = newest.get(product_id), done.get(product_id)
        sold_on = sold.day if sold is not None else done[product_id]
        begun = max(sold_on, last_done or sold_on)
        about = _About(sold.sale_id if sold is not None else None, product_id, begun)
        things.append((Thing(len(things), product_id, sold_on, last_done, months), about))
    return things


def _visits(known: Known) -> _Things:
    newest = max(known.bought, key=lambda one: (one.day, one.id), default=None)
    last_done = max((job.day for job in known.jobs), default=None)
    came_on = newest.day if newest is not None else last_done
    if came_on is None:
        return []
    about = _About(newest.id if newest is not None else None, VISIT, max(came_on, last_done or came_on))
    return [(Thing(0, VISIT, came_on, last_done), about)]


def _under_warranty(rule: WarrantyEnds, known: Known, ground: Ground) -> _Things:
    things: _Things = []
    for item in sorted(known.items, key=lambda item: (item.product_id, item.day, item.sale_id)):
        months = ground.warranty_months.get(item.product_id)
        if months and (not rule.products or item.product_id in rule.products):
            until = add_months(item.day, months)
            thing = Thing(len(things), item.product_id, item.day, warranty_until=until)
            things.append((thing, _About(item.sale_id, item.product_id, item.day)))
    return things


def _used_up(rule: UsedUpThing, known: Known, ground: Ground, stretch: Stretch) -> list[Due]:
    by_product: dict[int, list[Item]] = {}
    for item in known.items:
        by_product.setdefault(item.product_id, []).append(item)
    newest: dict[int, Item] = {}
    likely = []
    for product_id, items in sorted(by_product.items()):
        typical = ground.used_up.get(product_id)
        if typical is None:
            continue
        last = newest[product_id] = max(items, key=lambda item: (item.day, item.sale_id))
        # Asked as of the purchase itself: the day stays where it is while it comes nearer.
        day = used_up(last.day, own_rhythm((item.day for item in items), typical), last.day).likely
        likely.append(LikelyUsedUp(product_id, day))
    return [
        Due(one.about, newest[one.cause_id].sale_id, one.cause_id, newest[one.cause_id].day)
        for one in occurrences(rule, CustomerFacts(used_up=tuple(likely)), *stretch)
        if one.cause_id is not None
    ]
