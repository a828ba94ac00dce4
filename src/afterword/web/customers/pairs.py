"""Two customers who may be one person, side by side; a member decides."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from afterword.customers.actions import dismiss_suggestion, merge_customers
from afterword.customers.models import MergeSuggestion
from afterword.customers.queries import addresses_of, open_suggestion_count, open_suggestions
from afterword.domain.trouble import Trouble
from afterword.sales.queries import bought_in_short
from afterword.web.notices import say, say_trouble
from afterword.web.permissions import needs

#: Few enough to decide in one go.
PAGE = 10


@require_safe
@needs("merge")
def pairs(request: HttpRequest) -> HttpResponse:
    """The oldest pairs that wait, each with what speaks for and against."""
    waiting = open_suggestions(limit=PAGE)
    ids = {one_id for pair in waiting for one_id in (pair.customer_id, pair.other_id)}
    addresses, bought = addresses_of(ids), bought_in_short(ids)
    told = [
        {
            "pair": pair,
            "sides": [
                {"customer": one, "addresses": addresses[one.pk], "bought": bought.get(one.pk)}
                for one in (pair.customer, pair.other)
            ],
        }
        for pair in waiting
    ]
    return render(request, "web/customers/pairs.html", {"pairs": told, "count": open_suggestion_count()})


@require_POST
@needs("merge")
def same_person(request: HttpRequest, pair_id: int) -> HttpResponse:
    """They are one: the newer one's sales, addresses and history move to the older one."""
    pair = _pair(pair_id)
    try:
        merge_customers(keep_id=pair.customer_id, other_id=pair.other_id, actor_id=request.user.pk)
    except Trouble as trouble:
        say_trouble(request, trouble)
    else:
        say(request, _("%(name)s is one customer now, with both histories.") % {"name": pair.customer.display_name})
    return redirect("pairs")


@require_POST
@needs("merge")
def different_people(request: HttpRequest, pair_id: int) -> HttpResponse:
    """They are two, and nobody is asked again."""
    pair = _pair(pair_id)
    try:
        dismiss_suggestion(suggestion_id=pair.pk)
    except Trouble as trouble:
        say_trouble(request, trouble)
    else:
        say(request, _("Kept apart. You will not be asked about them again."))
    return redirect("pairs")


def _pair(pair_id: int) -> MergeSuggestion:
    return get_object_or_404(MergeSuggestion.objects.filter(state="open").select_related("customer"), pk=pair_id)
