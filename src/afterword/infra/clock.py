"""The clock: the real one, or one started elsewhere in time by ``AFTERWORD_CLOCK`` for trying things out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings

from afterword.domain.trouble import Trouble

#: A clock that starts outside these years would run into the ends of the calendar.
FIRST_YEAR, LAST_YEAR = 1900, 2999

_started = datetime.now(UTC)


class UnreadableClock(Trouble, ValueError):
    """``AFTERWORD_CLOCK`` is not a moment with a zone; the message says how to write one."""


@lru_cache(maxsize=4)
def _offset(setting: str) -> timedelta:
    try:
        moment = datetime.fromisoformat(setting)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UnreadableClock(
            f"AFTERWORD_CLOCK={setting!r} is not a moment with a zone. Write it like 2019-06-30T09:00:00-07:00."
        )
    return moment.astimezone(UTC) - _started


def now() -> datetime:
    """The moment by which follow-ups are decided, in UTC, aware."""
    return datetime.now(UTC) + _offset(settings.CLOCK) if settings.CLOCK else datetime.now(UTC)


def wall() -> datetime:
    """The machine's own time in UTC: for leases and heartbeats, which compare processes with each other."""
    return datetime.now(UTC)


def is_shifted() -> bool:
    """Whether the clock was started elsewhere: pages then show a banner and nothing leaves this machine."""
    return bool(settings.CLOCK)
