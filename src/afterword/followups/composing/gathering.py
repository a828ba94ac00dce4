"""The open touches of the coming weeks as the composer takes them; the same few queries for any number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from afterword.businesses.queries import team
from afterword.domain.channel import Channel
from afterword.domain.composing import OpenTouch, Place
from afterword.domain.opening import OpenDays
from afterword.followups.composing.away import Away, who_is_away
from afterword.followups.models import FollowUp, Template
from afterword.timeline.catalogue import FollowUpDone
from afterword.timeline.models import EventRow

#: Those with the earliest last days; a business with more of them in four weeks is short of more than a plan.
MOST_COMPOSED = 20_000
#: Minutes to look over a mail that goes instead of a call.
MAIL_MINUTES = 2
#: What leaves by itself takes nobody's time and stays on its day.
TAKES_TIME = ("approve", "hand")


@dataclass(slots=True)
class Gathered:
    """Touches with where they lie now, and those that a person put there.

    ``covered``: of those that a person gave to a member who is away on that day, the member to whom they go back.
    """

    touches: list[OpenTouch] = field(default_factory=list)
    lies_on: dict[int, Lies] = field(default_factory=dict)
    previous: dict[int, Place] = field(default_factory=dict)
    pinned: dict[int, Place] = field(default_factory=dict)
    covered: dict[int, int] = field(default_factory=dict)
    late: set[int] = field(default_factory=set)


class Lies(NamedTuple):
    """A touch as read: its day, whose it is, for whom they stand in, and the row's version."""

    day: date
    member_id: int | None
    stands_in_for: int | None
    version: int


class Row(NamedTuple):
    """An open follow-up with what the composer asks of it."""

    id: int
    customer_id: int
    window_first: date
    window_last: date
    due_on: date
    minutes: int
    value_minor: int
    channel: str
    plan_id: int | None
    step_id: int | None
    member_id: int | None
    stands_in_for: int | None
    #: Whether a person put it on its day.
    is_moved: bool
    template_id: int | None
    reach: int
    served_by: str | None
    version: int
    mode: str


_FIELDS = (
    "id", "customer_id", "window_first", "window_last", "due_on", "minutes", "value_minor", "channel", "plan_id",
    "step_id", "membership_id", "stands_in_for_id", "moved_at", "template_id", "customer__reach", "sale__served_by",
    "version", "mode",
)  # fmt: skip
_MOVED_AT = _FIELDS.index("moved_at")


def gather(
    today: date,
    until: date,
    opening: OpenDays,
    priorities: Mapping[int, int],
    lanes: Mapping[int, tuple[date, date]] | None = None,
) -> Gathered:
    """What takes a member's time and whose window opens by ``until``; ``priorities`` by plan.

    What is late already asks for the next open day and is told apart; a touch with a lane (its first and last day)
    stays in it.
    """
    rows = FollowUp.objects.filter(state="open", mode__in=TAKES_TIME, window_first__lte=until)
    listed = rows.order_by("window_last", "-value_minor", "id").values_list(*_FIELDS)[:MOST_COMPOSED]
    owed = FollowUp.objects.filter(state="open", mode__in=TAKES_TIME).values("customer_id")
    ground = Ground(
        today,
        opening,
        priorities,
        who_knows(Q(customer_id__in=owed)),
        who_is_away(today, until),
        frozenset(Template.objects.exclude(email_body="").values_list("id", flat=True)),
    )
    return gathered(
        (Row._make((*row[:_MOVED_AT], row[_MOVED_AT] is not None, *row[_MOVED_AT + 1 :])) for row in listed),
        ground,
        lanes or {},
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """What all touches of one day share; ``written``: the templates that have a mail's words."""

    today: date
    opening: OpenDays
    priorities: Mapping[int, int]
    known: Knowing
    away: Away
    written: frozenset[int]


def gathered(rows: Iterable[Row], ground: Ground, lanes: Mapping[int, tuple[date, date]]) -> Gathered:
    """These touches as the composer takes them; the earliest last days first where there are too many."""
    found = Gathered()
    for row in rows:
        _add(found, _in_its_lane(row, ground.today, lanes), ground)
    return found


def _in_its_lane(row: Row, today: date, lanes: Mapping[int, tuple[date, date]]) -> Row:
    lane = lanes.get(row.id)
    if lane is None or row.window_last < today:
        return row
    return row._replace(window_first=max(row.window_first, lane[0]), window_last=min(row.window_last, lane[1]))


def _add(found: Gathered, row: Row, ground: Ground) -> None:
    pk, customer, first, last, due, minutes, value, channel, plan, step, member, stands_in_for, moved, *_ = row
    owner = stands_in_for or member
    is_covered = moved and owner is not None and due >= ground.today and ground.away.is_away(owner, due)
    if last < ground.today:
        found.late.add(pk)
        first, last = ground.today, ground.opening.next_open(ground.today)
    if is_covered:
        # The day was a person's choice: only who does it is another.
        first = last = due
    if channel == Channel.EMAIL and row.mode == "hand":
        # A call or a card that goes as a mail instead.
        minutes = min(MAIL_MINUTES, minutes)
    can_be_mail = channel != Channel.EMAIL and row.reach & Channel.EMAIL.bit and row.template_id in ground.written
    found.touches.append(
        OpenTouch(
            id=pk,
            customer_id=customer,
            first=first,
            last=last,
            minutes=minutes,
            priority=ground.priorities.get(plan or 0, 0),
            value_minor=value,
            channel=Channel(channel),
            step=str(step or ""),
            member_preferred=ground.known.member(customer, row.served_by, but=owner if is_covered else None),
            instead_minutes=min(MAIL_MINUTES, minutes) if can_be_mail else None,
        )
    )
    found.lies_on[pk] = Lies(due, member, stands_in_for, row.version)
    if is_covered and owner is not None:
        found.covered[pk] = owner
        if stands_in_for is not None:
            found.previous[pk] = Place(due, member)
    elif moved:
        found.pinned[pk] = Place(due, owner)
    elif member is not None:
        found.previous[pk] = Place(due, member)


@dataclass(frozen=True, slots=True)
class Knowing:
    """Which member did the last touch for a customer, and who serves under which name."""

    by_customer: Mapping[int, int]
    by_name: Mapping[str, int]

    def member(self, customer_id: int, served_by: str | None, *, but: int | None = None) -> int | None:
        """Who knows the customer, ``but`` one: whoever touched them last, else whoever sold to them."""
        last_one = self.by_customer.get(customer_id)
        if last_one is not None and last_one != but:
            return last_one
        return self.by_name.get((served_by or "").strip().casefold())


def who_knows(whom: Q) -> Knowing:
    """Who knows customers; ``whom``: a condition on the events that tell. Two queries, one where one works alone."""
    members = [(member.pk, member.user_id, str(member.user)) for member in team()]
    by_name = {name.strip().casefold(): pk for pk, _, name in members if name.strip()}
    if len(members) < 2:
        return Knowing({}, by_name)
    by_user = {user: pk for pk, user, _ in members}
    done = EventRow.objects.filter(whom, kind=FollowUpDone.kind, actor_id__in=list(by_user))
    last_by: dict[int, int] = {}
    for customer, user in done.order_by("at", "id").values_list("customer_id", "actor_id"):
        if customer is not None and user is not None:
            last_by[customer] = by_user[user]
    return Knowing(last_by, by_name)
