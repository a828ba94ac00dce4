"""Answers for what each row says: a typed record, or a problem with one sentence on how to mend it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from operator import itemgetter
from typing import Any, NamedTuple

from afterword.domain.importing.cleaning import clean_email, clean_key, clean_line, clean_text, clean_value
from afterword.domain.importing.dates import (
    DateReading,
    DateRefused,
    is_blank_date,
    looks_like_date,
    parse_clock,
    parse_date,
    parse_moment,
)
from afterword.domain.importing.fields import KEPT_DATE, PERSON_FIELDS, Field, Kind, Shape, field_of
from afterword.domain.importing.mapping import Mapping
from afterword.domain.importing.numbers import CURRENCY_CODES, NumberRefused, parse_amount, parse_number
from afterword.domain.importing.spreadsheets import is_own_column, unguarded
from afterword.domain.importing.statuses import SaleStatus, consent, is_opt_out, means_refusal, sale_status
from afterword.domain.money import MoneyRefused, minor_digits, to_minor

Row = tuple[int, list[str]]
# Cells repeat (dates, products, prices), so each column remembers what it has read, up to this many different cells.
REMEMBERED = 20_000
QUANTITY_LIMIT = 10**9
#: Bookings lie ahead, but a date further ahead than this is a slip of the pen.
YEARS_AHEAD = 5
#: A date to remember may be a wedding of long ago, or the end of a long contract.
FIRST_KEPT_YEAR, YEARS_KEPT_AHEAD = 1900, 50
MIDNIGHT = time()
#: An amount as one cell gives it: the number, the currency it names, its minor units in that or our currency.
#: Last, whether these minor units are the whole truth (nothing was rounded).
Amount = tuple[Decimal, str | None, int, bool]


class CustomerRecord(NamedTuple):
    """A person or firm as one row tells it. Empty text means: not told. `line` is the row's first line in the file."""

    line: int
    key: str = ""
    prefix: str = ""
    given_name: str = ""
    family_name: str = ""
    full_name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    street: str = ""
    street_2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    birth_date: date | None = None
    language: str = ""
    #: A recorded yes or no to advertising by e-mail; None: the file does not say.
    accepts_email: bool | None = None
    #: They want no mail at all, or it does not arrive: unsubscribed, complained, bounced; accepts_email is then False.
    opted_out: bool = False
    #: When they said no (naive: the business's local time); they have opted out then.
    unsubscribed_at: datetime | None = None
    tags: str = ""
    customer_since: date | None = None
    note: str = ""
    #: Dates to remember, each with its column's name.
    dates: tuple[tuple[str, date], ...] = ()

    @property
    def is_somebody(self) -> bool:
        """Whether the row names anyone: a key, a name, or an address to reach them at."""
        return any((self.key, self.given_name, self.family_name, self.full_name, self.company, self.email, self.phone, self.mobile))  # fmt: skip  # noqa: E501


class ProductRecord(NamedTuple):
    """A product; the price is in minor units of the currency."""

    line: int
    key: str
    sku: str
    name: str
    category: str
    price_minor: int | None
    currency: str
    description: str
    #: None: the file does not say.
    service_months: int | None = None
    warranty_months: int | None = None
    lasts_days: int | None = None


class SaleLineRecord(NamedTuple):
    """One line of a sale. Lines of one sale share sale_key; "" means the file numbers no sales, and the line is
    one of its own.

    sold_on is None only where the file has no date column at all: the line then belongs to a sale told
    elsewhere. sold_at is naive in the business's local time unless the file named a zone. buyer is None for a
    sale to nobody known. Amounts are minor units; quantity_milli is in thousandths. line_total_minor is what
    the line adds to its sale (worked out from quantity, price and discount where the file gives no total; None
    where it gives neither). sale_total_minor is the whole sale's, where the file has it. A refund has a
    negative quantity or total.
    """

    line: int
    sale_key: str
    line_key: str
    sold_on: date | None
    sold_at: datetime | None
    buyer: CustomerRecord | None
    product_key: str
    product_sku: str
    product_name: str
    quantity_milli: int
    unit_price_minor: int | None
    line_total_minor: int | None
    sale_total_minor: int | None
    discount_minor: int | None
    currency: str
    status: SaleStatus
    served_by: str
    note: str


class InquiryRecord(NamedTuple):
    """Somebody asked; asked_at is naive in the business's local time unless the file named a zone."""

    line: int
    inquiry_key: str
    asked_on: date
    asked_at: datetime | None
    asker: CustomerRecord
    subject: str
    text: str
    via: str
    note: str


class JobRecord(NamedTuple):
    """Work that was finished; the price is in minor units of the currency, None where it is not told."""

    line: int
    job_key: str
    done_on: date
    customer: CustomerRecord
    what: str
    product_key: str
    product_sku: str
    product_name: str
    price_minor: int | None
    currency: str


Record = CustomerRecord | ProductRecord | SaleLineRecord | InquiryRecord | JobRecord


class ProblemCode(StrEnum):
    """Why a row was not taken."""

    TOO_MANY_CELLS = "too_many_cells"
    TOO_FEW_CELLS = "too_few_cells"
    BAD_DATE = "bad_date"
    BAD_NUMBER = "bad_number"
    BAD_EMAIL = "bad_email"
    BAD_KEY = "bad_key"
    MISSING = "missing"
    NOBODY = "nobody"


class Problem(NamedTuple):
    """A row that was not taken: where, what stood there (clipped to 200 characters), why, how to mend it, and all
    its cells.
    """

    line: int
    column: str
    value: str
    code: ProblemCode
    sentence: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a file cannot tell: the business's currency (ISO 4217) and the business's date today.

    today bounds two-digit birth years and refuses years that lie far ahead; None bounds nothing.
    """

    currency: str = "USD"
    today: date | None = None


Converter = Callable[[Sequence[Row]], tuple[list[Any], list[Problem]]]


class _Refused(Exception):
    def __init__(self, column: int | None, code: ProblemCode, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.code, self.sentence = column, code, sentence


def compile_converter(mapping: Mapping, settings: Settings) -> Converter:
    """A function that turns batches of (line, cells) into (records, problems), as fast as this mapping allows.

    Every row becomes exactly one record or one problem, but for blank rows, which become neither. Feed one
    file's batches in order to one converter: lines that continue the sale above (blank date and buyer) take
    them from there.
    """
    return _Compiled(mapping, settings).convert


# ---- reading one cell -----------------------------------------------------------------------------------------------


class _Column:
    """One mapped column: where it stands, which field it is, how its cells are read and what has been read."""

    __slots__ = ("index", "known", "name", "read")

    def __init__(self, index: int, name: str, read: Callable[[str], Any]) -> None:
        self.index, self.name, self.read = index, name, read
        self.known: dict[str, Any] = {}

    def value(self, cell: str) -> Any:
        value = self.read(cell)
        if len(cell) <= 60:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[cell] = value
        return value


def _reader(field: Field, mapping: Mapping, index: int, settings: Settings) -> Callable[[str], Any]:
    limit = field.limit
    if field.name == "tags":
        return lambda cell: clean_value(cell.replace('"', ""), limit)
    if field.shape is Shape.TEXT:
        cleaner = clean_text if limit >= 2000 else clean_value
        return lambda cell: cleaner(cell, limit)
    if field.shape is Shape.KEY:
        return _guarded(lambda cell: clean_key(cell, limit), index, ProblemCode.BAD_KEY)
    if field.shape is Shape.EMAIL:
        return _guarded(lambda cell: clean_email(cell, limit), index, ProblemCode.BAD_EMAIL)
    if field.shape is Shape.CONSENT:
        return _stance
    if field.shape is Shape.REFUSAL:
        return _refusal
    if field.shape is Shape.STATUS:
        return sale_status
    if field.shape is Shape.CURRENCY:
        return _currency
    return _guarded(*_measured(field, mapping, index, settings))


def _measured(
    field: Field, mapping: Mapping, index: int, settings: Settings
) -> tuple[Callable[[str], Any], int, ProblemCode]:
    if field.shape is Shape.MONEY:
        mark = mapping.decimal_marks.get(index, mapping.decimal_mark)
        return (lambda cell: _money(cell, mark, settings.currency)), index, ProblemCode.BAD_NUMBER
    if field.shape is Shape.NUMBER:
        mark = mapping.decimal_marks.get(index, mapping.decimal_mark)
        return (lambda cell: _quantity(cell, mark)), index, ProblemCode.BAD_NUMBER
    if field.shape is Shape.WHOLE:
        mark = mapping.decimal_marks.get(index, mapping.decimal_mark)
        return (lambda cell: _whole(cell, mark, field.limit)), index, ProblemCode.BAD_NUMBER
    if field.shape is Shape.CLOCK:
        return (lambda cell: parse_clock(cell) if not is_blank_date(cell) else None), index, ProblemCode.BAD_DATE
    reading = mapping.date_reading(index)
    if field.name == "birth_date":
        return (lambda cell: _birth(cell, reading, settings.today)), index, ProblemCode.BAD_DATE
    read = {"unsubscribed_at": _left, "customer_since": _since, KEPT_DATE: _kept}.get(field.name, _moment)
    return (lambda cell: read(cell, reading, settings.today)), index, ProblemCode.BAD_DATE


def _guarded(read: Callable[[str], Any], index: int, code: ProblemCode) -> Callable[[str], Any]:
    def guarded(cell: str) -> Any:
        try:
            return read(cell)
        except ValueError as refused:
            raise _Refused(index, code, str(refused)) from None

    return guarded


def _stance(cell: str) -> object:
    """A yes or a no to advertising, _OPTED_OUT for what goes beyond that no, or None for neither."""
    return _OPTED_OUT if is_opt_out(cell) else consent(cell)


def _refusal(cell: str) -> object:
    """_OPTED_OUT where an opt-out column says so, by a yes, by a word such as "bounced" or by the date of it.

    A no in such a column is no consent: None.
    """
    return _OPTED_OUT if means_refusal(cell) or looks_like_date(cell) else None


def _left(cell: str, reading: DateReading, today: date | None) -> datetime | bool | None:
    """When they unsubscribed; True where that cannot be read, because that they did matters more than when."""
    try:
        told = _moment(cell, reading, today)
    except DateRefused:
        return True
    return (told[1] or datetime.combine(told[0], MIDNIGHT)) if told else None


def _since(cell: str, reading: DateReading, today: date | None) -> date | None:
    told = _moment(cell, reading, today)
    return told[0] if told else None


def _kept(cell: str, reading: DateReading, today: date | None) -> date | None:
    """A warranty may end far ahead, and a wedding lie far back."""
    if is_blank_date(cell):
        return None
    day, _ = parse_moment(cell, reading)
    if day.year < FIRST_KEPT_YEAR or (today is not None and day.year > today.year + YEARS_KEPT_AHEAD):
        raise DateRefused(f"{day.isoformat()} lies too far away to be remembered; check the year.")
    return day


def _currency(cell: str) -> str:
    code = clean_line(cell, 10).upper()
    return code if code in CURRENCY_CODES else ""


def _money(cell: str, mark: str | None, currency: str) -> Amount | None:
    if not clean_value(cell, 60):
        return None
    number, named = parse_amount(cell, mark)
    minor = to_minor(number, named or currency)
    return number, named, minor, number.scaleb(minor_digits(named or currency)) == minor


def _whole(cell: str, mark: str | None, most: int) -> int | None:
    thousandths = _quantity(cell, mark)
    if thousandths is None:
        return None
    if thousandths % 1000 or not 0 <= thousandths <= most * 1000:
        raise NumberRefused("Give whole months or days, such as 12, or empty the cell.")
    return thousandths // 1000


def _quantity(cell: str, mark: str | None) -> int | None:
    if not clean_value(cell, 60):
        return None
    number = parse_number(cell, mark)
    if abs(number) > QUANTITY_LIMIT:
        raise NumberRefused("This quantity is larger than any sale; check the number.")
    return int((number * 1000).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def _moment(cell: str, reading: DateReading, today: date | None) -> tuple[date, datetime | None] | None:
    if is_blank_date(cell):
        return None
    day, moment = parse_moment(cell, reading)
    if today is not None and day.year > today.year + YEARS_AHEAD:
        raise DateRefused(f"{day.isoformat()} lies far in the future; check the year.")
    # Programs write midnight for "no time given".
    return (day, None) if moment is not None and moment.tzinfo is None and moment.time() == MIDNIGHT else (day, moment)


def _birth(cell: str, reading: DateReading, today: date | None) -> date | None:
    if is_blank_date(cell):
        return None
    born = parse_date(cell, reading, latest=today) if today else parse_date(cell, reading)
    if today is not None and born > today:
        raise DateRefused("Nobody is born in the future; check the date.")
    return born


# ---- reading one row ------------------------------------------------------------------------------------------------

_UNREAD = object()
_OPTED_OUT = object()
_NOBODY: list[Any] = [CustomerRecord._field_defaults.get(name) for name in CustomerRecord._fields]
_ACCEPTS = CustomerRecord._fields.index("accepts_email")
_OUT = CustomerRecord._fields.index("opted_out")
_LEFT = CustomerRecord._fields.index("unsubscribed_at")
_PEOPLE = frozenset((*PERSON_FIELDS, "customer_key"))
#: Where each field's value stands while a row is read; the person's fields are read apart.
_PLACES: dict[Kind, tuple[str, ...]] = {
    Kind.CUSTOMERS: (),
    Kind.PRODUCTS: (
        "key", "sku", "name", "category", "price", "description", "currency", "service_months", "warranty_months",
        "lasts_days",
    ),
    Kind.SALES: (
        "sale_key", "line_key", "sold_at", "sold_time", "product_key", "product_sku", "product_name", "quantity",
        "unit_price",
        "line_total", "sale_total", "discount", "currency", "status", "cancelled_at", "served_by", "note",
    ),
    Kind.INQUIRIES: ("inquiry_key", "asked_at", "asked_time", "subject", "text", "via", "note"),
    Kind.JOBS: (
        "job_key", "done_on", "what", "product_key", "product_sku", "product_name", "price", "currency",
        "note",
    ),
}  # fmt: skip


def _place_of(name: str) -> int:
    """Where a person's field stands in a CustomerRecord."""
    return CustomerRecord._fields.index({"customer_key": "key", "refuses_email": "accepts_email"}.get(name, name))


class _Compiled:
    def __init__(self, mapping: Mapping, settings: Settings) -> None:
        self.mapping, self.settings = mapping, settings
        self.width = mapping.width
        by_field: dict[str, list[_Column]] = {}
        self.columns: list[_Column] = []
        for index, name in sorted(mapping.columns.items()):
            column = _Column(index, name, _reader(field_of(mapping.kind, name), mapping, index, settings))
            self.columns.append(column)
            by_field.setdefault(name, []).append(column)
        self.by_field = by_field
        self.needed = 1 + max(mapping.columns, default=-1)
        whole_row = mapping.kind is Kind.CUSTOMERS
        self.dates = [
            (clean_line(mapping.column_name(column.index), 40), column)
            for column in self.columns
            if column.name == KEPT_DATE
        ]
        people = [
            column for column in self.columns if column.name != KEPT_DATE and (whole_row or column.name in _PEOPLE)
        ]
        self.people = [(column, column.index, column.known, _place_of(column.name)) for column in people]
        person_indexes = sorted({column.index for column in people})
        self.person_cells: Callable[[list[str]], Any] | None = itemgetter(*person_indexes) if person_indexes else None
        self.known_people: dict[Any, Any] = {}
        places = _PLACES[mapping.kind]
        self.rest = [
            (column, column.index, column.known, places.index(column.name))
            for column in self.columns
            if column not in people and column.name != KEPT_DATE
        ]
        self.blank: list[Any] = [None] * len(places)
        self.mended = bool(mapping.header) and any(is_own_column(heading) for heading in mapping.header or ())
        self.last_sale: _LastSale | None = None
        self.share = mapping.discount_is_share
        builders: dict[Kind, Callable[[int, list[str]], Record]] = {
            Kind.CUSTOMERS: self.customer,
            Kind.PRODUCTS: self.product,
            Kind.SALES: self.sale_line,
            Kind.INQUIRIES: self.inquiry,
            Kind.JOBS: self.job,
        }
        self.build = builders[mapping.kind]

    def convert(self, rows: Sequence[Row]) -> tuple[list[Record], list[Problem]]:
        records: list[Record] = []
        problems: list[Problem] = []
        width, build, add = self.width, self.build, records.append
        for line, cells in rows:
            try:
                if self.mended:
                    cells = [unguarded(cell) for cell in cells]
                if len(cells) != width:
                    if not any(cell.strip() for cell in cells):
                        continue
                    cells = self.fitted(cells)
                add(build(line, cells))
            except _Refused as refused:
                if any(cell.strip() for cell in cells):
                    problems.append(self.problem(line, cells, refused))
            except MoneyRefused as refused:
                problems.append(self.problem(line, cells, _Refused(None, ProblemCode.BAD_NUMBER, str(refused))))
        return records, problems

    def fitted(self, cells: list[str]) -> list[str]:
        """The cells cut or filled to the table's width; raises _Refused where that would lose or shift something."""
        if len(cells) > self.width:
            if any(cell.strip() for cell in cells[self.width :]):
                raise _Refused(
                    None,
                    ProblemCode.TOO_MANY_CELLS,
                    f"This row has {len(cells)} cells and the table {self.width}; "
                    "put quotes around text that holds the separator.",
                )
            return cells[: self.width]
        if len(cells) < self.needed:
            raise _Refused(
                None,
                ProblemCode.TOO_FEW_CELLS,
                f"This row has {len(cells)} cells and the table {self.width}; fill in the missing cells.",
            )
        return cells + [""] * (self.width - len(cells))

    def problem(self, line: int, cells: list[str], refused: _Refused) -> Problem:
        column, value = "", ""
        if refused.column is not None:
            column = self.mapping.column_name(refused.column)
            value = clean_line(cells[refused.column], 200)
        return Problem(line, column, value, refused.code, refused.sentence, [cell[:32_000] for cell in cells])

    # ---- people

    def person(self, line: int, cells: list[str]) -> CustomerRecord | None:
        """The person the row tells of, remembered because buyers repeat; None where it tells of nobody."""
        if self.person_cells is None:
            return None
        told = self.person_cells(cells)
        known: CustomerRecord | None = self.known_people.get(told, _UNREAD)
        if known is not _UNREAD:
            return known
        person = self.read_person(line, cells)
        if len(self.known_people) >= REMEMBERED:
            self.known_people.clear()
        self.known_people[told] = person
        return person

    def read_person(self, line: int, cells: list[str]) -> CustomerRecord | None:
        told: list[Any] = _NOBODY.copy()
        told[0] = line
        refused: _Refused | None = None
        for column, index, known, place in self.people:
            cell = cells[index]
            value = known.get(cell, _UNREAD)
            if value is _UNREAD:
                try:
                    value = column.value(cell)
                except _Refused as trouble:
                    refused = refused or trouble
                    continue
            if value is False or value is _OPTED_OUT:
                # Where two columns disagree, the no counts.
                told[place] = False
                told[_OUT] = told[_OUT] or value is _OPTED_OUT
            elif value is not None and value != "" and (told[place] is None or told[place] == ""):
                told[place] = value
        left = told[_LEFT]
        if left is not None:
            told[_ACCEPTS], told[_OUT] = False, True
            told[_LEFT] = None if left is True else left
        record = CustomerRecord._make(told)
        if refused is not None:
            # A no must survive whatever else is wrong with the row, as long as we know whose it is.
            if record.accepts_email is False and (record.email or record.key):
                return record
            raise refused
        return record if record.is_somebody else None

    def customer(self, line: int, cells: list[str]) -> CustomerRecord:
        person = self.read_person(line, cells)
        if person is None:
            raise _Refused(None, ProblemCode.NOBODY, "This row names nobody; give a name, an e-mail or a phone number.")
        return person._replace(dates=self.kept_dates(cells)) if self.dates else person

    def kept_dates(self, cells: list[str]) -> tuple[tuple[str, date], ...]:
        """The dates to remember, by their columns' names."""
        told = []
        for name, column in self.dates:
            cell = cells[column.index]
            day = column.known.get(cell, _UNREAD)
            if day is _UNREAD:
                day = column.value(cell)
            if day is not None and name:
                told.append((name, day))
        return tuple(told)

    # ---- the rest

    def values(self, cells: list[str]) -> list[Any]:
        """What the row tells, in the order of _PLACES; None for what it does not tell."""
        told = self.blank.copy()
        for column, index, known, place in self.rest:
            cell = cells[index]
            value = known.get(cell, _UNREAD)
            if value is _UNREAD:
                value = column.value(cell)
            if value != "" and told[place] is None:
                told[place] = value
        return told

    def product(self, line: int, cells: list[str]) -> ProductRecord:
        key, sku, name, category, price, description, currency, *lasting = self.values(cells)
        if not (key or sku or name):
            raise _Refused(None, ProblemCode.MISSING, "This row names no product; give a name or an article number.")
        code = currency or (price and price[1]) or self.settings.currency
        price_minor = self.minor(price, code) if price else None
        return ProductRecord(
            line,
            key or "",
            sku or "",
            name or sku or key,
            category or "",
            price_minor,
            code,
            description or "",
            *lasting,
        )

    def sale_line(self, line: int, cells: list[str]) -> SaleLineRecord:
        (key, line_key, sold, clock, product_key, sku, name, quantity, unit, total, whole, discount,
         currency, status, cancelled, served_by, note) = self.values(cells)  # fmt: skip
        buyer = self.person(line, cells)
        last = self.last_sale
        continued = last is not None and key is not None and key == last.key
        day: date | None = None
        moment: datetime | None = None
        if sold is not None:
            day, moment = _with_clock(sold, clock)
            if continued and buyer is None:
                buyer = last.buyer if last is not None else None
        elif last is not None and continued:
            # Shop systems write the date, the buyer and the total on a sale's first line only.
            day, moment = last.sold_on, last.sold_at
            buyer = buyer or last.buyer
            currency = currency or last.currency
            status = status or last.status
        else:
            self.check_undated(cells, key)
        code = currency or _named_currency(total, unit, whole) or self.settings.currency
        unit_minor = self.minor(unit, code) if unit else None
        line_minor = self.minor(total, code) if total else self.worked_out(quantity, unit, unit_minor, discount, code)
        whole_minor = self.minor(whole, code) if whole else last.total_minor if last is not None and continued else None
        if key is None and line_minor is None and whole_minor is None and not (name or sku or product_key or buyer):
            raise _Refused(
                None, ProblemCode.MISSING, "This line tells of no sale; give an order number, a product or an amount."
            )
        status = _status(status, cancelled, quantity, line_minor, whole_minor)
        if key is not None:
            self.last_sale = _LastSale(key, day, moment, buyer, code, status, whole_minor)
        return SaleLineRecord(
            line, key or "", line_key or "", day, moment, buyer, product_key or "", sku or "", name or "",
            1000 if quantity is None else quantity, unit_minor, line_minor, whole_minor,
            self.minor(discount, code) if discount and not self.share else None, code, status, served_by or "",
            note or "",
        )  # fmt: skip

    def minor(self, amount: Amount, currency: str) -> int:
        """The amount's minor units in that currency."""
        number, named, minor, _ = amount
        return minor if (named or self.settings.currency) == currency else to_minor(number, currency)

    def worked_out(
        self, quantity: int | None, unit: Amount | None, unit_minor: int | None, discount: Amount | None, currency: str
    ) -> int | None:
        """Quantity times price less discount, rounded once; None without a price."""
        if unit is None or unit_minor is None:
            return None
        # In whole pieces and whole minor units nothing is lost by plain integers, which are quicker.
        exact = unit[3] and (unit[1] or self.settings.currency) == currency
        if discount is None and exact and (quantity is None or quantity % 1000 == 0):
            return unit_minor * (1 if quantity is None else quantity // 1000)
        total = unit[0] * (1000 if quantity is None else quantity) / 1000
        if discount is not None:
            total = total * (1 - discount[0]) if self.share else total - abs(discount[0])
        return to_minor(total, currency)

    def check_undated(self, cells: list[str], key: str | None) -> None:
        """Raise _Refused for a line of a sale whose date is nowhere."""
        if "sold_at" in self.by_field:
            column = self.by_field["sold_at"][0].index
            raise _Refused(column, ProblemCode.MISSING, "The date of this sale is missing; write it in.")
        if key is None:
            raise _Refused(None, ProblemCode.MISSING, "This line has neither a date nor an order number; give one.")

    def inquiry(self, line: int, cells: list[str]) -> InquiryRecord:
        key, asked, clock, subject, text, via, note = self.values(cells)
        asker = self.person(line, cells)
        if asker is None:
            raise _Refused(
                None, ProblemCode.NOBODY, "This row does not say who asked; give a name, an e-mail or a phone number."
            )
        if asked is None:
            if self.settings.today is None or "asked_at" in self.by_field:
                raise _Refused(None, ProblemCode.MISSING, "The date of this inquiry is missing; write it in.")
            asked = (self.settings.today, None)
        day, moment = _with_clock(asked, clock)
        return InquiryRecord(line, key or "", day, moment, asker, subject or "", text or "", via or "", note or "")

    def job(self, line: int, cells: list[str]) -> JobRecord:
        key, done, what, product_key, sku, name, price, currency, note = self.values(cells)
        whose = self.person(line, cells)
        if whose is None:
            raise _Refused(
                None,
                ProblemCode.NOBODY,
                "This row does not say whose job it was; give a name, an e-mail or a phone number.",
            )
        if done is None:
            raise _Refused(None, ProblemCode.MISSING, "The day on which this job was finished is missing; write it in.")
        if self.settings.today is not None and done[0] > self.settings.today:
            column = self.by_field["done_on"][0].index
            raise _Refused(
                column, ProblemCode.BAD_DATE, "This job is not finished yet; bring it in when it is, or mend the date."
            )
        code = currency or (price and price[1]) or self.settings.currency
        return JobRecord(
            line, key or "", done[0], whose, what or (note or "")[:200], product_key or "", sku or "", name or "",
            self.minor(price, code) if price else None, code,
        )  # fmt: skip


class _LastSale(NamedTuple):
    key: str
    sold_on: date | None
    sold_at: datetime | None
    buyer: CustomerRecord | None
    currency: str
    status: SaleStatus
    total_minor: int | None


def _with_clock(told: tuple[date, datetime | None], clock: time | None) -> tuple[date, datetime | None]:
    day, moment = told
    return (day, moment) if clock is None or moment is not None else (day, datetime.combine(day, clock))


def _status(
    told: SaleStatus | None, cancelled: object, quantity: int | None, line_minor: int | None, whole_minor: int | None
) -> SaleStatus:
    if told is not None and told is not SaleStatus.PAID:
        return told
    if cancelled is not None:
        return SaleStatus.CANCELLED
    return SaleStatus.REFUNDED if _is_refund(quantity, line_minor, whole_minor) else SaleStatus.PAID


def _named_currency(*amounts: Amount | None) -> str | None:
    for amount in amounts:
        if amount and amount[1]:
            return amount[1]
    return None


def _is_refund(quantity: int | None, line_minor: int | None, whole_minor: int | None) -> bool:
    if whole_minor is not None:
        return whole_minor < 0
    if line_minor:
        return line_minor < 0
    return quantity is not None and quantity < 0
