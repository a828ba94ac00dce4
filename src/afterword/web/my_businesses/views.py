"""The businesses that a person is a member of: straight in where there is one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from afterword.businesses.queries import businesses_of


@never_cache
@login_required
@require_safe
def businesses(request: HttpRequest) -> HttpResponse:
    """A list to choose from; somebody with one business only passes through, unless they came to look (``?all``)."""
    assert request.user.pk is not None
    mine = list(businesses_of(request.user.pk))
    if len(mine) == 1 and "all" not in request.GET:
        return redirect(f"/{mine[0].business.slug}/")
    return render(request, "web/my_businesses/businesses.html", {"memberships": mine})
