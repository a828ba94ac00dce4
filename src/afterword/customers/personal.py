"""What the house keeps about people, table by table: what they are told when they ask, and what is left once forgotten.

Every room declares its own tables in its module ``kept``; a test of the house fails for a table that nobody declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from afterword.customers.models import ContactPoint, Customer, SourceKey
from afterword.infra.tenancy import TenantModel

_NO_DIGIT = re.compile(r"\D")
#: So many last digits tell one telephone from another, however the number was written.
_DIGITS_THAT_TELL = 8


@dataclass(frozen=True, slots=True)
class Whose:
    """One person: their row and those that were merged into it, with whatever names them in other people's text."""

    ids: tuple[int, ...]
    #: (channel, normalised address).
    addresses: tuple[tuple[str, str], ...] = ()
    #: Addresses as written and normalised, case-folded.
    written: frozenset[str] = frozenset()
    #: Whole names, case-folded.
    names: frozenset[str] = frozenset()
    #: Pairs of given and family name, case-folded.
    halves: frozenset[tuple[str, str]] = frozenset()
    #: (source, number) under which files know them.
    keys: tuple[tuple[str, str], ...] = ()

    def is_named_in(self, cells: list[str]) -> bool:
        """Whether a row of somebody's file is about them: their address or number in it, or their name in its cells."""
        folded = [str(cell).casefold().strip() for cell in cells]
        if any(one in cell for cell in folded for one in self.written):
            return True
        if not self.names.isdisjoint(folded) or any(a in folded and b in folded for a, b in self.halves):
            return True
        phones = [address for channel, address in self.addresses if channel == "phone"]
        ends = [digits[-_DIGITS_THAT_TELL:] for one in phones if len(digits := _NO_DIGIT.sub("", one)) >= 7]
        return any(_NO_DIGIT.sub("", cell).endswith(end) for cell in folded for end in ends)


def whose(customer_id: int) -> Whose:
    """Everything that names one person; three queries."""
    people = list(Customer.objects.filter(Q(pk=customer_id) | Q(merged_into=customer_id)).order_by("id"))
    ids = tuple(one.pk for one in people)
    points = list(ContactPoint.objects.filter(customer_id__in=ids).values_list("channel", "value", "normal"))
    texts = {text for _, value, normal in points for text in (value, normal) if len(text) > 4}
    return Whose(
        ids,
        tuple(sorted({(channel, normal) for channel, _, normal in points})),
        frozenset(text.casefold() for text in texts),
        frozenset(one.display_name.casefold() for one in people if one.name_key),
        frozenset(
            (one.given_name.casefold(), one.family_name.casefold())
            for one in people
            if one.given_name and one.family_name
        ),
        tuple(SourceKey.objects.filter(customer_id__in=ids).order_by("id").values_list("source", "key")),
    )


Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """One table with something about people in it."""

    model: type[TenantModel]
    #: What an export calls it for machines, and for people.
    name: str
    title: str | Promise
    #: Columns that the person is told, with what they are called; a column of another row as ``product__name``.
    told: Mapping[str, str | Promise] = field(default_factory=dict)
    #: Which columns name the customer.
    customer: tuple[str, ...] = ("customer_id",)
    #: How their rows are found where no column names the customer.
    finds: Callable[[Whose], Rows] | None = None
    #: Whether the rows go when the person is forgotten.
    goes: bool = False
    #: What columns become then, where the rows stay.
    becomes: Mapping[str, Any] = field(default_factory=dict)
    #: What else is to be done to the rows then, and the columns that it empties.
    rewrites: Callable[[Rows], object] | None = None
    rewritten: tuple[str, ...] = ()
    #: Columns that could hold words and stay as they are, with the reason.
    stays: Mapping[str, str] = field(default_factory=dict)
    #: Why the person is not told of these rows; empty where they are.
    untold: str = ""

    def rows(self, whom: Whose) -> Rows:
        """The rows about one person."""
        if self.finds is not None:
            return self.finds(whom)
        asked = reduce(or_, (Q(**{f"{column}__in": whom.ids}) for column in self.customer))
        return self.model.objects.filter(asked)

    def forget(self, whom: Whose) -> None:
        """Take away what these rows say about the person. Needs a transaction around it."""
        rows = self.rows(whom)
        if self.goes:
            rows.delete()
            return
        if self.rewrites is not None:
            self.rewrites(rows)
        if self.becomes:
            rows.update(**self.becomes)


_tables: list[Personal] = []
_preparations: list[Callable[[Whose], object]] = []


def keeps(*tables: Personal) -> None:
    """Declare tables; once for each room, when it is made ready."""
    _tables.extend(tables)


def prepares_to_forget(prepare: Callable[[Whose], object]) -> Callable[[Whose], object]:
    """Declare what has to be done before the rows go, such as removing files; safe to repeat, and may raise Trouble."""
    _preparations.append(prepare)
    return prepare


def personal_tables() -> Iterator[Personal]:
    """Every declared table, the rooms from below to above."""
    yield from _tables


def prepare_to_forget(whom: Whose) -> None:
    """Do what every room wants done before somebody is forgotten. Raises Trouble where it is not the moment."""
    for prepare in _preparations:
        prepare(whom)
