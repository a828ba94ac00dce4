"""The wording of a step, as its owner edits it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.plans.models import Step
from afterword.plans.wording import BadWording, Wording, check_wording, fields_used_on


class WordingForm(forms.Form):
    email_subject = forms.CharField(label=_("Subject of the e-mail"), max_length=200, required=False)
    email_body = forms.CharField(
        label=_("E-mail"), max_length=8000, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 12})
    )
    call_script = forms.CharField(
        label=_("What to say on the telephone"),
        max_length=4000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    letter_body = forms.CharField(
        label=_("Letter or card"),
        max_length=8000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    text_body = forms.CharField(
        label=_("Text message"), max_length=2000, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, step: Step, **options: Any) -> None:
        template = step.template
        options.setdefault("initial", {name: getattr(template, name) for name in self.base_fields})
        super().__init__(*args, **options)
        self.channels = step.channels
        used = {name for channel in step.channels.split(",") for name in fields_used_on(channel.strip())}
        for name in [name for name in self.fields if name not in used]:
            del self.fields[name]
        for field in self.fields.values():
            field.required = True
            field.widget.attrs["data-takes-fields"] = ""

    def clean(self) -> None:
        """Every fault at its own field; what is missing altogether the fields have said already."""
        if self.errors:
            return
        try:
            check_wording(self.wording(), channels=self.channels)
        except BadWording as bad:
            for name, fault in bad.faults.items():
                self.add_error(name, fault)

    def wording(self) -> Wording:
        """What was entered, with line ends as the house writes them."""
        data = self.cleaned_data if hasattr(self, "cleaned_data") else self.initial
        return Wording(**{name: str(data[name]).replace("\r\n", "\n") for name in self.fields if name in data})

    def as_entered(self) -> Wording:
        """What stands in the fields now, right or wrong: for the preview."""
        return Wording(**{name: str(self[name].value() or "").replace("\r\n", "\n") for name in self.fields})
