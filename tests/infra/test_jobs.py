"""Queued jobs: run, recorded, and put back a bounded number of times when their process was killed."""

from __future__ import annotations

import os

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from afterword.infra import heartbeat, jobs
from afterword.infra.leases import HOLDER

pytestmark = pytest.mark.django_db(transaction=True)

seen: list[str] = []


@task()
def say(word: str) -> None:
    seen.append(word)
    if word == "trouble":
        raise ValueError(word)


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    seen.clear()


def killed(*runners: str) -> DBTaskResult:
    """A task that these processes took up one after another, and none finished."""
    say.enqueue("hello")
    DBTaskResult.objects.update(status="RUNNING", worker_ids=list(runners), started_at=timezone.now())
    return DBTaskResult.objects.get()


DEAD_HERE = HOLDER.replace(f":{os.getpid()}:", ":999999999:")


def test_queued_jobs_are_run_and_a_failing_one_does_not_stop_the_others() -> None:
    for word in ("one", "trouble", "two"):
        say.enqueue(word)
    jobs.run_queued()
    assert sorted(seen) == ["one", "trouble", "two"]
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL", "SUCCESSFUL"]


def test_a_task_of_a_dead_process_is_run_again() -> None:
    killed(DEAD_HERE)
    assert jobs.put_back_killed() == 1
    jobs.run_queued()
    assert seen == ["hello"]


def test_a_task_of_a_living_process_is_left_alone() -> None:
    killed(HOLDER)
    assert jobs.put_back_killed() == 0


def test_a_task_on_another_machine_is_put_back_only_when_its_heart_has_stopped() -> None:
    killed("elsewhere:1:abcdef")
    heartbeat.beat(name=jobs.worker_beat_name("elsewhere:1:abcdef"))
    assert jobs.put_back_killed() == 0
    heartbeat.Heartbeat.objects.update(at=timezone.now() - 2 * heartbeat.SILENT_AFTER)
    assert jobs.put_back_killed() == 1


def test_a_task_that_killed_three_processes_is_given_up() -> None:
    killed(DEAD_HERE, DEAD_HERE, DEAD_HERE)
    jobs.put_back_killed()
    jobs.run_queued()
    assert seen == []
    assert DBTaskResult.objects.get().status == "FAILED"
