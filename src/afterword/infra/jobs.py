"""Queued jobs: run from our own loop, and put back when the process that ran them was killed.

django-tasks-db leaves a killed task RUNNING for ever; here it is tried again, a bounded number of times.
"""

from __future__ import annotations

import logging
import os
import socket
from datetime import timedelta
from typing import Any

from django.db import transaction
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from afterword.infra import clock, heartbeat
from afterword.infra.leases import HOLDER, lease

log = logging.getLogger(__name__)
# It tells each second that there is nothing to do.
logging.getLogger("django_tasks_db").setLevel(logging.WARNING)

#: A task that took three processes down with it is not tried a fourth time.
MOST_TRIES = 3
#: Results are kept this long after their end.
KEPT = timedelta(days=30)


class KilledTooOften(RuntimeError):
    """The processes that ran this job died each time; it is not tried again."""


def worker_beat_name(holder: str = HOLDER) -> str:
    """The heartbeat by which others know that the process of that name is alive."""
    return f"worker {holder}"


def run_queued() -> None:
    """Run what is queued, one after another, until nothing is ready; a job that fails is recorded as failed."""
    if not DBTaskResult.objects.ready().exists():  # the worker takes the writers' gate to find that out
        return
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=HOLDER,
        excluded_queue_names=[],
    ).run()


def put_back_killed() -> int:
    """Make the tasks of dead processes ready again, or failed after the third time; how many were found."""
    with lease(name="put back killed jobs", seconds=30) as token:
        if token is None:
            return 0
        found = [task for task in DBTaskResult.objects.running() if is_dead(_runner(task))]
        for task in found:
            _put_back(task)
        return len(found)


def _runner(task: DBTaskResult[Any, Any]) -> str:
    return str(task.worker_ids[-1]) if task.worker_ids else ""


def _put_back(task: DBTaskResult[Any, Any]) -> None:
    if len(task.worker_ids) >= MOST_TRIES:
        log.error("The job %s was killed %d times and is given up.", task.task_path, len(task.worker_ids))
        task.set_failed(KilledTooOften(f"The process that ran this job died {len(task.worker_ids)} times."))
        return
    with transaction.atomic():
        put_back = DBTaskResult.objects.running().filter(pk=task.pk, worker_ids=task.worker_ids)
        put_back.update(status="READY", started_at=None)


def is_dead(holder: str) -> bool:
    """Whether the process of that name is surely gone: its number is not in use here, or its heart stopped."""
    if holder == HOLDER:
        return False
    host, _, rest = holder.partition(":")
    number = rest.partition(":")[0]
    is_here = host == socket.gethostname()[:60] and number.isdigit()
    if is_here and (int(number) == os.getpid() or not _exists(int(number))):
        return True
    return not heartbeat.is_alive(worker_beat_name(holder))


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def forget_old_results() -> int:
    """Delete results that nobody asks for any more."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=clock.wall() - KEPT)
    return int(old.delete()[0])
