"""Delivery for the whole installation: every business in turn, by one process or by several."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import uuid
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

from django.db import connections

from afterword.channels.accounts import LINES
from afterword.followups.delivering.queueing import queue_automatic
from afterword.followups.delivering.recovering import recover
from afterword.followups.delivering.rounds import Manner, Tally, deliver_due
from afterword.followups.posting.handing_over import hand_over_cards
from afterword.ops.everywhere import each_business


def deliver_everywhere(manner: Manner, *, prepare: bool = True) -> Tally:
    """Send what is due in every business.

    ``prepare``: first queue what goes out by itself and put right what dead workers left, and at the end give cards to
    the printing services; the one process leaves the former to its scheduler, which does both a few times a minute,
    and the latter to a loop of its own.
    """
    tally = Tally()
    for _business in each_business():
        if prepare:
            tally.unclear += recover()
            queue_automatic()
        tally.add(deliver_due(manner))
        if prepare:
            tally.add(hand_over_cards(manner))
    return tally


def hand_over_cards_everywhere(manner: Manner) -> Tally:
    """Give what waits for it to the printing service of every business."""
    tally = Tally()
    for _business in each_business():
        tally.add(hand_over_cards(manner))
    return tally


def deliver_by_processes(*, processes: int, manner: Manner) -> Tally:
    """The same by several processes that share the lines of ``manner``; each claims for itself. 1: in this one."""
    if processes < 2:
        return deliver_everywhere(manner)
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    told: Any = fork.SimpleQueue()
    lines = manner.lines or LINES
    share = [lines // processes + (number < lines % processes) for number in range(processes)]
    workers = [fork.Process(target=_deliver_share, args=(replace(manner, lines=own), told)) for own in share if own]
    for worker in workers:
        worker.start()
    _wait_for(workers, manner.stop)
    tally = Tally()
    while not told.empty():
        tally.add(told.get())
    return tally


def _deliver_share(manner: Manner, told: Any) -> None:
    # Who was forked has the parent's names: it needs one of its own to claim under, and its own ear for a stop.
    mine = replace(manner, worker=f"{os.getpid()}:{uuid.uuid4().hex[:8]}", stop=threading.Event())
    stop_politely(mine.stop)
    told.put(deliver_everywhere(mine))


def _wait_for(workers: Sequence[BaseProcess], stop: threading.Event) -> None:
    """Wait for all; a stop that is asked of this process is passed on, once."""
    told = False
    for worker in workers:
        while worker.is_alive():
            worker.join(0.2)
            if stop.is_set() and not told:
                told = True
                for one in workers:
                    one.terminate()


def stop_politely(stop: threading.Event) -> None:
    """On SIGTERM and Ctrl-C finish the letters that are on the lines, then go."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
