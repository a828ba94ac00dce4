"""Tags for every template: icons, links to the installation's own pages, money and days as people write them."""

from __future__ import annotations

from datetime import date

import lucide
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_precision
from django import template
from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A lucide icon as inline SVG; with a label it is a picture with that name, without one it is decoration."""
    spoken = {"role": "img", "aria_label": str(label)} if label else {"aria_hidden": "true"}
    # Tag arguments come as safe strings; a label may be a customer's name, and is escaped as an attribute.
    drawing = lucide._render_icon(str(name), 18, **{"class": "icon"}, **spoken)
    return mark_safe(drawing)  # noqa: S308 - ElementTree wrote it, and escapes attributes


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
    return format_currency(minor / 10**places, currency, locale=_locale())


@register.filter
def number(value: int) -> str:
    """A count with its thousands set apart, in the reader's language: 17,100."""
    return format_decimal(value, locale=_locale())


@register.filter
def day(value: date | None) -> str:
    """A civil day as a person writes it: 21 November 2026; empty for nothing."""
    return format_date(value, "d MMMM y", locale=_locale()) if value else ""


def _locale() -> str:
    return (get_language() or "en").replace("-", "_").split("@")[0]
