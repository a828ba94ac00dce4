"""Puts what takes time on days, each morning and after changes; leaves alone what a person moved.

What a person gave to a member who is away on its day is done by another on that day, and is theirs again if they stay.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection, transaction

from afterword.businesses.queries import current_business, local_today
from afterword.businesses.working_time import minutes_of_members
from afterword.domain.composing import Calendar, Composition, compose_day
from afterword.domain.shortfall import Shortfall, shortfalls
from afterword.followups.calendars import open_days
from afterword.followups.composing.gathering import Gathered, gather
from afterword.followups.composing.overflow import keep_overflow
from afterword.followups.models import FollowUp
from afterword.infra.tenancy import current_business_id

#: Four weeks with today.
DAYS_COMPOSED = 28


@dataclass(frozen=True, slots=True)
class Composed:
    """How many touches were looked at, how many rows changed, and the weeks that are too short."""

    touches: int
    changed: int
    shortfalls: tuple[Shortfall, ...]


def compose_days(
    priorities: Mapping[int, int] | None = None, lanes: Mapping[int, tuple[date, date]] | None = None
) -> Composed:
    """Compose the coming four weeks of the current business; ``priorities`` by plan, the larger stays.

    ``lanes``: first and last day of follow-ups that must not leave them, so that they stay apart from others.

    Where no member has said how many minutes they have, nothing is moved: everything lies on the day its plan gave it.
    """
    business = current_business()
    today = local_today(business)
    until = today + timedelta(days=DAYS_COMPOSED - 1)
    minutes = minutes_of_members(today, until)
    if not minutes:
        told = FollowUp.objects.filter(state="open", membership_id__isnull=False)
        told.update(membership_id=None, stands_in_for_id=None)
        keep_overflow(())
        return Composed(0, 0, ())
    calendar = Calendar(today, until, minutes, open_days(business))
    found = gather(today, until, calendar.opening, priorities or {}, lanes)
    composition, changes = arranged(found, calendar)
    with transaction.atomic():
        changed = _write(changes)
        short = shortfalls(found.touches, calendar, _without_the_late(composition, found.late))
        keep_overflow(short)
    return Composed(len(found.touches), changed, short)


def arranged(found: Gathered, calendar: Calendar) -> tuple[Composition, list[Change]]:
    """Where everything lies, and what changes by it; nothing is written."""
    composition = compose_day(found.touches, calendar, previous=found.previous, pinned=found.pinned)
    return composition, _changes(found, composition, calendar.today)


def _without_the_late(composition: Composition, late: set[int]) -> Composition:
    """What is late already is no news: it stands on Today in red."""
    return replace(composition, misfits={pk: why for pk, why in composition.misfits.items() if pk not in late})


class Change(NamedTuple):
    """A touch that moves: its day as ISO date, its member, for whom they stand in, and the version as read.

    ``holds``: it stays where a person put it.
    """

    id: int
    day: str
    member_id: int | None
    stands_in_for: int | None
    holds: bool
    version: int


def _changes(found: Gathered, composition: Composition, today: date) -> list[Change]:
    """The new day and member of each touch that moves; what has no place stays on its day, in nobody's minutes."""
    changes: list[Change] = []
    for touch in found.touches:
        lies = found.lies_on[touch.id]
        place = composition.placed.get(touch.id)
        is_pinned = touch.id in found.pinned and lies.day >= today
        owner = found.covered.get(touch.id)
        if is_pinned:
            place = found.pinned[touch.id]
        # What is late stays in sight: it is due until it is done.
        new_day = lies.day if place is None or touch.id in found.late else place.day
        new_member = place.member_id if place is not None else None
        if (new_day, new_member, owner) != (lies.day, lies.member_id, lies.stands_in_for):
            holds = is_pinned or owner is not None
            changes.append(Change(touch.id, new_day.isoformat(), new_member, owner, holds, lies.version))
    return changes


def _write(changes: list[Change]) -> int:
    """One statement; whoever was faster (done, skipped, moved by a person) wins. Returns the rows that changed."""
    if not changes:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _ON_POSTGRESQL if connection.vendor == "postgresql" else _ON_SQLITE,
            [json.dumps(changes), current_business_id()],
        )
        return int(cursor.rowcount)


_UPDATE = """
    UPDATE followups_followup
       SET due_on = new.due_on, membership_id = new.membership_id, stands_in_for_id = new.stands_in_for_id,
           moved_at = CASE WHEN new.holds THEN moved_at END, version = followups_followup.version + 1
      FROM new
     WHERE followups_followup.id = new.id AND followups_followup.version = new.version
       AND business_id = %s AND state = 'open'
"""
_ON_SQLITE = f"""
    WITH new(id, due_on, membership_id, stands_in_for_id, holds, version) AS MATERIALIZED (
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
               json_extract(value, '$[3]'), json_extract(value, '$[4]'), json_extract(value, '$[5]')
          FROM json_each(%s)
    ) {_UPDATE}
"""
_ON_POSTGRESQL = f"""
    WITH new(id, due_on, membership_id, stands_in_for_id, holds, version) AS (
        SELECT (value ->> 0)::bigint, (value ->> 1)::date, (value ->> 2)::bigint,
               (value ->> 3)::bigint, (value ->> 4)::boolean, (value ->> 5)::bigint
          FROM json_array_elements(%s::json)
    ) {_UPDATE}
"""
