"""A member's own name, password and language."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from afterword.accounts.actions import change_profile, set_password
from afterword.accounts.models import User
from afterword.web.notices import say
from afterword.web.you.forms import ChangePasswordForm, ProfileForm


@require_http_methods(["GET", "HEAD", "POST"])
def you(request: HttpRequest) -> HttpResponse:
    """The two forms, and keeping the first."""
    user = _user(request)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        change_profile(user=user, **form.cleaned_data)
        say(request, _("Kept."))
        return redirect("you")
    return _page(request, form, ChangePasswordForm(user=user))


@sensitive_post_parameters("old_password", "password")
@require_POST
def change_password(request: HttpRequest) -> HttpResponse:
    """Keep a new password; this session goes on, the person's others end."""
    user = _user(request)
    form = ChangePasswordForm(request.POST, user=user)
    if not form.is_valid():
        return _page(request, ProfileForm(initial={"name": user.name, "language": user.language}), form)
    set_password(user=user, password=form.cleaned_data["password"])
    update_session_auth_hash(request, user)
    say(request, _("Your password is changed. Other devices must sign in again."))
    return redirect("you")


def _page(request: HttpRequest, form: ProfileForm, password_form: ChangePasswordForm) -> HttpResponse:
    status = 422 if form.errors or password_form.errors else 200
    return render(request, "web/you/you.html", {"form": form, "password_form": password_form}, status=status)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
