"""A table of a trade's file, read key by key: each wrong, missing or unknown key is named with its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from afterword.domain.trouble import Trouble

Choice = TypeVar("Choice", bound=StrEnum)


class BadTradeFile(Trouble):
    """A ready-made plan that cannot be read; says in which file, at which key, and what to write."""


class Table:
    """One table; ``done`` refuses whatever nobody asked for, so that a misspelled key is found."""

    def __init__(self, file: str, path: str, values: Mapping[str, Any]) -> None:
        self._file, self._path, self._values = file, path, values
        self._asked: set[str] = set()

    def trouble(self, key: str, sentence: str) -> BadTradeFile:
        """The error for one key of this table, to be raised."""
        return BadTradeFile(f"{self._file}, {self._place(key)}: {sentence}")

    def text(self, key: str, longest: int) -> str:
        """A text with words in it, of at most ``longest`` characters."""
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise self.trouble(key, "Write some text in quotes.")
        if len(value) > longest:
            raise self.trouble(key, f"This has {len(value)} characters; {longest} is the most. Shorten it.")
        return value

    def whole(self, key: str, least: int, most: int) -> int:
        """A whole number between ``least`` and ``most``, both included."""
        value = self._value(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.trouble(key, f"Write a whole number from {least} to {most}.")
        return value

    def choice(self, key: str, kinds: type[Choice]) -> Choice:
        """One of a closed list."""
        return self._chosen(key, self._value(key), kinds)

    def words(self, key: str, known: Sequence[str]) -> tuple[str, ...]:
        """At least one of the known words, each once, in their order."""
        values = self._value(key)
        if not isinstance(values, list) or not values or len({str(value) for value in values}) < len(values):
            raise self.trouble(key, "Write a list with at least one of them, each once.")
        return tuple(self._known(key, value, known) for value in values)

    def table(self, key: str) -> Table:
        """The table below this key."""
        value = self._value(key)
        if not isinstance(value, dict):
            raise self.trouble(key, "This must be a table, such as { kind = … }.")
        return Table(self._file, self._place(key), value)

    def tables(self, key: str, named_by: str) -> Sequence[Table]:
        """The tables of a list, at least one; each is named in errors by its own ``named_by``."""
        values = self._value(key)
        if not isinstance(values, list) or not values or not all(isinstance(value, dict) for value in values):
            raise self.trouble(key, f"There must be at least one [[{key}]].")
        names = [str(value.get(named_by, f"number {number}")) for number, value in enumerate(values, 1)]
        for name in names:
            if names.count(name) > 1:
                raise self.trouble(key, f"“{name}” stands there twice. Give each its own {named_by}.")
        return [
            Table(self._file, f"{self._place(key)}.{name}", value) for name, value in zip(names, values, strict=True)
        ]

    def others(self) -> dict[str, Any]:
        """Every key that nobody has asked for yet, for a reader of its own that judges them."""
        return {key: value for key, value in self._values.items() if key not in self._asked}

    def done(self) -> None:
        """Refuse keys that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                raise self.trouble(key, f"Nothing is called so here. Remove it, or choose one of: {known}.")

    def _place(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _value(self, key: str) -> Any:
        self._asked.add(key)
        if key not in self._values:
            raise self.trouble(key, "This is missing.")
        return self._values[key]

    def _chosen(self, key: str, value: object, kinds: type[Choice]) -> Choice:
        return kinds(self._known(key, value, [kind.value for kind in kinds]))

    def _known(self, key: str, value: object, known: Sequence[str]) -> str:
        if value not in known:
            raise self.trouble(key, f"“{value}” is not known here. Choose from: {', '.join(known)}.")
        return str(value)
