"""What came back, and how long somebody waits, in the owner's words."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: After so long without an answer it is late.
LATE_AFTER = timedelta(days=1)


def waits(since: datetime | None, now: datetime) -> tuple[str, bool]:
    """How long somebody has waited, in words, and whether that is too long."""
    if since is None:
        return "", False
    passed = now - since
    minutes = max(0, int(passed.total_seconds() // 60))
    if minutes < 2:
        return _("just now"), False
    if minutes < 60:
        said = ngettext("for %(n)d minute", "for %(n)d minutes", minutes) % {"n": minutes}
    elif minutes < 48 * 60:
        said = ngettext("for %(n)d hour", "for %(n)d hours", minutes // 60) % {"n": minutes // 60}
    else:
        said = ngettext("for %(n)d day", "for %(n)d days", passed.days) % {"n": passed.days}
    return said, passed >= LATE_AFTER


def why_it_came_back(reason: str) -> str:
    """Why a mail did not arrive, in half a sentence."""
    said = {
        "userunknown": _("there is nobody at this address"),
        "hostunknown": _("there is no such mail domain"),
        "notaccept": _("its domain takes no mail"),
        "hasmoved": _("the address has moved"),
        "mailboxfull": _("the mailbox is full"),
        "exceedlimit": _("the mailbox takes no more"),
        "suspend": _("the mailbox is switched off"),
        "expired": _("their server could not be reached for days"),
        "networkerror": _("their server could not be reached"),
        "spamdetected": _("it was taken for spam"),
        "blocked": _("their server refuses mail from ours"),
        "badreputation": _("their server refuses mail from ours"),
        "authfailure": _("our sender could not be proven (SPF, DKIM, DMARC)"),
        "requireptr": _("our server has no name of its own"),
        "policyviolation": _("their server’s rules refused it"),
        "filtered": _("their server’s filter refused it"),
        "rejected": _("our sender was refused"),
        "mesgtoobig": _("it was too big"),
        "virusdetected": _("it was taken for a virus"),
    }
    return said.get(reason, _("their server refused it"))
