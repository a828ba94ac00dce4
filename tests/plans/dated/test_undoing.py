"""An import that is undone takes the days along that rest on it, and what had ended because of it goes on."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from afterword.customers.models import Customer
from afterword.followups.models import FollowUp
from afterword.imports.actions import undo_import
from afterword.plans.dated.coming import plan_coming_days
from afterword.plans.models import Enrollment, TypicalRhythm
from tests.imports.bringing import bring_in_text, tables
from tests.plans.dated.known_shop import plan
from tests.plans.dated.test_coming import BEFORE, CALL, LETTER
from tests.plans.shop import TODAY

if TYPE_CHECKING:
    from tests.plans.shop import Shop

HEADER = "Order number,Order date,Customer number,First name,Last name,Email,Phone,Date of birth,Product,Price\n"


def line(number: int, sold_on: date, who: int, born: str = "") -> str:
    return f"A{number},{sold_on},{who},Ann{who},Berg{who},ann{who}@example.org,+4722{who:06d},{born},Rose,9.00\n"


def some_plans() -> None:
    plan("birthday", "birthday", BEFORE)
    plan("service", "service_due", BEFORE, CALL, facts={"interval_months": 12})
    plan("win-back", "silence", LETTER, facts={"beyond_rhythm": 1.0, "at_least_days": 60})
    TypicalRhythm.objects.create(days=70.0, spread=0.5, gaps=40, reckoned_on=TODAY)


def test_the_days_that_an_import_brought_go_with_it(shop: Shop, tmp_path: Path) -> None:
    some_plans()
    before = tables()
    text = HEADER + "".join(line(n, TODAY - timedelta(days=300 + n), n, f"1980-10-{n + 1:02d}") for n in range(1, 25))
    run = bring_in_text(tmp_path, text)
    plan_coming_days()
    assert {one.plan_id for one in FollowUp.objects.all()} >= set(
        Enrollment.objects.filter(plan__slug__in=("birthday", "service")).values_list("plan_id", flat=True)
    )
    assert Enrollment.objects.filter(state="running", plan__slug="birthday").count() == 24
    undo_import(run_id=run.pk)
    assert Enrollment.objects.count() == 0
    assert Customer.objects.count() == 0
    assert without_traces(tables()) == without_traces(before)


def without_traces(found: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """How far the night has looked, and for whom the audit is to count again, are no trace of the file."""
    return {name: rows for name, rows in found.items() if name != "plans_plan" and not name.endswith("mark")}


def test_silence_that_an_import_had_ended_goes_on_when_that_is_undone(shop: Shop, tmp_path: Path) -> None:
    some_plans()
    bring_in_text(tmp_path, HEADER + line(1, TODAY - timedelta(days=50), 7))
    plan_coming_days()
    silence = FollowUp.objects.get(plan_id=Enrollment.objects.get(plan__slug="win-back").plan_id)
    assert silence.state == "open"
    run = bring_in_text(tmp_path, HEADER + line(2, TODAY - timedelta(days=1), 7), name="later.csv")
    silence.refresh_from_db()
    assert (silence.state, silence.reason) == ("stopped", "bought_again")
    undo_import(run_id=run.pk)
    silence.refresh_from_db()
    assert (silence.state, silence.reason) == ("open", "")
    assert Enrollment.objects.filter(plan__slug="win-back").count() == 1
