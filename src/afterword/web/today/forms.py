"""What one writes on Today: the words of a letter, a day, a note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DraftForm(forms.Form):
    """A draft as a member writes it."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("What it says"), max_length=8000, strip=False, widget=forms.Textarea(attrs={"rows": 14})
    )

    def __init__(self, *args: Any, has_subject: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_subject:
            self.fields["subject"] = forms.CharField(required=False, widget=forms.HiddenInput())


class LaterForm(forms.Form):
    """A day to put it off to."""

    until = forms.DateField(error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")})


class NoteForm(forms.Form):
    """What was said, or why not: a chosen phrase, own words, or both."""

    chosen = forms.CharField(required=False, max_length=200)
    words = forms.CharField(required=False, max_length=1000)

    def said(self) -> str:
        """Both together as one sentence."""
        self.full_clean()
        parts = (self.cleaned_data.get("chosen", ""), self.cleaned_data.get("words", ""))
        return ". ".join(part.strip().rstrip(".") for part in parts if part.strip())
