"""What is asked to sign in, and to choose a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from afterword.accounts.models import User


class SignInForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request
        self.user: User | None = None

    def clean(self) -> None:
        if not {"email", "password"} <= self.cleaned_data.keys():
            return
        self.user = authenticate(
            self.request, email=self.cleaned_data["email"].casefold(), password=self.cleaned_data["password"]
        )
        if self.user is None:
            raise forms.ValidationError(
                _("E-mail and password do not go together. Try again, or ask the owner for a sign-in link.")
            )


class ChoosePasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("Ten characters or more. Three or four words make a good one."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password
