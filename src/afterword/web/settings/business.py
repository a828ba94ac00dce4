"""What the business is called, where it is, and what stands in its letters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from afterword.businesses.actions import BadBusiness, describe_business
from afterword.businesses.queries import current_business
from afterword.web.notices import say, told
from afterword.web.permissions import needs
from afterword.web.settings.forms import BusinessForm


@require_http_methods(["GET", "HEAD", "POST"])
@needs("settings")
def business(request: HttpRequest) -> HttpResponse:
    """The form, and keeping it."""
    mine = current_business()
    form = BusinessForm(request.POST or None, initial={name: getattr(mine, name) for name in BusinessForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            describe_business(business=mine, **form.cleaned_data)
        except BadBusiness as trouble:
            form.add_error(None, told(trouble))
        else:
            say(request, _("Kept."))
            return redirect("settings")
    return render(
        request, "web/settings/business.html", {"form": form, "tab": "business"}, status=422 if form.errors else 200
    )
