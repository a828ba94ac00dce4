"""What is owed today, what is on its way, what is unclear; all by index, the same number of queries for any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateField, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from afterword.businesses.models import Business
from afterword.businesses.queries import current_business, local_today, zone_of
from afterword.customers.models import ContactPoint
from afterword.customers.people import as_day
from afterword.customers.people import rows as read_rows
from afterword.customers.reaching import serving
from afterword.domain.channel import Channel
from afterword.domain.civil import local_moment
from afterword.domain.today import Candidate, fit
from afterword.followups.delivering.stored import read_moment
from afterword.followups.models import AuditResult, FollowUp, Message
from afterword.infra.bulk import ids_clause, stored_day, stored_moment
from afterword.infra.tenancy import current_business_id

DAY = timedelta(days=1)
#: A page of Today.
PAGE = 50
#: Beyond this many a screen says "more than": counting a million rows helps nobody.
MOST_COUNTED = 1000
#: Candidates looked at to fill the minutes: far more than a day can hold.
MOST_WEIGHED = 500
#: States of a message that is approved and has not left.
UNDERWAY = ("approved", "held", "retrying", "claimed", "handing")


@dataclass(frozen=True, slots=True)
class Owed:
    """One follow-up as Today shows it; dates are civil days of the business."""

    id: int
    customer_id: int
    customer: str
    channel: str
    mode: str
    state: str
    plan_id: int | None
    step_id: int | None
    window_first: date
    window_last: date
    due_on: date
    late_days: int
    value_minor: int
    minutes: int
    reason: str
    note: str
    version: int
    sale_id: int | None
    inquiry_id: int | None
    template_id: int | None
    #: The customer's reach (bits of ``domain.channel``).
    reach: int
    closed_at: datetime | None
    #: The membership whose minutes it is planned in; None: anybody's.
    membership_id: int | None

    def is_late(self, today: date) -> bool:
        """Whether its window has closed."""
        return self.window_last < today


@dataclass(frozen=True, slots=True)
class Counts:
    """Today in numbers. ``to_do_is_more``: the true numbers are larger than ``to_do`` and ``people``."""

    to_do: int
    people: int
    to_do_is_more: bool
    late: int
    done_today: int
    unclear: int
    on_their_way: int


_FIELDS = (
    "id", "customer_id", "customer__display_name", "channel", "mode", "state", "plan_id", "step_id", "window_first",
    "window_last", "due_on", "late_days", "value_minor", "minutes", "reason", "note", "version",
    "sale_id", "inquiry_id", "template_id", "customer__reach", "closed_at", "membership_id",
)  # fmt: skip


_COLUMNS = ", ".join(
    f"c.{name.removeprefix('customer__')}" if name.startswith("customer__") else f"f.{name}" for name in _FIELDS
)
#: After every day there is, as the column keeps it.
_NEVER = "9999-12-31"


def as_owed(rows: QuerySet[FollowUp]) -> list[Owed]:
    """The rows as plain facts, in their order; one query."""
    return [Owed(*row) for row in rows.values_list(*_FIELDS)]


@dataclass(frozen=True, slots=True)
class Due:
    """What is due on a day: (id, customer id) of each, or of a thousand of them where there ``is_more``."""

    day: date
    rows: list[tuple[int, int]]
    is_more: bool

    def people(self) -> int:
        """How many different customers it is about."""
        return len({customer_id for _, customer_id in self.rows})


def due(day: date, *, channel: str | None = None) -> Due:
    """What is due on a civil day, at most a thousand of it, in no order; one query by the index of days."""
    by_channel, values = (" AND channel = %s", [channel]) if channel else ("", [])
    found = read_rows(
        "SELECT id, customer_id FROM followups_followup WHERE business_id = %s AND state = 'open' AND due_on <= %s"
        f"{by_channel} LIMIT {MOST_COUNTED + 1}",
        [current_business_id(), stored_day(day), *values],
    )
    return Due(day, found[:MOST_COUNTED], len(found) > MOST_COUNTED)


def _condition_of(found: Due, channel: str | None) -> tuple[str, list[Any]]:
    """What is due as a condition on ``f``: few are looked up by ids, many are met in the order of deadlines."""
    if not found.is_more:
        return ids_clause("f.id", [row[0] for row in found.rows])
    # COALESCE keeps the databases from sorting all that is due by way of the index of days.
    condition, values = "f.state = 'open' AND COALESCE(f.due_on, %s) <= %s", [_NEVER, stored_day(found.day)]
    return (f"{condition} AND f.channel = %s", [*values, channel]) if channel else (condition, values)


def _owed(condition: str, values: list[Any], limit: int) -> list[Owed]:
    """Rows ``f`` by deadline, then by value at stake. The very statement: Django's own takes ten times as long."""
    found = read_rows(
        f"SELECT {_COLUMNS} FROM followups_followup f JOIN customers_customer c ON c.id = f.customer_id"
        f" WHERE f.business_id = %s AND {condition}"
        " ORDER BY f.window_last, f.value_minor DESC, f.id LIMIT %s",
        [current_business_id(), *values, limit],
    )
    return [_as_owed(list(row)) for row in found]


def _as_owed(row: list[Any]) -> Owed:
    """A row as the driver gives it: SQLite keeps days and moments as text."""
    row[_DAYS] = map(as_day, row[_DAYS])
    row[_CLOSED] = read_moment(row[_CLOSED])
    return Owed(*row)


_DAYS = slice(_FIELDS.index("window_first"), _FIELDS.index("due_on") + 1)
_CLOSED = _FIELDS.index("closed_at")


def _rows_of(found: Due, channel: str | None) -> QuerySet[FollowUp]:
    """The rows of what is due: few are looked up by their ids, many are met in the order of deadlines."""
    if not found.is_more:
        return FollowUp.objects.filter(id__in=[row[0] for row in found.rows])
    # Coalesce keeps the databases from sorting all that is due by way of the index of days.
    day = Coalesce("due_on", Value(date.max), output_field=DateField())
    rows = FollowUp.objects.filter(state="open").alias(day=day).filter(day__lte=found.day)
    return rows.filter(channel=channel) if channel else rows


def follow_ups_due(
    *,
    on: date | None = None,
    minutes: int | None = None,
    channel: str | None = None,
    limit: int = PAGE,
    found: Due | None = None,
) -> list[Owed]:
    """What is owed on a day: by deadline, then by value at stake. With ``minutes``, what fits.

    ``found``: the same day's :func:`due`, where it was asked already.
    """
    if found is None:
        found = due(on or local_today(current_business()), channel=channel)
    condition, values = _condition_of(found, channel)
    if minutes is None:
        return _owed(condition, values, limit)
    weighed = _owed(condition, values, MOST_WEIGHED)
    chosen, _ = fit((Candidate(one.id, one.window_last, one.value_minor, one.minutes) for one in weighed), minutes)
    kept = {candidate.id for candidate in chosen}
    return [one for one in weighed if one.id in kept][:limit]


def unclear(limit: int = PAGE) -> list[Owed]:
    """Handed over, and no answer came: a person must say."""
    return as_owed(FollowUp.objects.filter(state="unclear").order_by("window_last", "id")[:limit])


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """An approved message that has not left: until ``leaves_at`` (UTC) it can be taken back."""

    follow_up_id: int
    customer_id: int
    customer: str
    channel: str
    state: str
    leaves_at: datetime
    reason: str
    attempts: int


def on_their_way(limit: int = PAGE) -> list[OnItsWay]:
    """Approved, waiting for their moment, held, or to be tried again; the soonest first."""
    rows = Message.objects.filter(state__in=UNDERWAY)
    fields = (
        "follow_up_id",
        "customer_id",
        "customer__display_name",
        "channel",
        "state",
        "not_before",
        "reason",
        "attempts",
    )
    return [OnItsWay(*row) for row in rows.order_by("not_before", "id").values_list(*fields)[:limit]]


def follow_up(follow_up_id: int) -> Owed | None:
    """One follow-up, or None where this business has none by that id."""
    return next(iter(as_owed(FollowUp.objects.filter(pk=follow_up_id))), None)


def counts(found: Due | None = None) -> Counts:
    """Today in numbers; one statement that reads no more than a thousand rows of each. ``found``: :func:`due`."""
    business = current_business()
    today = local_today(business)
    found = found or due(today)
    begins, ends = start_of_day(business, today), start_of_day(business, today + DAY)
    tenant = current_business_id()
    late, values = _condition_of(found, None)
    [(late_ones, done_today, unclear_ones, on_their_way)] = read_rows(
        f"SELECT {_capped('followups_followup f', late + ' AND f.window_last < %s')},"
        # COALESCE keeps SQLite, which has no statistics, from walking over all that was ever done.
        f" {_capped('followups_followup f', _DONE_BETWEEN)},"
        f" {_capped('followups_followup f', _UNCLEAR)},"
        f" {_capped('followups_message f', _ON_THEIR_WAY)}",
        [tenant, *values, stored_day(today), tenant, stored_moment(begins), stored_moment(ends), tenant, tenant],
    )
    return Counts(
        to_do=len(found.rows),
        people=found.people(),
        to_do_is_more=found.is_more,
        late=min(late_ones, MOST_COUNTED),
        done_today=done_today,
        unclear=unclear_ones,
        on_their_way=on_their_way,
    )


_DONE_BETWEEN = "f.closed_at >= %s AND f.closed_at < %s AND COALESCE(f.state, '') = 'done'"
_UNCLEAR = "f.state = 'unclear'"
_ON_THEIR_WAY = f"f.state IN ({', '.join(repr(state) for state in UNDERWAY)})"


def _capped(table: str, condition: str) -> str:
    """A count that reads no more than a thousand rows of the business; its number is the first parameter."""
    rows_met = f"SELECT 1 FROM {table} WHERE f.business_id = %s AND {condition} LIMIT {MOST_COUNTED + 1}"
    return f"(SELECT count(*) FROM ({rows_met}) AS met)"


def start_of_day(business: Business, day: date) -> datetime:
    """The first moment of a civil day at the business, in UTC."""
    return local_moment(day, time(0), zone_of(business))


def done_on(day: date, *, limit: int = PAGE) -> list[Owed]:
    """What was done on a civil day, the newest first."""
    business = current_business()
    rows = _done_between(start_of_day(business, day), start_of_day(business, day + DAY))
    return as_owed(rows.order_by("-closed_at", "-id")[:limit])


def _done_between(first: datetime, end: datetime) -> QuerySet[FollowUp]:
    # Coalesce keeps SQLite, which has no statistics, from walking over all that was ever done.
    state = Coalesce("state", Value(""), output_field=TextField())
    return FollowUp.objects.alias(stands=state).filter(closed_at__gte=first, closed_at__lt=end, stands="done")


def addresses_for(customer_ids: Sequence[int], channel: str) -> dict[int, str]:
    """The address to use for each customer: the preferred one, else the oldest that is not bad. One query."""
    way = Channel(channel)
    rows = (
        ContactPoint.objects.filter(customer_id__in=customer_ids, channel=way.stored_as, bad_reason="")
        .order_by("customer_id", "-preferred", "id")
        .values_list("customer_id", "value", "normal")
    )
    found: dict[int, str] = {}
    for customer_id, value, normal in rows:
        if way in serving(way.stored_as, normal):
            found.setdefault(customer_id, value)
    return found


def addresses_to_use(customer_ids: Sequence[int]) -> dict[tuple[int, str], str]:
    """As :func:`addresses_for`, on every channel at once: by customer and channel. One query."""
    if not customer_ids:
        return {}
    condition, values = ids_clause("customer_id", customer_ids)
    points = read_rows(
        "SELECT customer_id, channel, value, normal FROM customers_contactpoint"
        f" WHERE business_id = %s AND {condition} AND bad_reason = ''"
        " ORDER BY customer_id, channel, preferred DESC, id",
        [current_business_id(), *values],
    )
    found: dict[tuple[int, str], str] = {}
    for customer_id, kind, value, normal in points:
        for way in serving(kind, normal):
            found.setdefault((customer_id, way), value)
    return found


def next_touches(customer_id: int) -> list[Owed]:
    """What is still owed to a customer, the next first."""
    rows = FollowUp.objects.filter(customer_id=customer_id, state__in=("open", "approved", "unclear"))
    return as_owed(rows.order_by("due_on", "id"))


def approvable(*, limit: int = MOST_COUNTED) -> list[int]:
    """Due e-mails that need nobody's hand: all that ``approve --all-automatic`` looks at, by deadline."""
    today = local_today(current_business())
    rows = _rows_of(due(today, channel=Channel.EMAIL), Channel.EMAIL).exclude(mode="hand")
    return list(rows.order_by("window_last", "-value_minor", "id").values_list("id", flat=True)[:limit])


def latest_audit() -> AuditResult | None:
    """What the last audit found, or None before the first."""
    return AuditResult.objects.first()
