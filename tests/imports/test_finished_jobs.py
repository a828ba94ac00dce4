"""A file of finished jobs, and dates to remember in a file of customers."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from afterword.businesses.models import Business
from afterword.customers.dates import keep_date
from afterword.customers.models import Customer, KeptDate
from afterword.domain.triggers import JobDone
from afterword.followups.models import FollowUp
from afterword.imports.actions import undo_import
from afterword.imports.models import ImportProblem
from afterword.imports.previewing import UnusableFile, preview
from afterword.plans.models import Enrollment
from afterword.sales.models import Job, Product, Sale
from afterword.timeline.models import EventRow
from tests.imports.bringing import bring_in_text, counts, tables
from tests.plans.plan_rows import a_plan

HEADER = "Job number,Finished on,Customer number,First name,Last name,Email,Work done,Product,Amount\n"
TODAY = timezone.localdate()


def recent(days_ago: int = 2) -> str:
    return (TODAY - timedelta(days=days_ago)).isoformat()


def jobs() -> list[tuple[object, ...]]:
    rows = Job.objects.order_by("id").values_list("key", "done_on", "what", "product__name", "price_minor", "currency")
    return list(rows)


def test_finished_jobs_are_known_by_their_headings_and_begin_the_plans_that_wait_for_them(
    business: Business, tmp_path: Path
) -> None:
    plan = a_plan(JobDone())
    rows = (
        f"J1,{recent()},7,Ann,Berg,ann@example.org,New strings,Violin,$120.50\n"
        f"J2,{recent()},8,Bo,Li,bo@example.org,Tuning,,\n"
    )
    run = bring_in_text(tmp_path, HEADER + rows)
    assert run.kind == "jobs"
    assert counts(run) == {"rows": 2, "customers_added": 2, "products_added": 1, "jobs_added": 2}
    day = TODAY - timedelta(days=2)
    assert jobs() == [("J1", day, "New strings", "Violin", 12_050, "USD"), ("J2", day, "Tuning", None, None, "")]
    assert EventRow.objects.filter(kind="job_finished", import_run_id=run.pk).count() == 2
    assert Enrollment.objects.filter(plan=plan).count() == FollowUp.objects.filter(plan_id=plan.pk).count() == 2
    assert not Sale.objects.exists(), "what a job cost is no sale"


def test_the_same_file_twice_changes_nothing_and_undo_takes_all_of_it_back(business: Business, tmp_path: Path) -> None:
    a_plan(JobDone())
    before = tables()
    rows = "".join(
        f"{f'J{n}' if n % 2 else ''},{recent(n % 5)},{n},Ann{n},Berg,ann{n}@example.org,Tuning,Violin,{n}.00\n"
        for n in range(20)
    )
    first = bring_in_text(tmp_path, HEADER + rows)
    brought = tables()
    again = bring_in_text(tmp_path, HEADER + rows, name="again.csv")
    assert counts(again) == {"rows": 20, "customers_matched": 20, "jobs_unchanged": 20}
    assert tables() == brought
    undo_import(run_id=again.pk)
    undo_import(run_id=first.pk)
    left = tables()
    assert {name: rows for name, rows in left.items() if rows != before[name]} == {}


def test_two_jobs_that_say_the_same_are_two_jobs(business: Business, tmp_path: Path) -> None:
    row = f",{recent()},7,Ann,Berg,ann@example.org,Tuning,Violin,50\n"
    assert bring_in_text(tmp_path, HEADER + row + row).counts["jobs_added"] == 2
    assert bring_in_text(tmp_path, HEADER + row, name="one.csv").counts["jobs_unchanged"] == 1


def test_rows_that_cannot_be_taken_are_listed_and_the_others_come_in(business: Business, tmp_path: Path) -> None:
    ahead = (TODAY + timedelta(days=3)).isoformat()
    rows = [
        f"J1,{recent()},,,,,Tuning,,",
        "J2,,7,Ann,Berg,ann@example.org,Tuning,,",
        f"J3,{ahead},7,Ann,Berg,ann@example.org,Tuning,,",
        "J4,31/31/2020,7,Ann,Berg,ann@example.org,Tuning,,",
        f"J5,{recent()},7,Ann,Berg,ann@example.org,Tuning,,a lot",
        f"J6,{recent()},7,Ann,Berg,not-an-address,Tuning,,",
        f"J7,{recent()},7,Ann,Berg,ann@example.org,=cmd|' /C calc'!A0,,10",
        f"J8,{recent()},7,Ann,Berg,ann@example.org,{'x' * 5000},,20",
    ]
    run = bring_in_text(tmp_path, HEADER + "\n".join(rows) + "\n")
    assert [key for key, *_ in jobs()] == ["J7", "J8"]
    assert len(str(jobs()[1][2])) == 200
    said = dict(ImportProblem.objects.filter(run=run).values_list("line", "sentence"))
    assert "whose job" in said[2]
    assert "finished is missing" in said[3]
    assert "not finished yet" in said[4]
    assert len(said) == 6


def test_a_job_on_which_somebody_acted_stays_when_its_file_goes(business: Business, tmp_path: Path) -> None:
    a_plan(JobDone())
    rows = "".join(f"J{n},{recent()},{n},Ann{n},Berg,ann{n}@example.org,Tuning,,\n" for n in range(3))
    run = bring_in_text(tmp_path, HEADER + rows)
    done = FollowUp.objects.order_by("id")[0]
    FollowUp.objects.filter(pk=done.pk).update(state="done", closed_at=timezone.now())
    undone = undo_import(run_id=run.pk)
    assert undone.kept == 1
    assert Job.objects.get().customer_id == Customer.objects.get().pk == done.customer_id
    assert EventRow.objects.filter(kind="job_finished").count() == 1


def test_a_file_of_jobs_without_a_day_or_a_name_says_what_to_name(business: Business, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Job number,Work done\nJ1,Tuning\n")
    seen = preview(path=path, kind="jobs")
    assert "finished on" in seen.missing
    with pytest.raises(UnusableFile):
        preview(path=path, kind="jobs", pairs={"Work done": "sold_at"})


def test_sales_stay_sales(business: Business, tmp_path: Path) -> None:
    path = tmp_path / "salon.csv"
    path.write_text("Appointment date,Customer name,Service,Price\n2024-03-01,Ann Berg,Haircut,40\n")
    assert preview(path=path).mapping.kind == "sales"


PEOPLE = "Customer number,First name,Last name,Email,Wedding day,Warranty until,Piano tuned,Date of birth\n"


def dates() -> list[tuple[str, str, date]]:
    rows = KeptDate.objects.order_by("customer_id", "name").values_list("customer__given_name", "name", "on")
    return list(rows)


def test_dates_of_a_customers_file_are_kept_under_their_columns_names(business: Business, tmp_path: Path) -> None:
    before = tables()
    text = PEOPLE + (
        "1,Ann,Berg,ann@example.org,1999-06-12,2034-01-31,2024-02-29,1970-05-01\n2,Bo,Li,bo@example.org,,,2024-03-01,\n"
    )
    run = bring_in_text(tmp_path, text, pairs={"Piano tuned": "kept_date"})
    assert counts(run) == {"rows": 2, "customers_added": 2, "dates_kept": 4}
    assert dates() == [
        ("Ann", "Piano tuned", date(2024, 2, 29)),
        ("Ann", "Warranty until", date(2034, 1, 31)),
        ("Ann", "Wedding day", date(1999, 6, 12)),
        ("Bo", "Piano tuned", date(2024, 3, 1)),
    ]
    brought = tables()
    again = bring_in_text(tmp_path, text, name="again.csv", pairs={"Piano tuned": "kept_date"})
    assert counts(again) == {"rows": 2, "customers_matched": 2}
    assert tables() == brought
    undo_import(run_id=again.pk)
    undo_import(run_id=run.pk)
    assert tables() == before


def test_another_date_makes_way_and_comes_back_with_undo(business: Business, tmp_path: Path) -> None:
    bring_in_text(tmp_path, PEOPLE + "1,Ann,Berg,ann@example.org,,2030-01-31,,\n")
    later = bring_in_text(tmp_path, PEOPLE.lower() + "1,Ann,Berg,ann@example.org,,2031-01-31,,\n", name="later.csv")
    assert dates() == [("Ann", "Warranty until", date(2031, 1, 31))]
    assert EventRow.objects.filter(kind="customer_changed", import_run_id=later.pk).count() == 1
    undo_import(run_id=later.pk)
    assert dates() == [("Ann", "Warranty until", date(2030, 1, 31))]


def test_what_a_person_said_of_a_date_outlives_the_file(business: Business, tmp_path: Path) -> None:
    run = bring_in_text(tmp_path, PEOPLE + "1,Ann,Berg,ann@example.org,,2030-01-31,,\n")
    keep_date(customer_id=Customer.objects.get().pk, name="warranty until", on=date(2032, 1, 31))
    undo_import(run_id=run.pk)
    assert dates() == [("Ann", "Warranty until", date(2032, 1, 31))]


def test_a_date_that_nobody_can_mean_keeps_its_row_out(business: Business, tmp_path: Path) -> None:
    rows = (
        "1,Ann,Berg,ann@example.org,12.06.,,,\n2,Bo,Li,bo@example.org,1712-01-01,,,\n"
        "3,Cy,Moe,cy@example.org,1999-06-12,,,\n4,Di,Roe,di@example.org,2000-06-12,,,\n"
    )
    run = bring_in_text(tmp_path, PEOPLE + rows)
    assert [name for name, *_ in dates()] == ["Cy", "Di"]
    assert run.counts["problems"] == 2


def test_a_hundred_dates_take_as_many_statements_as_two(business: Business, tmp_path: Path) -> None:
    asked = []
    for count, name in ((2, "few"), (100, "many")):
        rows = "".join(f"{name}{n},{name}{n},Berg,{name}{n}@example.org,1999-06-12,,,\n" for n in range(count))
        with CaptureQueriesContext(connection) as queries:
            assert bring_in_text(tmp_path, PEOPLE + rows, name=f"{name}.csv").counts["dates_kept"] == count
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 2
    assert Product.objects.count() == 0
