"""Keeps a worker's leases alive while it waits for a slow server; a stopped or dead worker's run out by themselves."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connection

from afterword.followups.delivering.claiming import renew
from afterword.infra.tenancy import acting_for

log = logging.getLogger(__name__)


@contextmanager
def leases_kept(*, business_id: int, worker: str, lease: timedelta) -> Iterator[None]:
    """Renew the worker's leases in this business every third of their length, from a thread of its own."""
    done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(done, business_id, worker, lease), name="leases", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _keep(done: threading.Event, business_id: int, worker: str, lease: timedelta) -> None:
    pause = lease.total_seconds() / 3
    try:
        with acting_for(business_id):
            while not done.wait(pause):
                try:
                    renew(worker=worker, lease=lease)
                except DatabaseError:
                    log.exception("Leases could not be renewed; what is not handed over by then is left alone.")
    finally:
        connection.close()
