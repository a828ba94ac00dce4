"""Delivery for the whole installation: every business in turn, by one process or by several."""

from __future__ import annotations

import multiprocessing
import os
import uuid
from dataclasses import replace
from typing import Any

from django.db import connections

from afterword.followups.delivering.queueing import queue_automatic
from afterword.followups.delivering.recovering import recover
from afterword.followups.delivering.rounds import Manner, Tally, deliver_due
from afterword.ops.everywhere import each_business


def deliver_everywhere(manner: Manner) -> Tally:
    """Send what is due in every business; automatic ones are queued first, and what dead workers left is put right."""
    tally = Tally()
    for _business in each_business():
        tally.unclear += recover()
        queue_automatic()
        tally.add(deliver_due(manner))
    return tally


def deliver_by_processes(*, processes: int, lines: int) -> Tally:
    """The same by several processes that share the lines; each claims for itself. ``processes`` 1: in this one."""
    if processes < 2:
        return deliver_everywhere(Manner(lines=lines))
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    told: Any = fork.SimpleQueue()
    share = [lines // processes + (number < lines % processes) for number in range(processes)]
    workers = [fork.Process(target=_deliver_share, args=(count, told)) for count in share if count]
    for worker in workers:
        worker.start()
    tally = Tally()
    for worker in workers:
        worker.join()
    while not told.empty():
        tally.add(told.get())
    return tally


def _deliver_share(lines: int, told: Any) -> None:
    worker = f"{os.getpid()}:{uuid.uuid4().hex[:8]}"
    told.put(deliver_everywhere(replace(Manner(), lines=lines, worker=worker)))
