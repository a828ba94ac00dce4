"""Heartbeats: a loop says that it is alive, and every page can tell when it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from afterword.infra import clock
from afterword.infra.models import Heartbeat

#: What stands before the trouble in the note of something that failed.
FAILED = "failed: "
#: A scheduler that was not heard of for this long has stopped.
SILENT_AFTER = timedelta(seconds=90)


def beat(*, name: str, note: str = "") -> None:
    """Record that the loop called ``name`` is alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": clock.wall(), "note": note[:500]})


def mark_of(name: str, tenant_id: int | None) -> str:
    """The beat's name of what recurs for one tenant, or for the installation."""
    return f"{name}: {tenant_id or 'all'}"


@dataclass(frozen=True, slots=True)
class LastDone:
    """What recurs: when it was last done or tried (UTC), and why it failed; empty where it did not."""

    name: str
    at: datetime
    trouble: str


def last_done(tenant_id: int | None) -> list[LastDone]:
    """All that recurs for one tenant, or for the installation, by name."""
    suffix = mark_of("", tenant_id)
    return [
        LastDone(
            row.name.removesuffix(suffix),
            row.at,
            row.note.removeprefix(FAILED) if row.note.startswith(FAILED) else "",
        )
        for row in Heartbeat.objects.filter(name__endswith=suffix).order_by("name")
    ]


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
