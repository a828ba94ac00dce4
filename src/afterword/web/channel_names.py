"""What a channel is called on a screen: ours in the reader's language, a stranger's as its package calls it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from afterword.domain.channel import Channel as Word
from afterword.domain.channel import is_known


def channel_title(key: str) -> str:
    """E-mail, Call, By post, Text message; a channel whose package is gone goes by its key."""
    ours = {"email": _("E-mail"), "phone": _("Call"), "post": _("By post"), "sms": _("Text message")}
    return ours.get(key) or (Word(key).called if is_known(key) else key)
