"""Measure how fast Afterword works on this machine, against the machine's own floor."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import subprocess
import sys
from types import ModuleType
from typing import Any

from afterword.domain.trouble import Trouble
from afterword.ops import bench
from afterword.ops.bench.measured import median_run
from afterword.ops.bench.scratch import scratch
from afterword.ops.numbers import number_from
from afterword.ops.printing import add_json_argument, print_result


class BenchFailed(Trouble):
    """A run ended without figures."""


def names() -> list[str]:
    """Every benchmark: one module ``<name>_bench`` each in ``ops/bench``."""
    found = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return sorted(name.removesuffix("_bench") for name in found if name.endswith("_bench"))


def module_of(name: str) -> ModuleType:
    """The module that measures."""
    return importlib.import_module(f"afterword.ops.bench.{name}_bench")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    benches = parser.add_subparsers(dest="name", metavar="NAME", required=True)
    for name in names():
        module = module_of(name)
        summary = (module.__doc__ or "").strip().splitlines()[0]
        one = benches.add_parser(name, help=summary, description=summary)
        one.add_argument(
            "--customers",
            type=number_from(1, 100_000_000),
            default=10_000,
            metavar="N",
            help="how many customers are built",
        )
        one.add_argument("--database", metavar="URL", help="a PostgreSQL server to measure on; left out: SQLite")
        one.add_argument(
            "--repeat",
            type=number_from(1, 100_000_000),
            default=1,
            metavar="K",
            help="run K times and report the median run",
        )
        module.add_arguments(one)
        add_json_argument(one)


def parse(words: list[str]) -> argparse.Namespace:
    """The arguments as ``afterword bench`` would read them."""
    parser = argparse.ArgumentParser(prog="afterword bench")
    add_arguments(parser)
    return parser.parse_args(words)


def perform(args: argparse.Namespace) -> None:
    found = median_run([_one_run(args) for _ in range(args.repeat)])
    print_result(args, found, *_sentences(args.name, found))


def _one_run(args: argparse.Namespace) -> dict[str, Any]:
    with scratch(args.database) as environment:
        run = subprocess.run(
            [sys.executable, "-m", "afterword.ops.bench.one_run", *_words(args)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    if run.returncode:
        raise BenchFailed(f"The benchmark {args.name!r} ended with status {run.returncode}; what it said stands above.")
    figures: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return figures


def _words(args: argparse.Namespace) -> list[str]:
    """The same arguments as words, for the process that measures."""
    words = [args.name]
    for name, value in vars(args).items():
        if name in ("name", "command", "perform", "json", "repeat") or value is None or value is False:
            continue
        words += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    return words


def _sentences(name: str, found: dict[str, Any]) -> list[str]:
    return [
        (
            f"{name}: {found['rows']:,} rows in {found['seconds']:.2f} s, {found['per_second']:,} a second, "
            f"peak {found['peak_mb']:.0f} MB."
        ),
        f"The floor for the same work on this machine: {found['floor_seconds']:.2f} s. Ratio: {found['ratio']}.",
    ]
