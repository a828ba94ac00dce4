"""Saying once that a wording may go to many as it is, and taking that back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from afterword.domain.trouble import Trouble
from afterword.followups.guarding.allowing import settle_wording
from afterword.web.notices import say, say_trouble
from afterword.web.permissions import needs
from afterword.web.today.acting import answer


@require_POST
@needs("plans")
def as_it_is(request: HttpRequest, template_id: int) -> HttpResponse:
    """One word for all letters of this wording; back to where it was said."""
    may = request.POST.get("as_it_is") == "yes"
    try:
        row = settle_wording(template_id=template_id, as_it_is=may, member_id=request.user.pk)
    except Trouble as trouble:
        say_trouble(request, trouble)
    else:
        words = {"wording": row.name}
        undo = reverse("wording-as-it-is", args=[row.pk])
        if may:
            say(request, _("“%(wording)s” may go to everybody as it is.") % words, undo=undo)
        else:
            say(request, _("You are asked again when “%(wording)s” goes to many.") % words)
    back = request.POST.get("back", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return answer(request)
