"""The address at which the mail provider tells what became of a mail: opened, renewed and closed."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from afterword.businesses.queries import current_business
from afterword.channels.accounts import BadAccount, saved_email_settings
from afterword.channels.email.providers.account import PROVIDER
from afterword.channels.mail_hooks import (
    HOOK_KINDS,
    HookKind,
    MailHook,
    close_hook,
    hook_account,
    hook_url,
    open_hook,
    renew_hook,
    saved_hook,
)
from afterword.channels.port import SettingField
from afterword.infra import vault
from afterword.web.notices import say, told
from afterword.web.permissions import needs
from afterword.web.settings.forms import MailboxForm


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def mail_hook(request: HttpRequest) -> HttpResponse:
    """The provider's form, the address, and how it stands. ``?provider=`` shows another provider's form."""
    hook = _hook()
    kind = HOOK_KINDS.get(_chosen(request, hook))
    open_here = hook is not None and kind is not None and hook.kind.key == kind.key
    form = MailboxForm(request.POST or None, asked=_asked(kind, open_here) if kind else ())
    if request.method == "POST" and kind and form.is_valid():
        try:
            open_hook(provider=kind.key, secret=form.server().get("secret", ""))
        except BadAccount as trouble:
            form.add_error(None, told(trouble))
        else:
            say(request, _("The address is open. Give it to %(provider)s.") % {"provider": kind.title})
            return redirect("settings-mail-hook")
    account = hook_account()
    context = {
        "tab": "channels",
        "kinds": HOOK_KINDS.values(),
        "kind": kind,
        "hook": hook,
        "open_here": open_here,
        "url": hook_url(current_business(), hook) if hook and open_here else "",
        "account": account,
        "trouble": _(account.paused_reason) if account and account.paused_reason else "",
        "form": form,
        "is_public": settings.PUBLIC_URL.startswith("https://"),
    }
    return render(request, "web/settings/mail_hook.html", context, status=422 if form.errors else 200)


def _hook() -> MailHook | None:
    try:
        return saved_hook()
    except vault.UnreadableSecret:
        return None


def _chosen(request: HttpRequest, hook: MailHook | None) -> str:
    """What was asked for, else what is open, else the provider that sends."""
    if request.method == "POST":
        return request.POST.get("provider", "")
    usual = hook.kind.key if hook else saved_email_settings().get(PROVIDER, "")
    return request.GET.get("provider", usual)


def _asked(kind: HookKind, is_open: bool) -> tuple[SettingField, ...]:
    """An open hook has its key already; leaving the field empty keeps it."""
    return tuple(replace(one, required=False) if is_open else one for one in kind.fields)


@require_POST
@needs("channels")
def renew(request: HttpRequest) -> HttpResponse:
    """Make another address; the old one is dead at once."""
    renew_hook()
    say(request, _("This is the new address. The old one is dead: give the new one to your provider."))
    return redirect("settings-mail-hook")


@require_POST
@needs("channels")
def close(request: HttpRequest) -> HttpResponse:
    """Let nobody tell any more."""
    close_hook()
    say(request, _("The address is closed. What was told until now stays."))
    return redirect("settings-mail-hook")
