"""What one record tells of a customer, in the forms in which it is kept and compared."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import lru_cache

from afterword.customers.countries import country_code
from afterword.customers.naming import folded, folded_name, folded_once, split_name
from afterword.customers.phones import normalize_phone
from afterword.domain.greeting import is_firm, tidy_name
from afterword.domain.importing.records import CustomerRecord
from afterword.domain.matching import normalize_email

EMAIL, PHONE, POST = "email", "phone", "post"
NOT_A_PHONE = "not a phone number"
_NOTHING_ELSE = CustomerRecord(0)[2:]
_tidied = lru_cache(maxsize=100_000)(tidy_name)
_firm = lru_cache(maxsize=20_000)(is_firm)


class Told:
    """One record, ready to be matched and kept. ``points`` are (channel, value, normal, bad reason)."""

    __slots__ = (
        "accepts_email", "birth_on", "company", "customer_since", "display", "email", "family_name", "given_name",
        "is_bare", "is_firm", "key", "language", "name_key", "note", "opted_out", "phones", "points", "prefix",
        "source_key", "tags", "unsubscribed_at",
    )  # fmt: skip

    key: str
    source_key: str
    is_bare: bool
    is_firm: bool
    given_name: str
    family_name: str
    company: str
    prefix: str
    display: str
    name_key: str
    email: str
    phones: list[str]
    points: list[tuple[str, str, str, str]]
    birth_on: date | None
    customer_since: date | None
    language: str
    note: str
    tags: str
    accepts_email: bool | None
    opted_out: bool
    unsubscribed_at: datetime | None


def told_by(record: CustomerRecord, *, region: str) -> Told:
    """The record in stored and comparable forms; ``region`` is the country whose phone numbers are written locally."""
    told = Told()
    told.key = told.source_key = record.key
    if record.key and record[2:] == _NOTHING_ELSE:
        # Sales name most buyers by nothing but their number; whatever else a new one needs is told on demand.
        told.is_bare = True
        return told
    return _tell_all(told, record, region)


def told_in_full(told: Told) -> Told:
    """The same, with everything filled in that a record which tells only a number leaves out."""
    return _tell_all(told, CustomerRecord(0, told.key), "US") if told.is_bare else told


def _tell_all(told: Told, record: CustomerRecord, region: str) -> Told:
    told.birth_on, told.customer_since, told.language = record.birth_date, record.customer_since, record.language
    told.note, told.tags = record.note, record.tags
    told.accepts_email, told.opted_out = record.accepts_email, record.opted_out
    told.unsubscribed_at = record.unsubscribed_at
    _tell_names(told, record)
    _tell_addresses(told, record, region)
    told.is_bare = not (
        told.name_key or told.points or told.birth_on or told.customer_since or told.language or told.note
        or told.tags or told.prefix or told.accepts_email is not None
    )  # fmt: skip
    if not told.source_key and not told.email and not told.phones:
        # Such a source tells people apart by what it writes of them; the same words are the same person to it.
        told.source_key = _likeness(told)
    return told


def _tell_names(told: Told, record: CustomerRecord) -> None:
    given, family, company = record.given_name, record.family_name, record.company
    given = _tidied(given) if given else ""
    family = _tidied(family) if family else ""
    display = f"{given} {family}".strip()
    told.is_firm = False
    if not display and record.full_name:
        display = _tidied(record.full_name)
        if _firm(record.full_name):
            company, display = company or record.full_name, record.full_name
        else:
            given, family = split_name(display)
            display = f"{given} {family}".strip() or display
    if not display and company:
        display, told.is_firm = company, True
    told.given_name, told.family_name, told.company = given, family, company
    told.is_firm = told.is_firm or (bool(company) and display == company)
    told.prefix = _tidied(record.prefix) if record.prefix else ""
    told.display = display[:200]
    told.name_key = folded_name(display) if display else ""


def _tell_addresses(told: Told, record: CustomerRecord, region: str) -> None:
    points: list[tuple[str, str, str, str]] = []
    told.email = ""
    told.phones = []
    if record.email:
        text = record.email
        told.email = text.lower() if text.isascii() else normalize_email(text) or folded(text)
        points.append((EMAIL, text, told.email, ""))
    for written in (record.phone, record.mobile):
        if written:
            if record.country:
                region = country_code(record.country) or region
            point = phone_point(written, region)
            points.append(point)
            if not point[3]:
                told.phones.append(point[2])
    if record.street or record.city or record.postal_code:
        points.append(post_point(record))
    told.points = points


def phone_point(written: str, region: str) -> tuple[str, str, str, str]:
    """A phone number as a contact point; what cannot ring is kept, and marked so."""
    normal = normalize_phone(written, region)
    return (PHONE, written, normal, "") if normal else (PHONE, written, folded(written) or written, NOT_A_PHONE)


def post_point(record: CustomerRecord) -> tuple[str, str, str, str]:
    """A postal address as a contact point: lines from the street to the country."""
    town = f"{record.postal_code} {record.city}".strip()
    lines = [line for line in (record.street, record.street_2, town, record.region, record.country) if line]
    value = "\n".join(lines)[:500]
    return POST, value, folded_once(value.replace(",", " "))[:500], ""


def _likeness(told: Told) -> str:
    words = [told.name_key, folded(told.company), str(told.birth_on or ""), *(point[2] for point in told.points)]
    return "like:" + hashlib.blake2b("\n".join(words).encode(), digest_size=12).hexdigest()
