"""What is told of a call, and what comes next."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.domain.calling import Outcome

#: A message was left, and they are to be spoken to all the same.
AND_AGAIN = "voicemail_again"

#: What may come after a call.
NEXT_STEPS = (
    ("", _("Nothing more: it goes on as planned")),
    ("promise", _("I promised to call again")),
    ("phone", _("Call again")),
    ("email", _("Write an e-mail")),
    ("post", _("Send something by post")),
)


class OutcomeForm(forms.Form):
    """One tap: the outcome, with how the call stood on the page and the number that was rung."""

    outcome = forms.ChoiceField(choices=[(one, one) for one in (*(known.value for known in Outcome), AND_AGAIN)])
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31)
    number = forms.CharField(required=False, max_length=254)
    note = forms.CharField(required=False, max_length=1000)

    def told(self) -> tuple[Outcome, bool]:
        """The outcome, and whether they are to be tried again although a message was left."""
        said = self.cleaned_data["outcome"]
        return (Outcome.VOICEMAIL, True) if said == AND_AGAIN else (Outcome(said), False)


class AfterForm(forms.Form):
    """A note, and the next step with its day."""

    note = forms.CharField(
        label=_("What was said"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    step = forms.ChoiceField(
        label=_("What comes next"), required=False, choices=NEXT_STEPS, widget=forms.RadioSelect, initial=""
    )
    on = forms.DateField(
        label=_("On which day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
