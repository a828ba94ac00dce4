"""An import taken back after the scheduler's night leaves nothing of what the night made of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from afterword.businesses.models import Business
from afterword.customers.households.finding import find_households
from afterword.followups.models import FollowUp, Rest
from afterword.imports.actions import undo_import
from afterword.plans.actions import catch_up
from afterword.plans.days import compose_by_plan
from afterword.plans.keeping_in_touch.keeping import keep_in_touch, promise_newly_brought_in
from afterword.plans.models import Enrollment
from tests.imports.bringing import bring_in_text, tables


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """A standing clock, on one day in New York and in UTC."""
    with time_machine.travel("2024-09-17T16:00:00+00:00", tick=False):
        yield


PEOPLE = "Customer number,First name,Last name,Email,Street\n" + "".join(
    f"{n},Ann{n},Berg,ann{n}@example.org,Gate {n // 2}\n" for n in range(6)
)
SALES = "Order number,Order date,Customer number,Product,Price\n" + "".join(
    f"A{n},201{n}-05-01,{n},Rose,{n + 1}\n" for n in range(6)
)
#: What a night and an import may change besides: when things were last looked at.
_COUNTERS = ("followups_overflow", "plans_plan")


def night() -> None:
    find_households()
    catch_up(everything=True)
    keep_in_touch()
    compose_by_plan()


def rows() -> dict[str, object]:
    return {
        name: found for name, found in tables().items() if name not in _COUNTERS and not name.startswith("plans_audit")
    }


def test_sales_taken_back_after_what_follows_an_import_leave_the_tables_equal(
    business: Business, tmp_path: Path
) -> None:
    bring_in_text(tmp_path, PEOPLE)
    find_households()
    promise_newly_brought_in()
    before = rows()
    run = bring_in_text(tmp_path, SALES, "sales.csv")
    find_households()
    assert promise_newly_brought_in().promised == 6
    undo_import(run_id=run.pk)
    assert rows() == before


def test_everything_taken_back_after_a_night_leaves_nobody(business: Business, tmp_path: Path) -> None:
    before = rows()
    people = bring_in_text(tmp_path, PEOPLE)
    sales = bring_in_text(tmp_path, SALES, "sales.csv")
    promise_newly_brought_in()
    night()
    Rest.objects.update(until="2000-01-01", reason="followed_up")
    night()
    assert FollowUp.objects.exists()
    undo_import(run_id=sales.pk)
    assert not FollowUp.objects.exists()
    assert not Enrollment.objects.exists()
    undo_import(run_id=people.pk)
    assert rows() == before


def test_the_same_file_twice_changes_nothing(business: Business, tmp_path: Path) -> None:
    for text, name in ((PEOPLE, "people.csv"), (SALES, "sales.csv")):
        bring_in_text(tmp_path, text, name)
        find_households()
        promise_newly_brought_in()
    before = {name: found for name, found in rows().items() if name != "timeline_event"}
    for text, name in ((PEOPLE, "people.csv"), (SALES, "sales.csv")):
        bring_in_text(tmp_path, text, name)
        find_households()
        promise_newly_brought_in()
    assert {name: found for name, found in rows().items() if name != "timeline_event"} == before
