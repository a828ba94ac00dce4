"""Tags for every template: icons, links to the installation's own pages, money and days as people write them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

import lucide
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_precision
from django import template
from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

_LETTERS_THEN_DIGITS = re.compile(r"(?<=[^\W\d_])(?=\d)")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A lucide icon as inline SVG; with a label it is a picture with that name, without one it is decoration."""
    # Tag arguments come as safe strings; a label may be a customer's name, and is escaped as an attribute.
    return mark_safe(_drawing(str(name), str(label)))  # noqa: S308 - ElementTree wrote it, and escapes attributes


@lru_cache(maxsize=512)
def _drawing(name: str, label: str) -> str:
    """Drawn once: a list of fifty has the same few pictures again and again."""
    spoken = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return str(lucide._render_icon(name, 18, **{"class": "icon"}, **spoken))


@register.simple_tag
def installation_url(name: str, *args: str) -> str:
    """The path of a page of the installation (sign-out, say) from inside a business's pages."""
    path = reverse(name, urlconf=settings.ROOT_URLCONF, args=args)
    return "/" + path.removeprefix(get_script_prefix())


@register.filter
def money(minor: int | None, currency: str) -> str:
    """Minor units in the reader's language: ``1250|money:"NOK"``; empty for nothing."""
    if minor is None:
        return ""
    places = get_currency_precision(currency)
    written = format_currency(Decimal(minor).scaleb(-places), currency, locale=_locale())
    # CLDR parts letters from digits (NOK 1,250.50), which Babel leaves out.
    return _LETTERS_THEN_DIGITS.sub("\u00a0", written)


@register.filter
def number(value: int) -> str:
    """A count with its thousands set apart, in the reader's language: 17,100."""
    return format_decimal(value, locale=_locale())


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """A civil day as a person writes it: 21 November 2026; empty for nothing. Of a moment, its day at the business."""
    return format_date(value, f"{day_mark(_locale())} MMMM y", locale=_locale()) if value else ""


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """A day with the time on the business's clock: 21 November 2026, 14:05; empty for nothing."""
    return f"{day(value)}, {value:%H:%M}" if value else ""


@lru_cache(maxsize=32)
def day_mark(locale: str) -> str:
    """How a language writes the number of a day before its month: 21, or 21. as in Norwegian."""
    return "d." if "d." in str(Locale.parse(locale).date_formats["long"].pattern) else "d"


def _locale() -> str:
    return (get_language() or "en").replace("-", "_").split("@")[0]
