"""Who fits what somebody typed: by the index, and in the order of names where they can be put in order at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q

from afterword.customers.models import Customer
from afterword.customers.people import rows
from afterword.customers.searching.index import TABLE, business_piece
from afterword.customers.searching.words import patterns, pieces, words_of
from afterword.infra.tenancy import current_business_id

#: (display name, id) of the last row of a page.
Keyset = tuple[str, int]
#: So many are put in the order of their names; beyond it one types another letter.
MOST_SORTED = 1_000
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A page of those who fit. ``are_many``: too many to put in the order of names, so they come by number."""

    customers: list[Customer]
    are_many: bool = False


def search(text: str = "", *, after: Keyset | None = None, limit: int = 50) -> list[Customer]:
    """Customers whose name, company, address or number has every word, as :func:`find_by_words` finds them."""
    return find_by_words(text, after=after, limit=limit).customers


def find_by_words(text: str = "", *, after: Keyset | None = None, limit: int = 50) -> Found:
    """A page of the customers who fit every word, by name; of everybody where nothing was typed.

    ``after`` is (display name, id) of the last row of the page before. Accents and case do not matter; a word of digits
    finds phone numbers however they were written. Where more than a thousand fit they come by their numbers.
    """
    limit = min(limit, MOST_SHOWN)
    words = words_of(text)
    if not words:
        return Found(_everybody(after, limit))
    fitting = _fitting(words, 0, MOST_SORTED + 1, in_order=False)
    if len(fitting) > MOST_SORTED:
        page = _fitting(words, after[1] if after else 0, limit, in_order=True)
        return Found(_in_this_order(page), are_many=True)
    named = sorted((name, row_id) for row_id, name in fitting)
    page = [(row_id, name) for name, row_id in named if after is None or (name, row_id) > after]
    return Found(_in_this_order(page[:limit]))


def _everybody(after: Keyset | None, limit: int) -> list[Customer]:
    living = Customer.objects.filter(merged_into=None, ended_at=None)
    if after is not None:
        name, row_id = after
        living = living.filter(Q(display_name__gt=name) | Q(display_name=name, id__gt=row_id))
    return list(living.order_by("display_name", "id")[:limit])


def _fitting(words: Sequence[str], after_id: int, limit: int, *, in_order: bool) -> list[tuple[int, str]]:
    """(id, display name) of those who fit, beyond an id; ``in_order`` of ids."""
    source, conditions, values = f"{_CUSTOMERS} c", ["c.business_id = %s"], [current_business_id()]
    if connection.vendor == "sqlite":
        # The index leads; a piece may stand anywhere in a text, so that the words themselves are looked at as well.
        source = f"{TABLE} s CROSS JOIN {_CUSTOMERS} c ON c.id = s.rowid"
        conditions.insert(0, f"{TABLE} MATCH %s")
        values.insert(0, _expression(words))  # type: ignore[arg-type]
    fits, likes = _likes(words)
    number = "s.rowid" if connection.vendor == "sqlite" else "c.id"
    statement = (
        f"SELECT c.id, c.display_name FROM {source} WHERE {' AND '.join(conditions)} AND {number} > %s"
        f" AND c.merged_into_id IS NULL AND c.ended_at IS NULL AND {fits}"
        f"{f' ORDER BY {number}' if in_order else ''} LIMIT %s"
    )
    return rows(statement, [*values, after_id, *likes, limit])


_CUSTOMERS = Customer._meta.db_table


def _expression(words: Sequence[str]) -> str:
    """The pieces that a text must hold, as FTS5 wants them asked."""
    asked = [business_piece(current_business_id()), *dict.fromkeys(piece for word in words for piece in pieces(word))]
    return " AND ".join('"{}"'.format(piece.replace('"', '""')) for piece in asked)


def _likes(words: Sequence[str]) -> tuple[str, list[Any]]:
    conditions, values = [], list[Any]()
    for word in words:
        found = patterns(word)
        conditions.append("(" + " OR ".join([r"c.search_text LIKE %s ESCAPE '\'"] * len(found)) + ")")
        values += found
    return " AND ".join(conditions), values


def _in_this_order(page: Sequence[tuple[int, str]]) -> list[Customer]:
    known = Customer.objects.in_bulk([row_id for row_id, _ in page])
    return [known[row_id] for row_id, _ in page if row_id in known]
