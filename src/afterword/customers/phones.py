"""Phone numbers as they are compared: E.164 by the rules of the business's country."""

from __future__ import annotations

import re

import phonenumbers

_SEPARATORS = str.maketrans("", "", " -.()/\u00a0\u2009\u2010\u2011\u2012\u2013")
_PLAIN = re.compile(r"\+?[0-9]{7,15}", re.ASCII)
_EXTENSION = re.compile(r"(?:ext|x|#|;ext=)[. :]*\d{1,6}$", re.ASCII | re.IGNORECASE)
#: Countries whose dialing habits look at more than a number's beginning: no shortcut there.
_INTRICATE = frozenset({"AR", "BR", "MX", "CO", "IT", "SM", "VA"})
_REMEMBERED = 50_000

#: (region, sign and first digits, length) -> (digits to cut off, what to write in front). A length of -1: ask for
#: each number.
_shapes: dict[tuple[str, str, int], tuple[int, str] | None] = {}
_ASK = (-1, "")
_whole: dict[tuple[str, str], str | None] = {}


def normalize_phone(text: str, region: str) -> str | None:
    """The number as E.164 ("+4722225555"), or None where no telephone could ring.

    ``region`` is the two-letter country whose local way of writing is assumed. Extensions are left off. Numbers of one
    beginning and length are read alike, so the metadata are asked once for each of these.
    """
    bare = text.translate(_SEPARATORS)
    if not _PLAIN.fullmatch(bare) or region in _INTRICATE or bare.startswith(("+52", "+54", "+55", "+57", "+39")):
        return _read_whole(text, region)
    shape = (region, bare[:7], len(bare))
    try:
        found = _shapes[shape]
    except KeyError:
        found = _learn(shape, bare)
    if found is _ASK:
        return _read_whole(text, region)
    return None if found is None else found[1] + bare[found[0] :]


def _read_whole(text: str, region: str) -> str | None:
    asked = (region, text)
    if asked not in _whole:
        if len(_whole) >= _REMEMBERED:
            _whole.clear()
        _whole[asked] = _parsed(text, region)
    return _whole[asked]


def _learn(shape: tuple[str, str, int], bare: str) -> tuple[int, str] | None:
    """How every number of this shape becomes E.164: by looking at one of them."""
    if len(_shapes) >= _REMEMBERED:
        _shapes.clear()
    normal = _parsed(bare, shape[0])
    _shapes[shape] = None if normal is None else _difference(bare, normal)
    return _shapes[shape]


def _difference(bare: str, normal: str) -> tuple[int, str]:
    """What the beginning becomes; the tail that other numbers of this shape do not share must stay as it is."""
    same = 0
    while same < min(len(bare), len(normal)) and bare[-1 - same] == normal[-1 - same]:
        same += 1
    return (len(bare) - same, normal[: len(normal) - same]) if same >= len(bare) - 7 else _ASK


def _parsed(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(_EXTENSION.sub("", text.strip()), region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def may_be_mobile(normal: str) -> bool:
    """Whether a text can be sent to a number (E.164), as far as its beginning tells.

    Numbers of one beginning and length are read alike. Where mobile numbers look like all others (North America) each
    may be one; what no telephone can have is none.
    """
    shape = (normal[:8], len(normal))
    try:
        return _mobile[shape]
    except KeyError:
        if len(_mobile) >= _REMEMBERED:
            _mobile.clear()
        found = _mobile[shape] = _kind_of(normal) in _MOBILE
        return found


def _kind_of(normal: str) -> int:
    try:
        return int(phonenumbers.number_type(phonenumbers.parse(normal)))
    except phonenumbers.NumberParseException:
        return int(phonenumbers.PhoneNumberType.UNKNOWN)


_MOBILE = frozenset(
    {
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
    }
)
_mobile: dict[tuple[str, int], bool] = {}
