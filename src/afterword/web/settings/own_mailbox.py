"""The owner's own mailbox, for sending and for answers, in one place: known servers are filled in by the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from afterword.businesses.queries import current_business
from afterword.channels.accounts import EMAIL, BadAccount, save_email_account
from afterword.channels.email.loopback import is_this_machine
from afterword.channels.email.settings import AUTO, TLS
from afterword.channels.inbound import mailbox as reading
from afterword.channels.inbound.imap import MailboxTrouble
from afterword.channels.registry import channel
from afterword.conversations.polling import save_mailbox
from afterword.domain.mailboxes import KEEPERS, Keeper, keeper_of
from afterword.web.notices import say, told
from afterword.web.permissions import needs
from afterword.web.settings.forms import SELECT

_SMTP_TLS, _IMAP_STARTTLS = 465, 143


class AddressForm(forms.Form):
    """Whose mailbox it is."""

    address = forms.EmailField(label=gettext_lazy("Your e-mail address"))
    keeper = forms.ChoiceField(
        label=gettext_lazy("Who keeps the mailbox?"),
        required=False,
        widget=forms.Select(attrs=SELECT),
        help_text=gettext_lazy("Where you read your mail. It is asked only for a domain of your own."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        by_name = sorted(KEEPERS.values(), key=lambda keeper: keeper.title.casefold())
        field = self.fields["keeper"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Somebody else")), *((keeper.key, keeper.title) for keeper in by_name)]

    def found(self) -> Keeper | None:
        """Who keeps it, by the address or else by the answer."""
        return keeper_of(self.cleaned_data["address"]) or KEEPERS.get(self.cleaned_data["keeper"])


class OwnMailboxForm(forms.Form):
    """One name and password, and the servers for both directions."""

    name = forms.CharField(label=gettext_lazy("Sender’s name"), max_length=200, required=False)
    address = forms.EmailField(label=gettext_lazy("Your e-mail address"))
    username = forms.CharField(label=gettext_lazy("User name"), max_length=253)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Kept encrypted and never shown."),
    )
    sending = forms.CharField(label=gettext_lazy("Server for sending (SMTP)"), max_length=253)
    sending_port = forms.IntegerField(label=gettext_lazy("Its port"), min_value=1, max_value=65535)
    reading = forms.CharField(label=gettext_lazy("Server for reading (IMAP)"), max_length=253)
    reading_port = forms.IntegerField(label=gettext_lazy("Its port"), min_value=1, max_value=65535)

    @staticmethod
    def initial_for(address: str, keeper: Keeper | None) -> dict[str, Any]:
        """What is known, and a likely guess for a keeper that is not."""
        domain = address.rpartition("@")[2]
        return {
            "name": current_business().name,
            "address": address,
            "username": address,
            "sending": keeper.sending if keeper else f"smtp.{domain}",
            "sending_port": keeper.sending_port if keeper else 587,
            "reading": keeper.reading if keeper else f"imap.{domain}",
            "reading_port": keeper.reading_port if keeper else 993,
        }

    def for_sending(self) -> dict[str, str]:
        """The settings of the mail server."""
        said = self.cleaned_data
        return self._login() | {
            "host": said["sending"],
            "port": str(said["sending_port"]),
            "security": TLS if said["sending_port"] == _SMTP_TLS else AUTO,
        }

    def for_reading(self) -> dict[str, str]:
        """The settings of the mailbox."""
        said = self.cleaned_data
        by_port = reading.STARTTLS if said["reading_port"] == _IMAP_STARTTLS else reading.TLS
        return self._login() | {
            "host": said["reading"],
            "port": str(said["reading_port"]),
            "security": reading.PLAIN if is_this_machine(said["reading"]) else by_port,
        }

    def _login(self) -> dict[str, str]:
        return {"username": self.cleaned_data["username"], "password": self.cleaned_data["password"]}


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def own_mailbox(request: HttpRequest) -> HttpResponse:
    """Ask for the address; with ``?address=`` for the password, servers filled in; keep both directions at once."""
    if request.method == "POST":
        return _keep(request)
    asking = AddressForm(request.GET or None, initial={"address": current_business().email})
    if not asking.is_valid():
        return _page(request, {"asking": asking})
    keeper = asking.found()
    initial = OwnMailboxForm.initial_for(asking.cleaned_data["address"], keeper)
    return _page(request, {"keeper": keeper, "form": OwnMailboxForm(initial=initial)})


def _keep(request: HttpRequest) -> HttpResponse:
    form = OwnMailboxForm(request.POST)
    if form.is_valid():
        troubles = _kept(form)
        if not troubles:
            say(request, _("Your mailbox works in both directions. Send yourself a test to see a letter."))
            return redirect("settings-channels")
        for trouble in troubles:
            form.add_error(None, trouble)
    keeper = keeper_of(str(form.data.get("address", "")))
    return _page(request, {"keeper": keeper, "form": form})


def _kept(form: OwnMailboxForm) -> list[str]:
    """Try both directions and keep what works; a sentence for each trouble."""
    said = form.cleaned_data
    troubles = [
        _("Sending: %(trouble)s") % {"trouble": told(Exception(one))}
        for one in channel(EMAIL).check(form.for_sending())
    ]
    if not troubles:
        try:
            save_email_account(settings=form.for_sending(), sender_name=said["name"], sender_address=said["address"])
        except BadAccount as trouble:
            troubles.append(_("Sending: %(trouble)s") % {"trouble": told(trouble)})
    try:
        save_mailbox(settings=form.for_reading())
    except (BadAccount, MailboxTrouble) as trouble:
        troubles.append(_("Reading: %(trouble)s") % {"trouble": told(trouble)})
    return troubles


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    form = context.get("form")
    fixed = bool(settings.EMAIL_URL or settings.INBOX_URL)
    return render(
        request,
        "web/settings/own_mailbox.html",
        {"tab": "channels", "fixed": fixed, **context},
        status=422 if form is not None and form.errors else 200,
    )
