"""What one writes on a customer's page."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from afterword.channels.registry import channels
from afterword.domain.channel import MOBILE

CHANNELS = [("phone", _("Call")), ("email", _("Write an e-mail")), ("post", _("Send something by post"))]
_KINDS_OF_ADDRESS = [("email", _("E-mail")), ("phone", _("Telephone")), ("post", _("Postal address"))]


def kinds_of_address() -> list[tuple[str, str]]:
    """Every kind for which a channel is installed; one that a package brought goes by its channel's name."""
    ours = [(key, str(name)) for key, name in _KINDS_OF_ADDRESS]
    others = {one.needs: one.title for one in channels().values() if one.needs not in (*dict(ours), MOBILE)}
    return [*ours, *sorted(others.items())]


class DetailsForm(forms.Form):
    """Who they are."""

    #: The page says once what is enough, instead of "(optional)" at every field.
    all_optional = True

    # Not "prefix": a form has one of its own.
    addressed_as = forms.CharField(label=_("Form of address"), max_length=30, required=False)
    given_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    family_name = forms.CharField(label=_("Last name"), max_length=100, required=False)
    company = forms.CharField(label=_("Company"), max_length=200, required=False)
    birth_on = forms.DateField(
        label=_("Birthday"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    language = forms.ChoiceField(
        label=_("Language of letters"), required=False, choices=[("", _("as the business")), *settings.LANGUAGES],
        widget=forms.Select(attrs={"class": "field"}),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Something to remember"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RemindForm(forms.Form):
    """A touch outside any plan."""

    channel = forms.ChoiceField(choices=CHANNELS)
    on = forms.DateField()
    note = forms.CharField(max_length=1000)


class RestForm(forms.Form):
    """Until when to leave them, and why."""

    until = forms.DateField()
    why = forms.CharField(max_length=300)


class AddressForm(forms.Form):
    """Another address."""

    channel = forms.ChoiceField(choices=kinds_of_address)
    value = forms.CharField(max_length=500)
