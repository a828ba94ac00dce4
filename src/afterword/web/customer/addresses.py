"""Why an address of a customer is not used, in words for their page."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from afterword.customers.telling import NOT_A_PHONE

#: By the reasons of `customers.suppressing` and those of rooms that found out that an address does not work.
_SAID = {
    "unsubscribed": gettext_noop("unsubscribed"),
    "asked": gettext_noop("asked not to be contacted"),
    "complaint": gettext_noop("complained"),
    "bounce": gettext_noop("does not work"),
    "imported": gettext_noop("not to be contacted"),
    NOT_A_PHONE: gettext_noop("this is no telephone number: mend it, or take it away"),
    "refused": gettext_noop("the other side does not know this address"),
    "does not work": gettext_noop("does not work"),
    "hard bounce": gettext_noop("what was sent there came back"),
    "wrong number": gettext_noop("somebody else's number"),
}


def why_not_used(why: str) -> str:
    """The words; whatever a mail server said, such as "550 5.1.1 User unknown", is quoted."""
    if not why:
        return ""
    if why in _SAID:
        return _(_SAID[why])
    return _("the other side does not know this address: “%(reply)s”") % {"reply": why}
