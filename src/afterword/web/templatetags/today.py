"""The rows of a list: each shape is drawn by its template once a page, and filled in for every row of that shape.

A list of fifty has five or six shapes. A template takes fifty times as long as filling in what it has drawn already.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from afterword.web.today.board import Row

register = template.Library()

#: A place in a drawn row: private characters, which a form field strips and no template of ours writes.
_PLACE = re.compile("\ue000([a-z_0-9]+)\ue001")
_PLACES = (
    "id", "path", "name", "customer_path", "conversation_path", "by", "why", "to", "tel", "problem", "held", "opens",
    "step", "letter",
)  # fmt: skip


@register.simple_tag(takes_context=True)
def row_of(context: Context, row: Row) -> SafeString:
    """One row. What is filled in is escaped here, and is not looked through for places again."""
    drawn = _drawn(context)
    shown = (bool(row.by), bool(row.to), bool(row.opens), len(row.chain))
    shape = (row.kind, row.owed.channel, row.is_now, row.is_late, row.is_alike, row.is_asking, *shown)
    if shape not in drawn:
        # Text and the names of places by turns.
        drawn[shape] = _PLACE.split(_draw(context, "web/today/row.html", {"row": _stand_in(row)}))
    parts = drawn[shape].copy()
    facts = _facts(row, letter(context, row) if row.is_now else "")
    parts[1::2] = [facts[name] for name in parts[1::2]]
    return mark_safe("".join(parts))  # noqa: S308 - escaped in _facts


@register.simple_tag(takes_context=True)
def letter(context: Context, row: Row) -> SafeString:
    """The letter of a row, which a page shows in two places."""
    drawn = _drawn(context)
    name = ("letter", row.id)
    if name not in drawn:
        drawn[name] = [_draw(context, "web/today/letter.html", {"row": row, "letter": row.letter})]
    return mark_safe(drawn[name][0])  # noqa: S308 - a template drew it


def _stand_in(row: Row) -> dict[str, Any]:
    """A row of this shape with places for what differs."""
    places: dict[str, Any] = {name: f"\ue000{name}\ue001" for name in _PLACES}
    return {
        **places,
        "by": places["by"] if row.by else "",
        "to": places["to"] if row.to else "",
        "chain": [f"\ue000chain{number}\ue001" for number in range(len(row.chain))],
        "kind": row.kind,
        "channel": row.owed.channel,
        "picture": row.picture,
        "picture_label": row.picture_label,
        "is_now": row.is_now,
        "is_late": row.is_late,
        "is_alike": row.is_alike,
        "is_asking": row.is_asking,
        "opens": places["opens"] if row.opens else "",
    }


def _facts(row: Row, drawn_letter: str) -> dict[str, str]:
    """What goes into the places: paths, numbers and the letter are markup already."""
    facts = {
        "id": str(row.id),
        "path": row.path,
        "name": escape(row.owed.customer),
        "customer_path": row.customer_path,
        "conversation_path": row.conversation_path,
        "by": escape(row.by),
        "why": escape(row.why),
        "to": escape(row.to),
        "tel": row.tel,
        "problem": escape(gettext(row.draft.problems[0])) if row.draft.problems else "",
        "held": escape(row.held),
        "opens": escape(row.opens),
        "step": escape(row.step),
        "letter": drawn_letter,
    }
    for number, said in enumerate(row.chain):
        facts[f"chain{number}"] = escape(said)
    return facts


def _drawn(context: Context) -> dict[tuple[Any, ...], list[str]]:
    """What this page has drawn so far."""
    request = context["request"]
    if not hasattr(request, "drawn_once"):
        request.drawn_once = {}
    drawn: dict[tuple[Any, ...], list[str]] = request.drawn_once
    return drawn


def _draw(context: Context, name: str, facts: dict[str, object]) -> str:
    assert context.template is not None
    with context.push(**facts):
        return str(context.template.engine.get_template(name).render(context))
