"""The scheduler: does what is due of all that recurs, says that it is alive, and never stops for one that fails."""

from __future__ import annotations

import logging
import threading
from datetime import date, datetime, timedelta

from django.db import close_old_connections, connection
from django.db.utils import Error as DatabaseTrouble

from afterword.businesses.models import Business
from afterword.businesses.queries import local_today, zone_of
from afterword.infra import clock, heartbeat, leases
from afterword.infra.heartbeat import FAILED
from afterword.infra.jobs import worker_beat_name
from afterword.infra.models import Heartbeat
from afterword.ops.everywhere import each_business
from afterword.ops.recurring import RECURRING, Recurring

log = logging.getLogger(__name__)

#: Seconds between two looks at what is due.
TICK = 5.0
#: Seconds for which nobody else does the same thing for the same business.
TURN = 600
#: What failed is tried again after this.
AFTER_FAILURE = timedelta(minutes=5)


class Scheduler:
    """One loop among perhaps many on the same database; leases decide whose turn each thing is."""

    def __init__(self, stop: threading.Event, *, recurring: tuple[Recurring, ...] = RECURRING) -> None:
        self.stop = stop
        self.recurring = recurring

    def run(self) -> None:
        """Look every few seconds until asked to stop. Trouble with the database is logged, and tried again."""
        beating = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        beating.start()
        while not self.stop.is_set():
            try:
                close_old_connections()
                self.tick()
            except DatabaseTrouble:
                log.exception("The scheduler could not use the database; it tries again.")
            self.stop.wait(TICK)
        beating.join()
        connection.close()

    def tick(self) -> None:
        """Do all that is due now, for each business and for the installation."""
        for business in each_business():
            for one in self.recurring:
                if one.for_each_business and not self.stop.is_set():
                    do_if_due(one, business)
        for one in self.recurring:
            if not one.for_each_business and not self.stop.is_set():
                do_if_due(one, None)

    def _beat(self) -> None:
        """Say that this process is alive, in a thread of its own: an audit of a million customers may take a while."""
        while True:
            try:
                close_old_connections()
                heartbeat.beat(name="scheduler")
                heartbeat.beat(name=worker_beat_name())
            except DatabaseTrouble:
                log.exception("The heartbeat could not be written; it is tried again.")
            if self.stop.wait(TICK * 2):
                connection.close()
                return


def do_if_due(one: Recurring, business: Business | None) -> bool:
    """Do one thing if it is due and nobody else is at it. Whether it was done, well or badly."""
    mark = heartbeat.mark_of(one.name, business.pk if business else None)
    if not is_due(one, business, mark):
        return False
    with leases.lease(name=mark, seconds=TURN) as token:
        if token is None or not is_due(one, business, mark):
            return False
        heartbeat.beat(name=mark, note=_do(one, business))
        return True


def _do(one: Recurring, business: Business | None) -> str:
    """Do it; the note that is kept: the local day it was done on, or why it failed."""
    try:
        one.perform()
    except Exception as trouble:  # whatever one thing does wrong, the others go on, and every page can show this note
        log.exception("“%s” failed for %s.", one.name, business or "the installation")
        return f"{FAILED}{type(trouble).__name__}: {trouble}"
    return _today(business).isoformat()


def is_due(one: Recurring, business: Business | None, mark: str) -> bool:
    """Whether it is time, by the mark that the last one left."""
    last = Heartbeat.objects.filter(name=mark).first()
    if last is not None and last.note.startswith(FAILED):
        return clock.wall() - last.at >= AFTER_FAILURE
    if one.once_a_day_from is not None:
        done_today = last is not None and last.note == _today(business).isoformat()
        return not done_today and _local(business).time() >= one.once_a_day_from
    assert one.every is not None
    return last is None or not timedelta(0) <= clock.wall() - last.at < one.every


def failures() -> list[str]:
    """What failed when it was last tried, for the settings screen and ``afterword doctor``: name and trouble."""
    rows = Heartbeat.objects.filter(note__startswith=FAILED).order_by("name")
    return [f"{row.name}: {row.note.removeprefix(FAILED)}" for row in rows]


def _today(business: Business | None) -> date:
    return local_today(business) if business else clock.now().date()


def _local(business: Business | None) -> datetime:
    return clock.now().astimezone(zone_of(business)) if business else clock.now()
