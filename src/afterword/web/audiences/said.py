"""An audience as a sentence in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from afterword.businesses.queries import current_business
from afterword.domain.audience import KNOWN_FIELDS, BadAudience, Fields, Sort, read_audience
from afterword.domain.audience_wording import Shown, say, sentence
from afterword.web.templatetags.frame import day, money, number


def say_audience(written: dict[str, Any] | None, known: Fields = KNOWN_FIELDS) -> str:
    """Whom it names, without a full stop; everybody for None. What cannot be read any more is said to be so."""
    if written is None:
        return _("everybody")
    try:
        audience = read_audience(written, known)
    except BadAudience:
        return _("somebody that this page has no words for")
    return say(sentence(audience, known), _, _shown)


def _shown(one: Shown) -> str:
    value = one.value
    if one.sort is Sort.MONEY and isinstance(value, int):
        return money(value, current_business().currency)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int):
        return number(value)
    return f"“{value}”"
