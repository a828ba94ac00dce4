"""What is asked when a business is founded: as little as possible, and guessed where it can be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from afterword.accounts.models import User
from afterword.businesses.models import Trade
from afterword.web.said_elsewhere import in_our_words
from afterword.web.start.places import countries, currencies, currency_of, zone_of, zones, zones_by_region


class PlaceSelect(forms.Select):
    """A select whose options say what goes with them, so that a script can choose the rest."""

    def __init__(self, goes_with: dict[str, str], name: str) -> None:
        super().__init__(attrs={"class": "field"})
        self.goes_with, self.name = goes_with, name

    def create_option(self, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(*args, **options)
        if value := self.goes_with.get(str(option["value"])):
            option["attrs"][f"data-{self.name}"] = value
        return option


class BusinessForm(forms.Form):
    name = forms.CharField(
        label=_("What is your business called?"), max_length=200, help_text=_("As your customers know it.")
    )
    trade = forms.ChoiceField(
        label=_("What do you do?"), choices=in_our_words(Trade), widget=forms.Select(attrs={"class": "field"})
    )
    timezone = forms.ChoiceField(label=_("Time zone"))
    country = forms.ChoiceField(label=_("Country"))
    currency = forms.ChoiceField(label=_("Currency"))
    language = forms.ChoiceField(
        label=_("Language of your letters"), choices=settings.LANGUAGES, widget=forms.Select(attrs={"class": "field"})
    )
    postal_address = forms.CharField(
        label=_("Postal address, if you like"),
        max_length=500,
        required=False,
        help_text=_("Stands at the foot of every mail; many countries ask for it."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )

    def __init__(self, *args: Any, guessed_country: str = "", **options: Any) -> None:
        language = get_language() or "en"
        if guessed_country:
            options["initial"] = {
                "country": guessed_country,
                "currency": currency_of(guessed_country),
                "timezone": zone_of(guessed_country),
            }
        options["initial"] = {"language": language.split("-")[0], **(options.get("initial") or {})}
        super().__init__(*args, **options)
        choose = ("", _("Choose …"))
        self._offer("timezone", [choose, *zones_by_region()], {zone.name: zone.country for zone in zones()}, "country")
        known = countries(language)
        self._offer("country", [choose, *known], {code: currency_of(code) for code, _name in known}, "currency")
        self._offer("currency", [choose, *currencies(language)], {}, "")

    def _offer(self, name: str, choices: list[Any], goes_with: dict[str, str], data_name: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.widget = PlaceSelect(goes_with, data_name)
        field.choices = choices


class FirstStartForm(BusinessForm):
    owner_name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        help_text=_("It signs your letters. You can change that later."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("You sign in with it, and customers answer to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("A password"),
        strip=False,
        help_text=_("Ten characters or more. Three or four words make a good one."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> None:
        password = self.cleaned_data.get("password")
        if password is None:
            return
        person = User(email=self.cleaned_data.get("email", ""), name=self.cleaned_data.get("owner_name", ""))
        try:
            validate_password(password, person)
        except forms.ValidationError as error:
            self.add_error("password", error)
