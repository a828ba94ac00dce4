"""An import that is killed goes on exactly where it stopped: nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from afterword.businesses.models import Business
from afterword.imports import actions
from afterword.imports.actions import ImportBusy, ImportRefused, preview, run_import, start_import
from afterword.imports.models import ImportRun
from afterword.imports.recording import Recorder
from afterword.infra.leases import lease
from tests.imports.bringing import bring_in, found_shop, tables

KILLS = 6


def write_sales(path: Path, lines: int) -> Path:
    """Sales without numbers, some of them told twice, so that their order in the file matters."""
    told = ["date,customer number,product,total\n"]
    told += [f"2024-0{n % 9 + 1}-0{n // 7 % 9 + 1},{n % 400},Thing {n % 5},{n % 3}.00\n" for n in range(lines)]
    path.write_text("".join(told))
    return path


PAIRS = {"date": "sold_at", "customer number": "customer_key", "product": "product_name", "total": "line_total"}


class Killed(BaseException):
    """Stands in for a power cut."""


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_run_cut_short_between_batches_ends_as_if_it_had_not_been(
    business: Business, tmp_path: Path, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("afterword.imports.recording.TOGETHER", 1_000)
    path = write_sales(tmp_path / "sales.csv", 22_000)
    run = start_import(preview=preview(path=path, pairs=PAIRS))
    left = [steps]

    def told(_: object) -> None:
        left[0] -= 1
        if not left[0]:
            raise Killed

    with pytest.raises(Killed):
        run_import(run_id=run.pk, told=told)
    run.refresh_from_db()
    assert run.state == "running"
    assert 0 < run.rows_done < 22_000
    # A dead process's lease runs out; here it was given back on the way out.
    done = run_import(run_id=run.pk)
    assert done.state == "done"
    whole = {name: len(rows) for name, rows in tables().items()}
    other = found_shop(name="Other")
    from afterword.infra.tenancy import acting_for

    with acting_for(other.pk):
        again = bring_in(path, pairs=PAIRS)
        assert again.counts == done.counts
    assert whole["sales_sale"] == done.counts["sales_added"] == 22_000


def test_one_import_of_a_business_at_a_time(business: Business, tmp_path: Path) -> None:
    run = start_import(preview=preview(path=write_sales(tmp_path / "sales.csv", 10), pairs=PAIRS))
    with lease(name=f"import:{business.pk}", seconds=60, holder="somebody else"), pytest.raises(ImportBusy):
        run_import(run_id=run.pk)
    assert run_import(run_id=run.pk).state == "done"


def test_a_file_that_changed_since_it_was_begun_is_not_gone_on_with(business: Business, tmp_path: Path) -> None:
    path = write_sales(tmp_path / "sales.csv", 10)
    run = start_import(preview=preview(path=path, pairs=PAIRS))
    ImportRun.objects.filter(pk=run.pk).update(rows_done=5, state="running")
    write_sales(path, 12)
    with pytest.raises(ImportRefused, match="changed"):
        run_import(run_id=run.pk)


def test_a_row_that_the_database_refuses_is_listed_and_the_others_stay(
    business: Business, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import IntegrityError

    original = Recorder._sales

    def picky(self: Recorder, lines: list[object]) -> list[object]:
        done = original(self, lines)  # type: ignore[arg-type]
        if any(
            line.record.customer_key == "13" if hasattr(line.record, "customer_key") else line.record.buyer.key == "13"
            for line in lines
        ):  # type: ignore[attr-defined]
            raise IntegrityError("no thirteens")
        return done  # type: ignore[return-value]

    monkeypatch.setattr(Recorder, "_sales", picky)
    path = write_sales(tmp_path / "sales.csv", 40)
    run = run_import(run_id=start_import(preview=preview(path=path, pairs=PAIRS)).pk)
    assert run.counts["sales_added"] == 39
    assert run.counts["problems"] == 1
    assert actions.write_problems(run) is not None


@pytest.mark.database
def test_a_killed_process_and_the_next_one_bring_in_the_whole_file(fresh_database: str, tmp_path: Path) -> None:
    path = write_sales(tmp_path / "sales.csv", 30_000)
    environment = os.environ | {"AFTERWORD_HOME": str(tmp_path / "home"), "DATABASE_URL": fresh_database}
    words = [sys.executable, "-c", "import sys; from afterword.ops.cli import main; sys.exit(main())"]

    def afterword(*told: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*words, *told], env=environment, capture_output=True, text=True, check=False)

    made = afterword(
        "init",
        "--business",
        "Shop",
        "--timezone",
        "Europe/Oslo",
        "--country",
        "NO",
        "--currency",
        "NOK",
        "--owner",
        "o@example.org",
    )
    assert made.returncode == 0, made.stderr
    arguments = [
        "import",
        str(path),
        "--json",
        *(word for column, field in PAIRS.items() for word in ("--map", f"{column}={field}")),
    ]
    chance = random.Random(7)
    for _ in range(KILLS):
        process = subprocess.Popen(
            [*words, *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.6, 2.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        release = "from afterword.infra.models import Lease; Lease.objects.all().delete()"
        afterword_shell = "import django; django.setup(); " + release
        subprocess.run(
            [sys.executable, "-c", afterword_shell],
            env=environment | {"DJANGO_SETTINGS_MODULE": "afterword.conf.settings"},
            check=True,
        )
    last = afterword(*arguments)
    assert last.returncode == 0, last.stderr
    told = json.loads(last.stdout)
    assert told["rows"] == 30_000
    again = json.loads(afterword(*arguments).stdout)
    assert again["sales_added"] == 0
    assert again["sales_unchanged"] == 30_000
    assert again["items_added"] == 0
