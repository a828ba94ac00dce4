"""How long a short message is, in words: what the telephone network will count, and what makes it longer."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afterword.channels.registry import channels
from afterword.domain.channel import Channel
from afterword.domain.segments import GSM_ALONE, WIDE_ALONE, count
from afterword.domain.texting import finished

_MOST_NAMED = 5


def is_text(channel: str) -> bool:
    """Whether what leaves by it is a short message, without a letterhead."""
    one = channels().get(channel)
    return one is not None and not one.by_hand and not one.draft.has_subject


def is_counted(channel: str) -> bool:
    """Whether its messages travel as texts of the telephone network."""
    return channel == Channel.SMS


def length_told(channel: str, words: str, *, sender: str) -> str:
    """The length of a message as it leaves, with the sender's name; empty for letters, and while nothing is written."""
    if not is_text(channel) or not words.strip():
        return ""
    told = count(finished(words, sender=sender))
    letters = len(finished(words, sender=sender))
    characters = ngettext("%(number)s character", "%(number)s characters", letters) % {"number": letters}
    if not is_counted(channel):
        return characters
    texts = ngettext("%(number)s text", "%(number)s texts", told.pieces) % {"number": told.pieces}
    sentence = _("%(characters)s, %(texts)s.") % {"characters": characters, "texts": texts}
    if not told.is_wide:
        return sentence
    signs = " ".join(told.wide_ones[:_MOST_NAMED])
    wide = _("Because of %(signs)s a text holds %(wide)s characters instead of %(narrow)s.")
    return f"{sentence} {wide % {'signs': signs, 'wide': WIDE_ALONE, 'narrow': GSM_ALONE}}"
