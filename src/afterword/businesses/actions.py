"""Founding a business, and who works there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.numbers import list_currencies
from django.db import transaction

from afterword.accounts.models import User
from afterword.businesses.founding import set_up_rooms
from afterword.businesses.models import Absence, Business, ClosedDay, Membership, Role, Trade
from afterword.domain.no_reply import NO_REPLY, is_no_reply
from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.infra.tenancy import acting_for


class BadBusiness(Trouble):
    """Something about the business cannot be right; the sentence says what."""


class BadMember(Trouble):
    """That change would leave the business without an owner, or is not theirs to make."""


def slug_for(name: str) -> str:
    """A free slug made from the name: ASCII letters, digits and dashes, at most 50 characters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or "business"
    taken = set(Business.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED_SLUGS
    return next(
        slug for number in range(1, 10_000) if (slug := base if number == 1 else f"{base}-{number}") not in taken
    )


#: First path segments that are the installation's own.
RESERVED_SLUGS = frozenset(
    {"static", "sign-in", "sign-out", "start", "new", "health", "welcome", "admin", "api", "p", "i18n", "team"}
)


def check_place(*, trade: str, timezone: str, country: str, currency: str) -> None:
    """Raise :class:`BadBusiness` with what is wrong and how to write it."""
    if trade not in Trade.values:
        raise BadBusiness(f"The trade {trade!r} is not known. Choose one of: {', '.join(Trade.values)}.")
    if timezone not in available_timezones():
        raise BadBusiness(f"The time zone {timezone!r} is not known. Write it like Europe/Oslo or America/New_York.")
    ZoneInfo(timezone)
    if country.upper() not in _countries():
        raise BadBusiness(f"The country {country!r} is not known. Write its two letters, like NO or US.")
    if currency.upper() not in list_currencies():
        raise BadBusiness(f"The currency {currency!r} is not known. Write its three letters, like NOK or USD.")


#: Codes of two letters that stand for unions, test languages and the unknown.
_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def _countries() -> set[str]:
    codes = {code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()}
    return codes - _NO_COUNTRIES


@transaction.atomic
def found_business(
    *,
    name: str,
    trade: str,
    timezone: str,
    country: str,
    currency: str,
    owner: User,
    language: str = "en",
    signature: str = "",
    email: str = "",
    postal_address: str = "",
) -> Business:
    """Create a business with its first owner; rooms above set up what they need. Raises :class:`BadBusiness`.

    ``postal_address`` stands at the foot of its mail, in lines; it may come later.
    """
    if not name.strip():
        raise BadBusiness("The business needs a name.")
    check_place(trade=trade, timezone=timezone, country=country, currency=currency)
    _refuse_no_reply(email)
    business = Business.objects.create(
        slug=slug_for(name),
        name=name.strip()[:200],
        trade=trade,
        timezone=timezone,
        country=country.upper(),
        currency=currency.upper(),
        language=language,
        signature=(signature or owner.name or name).strip()[:200],
        email=email,
        postal_address=_lines(postal_address),
        created_at=clock.now(),
    )
    with acting_for(business.pk):
        Membership.objects.create(user=owner, role=Role.OWNER)
        set_up_rooms(business.pk)
    return business


@transaction.atomic
def add_member(*, user: User, role: str) -> Membership:
    """Let a user in with a role, or change the role that they have. Raises :class:`BadMember` for the last owner."""
    member = Membership.objects.filter(user=user).first()
    if member is None:
        return Membership.objects.create(user=user, role=role)
    if member.role == Role.OWNER and role != Role.OWNER:
        _refuse_if_last_owner(member)
    member.role = role
    member.save(update_fields=["role"])
    return member


@transaction.atomic
def remove_member(*, member: Membership) -> None:
    """Take a member's access away. Raises :class:`BadMember` for the last owner."""
    if member.role == Role.OWNER:
        _refuse_if_last_owner(member)
    Absence.objects.filter(membership=member).delete()
    member.delete()


def _refuse_if_last_owner(member: Membership) -> None:
    if not Membership.objects.filter(role=Role.OWNER).exclude(pk=member.pk).exists():
        raise BadMember("A business needs an owner. Make somebody else the owner first.")


_DESCRIBED = (
    "name", "trade", "language", "signature", "postal_address", "phone", "email", "website", "accent",
    "timezone", "country", "currency",
)  # fmt: skip
_LIMITS = ("most_a_month", "most_promotions_a_month", "most_calls_a_month", "keep_in_touch_a_day")
_HOURS = (
    "open_weekdays", "closed_on_holidays", "quiet_from", "quiet_until", "cap_days", "post_days",
    "promotes_only_with_a_yes", *_LIMITS,
)  # fmt: skip


@transaction.atomic
def describe_business(*, business: Business, **changes: str) -> None:
    """Change what a business is called, where it is and what stands in its letters. Raises :class:`BadBusiness`."""
    _change(business, changes, _DESCRIBED)
    _refuse_no_reply(changes.get("email", ""))
    if not business.name.strip():
        raise BadBusiness("The business needs a name.")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", business.accent):
        raise BadBusiness(f"The color {business.accent!r} is not known. Write it like #2b4a9b.")
    check_place(trade=business.trade, timezone=business.timezone, country=business.country, currency=business.currency)
    business.save(update_fields=list(changes))


@transaction.atomic
def set_hours(*, business: Business, **changes: Any) -> None:
    """Change open weekdays (bit 0 is Monday), holidays, quiet hours (local), days between touches, and limits.

    Raises :class:`BadBusiness`.
    """
    _change(business, changes, _HOURS)
    if not 0 < business.open_weekdays < 128:
        raise BadBusiness("Choose at least one day of the week on which you are open.")
    if not 0 <= business.cap_days <= 60:
        raise BadBusiness("Between two messages to one customer there can be 0 to 60 days.")
    if any(not 0 <= (getattr(business, name) or 0) <= 1000 for name in _LIMITS):
        raise BadBusiness("A limit is a number from 0 to 1000, or is left out.")
    if not 0 <= business.post_days <= 30:
        raise BadBusiness("The post takes 0 to 30 working days.")
    business.save(update_fields=list(changes))


def _change(business: Business, changes: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    for name, value in changes.items():
        if name not in allowed:
            raise BadBusiness(f"{name!r} cannot be changed here.")
        if name == "postal_address":
            value = _lines(value)
        setattr(business, name, value.strip() if isinstance(value, str) else value)


def _refuse_no_reply(email: str) -> None:
    """Customers answer to this address."""
    if is_no_reply(email):
        raise BadBusiness(NO_REPLY, address=email.strip())


def _lines(address: str) -> str:
    """The lines that say something, at most 500 characters; browsers send line ends of their own."""
    return "\n".join(line.strip() for line in address.splitlines() if line.strip())[:500]


def close_day(*, day: date, reason: str = "") -> ClosedDay:
    """Mark a civil day as closed; marking it again changes the reason."""
    closed, _made = ClosedDay.objects.update_or_create(day=day, defaults={"reason": reason.strip()[:100]})
    return closed


def open_day(*, day: date) -> None:
    """Take a closed day back; nothing happens where it was open."""
    ClosedDay.objects.filter(day=day).delete()
