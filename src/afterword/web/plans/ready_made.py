"""The ready-made plans of the trade: offered, read in full, and taken over with one button."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from afterword.businesses.models import Trade
from afterword.businesses.queries import current_business
from afterword.followups.models import Template
from afterword.plans.adopting import NoSuchReadyMade, Offer, Standing, adopt_trade_plan, adoptable
from afterword.plans.wording import Wording
from afterword.web.notices import say
from afterword.web.permissions import needs
from afterword.web.plans.letters import letters, made_up_example
from afterword.web.plans.told import tell_plan

#: Letters of the first words that a row shows.
_FIRST_WORDS = 220


def offers_told() -> dict[str, Any]:
    """The plans that the business could take over, for the page of all plans."""
    business = current_business()
    offers = [one for one in adoptable(business) if one.standing is not Standing.HAVE]
    return {"offers": [_told(one) for one in offers], "offers_title": _title(business.trade)}


@require_safe
@needs("plans")
def ready_made(request: HttpRequest, slug: str) -> HttpResponse:
    """One ready-made plan with all of its letters, before it is taken over."""
    offer = _offer(slug)
    told = _told(offer)
    example = made_up_example()
    for entry, template in zip(told["steps"], offer.rows.templates, strict=True):
        entry["letters"] = letters(wording_of(template), entry["step"].channels, example)
        entry["example"] = example
    return render(request, "web/plans/ready_made.html", {"told": told})


@require_POST
@needs("plans")
def adopt(request: HttpRequest, slug: str) -> HttpResponse:
    """Take it over: it is on at once, and can be switched off at once."""
    try:
        done = adopt_trade_plan(slug=slug, member_id=request.user.pk, waits=False)
    except NoSuchReadyMade:
        raise Http404 from None
    name = {"plan": done.plan.name}
    if not done.is_live:
        say(request, _("Compare it with what you have, then decide."))
        return redirect("plan-changes", done.plan.slug)
    if done.is_new:
        say(request, _("“%(plan)s” is on.") % name, undo=reverse("plan-switch", args=[done.plan.slug]))
    else:
        undo = reverse("plan-version-use", args=[done.plan.slug, done.before])
        say(request, _("“%(plan)s” has its new words.") % name, undo=undo)
    return redirect("plans")


def wording_of(words: Template) -> Wording:
    """The texts of a template."""
    return Wording(words.email_subject, words.email_body, words.call_script, words.letter_body, words.text_body)


def _offer(slug: str) -> Offer:
    offer = next((one for one in adoptable(current_business()) if one.ready.slug == slug), None)
    if offer is None:
        raise Http404
    return offer


def _told(offer: Offer) -> dict[str, Any]:
    told = tell_plan(offer.rows.plan, offer.rows.steps) | {"slug": offer.ready.slug}
    # What stands there in place of one of the first plans is said, because it is no plan more.
    replaces = offer.standing in (Standing.BETTER_WORDS, Standing.BESIDE, Standing.WAITING)
    return told | {"first_words": _first_words(offer), "replaces": replaces, "standing": offer.standing.value}


def _first_words(offer: Offer) -> str:
    """The beginning of the first letter, without the greeting, filled in with an example."""
    template, step = offer.rows.templates[0], offer.rows.steps[0]
    letter = letters(wording_of(template), step.channels, made_up_example())[0]
    text = "".join(piece.text for piece in letter.body).strip()
    paragraphs = [one.strip() for one in text.split("\n\n") if one.strip()]
    words = paragraphs[1] if len(paragraphs) > 1 else text
    return words if len(words) <= _FIRST_WORDS else words[:_FIRST_WORDS].rsplit(" ", 1)[0] + " …"


def _title(trade: str) -> str:
    return {
        Trade.JEWELLER.value: _("Ready-made for a jeweler"),
        Trade.SALON.value: _("Ready-made for a salon"),
        Trade.GARDEN.value: _("Ready-made for garden and landscape"),
        Trade.WORKSHOP.value: _("Ready-made for a workshop"),
        Trade.CLINIC.value: _("Ready-made for a clinic"),
        Trade.RESTAURANT.value: _("Ready-made for a restaurant"),
        Trade.SOFTWARE.value: _("Ready-made for a software house"),
        Trade.CONSULTANT.value: _("Ready-made for a consultant"),
        Trade.NETWORK.value: _("Ready-made for network marketing"),
    }.get(trade, _("Ready-made for a shop"))
