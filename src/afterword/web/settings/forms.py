"""What can be set, and what each answer may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from afterword.businesses.models import Business, Role, Trade
from afterword.businesses.queries import current_business
from afterword.channels.models import ChannelAccount
from afterword.channels.port import SettingField
from afterword.customers.phones import normalize_phone
from afterword.domain.channel import MOBILE
from afterword.web.said_elsewhere import in_our_words
from afterword.web.start.places import countries, currencies, zones_by_region

SELECT = {"class": "field"}
WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


class BusinessForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As your customers know it."))
    signature = forms.CharField(
        label=_("Who signs your letters"), max_length=200, required=False, help_text=_("“Rosa”, or “Rosa and Tom”.")
    )
    email = forms.EmailField(label=_("E-mail for your customers"), required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")
    postal_address = forms.CharField(
        label=_("Postal address"),
        max_length=500,
        required=False,
        help_text=_("Stands at the foot of every mail; many countries ask for it."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    accent = forms.CharField(
        label=_("Your color"),
        help_text=_("For the pages and letters that your customers see."),
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    trade = forms.ChoiceField(label=_("Trade"), choices=in_our_words(Trade), widget=forms.Select(attrs=SELECT))
    language = forms.ChoiceField(
        label=_("Language of your letters"), choices=settings.LANGUAGES, widget=forms.Select(attrs=SELECT)
    )
    timezone = forms.ChoiceField(label=_("Time zone"), widget=forms.Select(attrs=SELECT))
    country = forms.ChoiceField(label=_("Country"), widget=forms.Select(attrs=SELECT))
    currency = forms.ChoiceField(label=_("Currency"), widget=forms.Select(attrs=SELECT))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = get_language() or "en"
        offers: dict[str, list[Any]] = {
            "timezone": zones_by_region(),
            "country": list(countries(language)),
            "currency": list(currencies(language)),
        }
        for name, choices in offers.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = _with_current(choices, str(self.initial.get(name, "")))


def _with_current(choices: list[Any], current: str) -> list[Any]:
    """What is set already stays possible, even where the list does not offer it."""
    flat = {value for entry in choices for value, _name in (entry[1] if isinstance(entry[1], list) else [entry])}
    return choices if not current or current in flat else [(current, current), *choices]


class HoursForm(forms.Form):
    open_weekdays = forms.TypedMultipleChoiceField(
        label=_("Open on"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    closed_on_holidays = forms.BooleanField(label=_("Closed on public holidays"), required=False)
    quiet_from = forms.TimeField(
        label=_("Nothing leaves from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    cap_days = forms.IntegerField(
        label=_("Days between two messages to one customer"),
        min_value=0,
        max_value=60,
        help_text=_("So that nobody hears from you too often."),
    )
    post_days = forms.IntegerField(
        label=_("Working days that the post takes"),
        min_value=0,
        max_value=30,
        help_text=_("Birthday cards and service reminders are put early enough to arrive in time."),
    )
    most_a_month = forms.IntegerField(
        label=_("Follow-ups of all kinds in thirty days, at most"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("For one customer. Leave a number out, and there is no limit."),
    )
    most_promotions_a_month = forms.IntegerField(
        label=_("Promotions among them"), min_value=0, max_value=60, required=False
    )
    most_calls_a_month = forms.IntegerField(label=_("Calls among them"), min_value=0, max_value=60, required=False)
    promotes_only_with_a_yes = forms.BooleanField(
        label=_("Offers only to customers who said yes"),
        required=False,
        help_text=_(
            "In most countries somebody who bought from you may get offers by e-mail until they say no. Tick this to be"
            " stricter than the law."
        ),
    )
    keep_in_touch_a_day = forms.IntegerField(
        label=_("Customers a day to keep in touch with"),
        min_value=0,
        max_value=1000,
        required=False,
        help_text=_("Those for whom nothing else is planned. Leave it out: as many as fit into half of your minutes."),
    )

    @staticmethod
    def initial_of(business: Business) -> dict[str, Any]:
        return {
            "open_weekdays": [number for number, _name in WEEKDAYS if business.open_weekdays & 1 << number],
            "closed_on_holidays": business.closed_on_holidays,
            "quiet_from": business.quiet_from,
            "quiet_until": business.quiet_until,
            "cap_days": business.cap_days,
            "most_a_month": business.most_a_month,
            "most_promotions_a_month": business.most_promotions_a_month,
            "most_calls_a_month": business.most_calls_a_month,
            "promotes_only_with_a_yes": business.promotes_only_with_a_yes,
            "keep_in_touch_a_day": business.keep_in_touch_a_day,
            "post_days": business.post_days,
        }

    def changes(self) -> dict[str, Any]:
        asked = dict(self.cleaned_data)
        asked["open_weekdays"] = sum(1 << number for number in asked["open_weekdays"])
        return asked


class ClosedDayForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Why"), max_length=100, required=False)


class MemberForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("They sign in with it. No mail is sent: you hand over a link.")
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=in_our_words(Role), initial=Role.STAFF, widget=forms.Select(attrs=SELECT)
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=in_our_words(Role), widget=forms.Select(attrs=SELECT))


class MailServerForm(forms.Form):
    """The sender, and whatever settings the channel itself asks for."""

    sender_name = forms.CharField(label=_("Sender’s name"), max_length=200, required=False)
    sender_address = forms.EmailField(
        label=_("Sender’s e-mail"), help_text=_("Letters come from it, and answers go to it.")
    )

    def __init__(self, *args: Any, asked: Sequence[SettingField], **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked = [entry.key for entry in asked]
        for entry in asked:
            self.fields[entry.key] = _field_for(entry)

    def server(self) -> dict[str, str]:
        """The channel's own settings as texts."""
        return {key: str(self.cleaned_data.get(key) or "") for key in self.asked}

    def server_fields(self) -> list[forms.BoundField]:
        return [self[key] for key in self.asked]


class MailboxForm(forms.Form):
    """Whatever settings the mailbox asks for."""

    def __init__(self, *args: Any, asked: Sequence[SettingField], **options: Any) -> None:
        super().__init__(*args, **options)
        for entry in asked:
            self.fields[entry.key] = _field_for(entry)

    def server(self) -> dict[str, str]:
        """The mailbox's settings as texts."""
        return {key: str(self.cleaned_data.get(key) or "") for key in self.fields}

    def server_fields(self) -> list[forms.BoundField]:
        return list(self)


class RecipientForm(forms.Form):
    """To whom the test goes, as the channel writes addresses."""

    to = forms.CharField(
        label=_("Send it to"),
        help_text=_("A mobile number like +47 912 34 567, or your own address on that channel."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def address(self, needs: str) -> str:
        """As it would be stored for a customer."""
        written = str(self.cleaned_data["to"]).strip()
        if needs != MOBILE:
            return written
        return normalize_phone(written, current_business().country) or written


def _field_for(entry: SettingField) -> forms.Field:
    words: dict[str, Any] = {
        "label": gettext(entry.label),
        "help_text": gettext(entry.help) if entry.help else "",
        "required": entry.required,
        "initial": entry.default or None,
    }
    if entry.kind == "choice":
        choices = [(value, gettext(name)) for value, name in entry.choices]
        return forms.ChoiceField(choices=choices, widget=forms.Select(attrs=SELECT), **words)
    if entry.kind == "number":
        return forms.IntegerField(min_value=1, max_value=65535, **words)
    if entry.kind == "secret":
        kept = gettext("Kept encrypted and never shown; leave it empty to keep the one saved before.")
        words["help_text"] = f"{words['help_text']} {kept}"
        return forms.CharField(
            strip=False, max_length=500, widget=forms.PasswordInput(attrs={"autocomplete": "off"}), **words
        )
    return forms.CharField(
        max_length=253, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}), **words
    )


class PaceForm(forms.Form):
    """How much may leave in a day and in an hour."""

    most_a_day = forms.IntegerField(label=_("Letters a day, at most"), min_value=1, max_value=1_000_000, required=False)
    most_an_hour = forms.IntegerField(
        label=_("Letters an hour, at most"), min_value=1, max_value=1_000_000, required=False
    )
    warms_up = forms.BooleanField(
        label=_("This sender is new: begin slowly"),
        required=False,
        help_text=_("With 20 letters on the first day, and two fifths more on each day after it."),
    )

    @staticmethod
    def initial_of(account: ChannelAccount | None) -> dict[str, Any]:
        if account is None:
            return {}
        return {
            "most_a_day": account.most_a_day,
            "most_an_hour": account.most_an_hour,
            "warms_up": account.warms_up_since is not None,
        }

    def limits(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class TestForm(forms.Form):
    to = forms.EmailField(label=_("Send it to"))
