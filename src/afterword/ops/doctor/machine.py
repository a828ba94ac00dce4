"""The machine: the folder and its secrets, the disk, the clock, the port, and whether the loops are alive."""

from __future__ import annotations

import shutil
import socket
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from afterword.infra import clock, heartbeat
from afterword.ops.doctor.finding import Finding, ok, warn, wrong

#: Bytes: below the first a write may fail any day, below the second it is time to look.
TOO_LITTLE, LITTLE = 200 * 2**20, 2 * 2**30
#: The clocks of the machine and of the database may differ by so much.
CLOCKS_APART = timedelta(seconds=5)


def machine(port: int) -> Iterator[Finding]:
    """Every finding about the machine."""
    home = Path(settings.AFTERWORD_HOME)
    yield _disk(home)
    yield from _secrets(home)
    yield _clock()
    yield _scheduler()
    yield _port(port)


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    said = f"{free / 2**30:.1f} GB are free where the data live ({home})."
    if free < TOO_LITTLE:
        return wrong("disk", said, "Make room: below 0.2 GB nothing can be kept safely.")
    if free < LITTLE:
        return warn("disk", said, "Make room soon.")
    return ok("disk", said)


def _secrets(home: Path) -> Iterator[Finding]:
    open_to_others = [
        path.name for path in sorted(home.glob("*.secret")) if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if open_to_others:
        names = ", ".join(open_to_others)
        yield wrong("secrets", f"Others on this machine can read {names}.", f"Run: chmod 600 {home}/*.secret")
    else:
        yield ok("secrets", "The secrets can be read by their owner alone.")


def _clock() -> Finding:
    if clock.is_shifted():
        said = f"The clock is set to {clock.now():%Y-%m-%d %H:%M} by AFTERWORD_CLOCK; nothing leaves this machine."
        return warn("clock", said, "Remove AFTERWORD_CLOCK to work for real.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            theirs = cursor.fetchone()[0]
        apart = abs(theirs - clock.wall())
        if apart > CLOCKS_APART:
            said = f"The clocks of this machine and of the database are {apart.total_seconds():.0f} seconds apart."
            return wrong("clock", said, "Switch on time synchronization (NTP) on both.")
    beat = heartbeat.last_beat("scheduler")
    if beat is not None and beat - clock.wall() > CLOCKS_APART:
        said = f"The last sign of life of the scheduler lies in the future ({beat:%Y-%m-%d %H:%M} UTC)."
        return wrong("clock", said, "The clock of this machine was put back. Switch on time synchronization (NTP).")
    return ok("clock", f"It is {clock.wall():%Y-%m-%d %H:%M} UTC.")


def _scheduler() -> Finding:
    beat = heartbeat.last_beat("scheduler")
    if beat is None:
        return wrong(
            "scheduler", "The scheduler has never run.", "Start it with `afterword run` or `afterword worker`."
        )
    if not heartbeat.is_alive("scheduler"):
        said = f"The scheduler has been silent since {beat:%Y-%m-%d %H:%M} UTC: nothing is planned or sent."
        return wrong("scheduler", said, "Start it with `afterword run` or `afterword worker`.")
    return ok("scheduler", "The scheduler is at work.")


def _port(port: int) -> Finding:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as line:
        line.settimeout(2)
        answers = line.connect_ex(("127.0.0.1", port)) == 0
    if answers:
        return ok("port", f"Something answers on port {port}.")
    return warn("port", f"Nothing answers on port {port} of this machine.", f"Start `afterword run --port {port}`.")
