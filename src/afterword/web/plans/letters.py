"""A step's words as a letter: filled in for a real customer where there is one, each filled-in place marked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from afterword.businesses.queries import current_business
from afterword.domain.wording import WordingError
from afterword.followups.drafts import compiled
from afterword.followups.merge_fields import FIELDS, business_values, values_for
from afterword.followups.models import FollowUp
from afterword.plans.models import Step
from afterword.plans.wording import Wording
from afterword.web.channel_names import channel_title
from afterword.web.text_length import length_told

_PLACE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, or what was filled in."""

    text: str
    is_filled: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """One text, in pieces; ``trouble`` says what keeps it from being written."""

    title: str
    subject: tuple[Piece, ...]
    body: tuple[Piece, ...]
    trouble: str = ""
    #: Of a short message, in words.
    length: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """The customer whose facts fill the letters; nobody's name where there is no customer yet."""

    name: str
    values: Mapping[str, str]


def example_for(step: Step) -> Example:
    """The newest customer who is to get this step, else made-up values."""
    newest = FollowUp.objects.filter(step_id=step.pk).select_related("customer").order_by("-id").first()
    if newest is not None:
        return Example(newest.customer.display_name, values_for([newest.pk])[newest.pk])
    return made_up_example()


def made_up_example() -> Example:
    """Nobody in particular."""
    made_up = {
        "first_name": _("Tom"),
        "full_name": _("Tom Reed"),
        "product": _("walnut frame"),
        "products": _("walnut frame and a set of hooks"),
        "sale_day": _("18 October"),
        "days_since": "14",
        "inquiry": _("a frame for a large mirror"),
        "thing": _("walnut frame"),
        "service_day": _("12 March"),
        "years_with_you": _("three years"),
        "last_visit": _("in October"),
    }
    return Example("", {**dict.fromkeys(FIELDS, ""), **made_up, **business_values(current_business())})


def letters(wording: Wording, channels: str, example: Example) -> list[Letter]:
    """One letter for each channel of the step, in its order."""
    texts = {
        "email": (_("E-mail"), wording.email_subject, wording.email_body),
        "phone": (_("On the telephone"), "", wording.call_script),
        "post": (_("By post"), "", wording.letter_body),
    }
    wanted = [name.strip() for name in channels.split(",")]
    return [
        _letter(*texts.get(name, (channel_title(name), "", wording.text_body)), example.values, name) for name in wanted
    ]


def _letter(title: str, subject: str, body: str, values: Mapping[str, str], channel: str) -> Letter:
    try:
        pieces = _pieces(body, values)
        words = "".join(piece.text for piece in pieces)
        length = length_told(channel, words, sender=values.get("business_name", ""))
        return Letter(title, _pieces(subject, values), pieces, length=length)
    except WordingError as broken:
        return Letter(title, (), (), str(broken))


def _pieces(text: str, values: Mapping[str, str]) -> tuple[Piece, ...]:
    places = compiled(text).places
    literals = _PLACE.split(text)
    pieces = [Piece(literals[0], False)]
    for place, literal in zip(places, literals[1:], strict=True):
        pieces.append(
            Piece(values.get(place.name) or place.fallback or f"[{FIELDS.get(place.name, place.name)}]", True)
        )
        pieces.append(Piece(literal, False))
    return tuple(piece for piece in pieces if piece.text)
