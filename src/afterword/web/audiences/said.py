"""An audience as a sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from afterword.businesses.queries import current_business
from afterword.domain.audience import KNOWN_FIELDS, BadAudience, Fields, Sort, groups_named, read_audience
from afterword.domain.audience_wording import Shown, say, sentence
from afterword.plans.segments.in_place import group_names
from afterword.web.templatetags.frame import day, money, number


def say_audience(
    written: dict[str, Any] | None, known: Fields = KNOWN_FIELDS, names: Mapping[int, str] | None = None
) -> str:
    """Whom it names, without a full stop; everybody for None. What cannot be read any more is said to be so.

    ``names``: what the groups are called, where it is known already; else they are asked for where one is named.
    """
    if written is None:
        return _("everybody")
    try:
        audience = read_audience(written, known)
    except BadAudience:
        return _("somebody that this page has no words for")
    if names is None:
        names = group_names() if groups_named(audience) else {}
    return say(sentence(audience, known), _, partial(_shown, names))


def _shown(names: Mapping[int, str], one: Shown) -> str:
    value = one.value
    if one.sort is Sort.GROUP and isinstance(value, int):
        return f"“{names[value]}”" if value in names else _("that is gone")
    if one.sort is Sort.MONEY and isinstance(value, int):
        return money(value, current_business().currency)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int):
        return number(value)
    return f"“{value}”"
