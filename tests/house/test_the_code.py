"""How the code is laid out: names that say something, modules that open with a sentence, doors that stay shut."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.code import ROOT, SOURCE, modules, tree_of

NAMES_THAT_SAY_NOTHING = {
    "util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "base_utils", "tools", "stuff",
}  # fmt: skip
WRITTEN_BY_PEOPLE = [path for path in modules() if "migrations" not in path.parts]


def relative(path: Path) -> str:
    """A path as a test's name."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("folder", ["src", "tests", "bin"])
def test_no_module_or_folder_has_a_name_that_says_nothing(folder: str) -> None:
    bad = [
        relative(path)
        for path in (ROOT / folder).rglob("*")
        if path.stem in NAMES_THAT_SAY_NOTHING and "__pycache__" not in path.parts
    ]
    assert bad == []


def test_every_module_opens_with_a_sentence() -> None:
    silent = [
        relative(path)
        for path in [*WRITTEN_BY_PEOPLE, *modules(ROOT / "bin")]
        if (tree := tree_of(path)).body and not (ast.get_docstring(tree) or "").partition("\n")[0].strip()
    ]
    assert silent == []


def test_no_class_of_ours_has_two_bases_of_ours() -> None:
    ours = {
        node.name for path in WRITTEN_BY_PEOPLE for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)
    }
    mixed = [
        f"{relative(path)}: {node.name}"
        for path in WRITTEN_BY_PEOPLE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
        and sum(isinstance(base, ast.Name) and base.id in ours for base in node.bases) > 1
    ]
    assert mixed == []


def test_nothing_happens_behind_a_save() -> None:
    """No signals of the ORM: what follows from a change is written where the change is made, or is a reaction."""
    listening = [
        relative(path)
        for path in WRITTEN_BY_PEOPLE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("django.db.models.signals")
        # Migrations are no saving of rows: what must be right after each of them may listen.
        and {one.name for one in node.names} - {"pre_migrate", "post_migrate"}
    ]
    assert listening == []


def test_the_package_ships_its_type_marker() -> None:
    assert (SOURCE / "py.typed").exists()
