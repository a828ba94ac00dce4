"""The open touches of the coming weeks as the composer takes them; the same few queries for any number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

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


_FIELDS = (
    "id", "customer_id", "window_first", "window_last", "due_on", "minutes", "value_minor", "channel", "plan_id",
    "step_id", "membership_id", "moved_at", "template_id", "customer__reach", "sale__served_by", "version", "mode",
    "stands_in_for_id",
)  # fmt: skip
_Row = tuple[
    int, int, date, date, date, int, int, str, int | None,
    int | None, int | None, datetime | None, int | None, int, str | None, int, str,
    int | None,
]  # fmt: skip


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
    listed: list[_Row] = list(rows.order_by("window_last", "-value_minor", "id").values_list(*_FIELDS)[:MOST_COMPOSED])
    known = _who_knows()
    written = set(Template.objects.exclude(email_body="").values_list("id", flat=True))
    found = Gathered()
    away = who_is_away(today, until)
    for row in listed:
        _add(found, _in_its_lane(row, today, lanes or {}), today, opening, priorities, known, written, away)
    return found


def _in_its_lane(row: _Row, today: date, lanes: Mapping[int, tuple[date, date]]) -> _Row:
    lane = lanes.get(row[0])
    if lane is None or row[3] < today:
        return row
    return (*row[:2], max(row[2], lane[0]), min(row[3], lane[1]), *row[4:])


def _add(
    found: Gathered, row: _Row, today: date, opening: OpenDays, priorities: Mapping[int, int],
    known: _Knowing, written: set[int], away: Away,
) -> None:  # fmt: skip
    (
        pk,
        customer,
        first,
        last,
        due,
        minutes,
        value,
        channel,
        plan,
        step,
        member,
        moved,
        template,
        reach,
        served,
        version,
        mode,
        stands_in_for,
    ) = row
    owner = stands_in_for or member
    is_covered = moved is not None and owner is not None and due >= today and away.is_away(owner, due)
    if last < today:
        found.late.add(pk)
        first, last = today, opening.next_open(today)
    if is_covered:
        # The day was a person's choice: only who does it is another.
        first = last = due
    if channel == Channel.EMAIL and mode == "hand":
        # A call or a card that goes as a mail instead.
        minutes = min(MAIL_MINUTES, minutes)
    can_be_mail = channel != Channel.EMAIL and reach & Channel.EMAIL.bit and template in written
    found.touches.append(
        OpenTouch(
            id=pk,
            customer_id=customer,
            first=first,
            last=last,
            minutes=minutes,
            priority=priorities.get(plan or 0, 0),
            value_minor=value,
            channel=Channel(channel),
            step=str(step or ""),
            member_preferred=known.member(customer, served, but=owner if is_covered else None),
            instead_minutes=min(MAIL_MINUTES, minutes) if can_be_mail else None,
        )
    )
    found.lies_on[pk] = Lies(due, member, stands_in_for, version)
    if is_covered and owner is not None:
        found.covered[pk] = owner
        if stands_in_for is not None:
            found.previous[pk] = Place(due, member)
    elif moved is not None:
        found.pinned[pk] = Place(due, owner)
    elif member is not None:
        found.previous[pk] = Place(due, member)


@dataclass(frozen=True, slots=True)
class _Knowing:
    """Which member did the last touch for a customer, and who serves under which name."""

    by_customer: Mapping[int, int]
    by_name: Mapping[str, int]

    def member(self, customer_id: int, served_by: str | None, *, but: int | None = None) -> int | None:
        """Who knows the customer, ``but`` one: whoever touched them last, else whoever sold to them."""
        last_one = self.by_customer.get(customer_id)
        if last_one is not None and last_one != but:
            return last_one
        return self.by_name.get((served_by or "").strip().casefold())


def _who_knows() -> _Knowing:
    members = [(member.pk, member.user_id, str(member.user)) for member in team()]
    by_name = {name.strip().casefold(): pk for pk, _, name in members if name.strip()}
    if len(members) < 2:
        return _Knowing({}, by_name)
    by_user = {user: pk for pk, user, _ in members}
    owed = FollowUp.objects.filter(state="open", mode__in=TAKES_TIME).values("customer_id")
    done = EventRow.objects.filter(kind=FollowUpDone.kind, actor_id__in=list(by_user), customer_id__in=owed)
    last_by: dict[int, int] = {}
    for customer, user in done.order_by("at", "id").values_list("customer_id", "actor_id"):
        if customer is not None and user is not None:
            last_by[customer] = by_user[user]
    return _Knowing(last_by, by_name)
