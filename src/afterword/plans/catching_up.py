"""Catching up: whatever was recorded and not planned is planned, from the high-water mark or from the beginning."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Min

from afterword.infra.tenancy import current_business_id
from afterword.plans.enrolling import Enrolled, enroll
from afterword.plans.models import Plan
from afterword.plans.newcomers import rest_newcomers
from afterword.plans.reviving import revive_unreached
from afterword.plans.triggers import TRIGGERS, Trigger, between

#: Trigger rows planned in one transaction.
CHUNK = 20_000
#: Ids looked at again: of a transaction that was slower than one that began after it.
_OVERLAP = 2_000


@dataclass(slots=True)
class CaughtUp:
    """How many enrollments and follow-ups were written."""

    running: int = 0
    joined: int = 0
    past: int = 0
    stopped: int = 0
    follow_ups: int = 0

    def add(self, done: Enrolled) -> None:
        """Count one chunk."""
        self.running += done.running
        self.joined += done.joined
        self.past += done.past
        self.stopped += done.stopped
        self.follow_ups += done.follow_ups


def catch_up(*, everything: bool = False) -> CaughtUp:
    """Plan for the rows above each plan's high-water mark; a matter of microseconds when there are none.

    What a reaction planned is met again here once and left as it is. ``everything`` begins at the first row, looks
    again at customers who could not be reached, and gives newcomers without a word in writing their rest. Killed at any
    moment and started again it goes on: each chunk is one transaction.
    """
    caught_up = CaughtUp()
    for name, mark in _high_water_marks().items():
        _catch_up_on(TRIGGERS[name], 0 if everything else mark, caught_up)
    if everything:
        caught_up.follow_ups += revive_unreached()
        rest_newcomers()
    return caught_up


def begin_after_events() -> CaughtUp:
    """Begin the plans that wait for what has been recorded since the last look; one query where there are none.

    For every half minute, and not in the events' own transactions: delivery should not wait for plans.
    """
    caught_up = CaughtUp()
    for name, mark in _high_water_marks(only=("event",)).items():
        if mark < _last_id(TRIGGERS[name]):
            _catch_up_on(TRIGGERS[name], max(0, mark - _OVERLAP), caught_up)
    return caught_up


def _catch_up_on(trigger: Trigger, after: int, caught_up: CaughtUp) -> None:
    last = _last_id(trigger)
    while after < last:
        with transaction.atomic():
            up_to = _end_of_chunk(trigger, after, last)
            caught_up.add(enroll(trigger, between(after, up_to)))
            Plan.objects.filter(trigger=trigger.name, is_active=True, planned_to_id__lt=up_to).update(
                planned_to_id=up_to
            )
        after = up_to


#: What a person starts is planned at once.
_CAUGHT_UP = tuple(name for name in TRIGGERS if name != "manual")


def _high_water_marks(only: Collection[str] = _CAUGHT_UP) -> dict[str, int]:
    """For each of these triggers with an active plan the lowest mark among these."""
    plans = Plan.objects.filter(is_active=True, trigger__in=only)
    marks = plans.values("trigger").order_by("trigger").annotate(mark=Min("planned_to_id"))
    return dict(marks.values_list("trigger", "mark"))


def _last_id(trigger: Trigger) -> int:
    """The newest row of the table, whoever's: what lies between is looked at once and never again."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {trigger.table}")
        return int(cursor.fetchone()[0] or 0)


def _end_of_chunk(trigger: Trigger, after: int, last: int) -> int:
    """The id up to which at most :data:`CHUNK` rows of this business follow."""
    business = "+business_id" if connection.vendor == "sqlite" else "business_id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT id FROM {trigger.table} WHERE {business} = %s AND id > %s AND id <= %s
                ORDER BY id LIMIT 1 OFFSET %s""",
            [current_business_id(), after, last, CHUNK - 1],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else last
