"""An audience as a condition of SQL on what is known of customers: it holds exactly where the domain says so."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from afterword.domain.audience_meaning import Check, Compiled, Joined
from afterword.infra.bulk import stored_day


def condition(test: Compiled) -> tuple[str, list[Any]]:
    """A condition on a row ``k`` of what is known, never NULL, and its parameters."""
    if isinstance(test, Joined):
        return _joined(test)
    column = f"k.{test.field.removeprefix('customer.')}"
    if test.how == "missing":
        return f"{column} IS NULL", []
    met, parameters = _met(test, column)
    return f"({column} IS NOT NULL AND {met})", parameters


def _joined(test: Joined) -> tuple[str, list[Any]]:
    parts = [condition(part) for part in test.parts]
    parameters = [one for _sql, values in parts for one in values]
    if test.how == "not":
        return f"NOT {parts[0][0]}", parameters
    if not parts:
        return ("1 = 1" if test.how == "and" else "1 = 0"), []
    joint = " AND " if test.how == "and" else " OR "
    return f"({joint.join(sql for sql, _values in parts)})", parameters


def _met(test: Check, column: str) -> tuple[str, list[Any]]:
    """Whether a known fact passes: as ``domain.audience_meaning.holds`` says it."""
    values = [stored_day(one) if isinstance(one, date) else one for one in test.values]
    match test.how:
        case "known":
            return "1 = 1", []
        case "true":
            return f"{column}", []
        case "exactly" | "alike":
            return f"{column} IN ({', '.join(['%s'] * len(values))})", values
        case "least":
            return f"{column} >= %s", values[:1]
        case "most":
            return f"{column} <= %s", values[:1]
        case "contains":
            return _any_of([_holding(column)] * len(values)), values
        case "starts":
            begins = f"substr({column}, 1, length({_text()})) = {_text()}"
            return _any_of([begins] * len(values)), [one for value in values for one in (value, value)]
        case "holds_any" | "holds_all":
            words = [f"\n{value}\n" for value in values]
            if test.how == "holds_all":
                return " AND ".join([_holding(column)] * len(words)), list(words)
            return _any_of([_holding(column)] * len(words)), list(words)
        case _:
            raise ValueError(f"Nobody can ask {test.how!r}.")


def _any_of(conditions: list[str]) -> str:
    return f"({' OR '.join(conditions)})"


def _text() -> str:
    return "%s::text" if connection.vendor == "postgresql" else "%s"


def _holding(column: str) -> str:
    return f"{'strpos' if connection.vendor == 'postgresql' else 'instr'}({column}, {_text()}) > 0"
