"""Reads the house's own code and documents for the tests of the architecture."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "afterword"
# What git ignores, for where there is no git.
IGNORED = {
    ".git",
    ".venv",
    ".cache",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "screenshots",
    "__pycache__",
}


def modules(folder: Path = SOURCE) -> list[Path]:
    """Every Python file below a folder, in the order of the alphabet."""
    return sorted(folder.rglob("*.py"))


def tree_of(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def called_as(call: ast.Call) -> str:
    """How a call is written: `os.environ.get`, or the empty text for what has no plain name."""
    return dotted(call.func)


def dotted(node: ast.expr) -> str:
    """`a.b.c` for an attribute chain, the empty text for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (base := dotted(node.value)):
        return f"{base}.{node.attr}"
    return ""


def imported_by(tree: ast.Module) -> Iterator[str]:
    """The full names of all modules that a file imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def tracked_files() -> list[Path]:
    """Every file that is or would be in git; where git is missing, every file but what it would ignore."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = [
            "git",
            "-c",
            f"safe.directory={ROOT}",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]
        names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
        found = [ROOT / name for name in names if name]
    else:
        found = [path for path in ROOT.rglob("*") if not IGNORED & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in found if path.is_file() and ".egg-info" not in str(path))


def first_cells(page: str) -> set[str]:
    """The names that a page of docs/ explains: what stands in backticks in the first cell of its tables' rows."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([^`]+)` \| *\S", text, flags=re.MULTILINE))


def sections(page: str) -> dict[str, str]:
    """The sections of a page of docs/ whose heading is one name in backticks, with their text."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    parts = re.split(r"^## `([^`]+)`.*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))
