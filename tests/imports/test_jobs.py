"""An import in the background acts for its own business, and waits its turn."""

from __future__ import annotations

from pathlib import Path

from django_tasks_db.models import DBTaskResult

from afterword.businesses.models import Business
from afterword.customers.models import Customer
from afterword.imports.actions import keep_upload, preview, start_import
from afterword.imports.jobs import run_import_job
from afterword.imports.models import ImportRun
from afterword.infra.leases import lease
from afterword.infra.tenancy import acting_for

PEOPLE = b"Customer number,First name,Last name,Email\n1,Ann,Berg,ann@example.org\n"


def uploaded(folder: Path) -> ImportRun:
    run = keep_upload(chunks=[PEOPLE[:20], PEOPLE[20:]], file_name="../../people.csv")
    assert run.file_name == "people.csv"
    assert Path(run.path).read_bytes() == PEOPLE
    assert Path(run.path).stat().st_mode & 0o077 == 0
    return start_import(preview=preview(path=Path(run.path)), run=run)


def test_a_job_carries_its_business(business: Business, tmp_path: Path) -> None:
    run = uploaded(tmp_path)
    with acting_for(None):
        run_import_job.call(business.pk, run.pk)
    run.refresh_from_db()
    assert run.state == "done"
    assert Customer.objects.get().display_name == "Ann Berg"


def test_a_job_comes_back_later_while_another_import_is_at_work(business: Business, tmp_path: Path) -> None:
    run = uploaded(tmp_path)
    with acting_for(None), lease(name=f"import:{business.pk}", seconds=60, holder="somebody else"):
        run_import_job.call(business.pk, run.pk)
    run.refresh_from_db()
    assert run.state == "waiting"
    assert DBTaskResult.objects.count() == 1


def test_a_job_whose_file_is_gone_leaves_the_reason_with_the_run(business: Business, tmp_path: Path) -> None:
    run = uploaded(tmp_path)
    Path(run.path).unlink()
    run_import_job.call(business.pk, run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "not there any more" in run.error
