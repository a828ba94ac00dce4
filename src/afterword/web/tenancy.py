"""Which business a request is for, and whether this person may enter: the slug moves to the script prefix."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import set_script_prefix
from django.utils import timezone, translation

from afterword.businesses.actions import RESERVED_SLUGS
from afterword.businesses.models import Business, Membership
from afterword.businesses.queries import acting_for_known
from afterword.infra.tenancy import acting_for

Respond = Callable[[HttpRequest], HttpResponse]


class BusinessFromPath:
    """``/flower-shop/today`` is served as ``/today`` of the business ``flower-shop``; views and URLs never name it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Whatever language a page was answered in, the thread goes on in the one that it had.
        with translation.override(translation.get_language()):
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        request.business = request.membership = None  # type: ignore[attr-defined]
        slug, _, rest = request.path_info.lstrip("/").partition("/")
        business = None if not slug or slug in RESERVED_SLUGS else Business.objects.filter(slug=slug).first()
        set_script_prefix("/")
        if business is None:
            with acting_for(None):
                return self.get_response(request)
        request.business = business  # type: ignore[attr-defined]
        request.path_info = f"/{rest}"
        request.urlconf = "afterword.conf.business_urls"
        set_script_prefix(f"/{slug}/")
        with acting_for_known(business), timezone.override(business.timezone):
            return self.get_response(request)


class MemberOnly:
    """Staff pages are for members: a stranger who is signed in gets 404, anybody else the sign-in page."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        business = request.business  # type: ignore[attr-defined]
        match = request.resolver_match
        if business is None:
            speak(request, getattr(request.user, "language", ""))
            return None
        if match is not None and "public" in match.namespaces:
            speak(request, business.language)
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        membership = Membership.objects.filter(user=request.user).select_related("user").first()
        if membership is None:
            raise Http404
        request.membership = membership  # type: ignore[attr-defined]
        speak(request, membership.user.language or business.language)
        return None


def speak(request: HttpRequest, language: str) -> None:
    """Answer in this language; without one, in the browser's."""
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language() or language
