"""What a plan is called, what it is for, how often somebody goes through it, and what ends it early."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.domain.contact import Purpose
from afterword.domain.re_entry import Kind
from afterword.plans.editing.drawn_up import DrawnPlan, in_order
from afterword.web.plans.stop_words import stop_words

_SELECT = {"class": "field"}
#: The words of a plan's faults go to the field that can mend them.
FIELD_OF = {"again_after_days": "days"}


class FactsForm(forms.Form):
    """The plan's own facts but for its trigger and its audience, which have forms of their own."""

    name = forms.CharField(label=_("Name"), max_length=100)
    why = forms.CharField(
        label=_("What it does"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence for you and whoever works with you."),
    )
    purpose = forms.ChoiceField(
        label=_("Care or advertising"),
        choices=[
            (Purpose.CARE.value, _("Care: for everybody who has not said no")),
            (Purpose.PROMOTION.value, _("Advertising: only for those who may get that, never for the unhappy")),
            (Purpose.TRANSACTIONAL.value, _("An answer that they asked for")),
            (Purpose.PUBLIC.value, _("A thank-you in public: by your hand, with their yes to being named")),
        ],
        widget=forms.Select(attrs=_SELECT),
    )
    again = forms.ChoiceField(
        label=_("How often somebody goes through it"),
        choices=[
            (Kind.EACH.value, _("each time that it begins")),
            (Kind.ONCE.value, _("once, and never again")),
            (Kind.AGAIN.value, _("again after so many days; what comes before belongs to the last time")),
        ],
        widget=forms.Select(attrs=_SELECT),
    )
    days = forms.IntegerField(
        label=_("Days until it may begin again"), required=False, min_value=0, max_value=3660, initial=30
    )
    stops = forms.MultipleChoiceField(
        label=_("It ends early when"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever asks not to be contacted is left in peace by every plan."),
    )
    priority = forms.IntegerField(
        label=_("Priority"),
        min_value=0,
        max_value=100,
        help_text=_("0 to 100. Where two plans want to reach somebody at once, the higher one goes first."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        stops = self.fields["stops"]
        assert isinstance(stops, forms.MultipleChoiceField)
        stops.choices = list(stop_words().items())

    @staticmethod
    def initial_of(plan: DrawnPlan) -> dict[str, Any]:
        """What stands in the fields for a plan as it is."""
        kind = Kind.ONCE if plan.once else Kind.AGAIN if plan.again_after_days else Kind.EACH
        return {
            "name": plan.name,
            "why": plan.why,
            "purpose": plan.purpose,
            "again": kind.value,
            "days": plan.again_after_days or 30,
            "stops": list(plan.stops),
            "priority": plan.priority,
        }

    def clean(self) -> None:
        if self.cleaned_data.get("again") == Kind.AGAIN and not self.cleaned_data.get("days") and not self.errors:
            self.add_error("days", _("Give a number of days, 1 or more."))

    def facts(self, before: DrawnPlan) -> dict[str, Any]:
        """The facts by the names of :class:`DrawnPlan`; stop rules that the form does not offer stay."""
        data = self.cleaned_data
        offered = set(stop_words())
        kept = tuple(one for one in before.stops if one not in offered)
        return {
            "name": data["name"].strip(),
            "why": data["why"].strip(),
            "purpose": data["purpose"],
            "once": data["again"] == Kind.ONCE,
            "again_after_days": data["days"] or 0 if data["again"] == Kind.AGAIN else 0,
            "stops": in_order((*data["stops"], *kept)),
            "priority": data["priority"],
        }
