"""Everything that a user or an integrator can name is documented, and nothing that does not exist."""

from __future__ import annotations

import argparse
import ast
import tomllib
from importlib.metadata import entry_points

import pytest

from afterword.ops.cli import build_parser, command_names
from afterword.timeline.catalogue import Event, catalogue
from tests.house.code import ROOT, SOURCE, called_as, dotted, first_cells, modules, sections, tree_of

CONF = SOURCE / "conf"
# What every process has around it, and no setting of ours.
AMBIENT = {"PATH"}
# Read outside conf, each for a reason.
ELSEWHERE = {
    # The last guard before a mail leaves asks for itself, so that no caller can forget to.
    "AFTERWORD_CLOCK": {"channels/email/loopback.py"},
}


def environment_reads() -> dict[str, set[str]]:
    """Each environment variable that our code reads, with the files that do."""
    found: dict[str, set[str]] = {}
    for path in modules():
        for node in ast.walk(tree_of(path)):
            name = None
            if isinstance(node, ast.Call) and node.args:
                call = called_as(node)
                if call in ("os.environ.get", "os.getenv") or (call.startswith("env.") and path.is_relative_to(CONF)):
                    name = node.args[0]
            elif (
                isinstance(node, ast.Subscript)
                and dotted(node.value) == "os.environ"
                and isinstance(node.ctx, ast.Load)
            ):
                name = node.slice
            if isinstance(name, ast.Constant) and name.value not in AMBIENT:
                found.setdefault(str(name.value), set()).add(str(path.relative_to(SOURCE)))
    return found


def options_of(name: str) -> set[str]:
    """The long options and the positional arguments of a command."""
    subparsers = next(
        action for action in build_parser(name)._actions if isinstance(action, argparse._SubParsersAction)
    )
    words: set[str] = set()
    for action in subparsers.choices[name]._actions:
        if isinstance(action, argparse._HelpAction) or action.help == argparse.SUPPRESS:
            continue
        long = [option for option in action.option_strings if option.startswith("--")]
        words |= set(long) or {str(action.metavar or action.dest).upper()}
    return words


def test_the_reader_finds_settings_at_all() -> None:
    assert "AFTERWORD_HOME" in environment_reads()


def test_every_setting_is_documented_and_every_documented_setting_is_read() -> None:
    assert first_cells("settings.md") == set(environment_reads())


def test_settings_are_read_in_conf_alone() -> None:
    elsewhere = {
        name: files
        for name, found in environment_reads().items()
        if (files := {file for file in found if not file.startswith("conf/")})
    }
    assert elsewhere == ELSEWHERE


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    assert set(sections("commands.md")) == {f"afterword {name}" for name in command_names()}


@pytest.mark.parametrize("name", command_names())
def test_a_command_documents_each_of_its_options(name: str) -> None:
    text = sections("commands.md").get(f"afterword {name}", "")
    assert {word for word in options_of(name) if word not in text} == set()


def test_every_event_is_documented_and_every_documented_event_exists() -> None:
    assert first_cells("events.md") == {event.__name__ for event in catalogue().values()}


def test_every_event_stands_in_the_one_catalogue() -> None:
    elsewhere = {event.__name__ for event in Event.__subclasses__() if event.__module__ != Event.__module__}
    assert elsewhere == set()


def test_every_channel_is_documented_and_every_documented_channel_exists() -> None:
    assert first_cells("channels.md") == set(built_in_channels())


def test_every_built_in_channel_enters_by_the_door_of_plug_ins() -> None:
    found = {door.name: door.value for door in entry_points(group="afterword.channels")}
    assert found.items() >= built_in_channels().items()


def built_in_channels() -> dict[str, str]:
    """The channels that pyproject.toml registers."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    channels: dict[str, str] = project["entry-points"]["afterword.channels"]
    return channels
