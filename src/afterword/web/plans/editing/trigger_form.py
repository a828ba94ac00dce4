"""How a plan begins: the kind, and for each kind what can be set about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.domain.triggers import Which
from afterword.plans.working import working_kinds
from afterword.sales.known_names import category_names, product_names
from afterword.sales.models import Product
from afterword.web.audiences.amounts import amount_read, amount_shown
from afterword.web.plans.editing.named_lines import NamedLines

_SELECT = {"class": "field"}

KIND_WORDS = {
    "sale": _("a sale"),
    "job_done": _("a finished job"),
    "inquiry": _("an inquiry"),
    "birthday": _("the customer's birthday"),
    "sale_anniversary": _("each year on the day of the first purchase"),
    "holiday": _("a holiday"),
    "service_due": _("something of theirs being due for service"),
    "warranty_end": _("the end of a warranty"),
    "used_up": _("something being used up"),
    "silence": _("somebody staying away longer than usual"),
    "date_field": _("a date that you keep of them"),
    "manual": _("you, by hand"),
    "event": _("something else that happens"),
}


def kind_choices(present: str) -> list[tuple[str, Any]]:
    """The kinds that can be chosen; the present one always."""
    kinds = [kind for kind in KIND_WORDS if kind in working_kinds() or kind == present]
    return [(kind, KIND_WORDS[kind]) for kind in kinds]


class ProductsField(forms.CharField):
    """Products by their names, one on a line; kept as their ids."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Only these products"),
            required=False,
            max_length=4000,
            widget=NamedLines(product_names),
            help_text=_("One name on each line, as your sales have it; empty: all."),
        )

    def clean(self, value: Any) -> Any:
        wanted = list(dict.fromkeys(name.strip() for name in super().clean(value).splitlines() if name.strip()))
        rows = Product.objects.filter(name__in=wanted).order_by("-id").values_list("name", "id")
        found: dict[str, int] = dict(rows)
        missing = next((name for name in wanted if name not in found), None)
        if missing is not None:
            raise forms.ValidationError(
                _("There is no product called “%(name)s”. Write it as it is sold.") % {"name": missing}
            )
        return sorted(found.values())

    @staticmethod
    def shown(ids: list[int]) -> str:
        names = dict(Product.objects.filter(id__in=ids).values_list("id", "name"))
        return "\n".join(names[one] for one in ids if one in names)


class AmountField(forms.CharField):
    """An amount in the business's money, kept in minor units; empty is 0."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        amount = amount_read(text) if text else 0
        if amount is None or amount < 0:
            raise forms.ValidationError(_("Give an amount, such as 100."))
        return amount


class TriggerForm(forms.Form):
    """The parameters of one kind; each kind has the fields of a form below."""

    def facts(self) -> dict[str, Any]:
        """The parameters as ``Plan.trigger_facts`` keeps them, without those that are as usual."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [], False, 0)}

    @classmethod
    def initial_of(cls, facts: dict[str, Any]) -> dict[str, Any]:
        """What stands in the fields for parameters as they are kept."""
        initial = dict(facts)
        if "products" in facts:
            initial["products"] = ProductsField.shown(list(facts["products"]))
        return initial


class SaleForm(TriggerForm):
    which = forms.ChoiceField(
        label=_("Which sales"),
        choices=[
            (Which.ANY.value, _("every sale")),
            (Which.FIRST.value, _("a customer's first")),
            (Which.REPEAT.value, _("when somebody buys again")),
        ],
        widget=forms.Select(attrs=_SELECT),
        required=False,
    )
    at_least_minor = AmountField(label=_("Only from this value on"), required=False, max_length=20)
    products = ProductsField()
    categories = forms.CharField(
        label=_("Only these categories"),
        required=False,
        max_length=2000,
        widget=NamedLines(category_names),
        help_text=_("One on each line; empty: all."),
    )

    def clean_categories(self) -> list[str]:
        lines = self.cleaned_data["categories"].splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        if facts.get("which") == Which.ANY:
            del facts["which"]
        return facts

    @classmethod
    def initial_of(cls, facts: dict[str, Any]) -> dict[str, Any]:
        initial = super().initial_of(facts)
        initial["categories"] = "\n".join(str(one) for one in facts.get("categories", ()))
        least = facts.get("at_least_minor", 0)
        initial["at_least_minor"] = amount_shown(least) if least else ""
        return initial


class BirthdayForm(TriggerForm):
    leap_day_on_march_first = forms.BooleanField(
        label=_("In other years a birthday on 29 February is kept on 1 March"), required=False
    )


class AnniversaryForm(BirthdayForm):
    from_year = forms.IntegerField(label=_("From how many years on"), min_value=1, max_value=100, initial=1)

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        if facts.get("from_year") == 1:
            del facts["from_year"]
        return facts


class HolidayForm(TriggerForm):
    name = forms.CharField(
        label=_("Which holiday"), max_length=100, help_text=_("As its country calls it, or Christmas, or Easter.")
    )


class ServiceForm(TriggerForm):
    interval_months = forms.IntegerField(
        label=_("Months between two services"),
        min_value=1,
        max_value=120,
        initial=12,
        help_text=_("Where a product has an interval of its own, that comes first."),
    )
    products = ProductsField()


class ThingsForm(TriggerForm):
    products = ProductsField()


class SilenceForm(TriggerForm):
    beyond_rhythm = forms.FloatField(
        label=_("How many times as long as is usual for them"), min_value=0.1, max_value=100, initial=2
    )
    at_least_days = forms.IntegerField(
        label=_("But at least so many days"), min_value=0, max_value=3660, initial=0, required=False
    )


class DateFieldForm(TriggerForm):
    field = forms.CharField(
        label=_("Which date"), max_length=60, help_text=_("As you named it on the customer's page.")
    )
    yearly = forms.BooleanField(label=_("Each year from then on"), required=False)


class EventForm(TriggerForm):
    name = forms.CharField(label=_("Which event"), max_length=60)


FORMS: dict[str, type[TriggerForm]] = {
    "sale": SaleForm,
    "birthday": BirthdayForm,
    "sale_anniversary": AnniversaryForm,
    "holiday": HolidayForm,
    "service_due": ServiceForm,
    "warranty_end": ThingsForm,
    "used_up": ThingsForm,
    "silence": SilenceForm,
    "date_field": DateFieldForm,
    "event": EventForm,
}


def form_class(kind: str) -> type[TriggerForm]:
    """The form of a kind; one without fields where there is nothing to set."""
    return FORMS.get(kind, TriggerForm)
