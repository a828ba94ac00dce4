"""Benchmarks run in a scratch folder of their own and print the contract."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import pytest

from afterword.ops.bench.measured import Measured, figures, median_run
from afterword.ops.bench.scratch import NoScratch, scratch
from afterword.ops.commands import bench


@pytest.mark.database
def test_planning_is_measured_against_its_floor(capsys: pytest.CaptureFixture[str]) -> None:
    server = os.environ.get("DATABASE_URL") or None
    parser = argparse.ArgumentParser()
    bench.add_arguments(parser)
    words = ["plan", "--customers", "100", "--repeat", "3", "--json", *(["--database", server] if server else [])]
    bench.perform(parser.parse_args(words))
    found = json.loads(capsys.readouterr().out)
    assert {"rows", "seconds", "per_second", "floor_seconds", "ratio", "peak_mb"} <= found.keys()
    assert found["rows"] == 5 * 2 * 100 + found["follow_ups"]
    assert (found["running"], found["past"]) == (294, 325)
    assert found["floor_seconds"] > 0


def test_the_figures_follow_from_what_was_measured() -> None:
    assert figures(Measured(1000, 2.0, 0.5, {"sink": "ours"}), 2048) == {
        "rows": 1000, "seconds": 2.0, "per_second": 500, "floor_seconds": 0.5, "ratio": 4.0, "peak_mb": 2.0,
        "sink": "ours",
    }  # fmt: skip


def test_the_median_run_is_reported_as_it_was() -> None:
    runs = [figures(Measured(10, seconds, 1.0), 0) for seconds in (3.0, 1.0, 2.0)]
    assert median_run(runs) == runs[2]


def test_the_scratch_folder_goes_away_and_no_setting_of_the_users_enters() -> None:
    with scratch(None) as environment:
        home = Path(environment["AFTERWORD_HOME"])
        assert home.is_dir()
        assert environment["DATABASE_URL"] == ""
        assert "EMAIL_URL" not in environment
    assert not home.exists()


@pytest.mark.parametrize("url", ["sqlite:///x", "mysql://host/x", "nonsense"])
def test_another_kind_of_database_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(NoScratch, match="--database takes the URL of a PostgreSQL server"), scratch(url):
        pass


def test_every_benchmark_says_what_it_measures() -> None:
    assert "plan" in bench.names()
    for name in bench.names():
        assert (bench.module_of(name).__doc__ or "").strip()


@pytest.mark.database
def test_trying_plans_out_is_measured_over_every_sale(capsys: pytest.CaptureFixture[str]) -> None:
    server = os.environ.get("DATABASE_URL") or None
    parser = argparse.ArgumentParser()
    bench.add_arguments(parser)
    words = ["simulate", "--customers", "100", "--json", *(["--database", server] if server else [])]
    bench.perform(parser.parse_args(words))
    found = json.loads(capsys.readouterr().out)
    assert found["rows"] == 500
    assert found["touches"] > 100
    assert found["dropped"] > 100
    assert found["floor_seconds"] > 0


@pytest.mark.database
def test_the_audit_is_measured_in_full_and_after_a_change(capsys: pytest.CaptureFixture[str]) -> None:
    server = os.environ.get("DATABASE_URL") or None
    parser = argparse.ArgumentParser()
    bench.add_arguments(parser)
    words = ["audit", "--customers", "100", "--json", *(["--database", server] if server else [])]
    bench.perform(parser.parse_args(words))
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"], found["forgotten"]) == (100, 0)
    assert found["changed_ms"] > 0
    assert found["floor_seconds"] > 0


@pytest.mark.database
@pytest.mark.parametrize(("name", "figure"), [("enroll", "one_ms"), ("segment", "changed_ms")])
def test_one_change_is_measured_beside_all_of_them(capsys: pytest.CaptureFixture[str], name: str, figure: str) -> None:
    server = os.environ.get("DATABASE_URL") or None
    parser = argparse.ArgumentParser()
    bench.add_arguments(parser)
    words = [name, "--customers", "120", "--json", *(["--database", server] if server else [])]
    bench.perform(parser.parse_args(words))
    found = json.loads(capsys.readouterr().out)
    assert found["rows"] > 0
    assert found[figure] > 0
    assert found["floor_seconds"] > 0
