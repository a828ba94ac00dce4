"""What the programs of a telephone are called."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def program_words() -> dict[str, str]:
    """Each program by its channel's key."""
    return {
        "sms": _("text message"),
        "whatsapp": "WhatsApp",
        "messenger": "Messenger",
        "telegram": "Telegram",
        "signal": "Signal",
        "email": pgettext("done", "e-mail"),
        "phone": _("telephone"),
    }


def opening_words() -> dict[str, str]:
    """What the link to each program says."""
    return {
        "sms": _("Open text messages"),
        "whatsapp": _("Open WhatsApp"),
        "messenger": _("Open Messenger"),
        "telegram": _("Open Telegram"),
        "email": _("Open your mail program"),
    }
