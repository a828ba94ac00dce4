"""The ways to send: a mail server or a provider, with "send me a test"."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
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
from afterword.channels.email.providers.account import PROVIDER
from afterword.channels.email.providers.catalogue import PROVIDERS
from afterword.channels.email.ways import fields_of
from afterword.channels.models import ChannelAccount
from afterword.web.notices import say, say_trouble, told
from afterword.web.permissions import needs
from afterword.web.settings.forms import MailServerForm, TestForm


@sensitive_post_parameters("password", *{key for one in PROVIDERS.values() for key in one.secrets})
@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def channels(request: HttpRequest) -> HttpResponse:
    """The form of the server or the provider, how it stands, and keeping it. ``?way=`` shows another one's form."""
    way = _way(request)
    form = _form(way, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_email_account(
                settings=form.server() | ({PROVIDER: way} if way else {}),
                sender_name=form.cleaned_data["sender_name"],
                sender_address=form.cleaned_data["sender_address"],
            )
        except BadAccount as trouble:
            form.add_error(None, told(trouble))
        else:
            say(request, _("Kept. Send yourself a test to see whether it works."))
            return redirect("settings-channels")
    return _page(request, way, form, TestForm(initial={"to": getattr(request.user, "email", "")}))


@require_POST
@needs("channels")
def test(request: HttpRequest) -> HttpResponse:
    """Send one letter now and say what became of it."""
    form = TestForm(request.POST)
    if not form.is_valid():
        way = _saved_way()
        return _page(request, way, _form(way), form)
    to = form.cleaned_data["to"]
    try:
        send_test(to=to)
    except BadAccount as trouble:
        say_trouble(request, trouble)
    else:
        say(request, _("It was taken. Look in the inbox of %(to)s.") % {"to": to})
    return redirect("settings-channels")


@require_POST
@needs("channels")
def resume(request: HttpRequest) -> HttpResponse:
    """Let sending go on after it was paused."""
    resume_account(key=EMAIL)
    say(request, _("Sending goes on."))
    return redirect("settings-channels")


def _way(request: HttpRequest) -> str:
    """The provider that the page is about; nothing: a mail server of one's own."""
    asked = request.POST.get(PROVIDER, "") if request.method == "POST" else request.GET.get("way")
    if asked is None:
        return _saved_way()
    return asked if asked in PROVIDERS else ""


def _saved_way() -> str:
    return saved_email_settings().get(PROVIDER, "")


def _form(way: str, said: QueryDict | None = None) -> MailServerForm:
    asked = fields_of({PROVIDER: way})
    if _account() and way == _saved_way():
        # A key that was saved is kept where the field is left empty.
        asked = tuple(replace(one, required=one.required and one.kind != "secret") for one in asked)
    return MailServerForm(said, asked=asked, initial=_initial(way))


def _page(request: HttpRequest, way: str, form: MailServerForm, testing: TestForm) -> HttpResponse:
    standing = account_for(EMAIL)
    context = {
        "tab": "channels",
        "way": way,
        "ways": [("", _("Your mail server")), *((one.key, one.title) for one in PROVIDERS.values())],
        "saved_way": _saved_way() if _account() else None,
        "form": form,
        "testing": testing,
        "account": _account(),
        "not_ready": standing.why if isinstance(standing, NotReady) else "",
        "fixed_by_environment": bool(settings.EMAIL_URL),
    }
    return render(request, "web/settings/channels.html", context, status=422 if form.errors or testing.errors else 200)


def _account() -> ChannelAccount | None:
    return ChannelAccount.objects.filter(channel=EMAIL).first()


def _initial(way: str) -> dict[str, str]:
    account, business = _account(), current_business()
    saved = saved_email_settings()
    return {
        "sender_name": account.sender_name if account else business.name,
        "sender_address": account.sender_address if account else business.email,
        **(saved if saved.get(PROVIDER, "") == way else {}),
    }
