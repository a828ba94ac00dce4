"""Heartbeats: a loop says that it is alive, and every page can tell when it stopped."""

from __future__ import annotations

from datetime import datetime, timedelta

from afterword.infra import clock
from afterword.infra.models import Heartbeat

#: A scheduler that was not heard of for this long has stopped.
SILENT_AFTER = timedelta(seconds=90)


def beat(*, name: str, note: str = "") -> None:
    """Record that the loop called ``name`` is alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": clock.wall(), "note": note[:500]})


def last_beat(name: str) -> datetime | None:
    """When that loop was last alive (UTC), or None if never."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def is_alive(name: str) -> bool:
    """Whether it was heard of recently enough."""
    at = last_beat(name)
    return at is not None and clock.wall() - at < SILENT_AFTER


def forget_silent(*, prefix: str = "worker ", after: timedelta = timedelta(days=1)) -> int:
    """Delete the beats of processes that have been gone for long."""
    return int(Heartbeat.objects.filter(name__startswith=prefix, at__lt=clock.wall() - after).delete()[0])
