"""What can be said in a conversation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    body = forms.CharField(
        label=_("Your answer"), max_length=8000, widget=forms.Textarea(attrs={"rows": 7, "class": "field"})
    )
    go_on = forms.BooleanField(
        label=_("Planned messages may go on afterwards"), required=False, widget=forms.CheckboxInput()
    )
