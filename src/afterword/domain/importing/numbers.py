"""Answers for numbers written by people and programs: decimal marks, thousands, signs, currencies."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

# A longer text is not a quantity or a price; it also keeps every pattern below cheap.
LONGEST_NUMBER = 40

_SIGNS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₴": "UAH", "₫": "VND",
    "₦": "NGN", "₱": "PHP", "฿": "THB", "zł": "PLN", "zl": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON",
    "us$": "USD", "ca$": "CAD", "c$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "r$": "BRL", "mx$": "MXN", "nt$": "TWD", "chf": "CHF", "sfr": "CHF", "fr": "CHF", "euro": "EUR", "euros": "EUR",
}  # fmt: skip
# Shared by several currencies, so they only confirm that this is money.
_SHARED_SIGNS = {"$", "kr", "kr.", "¥", "円", "元", "rs", "rs.", "₨", "r", "l", "lv", "dh", "dkr", "nkr", "skr"}

CURRENCY_CODES = frozenset(
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "ANG",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BGN",
        "BHD",
        "BIF",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CLF",
        "CLP",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DJF",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GNF",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "IRR",
        "ISK",
        "JMD",
        "JOD",
        "JPY",
        "KES",
        "KGS",
        "KHR",
        "KMF",
        "KPW",
        "KRW",
        "KWD",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "LYD",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "PYG",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "RWF",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TND",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "UZS",
        "VED",
        "VES",
        "VND",
        "VUV",
        "WST",
        "XAF",
        "XCD",
        "XOF",
        "XPF",
        "YER",
        "ZAR",
        "ZMW",
        "ZWL",
    ]
)

_SPACES = re.compile(r"[\s'’`\u00a0\u202f\u2009\u2007_]+")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_SHAPE = re.compile(
    r"""(?P<open>\()?(?P<sign>[-+−–])?(?P<before>[^\d.,()+\-−–]{1,6}\.?)?(?P<sign2>[-+−–])?
        (?P<digits>[\d.,٬٫]+)(?P<dash>(?<=[.,])[-–—]{1,2})?
        (?P<after>[^\d.,()+\-−–]{1,6}\.?)?(?P<sign3>[-−–])?(?P<close>\))?""",
    re.VERBOSE,
)
_EXPONENT = re.compile(r"[-+]?\d{1,20}(?:\.\d{0,20})?[eE][-+]?\d{1,2}")


class NumberRefused(ValueError):
    """The text is not a number we can use; the message is one sentence saying how to mend it."""


def parse_number(text: str, decimal_mark: str | None = ".") -> Decimal:
    """The number in the text, which may carry a sign, thousands and a currency; raises NumberRefused."""
    return parse_amount(text, decimal_mark)[0]


def parse_amount(text: str, decimal_mark: str | None = ".") -> tuple[Decimal, str | None]:
    """The number and the currency code (None when the text names none, or a sign that several currencies share).

    decimal_mark is "." or ","; None decides from this text alone. Raises NumberRefused.
    """
    if decimal_mark != "," and len(text) < 18 and _PLAIN.fullmatch(text) and not _thousand_like(text, decimal_mark):
        return Decimal(text), None
    if len(text) > LONGEST_NUMBER * 3:
        raise NumberRefused("This is too long for a number; write the digits only.")
    compact = _SPACES.sub("", text)
    if not compact:
        raise NumberRefused("A number is missing here; write one, such as 12.50.")
    if len(compact) > LONGEST_NUMBER:
        raise NumberRefused("This is too long for a number; write the digits only.")
    if _EXPONENT.fullmatch(compact):
        return _decimal(compact), None
    shape = _SHAPE.fullmatch(compact)
    if shape is None or bool(shape["open"]) != bool(shape["close"]):
        raise NumberRefused("This is not a number; write it with digits, such as 12.50.")
    signs = [sign for sign in (shape["sign"], shape["sign2"], shape["sign3"]) if sign]
    if len(signs) + bool(shape["open"]) > 1:
        raise NumberRefused("This number has more than one sign; keep one minus.")
    currency = _currency(shape["before"]) or _currency(shape["after"])
    digits = shape["digits"].replace("٬", ",").replace("٫", ".")
    number = _decimal(_point_form(digits.rstrip(".,") if shape["dash"] else digits, decimal_mark))
    negative = bool(shape["open"]) or (bool(signs) and signs[0] != "+")
    return (-number if negative else number), currency


def _thousand_like(text: str, decimal_mark: str | None) -> bool:
    # Without a known mark "1.234" may be one thousand and more; let the careful path decide.
    return decimal_mark is None and "." in text and len(text) - text.index(".") == 4


def _currency(mark: str | None) -> str | None:
    if not mark:
        return None
    if mark.upper() in CURRENCY_CODES:
        return mark.upper()
    lowered = mark.casefold()
    if lowered in _SHARED_SIGNS:
        return None
    code = _SIGNS.get(lowered) or _SIGNS.get(lowered.rstrip("."))
    if code is None:
        raise NumberRefused("This is not a number; write it with digits, such as 12.50.")
    return code


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise NumberRefused("This is not a number; write it with digits, such as 12.50.") from None
    if number and not -12 <= number.adjusted() <= 20:
        raise NumberRefused("This number is out of any range a shop needs; check it.")
    return number


def _point_form(digits: str, decimal_mark: str | None) -> str:
    """The digits with "." as the decimal mark and without thousands marks."""
    mark = decimal_mark or _own_mark(digits)
    other = "," if mark == "." else "."
    whole, has_mark, fraction = digits.partition(mark)
    if mark in fraction:
        raise NumberRefused(f'This number has more than one decimal mark "{mark}"; keep one.')
    if other in fraction:
        raise NumberRefused(
            f'The marks in this number are the other way round; this column uses "{mark}" for decimals.'
        )
    if other in whole and not _well_grouped(whole.split(other)):
        raise NumberRefused(
            f'This column uses "{mark}" for decimals, so "{other}" here cannot be read; write the number with "{mark}".'
        )
    whole = whole.replace(other, "")
    if not whole and not fraction:
        raise NumberRefused("A number is missing here; write one, such as 12.50.")
    return f"{whole or '0'}.{fraction or '0'}" if has_mark else whole


def _well_grouped(groups: list[str]) -> bool:
    # Western 1,234,567 and Indian 12,34,567.
    return len(groups[-1]) == 3 and 1 <= len(groups[0]) <= 3 and all(len(group) in (2, 3) for group in groups[1:-1])


def _own_mark(digits: str) -> str:
    """The decimal mark this one text suggests: the last of two kinds, or the only one unless it parts thousands."""
    point, comma = digits.rfind("."), digits.rfind(",")
    if point >= 0 and comma >= 0:
        return "." if point > comma else ","
    only = "." if point >= 0 else ","
    other = "," if only == "." else "."
    if digits.count(only) > 1:
        return other
    head, _, tail = digits.partition(only)
    if only == "," and len(tail) == 3 and 1 <= len(head) <= 3 and head != "0":
        return other
    return only


def decimal_mark_of(values: Iterable[str]) -> str | None:
    """The decimal mark that a column's values prove, "." or ","; None when nothing proves one.

    Text that both marks fit ("1,234") counts for neither.
    """
    votes = {".": 0, ",": 0}
    for value in values:
        compact = _SPACES.sub("", value[: LONGEST_NUMBER * 3])
        shape = _SHAPE.fullmatch(compact) if len(compact) <= LONGEST_NUMBER else None
        if shape is None:
            continue
        digits = shape["digits"].rstrip(".,")
        point, comma = digits.rfind("."), digits.rfind(",")
        if point >= 0 and comma >= 0:
            votes["." if point > comma else ","] += 1
        elif point >= 0 or comma >= 0:
            mark = "." if point >= 0 else ","
            if digits.count(mark) > 1:
                votes["," if mark == "." else "."] += 1
            elif len(digits) - digits.rfind(mark) != 4 or digits.startswith(("0" + mark, mark)):
                votes[mark] += 1
    if votes["."] == votes[","]:
        return None
    return "." if votes["."] > votes[","] else ","
