"""Answers for dates and times written by people and programs, and for the order of day and month in a column."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum


class DateOrder(StrEnum):
    """How a column writes its dates where digits alone do not tell."""

    MDY = "mdy"
    DMY = "dmy"
    YMD = "ymd"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class DateReading:
    """How one column's dates are to be read.

    swapped: a spreadsheet of the other habit already turned the ambiguous dates into real (ISO) ones with day and month
    exchanged, and left the rest as text; those ISO dates must be turned back.
    proven: the sample held dates that only this order fits.
    """

    order: DateOrder
    swapped: bool = False
    proven: bool = True


class DateRefused(ValueError):
    """The text is not a date we can use; the message is one sentence saying how to mend it."""


_HOW = "write it as YEAR-MONTH-DAY, such as 2024-05-31"
EARLIEST, LATEST = date(1850, 1, 1), date(2200, 12, 31)
_LONGEST = 64

_MONTH_WORDS = """
january jan januar january janvier enero ene januari gennaio gen tammikuu janeiro jan. stycznia
february feb februar fevrier fevr fev febrero februari febbraio febr helmikuu fevereiro lutego
march mar marz maerz mars marzo maart mrt maaliskuu marco mrz marca
april apr avril avr abril abr aprile huhtikuu kwietnia
may mai mayo maj mei maggio mag toukokuu maio maja
june jun juni juin junio giugno giu kesakuu junho czerwca
july jul juli juillet juil julio luglio lug heinakuu julho lipca
august aug aout agosto ago augusti augustus elokuu sierpnia
september sep sept septembre septiembre settembre set syyskuu setembro wrzesnia
october oct oktober okt octobre octubre ottobre ott lokakuu outubro out pazdziernika
november nov novembre noviembre marraskuu novembro listopada
december dec dezember dez decembre diciembre dic desember des dicembre joulukuu dezembro grudnia
"""
MONTHS = {
    word: number for number, line in enumerate(_MONTH_WORDS.strip().splitlines(), start=1) for word in line.split()
}

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_THREE = re.compile(r"(\d{1,4})([./\-  ])(\d{1,2})\2(\d{1,4})\.?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_NAMED_DAY_FIRST = re.compile(
    r"(?:[^\W\d_]+\.?,? +)?(\d{1,2})(?:st|nd|rd|th|\.|er|º|:?e)?[ \-./]*(?:de +|of +)?"
    r"([^\W\d_]{3,14})\.?,?[ \-./]*(?:de +)?(\d{4}|\d\d)",
    re.IGNORECASE,
)
_NAMED_MONTH_FIRST = re.compile(
    r"(?:[^\W\d_]+\.?,? +)?([^\W\d_]{3,14})\.?[ \-.]*(\d{1,2})(?:st|nd|rd|th)?,?[ \-.]+(\d{4}|\d\d)", re.IGNORECASE
)
_NAMED_YEAR_FIRST = re.compile(r"(\d{4})[ \-/]([^\W\d_]{3,14})[ \-/](\d{1,2})")
_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.h](\d\d))?(?:[:.](\d\d)(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?\s*"
    r"(Z|UTC|GMT|[+\-−]\d\d:?\d\d|(?:GMT|UTC)[+\-−]\d\d:?\d\d|[A-Z]{2,4})?\.?",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"(?<=[\d.])(?:T(?=\d)|,? +(?:at +|um +|kl\.? *|à +)?(?=\d{1,2}(?:[:.h]\d\d|\s*[ap]\.?m)))", re.IGNORECASE
)
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d{1,12})?", re.ASCII)
_EPOCH = re.compile(r"1\d{9}(?:\.\d{1,6})?|1\d{12}", re.ASCII)
_EMPTY_DATES = {
    "0000-00-00",
    "0000-00-00 00:00:00",
    "00/00/0000",
    "00.00.0000",
    "0",
    "-",
    "--",
    "n/a",
    "na",
    "none",
    "null",
    "nil",
}


def is_blank_date(text: str) -> bool:
    """Whether programs write this where there is no date ("0000-00-00", "N/A", blanks)."""
    stripped = text.strip()
    return not stripped or stripped.casefold() in _EMPTY_DATES


def parse_date(text: str, reading: DateReading, *, latest: date = LATEST) -> date:
    """The calendar day in the text, without its time; raises DateRefused.

    latest bounds two-digit years: a year beyond it is put a century earlier.
    """
    return parse_moment(text, reading, latest=latest)[0]


def parse_moment(text: str, reading: DateReading, *, latest: date = LATEST) -> tuple[date, datetime | None]:
    """The calendar day, and the moment when the text has a time of day too (naive unless it names a zone).

    Accepts ISO 8601, day/month/year in the column's order, month names in a dozen languages, Excel's serial
    days and Unix seconds or milliseconds (as UTC). Raises DateRefused.
    """
    stripped = text.strip().lstrip("'")
    if not stripped:
        raise DateRefused(f"A date is missing here; {_HOW}.")
    if len(stripped) > _LONGEST:
        raise DateRefused(f"This is too long for a date; {_HOW}.")
    numeric = _from_serial(stripped)
    if numeric is not None:
        return numeric
    parts = _SPLIT.split(stripped, maxsplit=1)
    day = _day(parts[0].rstrip(" ,"), reading, latest)
    if len(parts) == 1:
        return day, None
    clock, zone = _clock(parts[1])
    return day, datetime.combine(day, clock, tzinfo=zone)


def parse_clock(text: str) -> time:
    """The time of day in the text, "14:05", "2:05 pm", "14.05.30"; raises DateRefused."""
    stripped = text.strip()
    if len(stripped) > _LONGEST or not stripped:
        raise DateRefused("This is not a time of day; write it as HOUR:MINUTE, such as 14:05.")
    return _clock(stripped)[0]


def _clock(text: str) -> tuple[time, timezone | None]:
    found = _CLOCK.fullmatch(text.strip())
    if found is None or (found[2] is None and found[5] is None):
        raise DateRefused("The time of day cannot be read; write it as HOUR:MINUTE, such as 14:05.")
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    micro = int(((found[4] or "") + "000000")[:6])
    if found[5]:
        if not 1 <= hour <= 12:
            raise DateRefused("The time of day cannot be read; write it as HOUR:MINUTE, such as 14:05.")
        hour = hour % 12 + (12 if found[5][0] in "pP" else 0)
    if second == 60:
        second = 59
    if (hour, minute, second) == (24, 0, 0):
        hour, minute, second = 23, 59, 59
    if hour > 23 or minute > 59 or second > 59:
        raise DateRefused("There is no such time of day; write it as HOUR:MINUTE, such as 14:05.")
    return time(hour, minute, second, micro), _zone(found[6])


def _zone(name: str | None) -> timezone | None:
    # Letters other than UTC name different zones in different countries, so such a time stays local.
    if not name:
        return None
    name = name.upper().replace("−", "-")
    if name in ("Z", "UTC", "GMT"):
        return UTC
    digits = name.removeprefix("GMT").removeprefix("UTC")
    if digits[0] not in "+-":
        return None
    hours, minutes = int(digits[1:3]), int(digits[-2:])
    if hours > 14 or minutes > 59:
        raise DateRefused("There is no such time zone; leave the zone out or write it as +02:00.")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if digits[0] == "-" else offset)


def _from_serial(text: str) -> tuple[date, datetime | None] | None:
    if _SERIAL.fullmatch(text):
        # Excel counts days from 1899-12-30 (its 1900 is a leap year by mistake; all serials here lie after that).
        days, _, fraction = text.partition(".")
        day = date(1899, 12, 30) + timedelta(days=int(days))
        seconds = round(float("0." + fraction) * 86400) if fraction else 0
        return day, datetime.combine(day, time()) + timedelta(seconds=seconds) if seconds else None
    if _EPOCH.fullmatch(text):
        seconds_since = float(text) / (1000 if len(text) == 13 and "." not in text else 1)
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds_since)
        return moment.date(), moment
    return None


def _day(text: str, reading: DateReading, latest: date) -> date:
    iso = _ISO.fullmatch(text)
    if iso:
        year, month, number = int(iso[1]), int(iso[2]), int(iso[3])
        if reading.swapped and number <= 12:
            month, number = number, month
        return _made(year, month, number)
    three = _THREE.fullmatch(text)
    if three:
        return _from_three(three[1], three[2], three[3], three[4], reading, latest)
    compact = _COMPACT.fullmatch(text)
    if compact:
        return _made(int(compact[1]), int(compact[2]), int(compact[3]))
    return _from_names(text, latest)


def _from_three(first: str, mark: str, second: str, third: str, reading: DateReading, latest: date) -> date:
    if len(first) > 2:
        if len(first) != 4 or len(third) > 2:
            raise DateRefused(f"This is not a date; {_HOW}.")
        return _made(int(first), int(second), int(third))
    if len(third) == 3 or len(third) == 1:
        raise DateRefused(f"The year of this date cannot be read; {_HOW}.")
    one, two = int(first), int(second)
    order = reading.order
    if order is DateOrder.YMD and len(third) == 2:
        return _made(_full_year(first, latest), two, int(third))
    year = _full_year(third, latest)
    if order is DateOrder.MIXED or order is DateOrder.YMD:
        order = _order_of_pair(one, two, mark)
    if order is DateOrder.MDY:
        if one > 12 >= two:
            raise DateRefused(
                f"The other dates of this column put the month first, and there is no month {one}; {_HOW}."
            )
        return _made(year, one, two)
    if two > 12 >= one:
        raise DateRefused(f"The other dates of this column put the day first, and there is no month {two}; {_HOW}.")
    return _made(year, two, one)


def _order_of_pair(one: int, two: int, mark: str) -> DateOrder:
    if mark == "." or one > 12 or one == two:
        return DateOrder.DMY
    if two > 12:
        return DateOrder.MDY
    raise DateRefused(f"This column mixes month-first and day-first dates, so this one could be either; {_HOW}.")


def _from_names(text: str, latest: date) -> date:
    for pattern, places in (
        (_NAMED_DAY_FIRST, (1, 2, 3)),
        (_NAMED_MONTH_FIRST, (2, 1, 3)),
        (_NAMED_YEAR_FIRST, (3, 2, 1)),
    ):
        found = pattern.fullmatch(text)
        month = MONTHS.get(_folded(found[places[1]])) if found else None
        if found and month:
            return _made(_full_year(found[places[2]], latest), month, int(found[places[0]]))
    raise DateRefused(f"This is not a date; {_HOW}.")


def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _full_year(text: str, latest: date) -> int:
    """Two digits mean the last hundred years up to `latest` (1969 to 2068 while `latest` is unbounded)."""
    year = int(text)
    if len(text) > 2:
        return year
    if latest == LATEST:
        return year + (1900 if year >= 69 else 2000)
    century = latest.year - latest.year % 100
    return century + year if century + year <= latest.year else century - 100 + year


def _made(year: int, month: int, day: int) -> date:
    try:
        made = date(year, month, day)
    except ValueError:
        raise DateRefused(f"There is no such day in the calendar; {_HOW}.") from None
    if not EARLIEST <= made <= LATEST:
        raise DateRefused(f"The year of this date cannot be right; {_HOW}.")
    return made


# ---- the order of a column ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Evidence:
    month_first: int = 0
    day_first: int = 0
    either: int = 0
    year_first: int = 0
    iso: int = 0
    iso_late_days: int = 0
    dotted: int = 0


def date_reading(values: Iterable[str], *, fallback: DateOrder | None = None) -> DateReading:
    """How a column is to be read, from its values: order, and whether a spreadsheet swapped day and month.

    fallback is used where the values prove nothing (default: month first). One contradiction in twenty is taken
    for a slip of the pen, and those rows are refused when they are read; more than that makes the column MIXED.
    """
    seen = _Evidence()
    for value in values:
        _weigh(value.strip(), seen)
    slashed = seen.month_first + seen.day_first
    swapped = (
        seen.iso >= 10
        and seen.iso_late_days == 0
        and slashed >= 10
        and seen.either == 0
        and min(seen.month_first, seen.day_first) == 0
    )
    if slashed:
        share = seen.month_first / slashed
        if 0.05 < share < 0.95:
            return DateReading(DateOrder.MIXED)
        return DateReading(DateOrder.MDY if share >= 0.95 else DateOrder.DMY, swapped=swapped)
    if seen.dotted:
        return DateReading(DateOrder.DMY)
    if seen.either:
        return DateReading(fallback or DateOrder.MDY, proven=False)
    return DateReading(DateOrder.YMD if seen.iso or seen.year_first or fallback is None else fallback)


def _weigh(text: str, seen: _Evidence) -> None:
    head = _SPLIT.split(text[:_LONGEST], maxsplit=1)[0].rstrip(" ,")
    iso = _ISO.fullmatch(head)
    if iso:
        seen.iso += 1
        seen.iso_late_days += int(iso[3]) > 12
        return
    three = _THREE.fullmatch(head)
    if three is None or len(three[4]) not in (1, 2, 4):
        seen.year_first += bool(_COMPACT.fullmatch(head))
        return
    if len(three[1]) > 2:
        seen.year_first += 1
        return
    one, two = int(three[1]), int(three[3])
    if one <= 12 < two <= 31:
        seen.month_first += 1
    elif two <= 12 < one <= 31:
        seen.day_first += 1
    elif one <= 12 and two <= 12:
        if three[2] == ".":
            seen.dotted += 1
        else:
            seen.either += 1


def looks_like_date(text: str) -> bool:
    """Whether the text has the shape of a date (plain numbers are not taken for one)."""
    stripped = text.strip()
    if not 6 <= len(stripped) <= _LONGEST or (
        stripped.replace(".", "", 1).isdigit() and not _COMPACT.fullmatch(stripped)
    ):
        return False
    if stripped.isdigit() and not "1900" <= stripped[:4] <= "2099":
        return False
    try:
        parse_moment(stripped, DateReading(DateOrder.MIXED))
    except DateRefused as refused:
        return "could be either" in str(refused)
    return True
