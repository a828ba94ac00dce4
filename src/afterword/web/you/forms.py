"""What a member can change about themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from afterword.accounts.models import User
from afterword.web.signing_in.forms import ChoosePasswordForm


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(
        label=_("Language of your screens"),
        required=False,
        choices=[("", _("As the business")), *settings.LANGUAGES],
        widget=forms.Select(attrs={"class": "field"}),
    )


class ChangePasswordForm(ChoosePasswordForm):
    """The old password as well, so that a phone left on the counter does not lock its owner out."""

    old_password = forms.CharField(
        label=_("Password until now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old_password", "password")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.fields["password"].label = _("New password")

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("That is not your password until now."))
        return old
