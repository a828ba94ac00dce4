"""Saying on the next page what was just done, with the way to undo it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext

from afterword.domain.trouble import Trouble
from afterword.web.templatetags.frame import day


def say(request: HttpRequest, sentence: str, *, undo: str = "") -> None:
    """Show a sentence on the next page; ``undo`` is the path to which *Undo* posts."""
    messages.info(request, sentence, extra_tags=undo)


def say_trouble(request: HttpRequest, trouble: Exception | str) -> None:
    """Show on the next page what did not work and what to do."""
    messages.error(request, told(trouble) if isinstance(trouble, Exception) else gettext(trouble))


def told(trouble: Exception) -> str:
    """What a room below says went wrong, in the reader's language where `said_below` names the sentence."""
    if not isinstance(trouble, Trouble) or not trouble.values:
        return gettext(str(trouble))
    values = {name: day(value) if isinstance(value, date) else value for name, value in trouble.values.items()}
    return gettext(trouble.sentence) % values
