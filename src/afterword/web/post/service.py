"""The printing service: its settings, the cards that are given to it, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from afterword.businesses.queries import current_business
from afterword.channels.accounts import BadAccount, NotReady
from afterword.channels.printing_service.account import (
    forget_printing_service,
    has_printing_service,
    printing_account,
    printing_service,
    save_printing_service,
    service_settings,
    try_printing_service,
)
from afterword.channels.printing_service.settings import FIELDS
from afterword.domain.trouble import Trouble
from afterword.followups.posting.designing import Design, design_of
from afterword.followups.posting.ordered import MOST_SHOWN, how_many_waiting, orders, spent_since
from afterword.followups.posting.ordering import order_cards, service_for, take_back_orders
from afterword.followups.posting.queue import ToPost
from afterword.infra import clock
from afterword.web.notices import say, say_trouble, told
from afterword.web.permissions import needs
from afterword.web.post.asked import cards_ticked, plan_asked, post_page
from afterword.web.settings.forms import MailboxForm


def service_offered(design: Design, cards: list[ToPost]) -> dict[str, object]:
    """What the Post page says of the printing service: its name and price, or why it cannot be used; empty: none."""
    if not has_printing_service():
        return {}
    try:
        ready = service_for(design)
    except Trouble as trouble:
        return {"why_not": told(trouble)}
    return {
        "title": ready.service.title,
        "price": ready.price_minor,
        "all": ready.price_minor * len(cards),
        "currency": current_business().currency,
        "printed": any(card.printed_at for card in cards),
    }


@require_POST
def let_them_post(request: HttpRequest) -> HttpResponse:
    """Give the ticked cards to the printing service; they can be taken back for ten seconds."""
    plan_id, cards = plan_asked(request.POST), cards_ticked(request)
    try:
        gone, refused = order_cards(
            cards,
            design_of(plan_id),
            member_id=request.user.pk,
            prints_thrown_away=bool(request.POST.get("thrown_away")),
        )
    except Trouble as trouble:
        say_trouble(request, told(trouble))
        return redirect(post_page(plan_id))
    if gone:
        sentence = ngettext(
            "%(count)d card goes to the printing service.", "%(count)d cards go to the printing service.", len(gone)
        )
        undo = reverse("follow-ups-undo") + "?ids=" + ",".join(map(str, gone[:200]))
        say(request, sentence % {"count": len(gone)}, undo=undo)
    elif not refused:
        say_trouble(request, _("Tick the cards that are to be printed."))
    _say_refused(request, refused, {card.id: card.customer for card in cards})
    return redirect(post_page(plan_id))


def _say_refused(request: HttpRequest, refused: Mapping[int, Trouble], names: Mapping[int, str]) -> None:
    for card_id, trouble in list(refused.items())[:3]:
        say_trouble(request, f"{names.get(card_id, '')}: {told(trouble)}")
    if len(refused) > 3:
        more = len(refused) - 3
        say_trouble(
            request, ngettext("%(count)d more stays here.", "%(count)d more stay here.", more) % {"count": more}
        )


@require_safe
def ordered(request: HttpRequest) -> HttpResponse:
    """The cards that the service has, the latest first, and what they cost this month."""
    standing = printing_service()
    month = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    context = {
        "orders": orders(),
        "most": MOST_SHOWN,
        "spent": spent_since(month),
        "waiting": how_many_waiting(),
        "not_ready": standing.why if isinstance(standing, NotReady) else "",
        "currency": current_business().currency,
        "title": service_settings().get("title") or _("The printing service"),
    }
    return render(request, "web/post/ordered.html", context)


@sensitive_post_parameters("key")
@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def service(request: HttpRequest) -> HttpResponse:
    """The account's form, how it stands, and keeping it."""
    form = MailboxForm(request.POST or None, asked=FIELDS, initial=service_settings())
    if request.method == "POST" and form.is_valid():
        try:
            save_printing_service(settings=form.server())
        except BadAccount as trouble:
            form.add_error(None, told(trouble))
        else:
            say(request, _("Kept. Ask the service whether it takes your key."))
            return redirect("post-service")
    standing = printing_service()
    context = {
        "tab": "channels",
        "form": form,
        "account": printing_account(),
        "not_ready": standing.why if isinstance(standing, NotReady) else "",
    }
    return render(request, "web/post/service.html", context, status=422 if form.errors else 200)


@require_POST
@needs("channels")
def try_service(request: HttpRequest) -> HttpResponse:
    """Ask the service, and say what it answered."""
    try:
        try_printing_service()
    except BadAccount as trouble:
        say_trouble(request, told(trouble))
    else:
        say(request, _("The printing service answers, and takes your key."))
    return redirect("post-service")


@require_POST
@needs("channels")
def forget_service(request: HttpRequest) -> HttpResponse:
    """Print at home again."""
    forget_printing_service()
    take_back_orders(member_id=request.user.pk)
    say(request, _("You print and post yourself again. What was given to the service stays with it."))
    return redirect("post-service")
