"""Signing in and out, one-time links, and choosing a password after one."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from afterword.accounts.actions import LinkSpent, set_password, use_sign_in_link
from afterword.accounts.models import User
from afterword.web.notices import say
from afterword.web.signing_in.forms import ChoosePasswordForm, SignInForm

PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"  # noqa: S105 - a class, not a password


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password; then on to where the person wanted to go."""
    target = _safe_target(request)
    if request.user.is_authenticated and request.method != "POST":
        return redirect(target)
    form = SignInForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        login(request, form.user)
        return redirect(target)
    if getattr(request, "axes_locked_out", False):
        return locked_out(request)
    status = 422 if form.errors else 200
    return render(request, "web/signing_in/sign_in.html", {"form": form, "next": target}, status=status)


def locked_out(request: HttpRequest, *args: object, **options: object) -> HttpResponse:
    """Too many wrong passwords from one address for one person: wait, or use a link."""
    minutes = round(float(settings.AXES_COOLOFF_TIME) * 60)
    return render(request, "web/signing_in/locked_out.html", {"minutes": minutes}, status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on this device."""
    logout(request)
    return redirect("sign-in")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: looking at it spends nothing (mail scanners look), pressing the button signs in."""
    if request.method != "POST":
        response = render(request, "web/signing_in/welcome.html")
    else:
        try:
            user = use_sign_in_link(token=token)
        except LinkSpent:
            response = render(request, "web/signing_in/link_spent.html", status=410)
        else:
            login(request, user, backend=PASSWORD_BACKEND)
            request.session["may_choose_password"] = True
            response = redirect("choose-password")
    # Not "no-referrer": a browser then sends "Origin: null" with the form, and it is refused as forged.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@sensitive_post_parameters("password")
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    """Only right after a one-time link: otherwise the old password is asked under "you"."""
    if not request.session.get("may_choose_password"):
        return redirect("businesses")
    user = request.user
    assert isinstance(user, User)
    form = ChoosePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        set_password(user=user, password=form.cleaned_data["password"])
        update_session_auth_hash(request, user)
        del request.session["may_choose_password"]
        say(request, _("Your password is set. From now on you sign in with it."))
        return redirect("businesses")
    status = 422 if form.errors else 200
    return render(request, "web/signing_in/choose_password.html", {"form": form}, status=status)


def _safe_target(request: HttpRequest) -> str:
    """Where to go afterwards: a path of ours, never another site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return target
    return settings.LOGIN_REDIRECT_URL
