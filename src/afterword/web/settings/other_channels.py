"""Texts, chats and whatever else is installed: an account for each, with "send me a test"."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from afterword.businesses.queries import current_business
from afterword.channels.accounts import BadAccount, NotReady, account_for, resume_account
from afterword.channels.gateways.gateway import Gateway
from afterword.channels.gateways.services import BadService
from afterword.channels.other_accounts import (
    forget_account,
    other_channels,
    save_account,
    saved_account,
    saved_settings,
    send_test_message,
)
from afterword.channels.port import Channel, SettingField
from afterword.channels.text_hooks import hears_here, text_hook_url
from afterword.domain.channel import Channel as Word
from afterword.web.channel_names import channel_title
from afterword.web.notices import say, say_trouble, told
from afterword.web.permissions import needs
from afterword.web.settings.forms import MailboxForm, RecipientForm

_SERVICE = "service"


@require_safe
@needs("channels")
def other(request: HttpRequest) -> HttpResponse:
    """Every channel that can be set up, and how each stands."""
    rows = [
        {"key": one.key, "title": channel_title(one.key), "account": saved_account(one.key),
         "not_ready": _not_ready(one.key)}
        for one in sorted(other_channels(), key=lambda one: (one.key != Word.SMS, channel_title(one.key).casefold()))
    ]  # fmt: skip
    return render(request, "web/settings/other_channels.html", {"tab": "channels", "rows": rows})


@sensitive_post_parameters("secret", "url")
@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def other_channel(request: HttpRequest, key: str) -> HttpResponse:
    """One channel's account: its service, what that asks for, and keeping it. ``?service=`` shows another's form."""
    channel = _channel(key)
    service = _service(request, channel)
    form = _form(channel, service, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_account(channel=channel, settings=form.server() | ({_SERVICE: service} if service else {}))
        except BadAccount as trouble:
            form.add_error(None, told(trouble))
        else:
            say(request, _("Kept. Send yourself a test to see whether it works."))
            return redirect("settings-other-channel", key)
    return _page(request, channel, service, form, RecipientForm())


@require_POST
@needs("channels")
def test_other(request: HttpRequest, key: str) -> HttpResponse:
    """Send one message now and say what became of it."""
    channel = _channel(key)
    form = RecipientForm(request.POST)
    if not form.is_valid():
        service = saved_settings(key).get(_SERVICE, "")
        return _page(request, channel, service, _form(channel, service), form)
    try:
        send_test_message(key=key, to=form.address(channel.needs))
    except BadAccount as trouble:
        say_trouble(request, trouble)
    else:
        say(request, _("It was taken. Look whether it arrived."))
    return redirect("settings-other-channel", key)


@require_POST
@needs("channels")
def resume_other(request: HttpRequest, key: str) -> HttpResponse:
    """Let sending go on after it was paused."""
    resume_account(key=_channel(key).key)
    say(request, _("Sending goes on."))
    return redirect("settings-other-channel", key)


@require_POST
@needs("channels")
def forget_other(request: HttpRequest, key: str) -> HttpResponse:
    """Take the account away."""
    forget_account(key=_channel(key).key)
    say(request, _("The account is taken away. Follow-ups by this channel are yours to do by hand."))
    return redirect("settings-other-channels")


def _channel(key: str) -> Channel:
    found = next((one for one in other_channels() if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _service(request: HttpRequest, channel: Channel) -> str:
    """The service that the page is about; empty for a channel without services to choose from."""
    if not isinstance(channel, Gateway):
        return ""
    asked = request.POST.get(_SERVICE) if request.method == "POST" else request.GET.get(_SERVICE)
    known = [one.key for one in channel.services]
    chosen = asked or saved_settings(channel.key).get(_SERVICE, "")
    return chosen if chosen in known else known[0]


def _form(channel: Channel, service: str, said: QueryDict | None = None) -> MailboxForm:
    saved = saved_settings(channel.key)
    is_kept = saved_account(channel.key) is not None and saved.get(_SERVICE, "") == service
    asked = _asked(channel, service)
    if is_kept:
        asked = tuple(replace(one, required=one.required and one.kind != "secret") for one in asked)
    return MailboxForm(said, asked=asked, initial=saved if is_kept else {})


def _asked(channel: Channel, service: str) -> tuple[SettingField, ...]:
    if not isinstance(channel, Gateway):
        return channel.settings_fields
    try:
        return channel.fields_for(service)
    except BadService:
        return channel.settings_fields


def _page(
    request: HttpRequest, channel: Channel, service: str, form: MailboxForm, testing: RecipientForm
) -> HttpResponse:
    account, saved = saved_account(channel.key), saved_settings(channel.key)
    hears = account is not None and hears_here(channel.key)
    context = {
        "tab": "channels",
        "key": channel.key,
        "title": channel_title(channel.key),
        "services": channel.services if isinstance(channel, Gateway) else (),
        "service": service,
        "saved_service": saved.get(_SERVICE, "") if account else None,
        "form": form,
        "testing": testing,
        "account": account,
        "not_ready": _not_ready(channel.key),
        "hook": text_hook_url(current_business(), account) if hears and account else "",
    }
    status = 422 if form.errors or testing.errors else 200
    return render(request, "web/settings/other_channel.html", context, status=status)


def _not_ready(key: str) -> str:
    standing = account_for(key)
    return standing.why if isinstance(standing, NotReady) else ""
