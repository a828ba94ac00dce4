"""Why nothing leaves by a channel at the moment, in one sentence for whoever waits for a message."""

from __future__ import annotations

from django.utils.translation import gettext as _

from afterword.channels.accounts import EMAIL, NotReady, account_for
from afterword.followups.delivering.outcomes import NO_ANSWER
from afterword.followups.models import Message


def standstill(channel: str) -> str:
    """The sentence, in the reader's language; empty where messages leave as ever. Two or three queries."""
    account = account_for(channel)
    if isinstance(account, NotReady):
        return account.why
    # Whoever delivers knows it at first hand, but that may be another process; its messages tell us.
    if Message.objects.filter(state="retrying", channel=channel, reason=NO_ANSWER).exists():
        if channel != EMAIL:
            said = _("Nobody answers at the other end of “%(channel)s”. It is tried again every few minutes.")
            return said % {"channel": account.channel.title}
        return _("The mail server does not answer. It is tried again every few minutes.")
    return ""
