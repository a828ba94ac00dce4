"""The ways to send: the mail server, with "send me a test"."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from afterword.businesses.queries import current_business
from afterword.channels.accounts import (
    EMAIL,
    BadAccount,
    NotReady,
    account_for,
    resume_account,
    save_email_account,
    saved_email_settings,
    send_test,
)
from afterword.channels.models import ChannelAccount
from afterword.channels.registry import channel
from afterword.web.notices import say, say_trouble, told
from afterword.web.permissions import needs
from afterword.web.settings.forms import MailServerForm, TestForm


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def channels(request: HttpRequest) -> HttpResponse:
    """The mail server's form, how it stands, and keeping it."""
    form = MailServerForm(request.POST or None, asked=channel(EMAIL).settings_fields, initial=_initial())
    if request.method == "POST" and form.is_valid():
        try:
            save_email_account(
                settings=form.server(),
                sender_name=form.cleaned_data["sender_name"],
                sender_address=form.cleaned_data["sender_address"],
            )
        except BadAccount as trouble:
            form.add_error(None, told(trouble))
        else:
            say(request, _("Kept. Send yourself a test to see whether it works."))
            return redirect("settings-channels")
    return _page(request, form, TestForm(initial={"to": getattr(request.user, "email", "")}))


@require_POST
@needs("channels")
def test(request: HttpRequest) -> HttpResponse:
    """Send one letter now and say what became of it."""
    form = TestForm(request.POST)
    if not form.is_valid():
        return _page(request, MailServerForm(asked=channel(EMAIL).settings_fields, initial=_initial()), form)
    to = form.cleaned_data["to"]
    try:
        send_test(to=to)
    except BadAccount as trouble:
        say_trouble(request, trouble)
    else:
        say(request, _("The mail server took it. Look in the inbox of %(to)s.") % {"to": to})
    return redirect("settings-channels")


@require_POST
@needs("channels")
def resume(request: HttpRequest) -> HttpResponse:
    """Let sending go on after it was paused."""
    resume_account(key=EMAIL)
    say(request, _("Sending goes on."))
    return redirect("settings-channels")


def _page(request: HttpRequest, form: MailServerForm, testing: TestForm) -> HttpResponse:
    standing = account_for(EMAIL)
    context = {
        "tab": "channels",
        "form": form,
        "testing": testing,
        "account": _account(),
        "not_ready": standing.why if isinstance(standing, NotReady) else "",
        "fixed_by_environment": bool(settings.EMAIL_URL),
    }
    return render(request, "web/settings/channels.html", context, status=422 if form.errors or testing.errors else 200)


def _account() -> ChannelAccount | None:
    return ChannelAccount.objects.filter(channel=EMAIL).first()


def _initial() -> dict[str, str]:
    account, business = _account(), current_business()
    return {
        "sender_name": account.sender_name if account else business.name,
        "sender_address": account.sender_address if account else business.email,
        **saved_email_settings(),
    }
