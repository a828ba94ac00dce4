"""Saying on the next page what was just done, with the way to undo it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext


def say(request: HttpRequest, sentence: str, *, undo: str = "") -> None:
    """Show a sentence on the next page; ``undo`` is the path to which *Undo* posts."""
    messages.info(request, sentence, extra_tags=undo)


def say_trouble(request: HttpRequest, sentence: str) -> None:
    """Show on the next page what did not work and what to do."""
    messages.error(request, gettext(sentence))


def told(trouble: Exception) -> str:
    """What a room below says went wrong, in the reader's language where `said_below` names the sentence."""
    return gettext(str(trouble))
