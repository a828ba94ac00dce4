"""The mailbox that answers come to: kept once it could be opened."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from afterword.channels.accounts import BadAccount, saved_email_settings
from afterword.channels.inbound.imap import MailboxTrouble
from afterword.channels.inbound.mailbox import FIELDS
from afterword.conversations.polling import forget_mailbox, save_mailbox, saved_mailbox_settings
from afterword.conversations.queries import inbox_mark
from afterword.web.notices import say, told
from afterword.web.permissions import needs
from afterword.web.settings.forms import MailboxForm


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def inbox(request: HttpRequest) -> HttpResponse:
    """The mailbox's form, how it stands, and keeping it."""
    form = MailboxForm(request.POST or None, asked=FIELDS, initial=saved_mailbox_settings() or _likely())
    if request.method == "POST" and form.is_valid():
        try:
            save_mailbox(settings=form.server())
        except (BadAccount, MailboxTrouble) as trouble:
            form.add_error(None, told(trouble))
        else:
            say(request, _("Kept: the mailbox could be opened. It is read every minute from now on."))
            return redirect("settings-inbox")
    context = {"tab": "channels", "form": form, "mark": inbox_mark(), "fixed": bool(settings.INBOX_URL)}
    return render(request, "web/settings/inbox.html", context, status=422 if form.errors else 200)


def _likely() -> dict[str, str]:
    """What fits the account that sends: mostly the same name, and a server called alike."""
    sending = saved_email_settings()
    host = sending.get("host", "")
    return {
        "host": f"imap.{host.partition('.')[2]}" if host.startswith(("smtp.", "mail.")) else "",
        "username": sending.get("username", ""),
        "folder": "INBOX",
    }


@require_POST
@needs("channels")
def forget(request: HttpRequest) -> HttpResponse:
    """Read it no more."""
    forget_mailbox()
    say(request, _("The mailbox is not read any more. What came until now stays."))
    return redirect("settings-inbox")
