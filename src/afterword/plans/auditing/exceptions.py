"""Every exception that the audit finds, by name: page by page, the same queries for one and for a million."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet

from afterword.businesses.models import Absence, Membership
from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.followups.models import FollowUp
from afterword.followups.queries import Owed, as_owed
from afterword.plans.auditing.models import Standing, Stands, Tally
from afterword.plans.auditing.reckoning import NO_DAY, forgotten_by_name

PAGE = 50
#: Beyond this many a screen says "more than".
MOST_COUNTED = 1_000


class Kind(StrEnum):
    """What can be wrong, the worst first."""

    FORGOTTEN = "forgotten"
    UNCLEAR = "unclear"
    LATE = "late"
    NOT_COVERED = "not_covered"
    CANNOT_BE_REACHED = "cannot_be_reached"


#: Where a page goes on: the last row's day, value and id; of people the day and id.
Place = tuple[date, int, int]


@dataclass(frozen=True, slots=True)
class Person:
    """A customer with neither touch nor reason, or whom nobody can reach (``until``: the day it is looked at again)."""

    customer_id: int
    name: str
    until: date | None


@dataclass(frozen=True, slots=True)
class TouchPage:
    """Some touches, and where the next page begins; None: that was all."""

    touches: list[Owed]
    next: Place | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Some people, and where the next page begins; None: that was all."""

    people: list[Person]
    next: Place | None


def exception_counts(today: date | None = None) -> dict[Kind, int]:
    """How many there are of each; touches are counted to a little over :data:`MOST_COUNTED`. Six queries."""
    today = today or local_today(current_business())
    tally = Tally.objects.first()
    counts = {kind: _capped(touches(kind, today)) for kind in (Kind.UNCLEAR, Kind.LATE, Kind.NOT_COVERED)}
    if tally is not None and tally.is_complete:
        people = {Kind.FORGOTTEN: tally.forgotten, Kind.CANNOT_BE_REACHED: tally.cannot_be_reached}
    else:
        people = {Kind.FORGOTTEN: len(forgotten_by_name(today, limit=MOST_COUNTED + 1)), Kind.CANNOT_BE_REACHED: 0}
    return {kind: (counts | people)[kind] for kind in Kind}


def touches(kind: Kind, today: date) -> QuerySet[FollowUp]:
    """The rows of one kind of exception about touches, in no order."""
    match kind:
        case Kind.UNCLEAR:
            return FollowUp.objects.filter(state="unclear")
        case Kind.LATE:
            return FollowUp.objects.filter(state="open", window_last__lt=today)
        case Kind.NOT_COVERED:
            return FollowUp.objects.filter(state="open", membership_id__isnull=False).filter(_nobody_there(today))
        case _:
            raise ValueError(f"{kind} is about people.")


def _nobody_there(today: date) -> Q:
    """Of a member who has left, or who is away on the day it lies on."""
    away = Q(pk__in=[])
    for membership_id, first, last in Absence.objects.filter(last__gte=today).values_list(
        "membership_id", "first", "last"
    ):
        away |= Q(membership_id=membership_id, due_on__range=(first, last))
    return away | ~Q(membership_id__in=list(Membership.objects.values_list("pk", flat=True)))


def touch_page(kind: Kind, *, after: Place | None = None, today: date | None = None) -> TouchPage:
    """Touches of one kind by deadline, then by value at stake."""
    return page_of(touches(kind, today or local_today(current_business())), after)


def page_of(rows: QuerySet[FollowUp], after: Place | None) -> TouchPage:
    """One page of these rows by deadline, value and id."""
    if after is not None:
        day, value, row_id = after
        behind = Q(window_last__gt=day) | Q(value_minor__lt=value) | Q(value_minor=value, pk__gt=row_id)
        rows = rows.filter(Q(window_last__gte=day) & behind)
    found = as_owed(rows.order_by("window_last", "-value_minor", "id")[: PAGE + 1])
    shown = found[:PAGE]
    last = shown[-1] if len(found) > PAGE else None
    return TouchPage(shown, (last.window_last, last.value_minor, last.id) if last else None)


def person_page(kind: Kind, *, after: Place | None = None, today: date | None = None) -> PersonPage:
    """The forgotten, or those whom nobody can reach, as last audited."""
    if not Tally.objects.filter(is_complete=True).exists():
        return _unaudited(kind, after, today or local_today(current_business()))
    stands = Stands.FORGOTTEN if kind is Kind.FORGOTTEN else Stands.CANNOT_BE_REACHED
    rows = Standing.objects.filter(kind=stands)
    if after is not None:
        rows = rows.filter(until__gte=after[0]).filter(Q(until__gt=after[0]) | Q(customer_id__gt=after[2]))
    found = list(rows.order_by("until", "customer_id").values_list("customer_id", "until")[: PAGE + 1])
    shown, is_more = found[:PAGE], len(found) > PAGE
    names = _names([customer_id for customer_id, _until in shown])
    people = [Person(row_id, names.get(row_id, ""), None if day == NO_DAY else day) for row_id, day in shown]
    return PersonPage(people, (shown[-1][1], 0, shown[-1][0]) if is_more else None)


def _unaudited(kind: Kind, after: Place | None, today: date) -> PersonPage:
    """Before the first audit: looked for among all customers."""
    if kind is not Kind.FORGOTTEN:
        return PersonPage([], None)
    found = forgotten_by_name(today, after=after[2] if after else 0, limit=PAGE + 1)
    people = [Person(row_id, name, None) for row_id, name in found[:PAGE]]
    return PersonPage(people, (NO_DAY, 0, people[-1].customer_id) if len(found) > PAGE else None)


def _names(customer_ids: Sequence[int]) -> dict[int, str]:
    return dict(Customer.objects.filter(id__in=customer_ids).values_list("id", "display_name"))


def _capped(rows: QuerySet[FollowUp]) -> int:
    return rows.order_by().values_list("id")[: MOST_COUNTED + 1].count()
