"""`domain/` decides and does nothing else: standard library only, no clock, no chance, no file, no network."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.house.code import SOURCE, called_as, imported_by, modules, tree_of

DOMAIN = modules(SOURCE / "domain")
# Parts of the standard library that reach out of the process, or that answer differently each time.
REACHING_OUT = {
    "asyncio", "ftplib", "glob", "http", "imaplib", "logging", "multiprocessing", "os", "pathlib", "poplib", "random",
    "secrets", "selectors", "shutil", "signal", "smtplib", "socket", "sqlite3", "ssl", "subprocess", "tempfile",
    "threading", "time", "urllib.request", "uuid",
}  # fmt: skip
IMPURE_CALLS = {"open", "input", "print", "exec", "eval", "breakpoint", "__import__"}
CLOCKS = (".now", ".utcnow", ".today")


def impurities(tree: ast.Module) -> list[str]:
    """What a module of the domain must not do, each with its line."""
    found = []
    for name in imported_by(tree):
        first = name.split(".")[0]
        ours = name.startswith((".", "afterword.domain")) or name == "afterword"
        if not ours and (first not in sys.stdlib_module_names or first in REACHING_OUT or name in REACHING_OUT):
            found.append(f"imports {name}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            call = called_as(node)
            if call in IMPURE_CALLS or (call.endswith(CLOCKS) and call.split(".")[0] in ("datetime", "date", "dt")):
                found.append(f"line {node.lineno}: calls {call}()")
    return found


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: str(path.relative_to(SOURCE)))
def test_the_domain_is_pure(path: Path) -> None:
    assert impurities(tree_of(path)) == []


@pytest.mark.parametrize(
    "line",
    [
        "import django", "from django.db import models", "import os", "import time", "from random import random",
        "from afterword.sales import models", "x = open('f')", "x = datetime.now()", "x = datetime.datetime.now(UTC)",
        "x = date.today()", "import urllib.request", "from numpy import array",
    ],
)  # fmt: skip
def test_the_reader_sees_an_impurity(line: str) -> None:
    assert impurities(ast.parse(line))


@pytest.mark.parametrize(
    "line",
    ["from datetime import date", "from afterword.domain.civil import add_months", "from zoneinfo import ZoneInfo"],
)
def test_the_reader_lets_pass_what_is_pure(line: str) -> None:
    assert impurities(ast.parse(line)) == []
