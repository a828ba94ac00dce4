"""The business's color as a tiny style sheet, because the Content-Security-Policy allows no inline style."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from afterword.businesses.queries import current_business
from afterword.public.accent import accent_of


@require_safe
@cache_control(public=True, max_age=86400)
def accent_style(request: HttpRequest, color: str) -> HttpResponse:
    """``--accent`` and its ink; the color stands in the path, so that a new one is fetched at once."""
    if f"#{color}" != current_business().accent:
        raise Http404
    accent = accent_of(f"#{color}")
    style = (
        "@layer tokens { :root {"
        f" --accent: light-dark({accent.light}, {accent.dark});"
        f" --accent-ink: light-dark({accent.light_ink}, {accent.dark_ink});"
        " } }\n"
    )
    return HttpResponse(style, content_type="text/css; charset=utf-8")
