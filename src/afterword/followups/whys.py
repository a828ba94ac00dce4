"""Why somebody is on the list, in one sentence of the owner's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afterword.followups.merge_fields import values_for
from afterword.followups.queries import Owed


def whys_of(rows: Iterable[Owed], values: Mapping[int, dict[str, str]] | None = None) -> dict[int, str]:
    """For each follow-up, what it is about: the purchase, the inquiry, or the member's own note.

    ``values``: the merge fields of all these, where they were asked already; else it takes three queries.
    """
    listed = list(rows)
    if values is None:
        values = values_for([one.id for one in listed if not one.note or one.sale_id])
    return {one.id: _why(one, values.get(one.id, {})) for one in listed}


def _why(one: Owed, known: dict[str, str]) -> str:
    if one.sale_id and known.get("days_since"):
        return _bought(known)
    if one.inquiry_id:
        subject = known.get("inquiry")
        return _("Asked about “%(subject)s”.") % {"subject": subject} if subject else _("Asked something.")
    return one.note or _("You wanted to be in touch.")


def _bought(known: dict[str, str]) -> str:
    days = int(known["days_since"])
    things = known.get("products") or ""
    when = (
        _("today")
        if days <= 0
        else ngettext("yesterday", "%(days)d days ago", days) % {"days": days}
        if days < 60
        else known["sale_day"]
    )
    if not things:
        return _("Bought something %(when)s.") % {"when": when}
    return _("Bought %(things)s, %(when)s.") % {"things": things, "when": when}
