"""The days of a trial made to fit the members' minutes: by the composer that composes them for real."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from afterword.businesses.models import Business
from afterword.businesses.queries import zone_of
from afterword.businesses.working_time import minutes_of_members
from afterword.domain.civil import local_moment
from afterword.domain.composing import Calendar
from afterword.domain.opening import OpenDays
from afterword.domain.planning import Mode
from afterword.followups.composing.away import who_is_away
from afterword.followups.composing.composer import DAYS_COMPOSED, Change, arranged
from afterword.followups.composing.gathering import MOST_COMPOSED, Ground, Knowing, Row, gathered, who_knows
from afterword.plans.simulating.tried import TriedPlan

_AHEAD = timedelta(days=DAYS_COMPOSED - 1)


class Levelling:
    """The members' minutes and what they know of customers, over a trial from ``start`` up to, not including, ``end``.

    Only touches of the plans that are tried take minutes. Whoever has a touch in their minutes does it.
    """

    def __init__(
        self, plans: Sequence[TriedPlan], business: Business, start: date, end: date, opening: OpenDays
    ) -> None:
        self.opening = opening
        self.minutes = minutes_of_members(start, end + _AHEAD)
        self.away = who_is_away(start, end + _AHEAD)
        self.priorities = {plan.facts.id: plan.priority for plan in plans}
        self._last_by: dict[int, int] = {}
        self.known = Knowing(self._last_by, {})
        if self.acts:
            before: datetime = local_moment(start, time(0), zone_of(business))
            known = who_knows(Q(at__lt=before))
            self._last_by.update(known.by_customer)
            self.known = Knowing(self._last_by, known.by_name)

    @property
    def acts(self) -> bool:
        """Whether any member has said how many minutes they have; otherwise everything lies where its plan puts it."""
        return bool(self.minutes)

    @property
    def by_name(self) -> bool:
        """Whether it matters who served at a sale."""
        return bool(self.known.by_name)

    def arranged(self, day: date, rows: Iterable[Row], lanes: Mapping[int, tuple[date, date]]) -> list[Change]:
        """What the composer changes on that morning; ``lanes`` as the settling of collisions has left them."""
        until = day + _AHEAD
        near = [row for row in rows if row.window_first <= until]
        if len(near) > MOST_COMPOSED:
            near.sort(key=lambda row: (row.window_last, -row.value_minor, row.id))
            del near[MOST_COMPOSED:]
        ground = Ground(day, self.opening, self.priorities, self.known, self.away, frozenset())
        return arranged(gathered(near, ground, lanes), Calendar(day, until, self.minutes, self.opening))[1]

    def was_done(self, customer_id: int, mode: Mode, member_id: int | None) -> None:
        """Whoever called them or wrote by hand knows them from now on."""
        if member_id is not None and mode is Mode.HAND:
            self._last_by[customer_id] = member_id
