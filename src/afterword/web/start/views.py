"""Founding the first business with its owner, and further ones by an operator."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from afterword.accounts.actions import ensure_user, is_first_start_token, set_password
from afterword.accounts.models import User
from afterword.businesses.actions import found_business
from afterword.businesses.models import Business
from afterword.businesses.queries import any_business_exists, businesses_of
from afterword.domain.trouble import Trouble
from afterword.imports.sample.founding import Place, found_sample
from afterword.web.notices import told
from afterword.web.signing_in.views import PASSWORD_BACKEND
from afterword.web.start.forms import BusinessForm, FirstStartForm
from afterword.web.start.places import country_from_languages

#: What the sample business's name becomes in paths.
SAMPLE_SLUG = "the-frame-shop"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_start(request: HttpRequest, token: str) -> HttpResponse:
    """Found the first business. The token was printed by ``afterword run``, and is good until there is a business."""
    if not is_first_start_token(token):
        raise Http404
    if any_business_exists():
        return redirect("businesses")
    form = FirstStartForm(request.POST or None, guessed_country=_country(request))
    response = None
    if request.method == "POST" and form.is_valid():
        response = _found_first(request, form)
    if response is None:
        response = render(request, "web/start/first_start.html", {"form": form}, status=422 if form.errors else 200)
    # Not "no-referrer": a browser then sends "Origin: null" with the form, and it is refused as forged.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _found_first(request: HttpRequest, form: FirstStartForm) -> HttpResponse | None:
    asked = form.cleaned_data
    try:
        with transaction.atomic():
            owner = ensure_user(email=asked["email"], name=asked["owner_name"], is_operator=True)
            set_password(user=owner, password=asked["password"])
            business = _found(form, owner)
    except Trouble as trouble:
        form.add_error(None, told(trouble))
        return None
    login(request, owner, backend=PASSWORD_BACKEND)
    return redirect(f"/{business.slug}/bring-in/")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def another_business(request: HttpRequest) -> HttpResponse:
    """Found one more business; for whoever runs the installation."""
    user = request.user
    assert isinstance(user, User)
    if not user.is_operator:
        raise PermissionDenied
    form = BusinessForm(request.POST or None, guessed_country=_country(request))
    if request.method == "POST" and form.is_valid():
        try:
            business = _found(form, user)
        except Trouble as trouble:
            form.add_error(None, told(trouble))
        else:
            return redirect(f"/{business.slug}/bring-in/")
    return render(request, "web/start/another_business.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def sample_business(request: HttpRequest) -> HttpResponse:
    """A frame shop with two invented years, to look around in before one's own file; made once for each person."""
    user = request.user
    assert isinstance(user, User)
    if not user.is_operator:
        raise PermissionDenied
    mine = [membership.business for membership in businesses_of(user.pk)]
    sample = next((business for business in mine if business.slug.startswith(SAMPLE_SLUG)), None)
    if sample is None:
        home = mine[0] if mine else None
        place = Place(home.timezone, home.country, home.currency, home.language) if home else None
        sample = found_sample(owner=user, place=place)
    return redirect(f"/{sample.slug}/")


def _found(form: BusinessForm, owner: User) -> Business:
    asked = form.cleaned_data
    return found_business(
        name=asked["name"],
        trade=asked["trade"],
        timezone=asked["timezone"],
        country=asked["country"],
        currency=asked["currency"],
        language=asked["language"],
        owner=owner,
        email=owner.email,
        postal_address=asked["postal_address"],
    )


def _country(request: HttpRequest) -> str:
    return country_from_languages(request.headers.get("Accept-Language", ""))
