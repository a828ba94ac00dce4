"""Answers for what a table most likely is: its kind, and the field that each column tells."""

import re
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import replace

from afterword.domain.importing.cleaning import clean_email, clean_value
from afterword.domain.importing.dates import DateOrder, DateReading, date_reading, is_blank_date, looks_like_date
from afterword.domain.importing.fields import FIELDS, KEPT_DATE, Kind, Shape, field_of
from afterword.domain.importing.headers import meanings, squeezed, words
from afterword.domain.importing.mapping import Mapping, column_name
from afterword.domain.importing.numbers import NumberRefused, decimal_mark_of, parse_number
from afterword.domain.importing.presets import Preset, preset_for
from afterword.domain.importing.spreadsheets import is_own_column
from afterword.domain.importing.statuses import is_consent_word

# Values of a column that are looked at.
LOOKED_AT = 400

_WEIGHTS: dict[Kind, dict[str, float]] = {
    Kind.CUSTOMERS: {
        "email": 2, "given_name": 2, "family_name": 2, "full_name": 2,
        "phone": 1.5, "mobile": 1.5, "company": 1.2, "birth_date": 2,
        "accepts_email": 2, "refuses_email": 2, "unsubscribed_at": 2, "customer_since": 1, "key": 1, "prefix": 1,
    },
    Kind.PRODUCTS: {"sku": 2.5, "name": 1.5, "price": 2, "category": 1.5, "key": 1.5, "description": 1},
    Kind.SALES: {
        "sale_key": 2.5, "sold_at": 2, "quantity": 2, "unit_price": 1.5, "line_total": 2,
        "sale_total": 2.5, "product_key": 1.5,
        "product_sku": 1.5, "product_name": 1.5, "customer_key": 1.5, "line_key": 1, "status": 0.7, "discount": 0.7,
        "currency": 0.5,
    },
    Kind.INQUIRIES: {"text": 3, "subject": 2, "asked_at": 1, "via": 1, "inquiry_key": 0.5},
    Kind.JOBS: {"job_key": 2.5, "done_on": 1.5, "what": 2},
}  # fmt: skip
_MINOR = 0.4
#: Of kinds that fit equally well the first one counts.
_IN_DOUBT = (Kind.SALES, Kind.CUSTOMERS, Kind.PRODUCTS, Kind.INQUIRIES, Kind.JOBS)
_NAMES = {"given_name", "family_name", "full_name", "company"}
_ADDRESSES = {"email", "phone", "mobile"}
_GOODS = {"product_key", "product_sku", "product_name", "quantity", "unit_price", "line_total", "sale_total"}
_DAYS = re.compile(r"\d+", re.ASCII)
_PHONE = re.compile(r"(?=(?:\D*\d){6,15}\D*$)[+(\d][\d\s().\-/+x]{5,28}", re.ASCII)
_ID = re.compile(r"[A-Za-z#]{0,6}[-_]?\d{1,18}(?:\.0)?|[A-Z0-9]{3,12}", re.ASCII)


def guess_kind(header: Sequence[str] | None, sample: Sequence[Sequence[str]]) -> Kind | None:
    """What the rows are; None where nothing in the table tells."""
    guess = _best(header, sample)
    return guess.kind if guess.confidence >= 0.4 else None


def guess_mapping(
    header: Sequence[str] | None,
    sample: Sequence[Sequence[str]],
    kind: Kind | None = None,
    *,
    date_order: DateOrder | None = None,
) -> Mapping:
    """Which column is which field, from the headings and the sample's values.

    header is None for a table without one. kind is guessed where it is None. date_order is what the business's
    country writes, for columns whose values prove nothing. A guess that knows nothing has no columns and
    confidence 0.
    """
    mapping = _best(header, sample) if kind is None else _guess(header, sample, kind)
    return _with_habits(mapping, sample, date_order)


def mapping_from_pairs(
    header: Sequence[str] | None,
    sample: Sequence[Sequence[str]],
    pairs: Table[str, str],
    kind: Kind | None = None,
    *,
    date_order: DateOrder | None = None,
) -> Mapping:
    """The guess, corrected by what the owner said: column (its heading, "3" or "column 3") to field ("" to ignore it).

    In a table without a header only what is said counts. Raises ValueError with a sentence for a column or
    field there is not.
    """
    width = _width(header, sample)
    if kind is None:
        kind = _kind_of_fields(set(pairs.values()) - {""}) or guess_kind(header, sample) or Kind.SALES
    guess = _guess(header, sample, kind)
    columns = dict(guess.columns) if header is not None else {}
    chosen: dict[int, str] = {}
    for column, name in pairs.items():
        if name and name not in FIELDS[kind]:
            raise ValueError(f'There is no field "{name}" for {kind}; use one of: {", ".join(FIELDS[kind])}.')
        chosen[_column_index(column, header, width)] = name
    said = set(chosen.values())
    columns = {
        index: name
        for index, name in columns.items()
        if index not in chosen and (name not in said or name == KEPT_DATE)
    }
    columns.update((index, name) for index, name in chosen.items() if name)
    mapping = replace(
        guess,
        columns=columns,
        confidence=1.0,
        unmapped=_unmapped(header, width, columns),
        warnings=(),
        discount_is_share=False,
    )
    return _with_habits(mapping, sample, date_order)


def _column_index(column: str, header: Sequence[str] | None, width: int) -> int:
    wanted = squeezed(column)
    headings = [squeezed(heading) for heading in header or ()]
    for index, heading in enumerate(header or ()):
        if heading.strip() == column.strip():
            return index
    if wanted in headings:
        return headings.index(wanted)
    number = wanted.removeprefix("column")
    if _DAYS.fullmatch(number) and 1 <= int(number[:6]) <= width:
        return int(number) - 1
    names = ", ".join(column_name(list(header) if header else None, index) for index in range(min(width, 40)))
    raise ValueError(f'There is no column "{column}" in this file; it has: {names}.')


def _kind_of_fields(names: set[str]) -> Kind | None:
    fitting = [kind for kind in _IN_DOUBT if names <= set(FIELDS[kind])]
    # Fields of a person alone make a file of customers.
    if Kind.CUSTOMERS in fitting and not names & {"note"}:
        return Kind.CUSTOMERS
    return fitting[0] if fitting and names else None


# ---- guessing -------------------------------------------------------------------------------------------------------


def _best(header: Sequence[str] | None, sample: Sequence[Sequence[str]]) -> Mapping:
    preset = preset_for(list(header)) if header else None
    if preset is not None and header is not None:
        return _from_preset(preset, header, sample)
    guesses = [_guess(header, sample, kind) for kind in _IN_DOUBT]
    return max(guesses, key=lambda guess: _score(guess.kind, set(guess.columns.values())))


def _score(kind: Kind, names: set[str]) -> float:
    score = sum(_WEIGHTS[kind].get(name, _MINOR) for name in names)
    return score if _makes_sense(kind, names) else score * 0.2


def _makes_sense(kind: Kind, names: set[str]) -> bool:
    if kind is Kind.CUSTOMERS:
        return bool(names & (_NAMES | _ADDRESSES))
    if kind is Kind.PRODUCTS:
        return bool(names & {"name", "sku"}) and len(names) > 1
    if kind is Kind.SALES:
        dated = "sold_at" in names and bool(names & (_GOODS | {"sale_key", "status"}))
        return dated or ("sale_key" in names and len(names & _GOODS) >= 2)
    if kind is Kind.JOBS:
        return {"job_key", "done_on"} <= names and bool(names & (_NAMES | _ADDRESSES | {"customer_key"}))
    return bool(names & {"text", "subject"}) and bool(names & (_NAMES | _ADDRESSES | {"customer_key"}))


def _from_preset(preset: Preset, header: Sequence[str], sample: Sequence[Sequence[str]]) -> Mapping:
    columns: dict[int, str] = {}
    for index, heading in enumerate(header):
        name = preset.columns.get(squeezed(heading))
        if name:
            columns[index] = name
    width = _width(header, sample)
    return Mapping(
        kind=preset.kind,
        columns=columns,
        width=width,
        header=tuple(header),
        confidence=1.0,
        source=preset.source,
        unmapped=_unmapped(header, width, columns),
    )


def _guess(header: Sequence[str] | None, sample: Sequence[Sequence[str]], kind: Kind) -> Mapping:
    preset = preset_for(list(header), kind) if header else None
    if preset is not None and header is not None:
        return _from_preset(preset, header, sample)
    width = _width(header, sample)
    values = [_column_values(sample, index) for index in range(width)]
    if header is None:
        columns, sure = _by_shape(values, kind), 0.5
    else:
        columns, sure = _by_headings(header, values, kind), 0.9
        _complete(columns, header, values, kind)
    names = set(columns.values())
    sensible = _makes_sense(kind, names)
    confidence = sure * (1.0 if sensible else 0.3) if columns else 0.0
    return Mapping(
        kind=kind,
        columns=columns,
        width=width,
        header=None if header is None else tuple(header),
        confidence=confidence,
        unmapped=_unmapped(header, width, columns),
    )


def _width(header: Sequence[str] | None, sample: Sequence[Sequence[str]]) -> int:
    if header is not None:
        return len(header)
    widths = [len(row) for row in sample if any(cell.strip() for cell in row)]
    return max(set(widths), key=widths.count) if widths else 0


def _column_values(sample: Sequence[Sequence[str]], index: int) -> list[str]:
    values = (row[index].strip() for row in sample[:LOOKED_AT] if index < len(row))
    return [value for value in values if value and clean_value(value, 60)]


def _unmapped(header: Sequence[str] | None, width: int, columns: Table[int, str]) -> tuple[str, ...]:
    names = list(header) if header is not None else None
    return tuple(
        column_name(names, index)
        for index in range(width)
        if index not in columns and not (names is not None and is_own_column(names[index]))
    )


def _by_headings(header: Sequence[str], values: list[list[str]], kind: Kind) -> dict[int, str]:
    candidates: list[tuple[float, int, str]] = []
    for index, heading in enumerate(header):
        if is_own_column(heading):
            continue
        for name, weight in meanings(heading, kind):
            fits = _fit(name, kind, values[index], heading)
            if fits > 0:
                candidates.append((weight * fits, index, name))
    candidates.sort(key=lambda one: (-one[0], one[1]))
    columns: dict[int, str] = {}
    taken: set[str] = set()
    for _, index, name in candidates:
        if index not in columns and (name not in taken or name == KEPT_DATE):
            columns[index] = name
            taken.add(name)
    return columns


def _fit(name: str, kind: Kind, values: list[str], heading: str) -> float:
    """How well a column's values suit a field: 0 for not at all, 1 for fully or where there are no values."""
    if not values:
        return 0.6
    shape = field_of(kind, name).shape
    if shape is Shape.EMAIL:
        return 1.0 if _share(values, lambda value: "@" in value) >= 0.4 else 0.0
    if shape in (Shape.DATE, Shape.MOMENT):
        plausible = _share(
            values, lambda value: looks_like_date(value) or is_blank_date(value) or _is_day_number(value)
        )
        return 1.0 if plausible >= 0.5 else 0.0
    if shape is Shape.CLOCK:
        return 1.0 if _share(values, lambda value: ":" in value or "." in value or "m" in value.lower()) >= 0.5 else 0.0
    if shape in (Shape.MONEY, Shape.NUMBER, Shape.WHOLE):
        return 1.0 if _share(values, _is_number) >= 0.5 else 0.0
    if shape is Shape.CONSENT and squeezed(heading) in ("status", "statut", "estado", "stato"):
        return 1.0 if _share(values, is_consent_word) >= 0.5 else 0.0
    if name == "prefix":
        return 1.0 if _share(values, lambda value: len(value) <= 8) >= 0.8 else 0.0
    if shape is Shape.TEXT and name in _NAMES | {"product_name", "name"}:
        # A name column full of e-mail addresses or bare numbers is something else.
        return (
            0.0
            if _share(values, lambda value: "@" in value) > 0.5
            else 0.5
            if _share(values, _is_number) > 0.9
            else 1.0
        )
    return 1.0


def _is_day_number(value: str) -> bool:
    return value.replace(".", "", 1).isdigit() and (
        len(value) in (10, 13) or ("20000" <= value[:5] <= "69999" and len(value) >= 5)
    )


def _share(values: list[str], test: object) -> float:
    assert callable(test)
    return sum(1 for value in values if test(value)) / len(values)


def _is_number(value: str) -> bool:
    try:
        parse_number(value, None)
    except NumberRefused:
        return False
    return True


def _complete(columns: dict[int, str], header: Sequence[str], values: list[list[str]], kind: Kind) -> None:
    """Add what the headings did not say but their neighbors or the values do."""
    _split_names(columns, header, values)
    taken = set(columns.values())
    free = [index for index in range(len(header)) if index not in columns and not is_own_column(header[index])]
    if kind is not Kind.PRODUCTS and "email" not in taken:
        for index in free:
            if values[index] and _share(values[index], _is_email) >= 0.6:
                columns[index] = "email"
                free.remove(index)
                break
    if (
        kind is Kind.SALES
        and {"sale_key", "quantity"} <= taken
        and not taken & {"product_key", "product_sku", "product_name"}
    ):
        for index in free:
            parts = words(header[index])
            if (
                len(parts) > 1
                and parts[-1] in ("id", "key", "code", "no", "nr")
                and _share(values[index] or [""], _ID.fullmatch)
            ):
                columns[index] = "product_key"
                break


def _split_names(columns: dict[int, str], header: Sequence[str], values: list[list[str]]) -> None:
    """A bare "Name" beside a family name is the first name, and beside a first name ("Vorname") the family name."""
    taken = set(columns.values())
    other = {"family_name": "given_name", "given_name": "family_name"}
    beside = [name for name in other if name in taken]
    if len(beside) == 1 and "full_name" in taken:
        index = next(index for index, name in columns.items() if name == "full_name")
        # "Customer name", or values of several words, are whole names all the same.
        if len(words(header[index])) == 1 and not (values[index] and _share(values[index], lambda v: " " in v) > 0.5):
            columns[index] = other[beside[0]]


def _is_email(value: str) -> bool:
    try:
        return bool(clean_email(value))
    except ValueError:
        return False


def _by_shape(values: list[list[str]], kind: Kind) -> dict[int, str]:
    """Fields of a table without a header, where the values leave little doubt."""
    wanted: list[tuple[str, object]] = [("email", _is_email)]
    if kind is Kind.SALES:
        wanted += [("sold_at", looks_like_date), ("sale_total", _is_amount)]
    elif kind is Kind.CUSTOMERS:
        wanted += [("phone", _PHONE.fullmatch), ("full_name", _is_name)]
    elif kind is Kind.JOBS:
        wanted += [("done_on", looks_like_date)]
    elif kind is Kind.INQUIRIES:
        wanted += [("asked_at", looks_like_date), ("text", lambda value: len(value) > 40 and " " in value)]
    elif kind is Kind.PRODUCTS:
        wanted = [("price", _is_amount), ("name", lambda value: not _is_number(value))]
    columns: dict[int, str] = {}
    for name, test in wanted:
        for index, column in enumerate(values):
            if index not in columns and column and _share(column, test) >= 0.8:
                columns[index] = name
                break
    return columns


def _is_amount(value: str) -> bool:
    return _is_number(value) and bool(re.search(r"[.,]\d\d(?!\d)", value)) and not looks_like_date(value)


def _is_name(value: str) -> bool:
    parts = value.replace(".", " ").replace(",", " ").split()
    return 2 <= len(parts) <= 5 and all(part[0].isalpha() and part[0].isupper() for part in parts)


# ---- habits: dates and numbers --------------------------------------------------------------------------------------


def _with_habits(mapping: Mapping, sample: Sequence[Sequence[str]], date_order: DateOrder | None) -> Mapping:
    dates: dict[int, DateReading] = {}
    marks: dict[int, str] = {}
    warnings = list(mapping.warnings)
    for index in range(mapping.width):
        name = mapping.columns.get(index)
        shape = field_of(mapping.kind, name).shape if name else None
        values = [row[index] for row in sample if index < len(row) and row[index].strip()]
        if shape in (Shape.DATE, Shape.MOMENT) or (shape is None and _dated(values)):
            dates[index] = date_reading(values, fallback=date_order)
        elif shape in (Shape.MONEY, Shape.NUMBER, Shape.WHOLE):
            mark = decimal_mark_of(values)
            if mark:
                marks[index] = mark
    order = _common_order(dates, date_order)
    # A column that proves nothing follows the other date columns of its file.
    dates = {i: one if one.proven else DateReading(order, proven=_proves(dates, order)) for i, one in dates.items()}
    mark = _common(list(marks.values()))
    for index, one in dates.items():
        if index in mapping.columns:
            warnings += _date_warnings(mapping.column_name(index), one)
    return replace(
        mapping,
        date_order=order,
        dates={index: one for index, one in dates.items() if index in mapping.columns},
        decimal_mark=mark,
        decimal_marks=marks,
        discount_is_share=_is_share(mapping, sample),
        warnings=tuple(warnings),
    )


def _dated(values: list[str]) -> bool:
    some = values[:20]
    return bool(some) and _share(some, looks_like_date) > 0.8


def _common_order(dates: Table[int, DateReading], fallback: DateOrder | None) -> DateOrder:
    proven = [one.order for one in dates.values() if one.proven and one.order in (DateOrder.MDY, DateOrder.DMY)]
    if proven:
        return max(set(proven), key=lambda order: (proven.count(order), order))
    return fallback or DateOrder.MDY


def _proves(dates: Table[int, DateReading], order: DateOrder) -> bool:
    return any(one.proven and one.order is order for one in dates.values())


def _common(marks: list[str]) -> str | None:
    return max(set(marks), key=lambda mark: (marks.count(mark), mark)) if marks else None


def _date_warnings(name: str, reading: DateReading) -> list[str]:
    if reading.swapped:
        return [
            (
                f'In "{name}" a spreadsheet has exchanged day and month in the dates it knew as dates; they are turned '
                "back. Check a few."
            )
        ]
    if reading.order is DateOrder.MIXED:
        return [
            (
                f'"{name}" mixes dates that begin with the day and dates that begin with the month; '
                "the doubtful ones are listed."
            )
        ]
    if not reading.proven:
        first = "month" if reading.order is DateOrder.MDY else "day"
        return [f'Nothing in "{name}" shows whether the day or the month comes first; it is read {first} first.']
    return []


def _is_share(mapping: Mapping, sample: Sequence[Sequence[str]]) -> bool:
    """Whether the discount column holds shares of one (0.15) and not amounts."""
    index = next((i for i, name in mapping.columns.items() if name == "discount"), None)
    if index is None or "unit_price" not in mapping.columns.values():
        return False
    values = [row[index].strip() for row in sample if index < len(row) and row[index].strip()]
    if not values or not all(_is_number(value) for value in values):
        return False
    numbers = [parse_number(value, None) for value in values]
    return all(0 <= number < 1 for number in numbers) and any(numbers)
