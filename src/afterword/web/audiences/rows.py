"""An audience put together row by row in a form: a field, how it is compared, and with what. Works without a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from afterword.domain.audience import (
    GROUP_FIELD,
    KNOWN_FIELDS,
    MOST_CONDITIONS,
    OPERATORS,
    WITHOUT_VALUE,
    All,
    Audience,
    BadAudience,
    Condition,
    Field,
    Fields,
    Operator,
    Plain,
    Sort,
    problems,
    read_audience,
    written,
)
from afterword.domain.audience import Any as AnyOf
from afterword.domain.whole_number import whole_number
from afterword.plans.segments.in_place import group_names
from afterword.sales.known_names import category_names, product_names
from afterword.web.audiences.amounts import amount_read, amount_shown
from afterword.web.audiences.said import say_audience

_DAYS = frozenset({Operator.WITHIN_DAYS, Operator.NOT_WITHIN_DAYS})
_MANY = frozenset({Operator.ANY_OF, Operator.NONE_OF, Operator.ALL_OF})
#: What can be chosen from a list, and the lists.
_LISTED = {
    "product.name": "products",
    "sale.products": "products",
    "product.category": "categories",
    "sale.categories": "categories",
}
_LISTS: dict[str, Callable[[], list[str]]] = {"products": product_names, "categories": category_names}
_WHOLE = 18  # digits: more is no number that anybody means


@dataclass(slots=True)
class Row:
    """One condition as it stands in the form; ``trouble`` says what is wrong with it."""

    field: str
    operator: str = ""
    value: str = ""
    value_to: str = ""
    trouble: str = ""


@dataclass(slots=True)
class Rows:
    """The whole audience in the form. ``kept`` is one that rows cannot show, as it was written: it stays as it is."""

    prefix: str
    known: Fields = field(default_factory=lambda: KNOWN_FIELDS)
    how: str = "all"
    rows: list[Row] = field(default_factory=list)
    kept: dict[str, Any] | None = None
    trouble: str = ""
    #: The groups that can be named, by their number.
    groups: Mapping[int, str] = field(default_factory=group_names)

    # What a template reads.

    @property
    def shown(self) -> list[dict[str, Any]]:
        """Each row with what can be chosen in it."""
        return [self._shown(number, row) for number, row in enumerate(self.rows)]

    @property
    def can_grow(self) -> bool:
        return self.kept is None and len(self.rows) < min(20, MOST_CONDITIONS)

    @property
    def lists(self) -> list[tuple[str, list[str]]]:
        """The lists that the rows choose from, each with its id."""
        used = {_LISTED[row.field] for row in self.rows if row.field in _LISTED}
        return [(f"{self.prefix}-{name}", names()) for name, names in _LISTS.items() if name in used]

    @property
    def names_group(self) -> bool:
        return any(row.field == GROUP_FIELD for row in self.rows)

    @property
    def kept_in_words(self) -> str:
        return say_audience(self.kept, self.known)

    def _shown(self, number: int, row: Row) -> dict[str, Any]:
        about = self.known.get(row.field)
        operators = [one for one in Operator if about is not None and one in OPERATORS[about.sort]]
        operator = Operator(row.operator) if row.operator in operators else operators[0] if operators else None
        return {
            "number": number,
            "row": row,
            "groups": self._groups(row.field),
            "operators": [(one.value, _operator_words()[one], one is operator) for one in operators],
            "input": _input_of(about.sort if about else Sort.TEXT, operator),
            "has_two": operator is Operator.BETWEEN,
            "in_days": operator in _DAYS,
            "is_list": operator in _MANY,
            "choices": self._choices(about, row),
            "is_money": about is not None and about.sort is Sort.MONEY,
            "list": f"{self.prefix}-{_LISTED[row.field]}" if row.field in _LISTED else "",
        }

    def _choices(self, about: Field | None, row: Row) -> list[tuple[str, str, bool]]:
        if about is not None and about.sort is Sort.GROUP:
            return [(str(number), name, str(number) == row.value) for number, name in self.groups.items()]
        return [(one, _(one), one == row.value) for one in about.choices] if about is not None else []

    def _groups(self, chosen: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        titles = {"customer": _("The customer"), "sale": _("The sale"), "product": _("The product")}
        groups: dict[str, list[tuple[str, str, bool]]] = {}
        for name, one in self.known.items():
            if one.sort is Sort.GROUP and not self.groups and name != chosen:
                continue
            group = name.partition(".")[0]
            groups.setdefault(titles.get(group, group), []).append((name, _(one.title), name == chosen))
        return list(groups.items())

    # What a form's buttons do.

    def add(self) -> None:
        """One row more, with the first field."""
        if self.can_grow:
            self.rows.append(Row(next(iter(self.known))))

    def remove(self, number: int) -> None:
        """Take a row out; the audience that rows cannot show goes as a whole."""
        self.kept = None
        if 0 <= number < len(self.rows):
            del self.rows[number]

    def written(self) -> dict[str, Any] | None:
        """The audience as it is kept, None for everybody. Raises :class:`BadAudience`; each row says its trouble."""
        if self.kept is not None:
            return self.kept
        if not self.rows:
            return None
        parts = tuple(self._condition(row) for row in self.rows)
        for row, part in zip(self.rows, parts, strict=True):
            wrong = problems(part, self.known) if not row.trouble else ()
            if wrong:
                row.trouble = _("Fill this in.") if not row.value.strip() else _(wrong[0].sentence)
        if any(row.trouble for row in self.rows):
            raise BadAudience(next(row.trouble for row in self.rows if row.trouble))
        audience: Audience = AnyOf(parts) if self.how == "any" else All(parts)
        return written(audience)

    def _condition(self, row: Row) -> Condition:
        about = self.known.get(row.field)
        if about is None:
            row.trouble = _("Choose one from the list.")
            return Condition(row.field, Operator.KNOWN)
        operators = [one for one in Operator if one in OPERATORS[about.sort]]
        operator = Operator(row.operator) if row.operator in operators else operators[0]
        if operator in WITHOUT_VALUE:
            return Condition(row.field, operator)
        if operator in _DAYS:
            return Condition(row.field, operator, self._read(row, row.value, Sort.NUMBER))
        if operator is Operator.BETWEEN:
            return Condition(
                row.field, operator, (self._read(row, row.value, about.sort), self._read(row, row.value_to, about.sort))
            )
        if operator in _MANY:
            words = [word.strip() for word in row.value.replace("\n", ",").split(",") if word.strip()]
            return Condition(row.field, operator, tuple(self._read(row, word, about.sort) for word in words))
        return Condition(row.field, operator, self._read(row, row.value, about.sort))

    def _read(self, row: Row, text: str, sort: Sort) -> Plain:
        text = text.strip()
        if sort is Sort.MONEY:
            amount = amount_read(text) if text else None
            if amount is None:
                row.trouble = _("Give an amount, such as 100.")
            return amount or 0
        if sort is Sort.GROUP:
            number = whole_number(text)
            if number not in self.groups:
                row.trouble = _("Choose one of the groups.")
            return number or 0
        if sort is Sort.NUMBER:
            if not text.isdecimal() or len(text) > _WHOLE:
                row.trouble = _("Give a whole number.")
                return 0
            return int(text)
        if sort is Sort.DATE:
            try:
                return date.fromisoformat(text)
            except ValueError:
                row.trouble = _("Give a date.")
                return date.min
        return text


def rows_of(audience: dict[str, Any] | None, *, prefix: str, known: Fields = KNOWN_FIELDS) -> Rows:
    """The form of an audience as it is kept."""
    if audience is None:
        return Rows(prefix, known)
    try:
        read = read_audience(audience, known)
    except BadAudience:
        return Rows(prefix, known, kept=audience)
    parts = read.parts if isinstance(read, All | AnyOf) else (read,)
    conditions = [part for part in parts if isinstance(part, Condition)]
    if len(conditions) < len(parts):
        return Rows(prefix, known, kept=audience)
    how = "any" if isinstance(read, AnyOf) else "all"
    return Rows(prefix, known, how, [_row_of(one, known[one.field].sort) for one in conditions])


def rows_entered(
    data: Mapping[str, str], *, prefix: str, kept: dict[str, Any] | None = None, known: Fields = KNOWN_FIELDS
) -> Rows:
    """The form as somebody filled it in, right or wrong; ``kept`` is what was there before, for one beyond rows."""
    if data.get(f"{prefix}-kept") == "yes" and kept is not None:
        return Rows(prefix, known, kept=kept)
    count = data.get(f"{prefix}-count", "0")
    rows = [
        Row(
            field=data.get(f"{prefix}-{number}-field", ""),
            operator=data.get(f"{prefix}-{number}-operator", ""),
            value=data.get(f"{prefix}-{number}-value", "")[:500],
            value_to=data.get(f"{prefix}-{number}-to", "")[:100],
        )
        for number in range(min(int(count), MOST_CONDITIONS) if count.isdecimal() and len(count) < 4 else 0)
    ]
    return Rows(prefix, known, "any" if data.get(f"{prefix}-how") == "any" else "all", rows)


def _row_of(one: Condition, sort: Sort) -> Row:
    if isinstance(one.value, tuple):
        shown = [_show(value, sort) for value in one.value]
        if one.operator is Operator.BETWEEN:
            return Row(one.field, one.operator.value, *shown)
        return Row(one.field, one.operator.value, ", ".join(shown))
    if one.value is None:
        return Row(one.field, one.operator.value)
    return Row(one.field, one.operator.value, _show(one.value, Sort.NUMBER if one.operator in _DAYS else sort))


def _show(value: Plain, sort: Sort) -> str:
    if sort is Sort.MONEY and isinstance(value, int):
        return amount_shown(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _input_of(sort: Sort, operator: Operator | None) -> str:
    """The kind of field for a value; empty where none is needed."""
    if operator is None or operator in WITHOUT_VALUE:
        return ""
    if operator in _DAYS or sort is Sort.NUMBER:
        return "number"
    return "date" if sort is Sort.DATE else "text"


def _operator_words() -> dict[Operator, str]:
    return {
        Operator.IS: _("is"),
        Operator.IS_NOT: _("is not"),
        Operator.CONTAINS: _("contains"),
        Operator.STARTS_WITH: _("starts with"),
        Operator.ANY_OF: _("is any of"),
        Operator.NONE_OF: _("is none of"),
        Operator.ALL_OF: _("has all of"),
        Operator.AT_LEAST: _("is at least"),
        Operator.AT_MOST: _("is at most"),
        Operator.BETWEEN: _("is between"),
        Operator.BEFORE: _("is before"),
        Operator.AFTER: _("is after"),
        Operator.WITHIN_DAYS: _("is within the last … days"),
        Operator.NOT_WITHIN_DAYS: _("is … days ago or longer"),
        Operator.YES: _("is so"),
        Operator.NO: _("is not so"),
        Operator.KNOWN: _("is known"),
        Operator.UNKNOWN: _("is not known"),
    }
