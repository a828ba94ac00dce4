"""Settings that mean nothing, folders and databases that are not there: one sentence, status 1, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from afterword.businesses.models import Business
from afterword.ops.cli import main
from tests.imports.bringing import found_shop

COMMAND = str(Path(sys.executable).with_name("afterword"))


def afterword(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`afterword today` in these surroundings and no others."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "AFTERWORD_CLOCK")}
    return subprocess.run(
        [COMMAND, "today"],
        env={**kept, "AFTERWORD_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("afterword: ")
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize("clock", ["yesterday", "2019-06-30", "2019-06-30T09:00:00", "9999-12-31T23:59:59+00:00"])
def test_a_clock_that_is_no_moment_is_said_at_once(tmp_path: Path, clock: str) -> None:
    assert_one_sentence(
        afterword(tmp_path / "home", AFTERWORD_CLOCK=clock), "AFTERWORD_CLOCK", "2019-06-30T09:00:00-07:00"
    )


@pytest.mark.parametrize(
    "url",
    [
        "nonsense", "mysql://user:hush@host/name", "://", "sqlite://", "postgresql://user:hush@host:99999/name",
        "postgresql://user:hush@host/name?sslmoed=require",
    ],
)  # fmt: skip
def test_a_misspelled_database_is_never_quietly_another_one(tmp_path: Path, url: str) -> None:
    done = afterword(tmp_path / "home", DATABASE_URL=url)
    assert_one_sentence(done, "DATABASE_URL")
    assert "hush" not in done.stderr
    assert not (tmp_path / "home" / "afterword.sqlite3").exists()


@pytest.mark.parametrize("url", ["postgresql://user:hush@127.0.0.1:1/name", "sqlite:////no/such/folder/a.sqlite3"])
def test_a_database_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path, url: str) -> None:
    done = afterword(tmp_path / "home", DATABASE_URL=url)
    assert_one_sentence(done, "The database cannot be used")
    assert "hush" not in done.stderr


def test_a_home_that_cannot_be_a_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    assert_one_sentence(afterword(tmp_path / "taken"), "taken", "AFTERWORD_HOME")
    assert_one_sentence(afterword(tmp_path / "taken" / "below"), "AFTERWORD_HOME")


@pytest.fixture
def shop(db: None) -> Business:
    return found_shop()


@pytest.mark.parametrize(
    "command", [["approve"], ["done"], ["skip", "--reason", "x"], ["snooze", "--until", "2031-01-01"]]
)
@pytest.mark.parametrize("number", ["-1", "0", "999", str(2**63), "9" * 40])
def test_numbers_of_no_follow_up_are_refused(
    shop: Business, capsys: pytest.CaptureFixture[str], command: list[str], number: str
) -> None:
    assert main([command[0], *command[1:], "--", number]) == 1
    assert f"There is no follow-up {number} here." in capsys.readouterr().err


@pytest.mark.parametrize("minutes", ["-5", "x", "1.5"])
def test_minutes_that_nobody_can_have_are_wrong_usage(
    shop: Business, capsys: pytest.CaptureFixture[str], minutes: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["today", "--minutes", minutes])
    assert stopped.value.code == 2
    assert "--minutes" in capsys.readouterr().err


def test_the_table_as_understood_never_replaces_the_file_it_was_read_from(
    shop: Business, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Customer number;Last name;E-mail\n1;Berg;ann@example.org\n")
    before = path.read_bytes()
    assert main(["import", str(path), "--dry-run", "--as-csv", str(tmp_path / "." / "people.csv")]) == 1
    assert "another name" in capsys.readouterr().err
    assert path.read_bytes() == before
