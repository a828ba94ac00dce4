"""`make test`: the checks, then every test on SQLite, then what touches the database again on PostgreSQL."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import browser
import environment
import postgresql
from debian import ROOT, Missing, say

CHECKS: dict[str, list[str]] = {
    "ruff": ["ruff", "check", "--quiet", "src", "tests", "bin"],
    "ruff format": ["ruff", "format", "--quiet", "--check", "src", "tests", "bin"],
    "mypy": ["mypy", "--no-error-summary"],
    "lint-imports": ["lint-imports", "--no-logo"],
    "djlint": ["djlint", "src", "--lint", "--quiet"],
    "deptry": ["deptry", ".", "--config", "checks.toml"],
    "vulture": ["vulture", "--config", "checks.toml"],
}


def main() -> int:
    """Do what the command line asks; the exit status of the first stage that fails, else 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", action="store_true", help="only the checks")
    parser.add_argument("--long", action="store_true", help="only the long campaigns, with many more examples")
    parser.add_argument(
        "--postgresql", nargs=argparse.REMAINDER, help="only pytest with these arguments, on PostgreSQL"
    )
    options = parser.parse_args()
    # A terminated run cleans up behind itself as an interrupted one does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        environment.prepare(for_tests=True)
        if options.checks:
            return check()
        if options.postgresql is not None:
            postgresql.prepare()
            return on_postgresql(options.postgresql)
        browser.prepare()
        postgresql.prepare()
        return campaigns() if options.long else check() or suite()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def check() -> int:
    """Run every check, so that one run shows all that is wrong; print only what a failing one says."""
    failed = 0
    with scratch_home() as env:
        for name, command in CHECKS.items():
            began = time.monotonic()
            program = str(environment.VENV / "bin" / command[0])
            done = subprocess.run(
                [program, *command[1:]], cwd=ROOT, env=env, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            failed |= done.returncode
            say(f"{'✗' if done.returncode else '✓'} {name} ({time.monotonic() - began:.1f} s)")
            if done.returncode:
                say(done.stdout.rstrip() + "\n")
    return 1 if failed else 0


def suite() -> int:
    """Everything on SQLite, then what touches the database on PostgreSQL; pytest's own closing line comes last."""
    say("\nOn SQLite: everything")
    return on_sqlite(["-n", workers()]) or on_postgresql(
        ["-n", workers(), "-m", "not browser and not pure and not long"]
    )


def campaigns() -> int:
    """The long campaigns on both databases."""
    # One of them lives through weeks of a town of a hundred thousand: ten minutes without an end is no hanging there.
    long = ["-m", "long", "--hypothesis-profile=long", "-o", "faulthandler_timeout=14400"]
    return on_sqlite(["-n", workers(), *long]) or on_postgresql(["-n", workers(), *long])


def workers() -> str:
    """How many test processes: one for each core."""
    return str(max(2, len(os.sched_getaffinity(0))))


def on_sqlite(arguments: Sequence[str]) -> int:
    """Run pytest on SQLite; its exit status."""
    return pytest(arguments, {name: value for name, value in os.environ.items() if name != "DATABASE_URL"})


def on_postgresql(arguments: Sequence[str]) -> int:
    """Run pytest on a private PostgreSQL; its exit status."""
    with postgresql.private_cluster() as url:
        say("\nOn PostgreSQL: what touches the database")
        return pytest(arguments, {**os.environ, "DATABASE_URL": url})


def pytest(arguments: Sequence[str], env: dict[str, str]) -> int:
    """Run pytest with .venv's Python."""
    return subprocess.run(
        [environment.PYTHON, "-m", "pytest", *arguments], cwd=ROOT, env=env, stdin=subprocess.DEVNULL
    ).returncode


@contextmanager
def scratch_home() -> Iterator[dict[str, str]]:
    """An environment whose AFTERWORD_HOME is a throw-away folder: mypy's Django plugin reads the settings."""
    home = Path(tempfile.mkdtemp(prefix="afterword-checks-"))
    try:
        yield {**os.environ, "AFTERWORD_HOME": str(home)}
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
