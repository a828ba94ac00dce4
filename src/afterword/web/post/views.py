"""The cards that are due, printing them, and saying that they are in the post or came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.domain.cards.formats import FORMATS, CardFormat, Kind, usual_format
from afterword.domain.cards.imposing import FlipOn, impose
from afterword.domain.trouble import Trouble
from afterword.followups.guarding.alike import too_many_alike
from afterword.followups.models import Template
from afterword.followups.posting.acting import (
    address_list,
    mark_posted,
    mark_printed,
    mark_returned,
    print_job,
)
from afterword.followups.posting.designing import design_of
from afterword.followups.posting.ordered import any_order
from afterword.followups.posting.queue import ToPost, post_by
from afterword.web.notices import say, say_trouble, told
from afterword.web.post.asked import batches, cards_ticked, plan_asked, post_page
from afterword.web.post.service import service_offered


@dataclass(frozen=True, slots=True)
class Paper:
    """One way to print: its key in the form, and what it is in words."""

    key: str
    said: str
    hint: str


@require_safe
def post(request: HttpRequest) -> HttpResponse:
    """What is to be posted, a plan at a time."""
    found = batches()
    asked = plan_asked(request.GET)
    batch = next((one for one in found if one.plan_id == asked), found[0] if found else None)
    if batch is None:
        return render(request, "web/post/nothing.html", {"any_order": any_order()})
    design = design_of(batch.plan_id)
    context = {
        "batch": batch,
        "batches": found,
        "post_by": post_by(batch.ready),
        "today": local_today(current_business()),
        "design": design,
        "format_said": _(design.format.title),
        "papers": papers(design.format, current_business().country),
        "sides": range(1, design.format.sides + 1),
        "service": service_offered(design, batch.ready),
        "any_order": any_order(),
        "alike": _word_for_word(batch.ready),
    }
    return render(request, "web/post/post.html", context)


def _word_for_word(cards: Sequence[ToPost]) -> list[tuple[Template, int]]:
    """The wordings that go to too many as they stand, and on how many of these cards."""
    alike = too_many_alike(card.draft for card in cards)
    on = Counter(card.draft.word_for_word for card in cards)
    return [(row, on[row.pk]) for row in Template.objects.filter(pk__in=alike).order_by("id")] if alike else []


def papers(form: CardFormat, country: str) -> list[Paper]:
    """How this format can be printed, the usual way first; then what goes around it."""
    found = []
    if form.sides == 2:
        laid = impose(form, form.sheet)
        turn = _("the long edge") if laid.flip_on is FlipOn.LONG_EDGE else _("the short edge")
        paper = {"a4": "A4", "letter": "Letter"}[form.sheet]
        said = ngettext("%(count)d on each sheet of %(paper)s", "%(count)d on each sheet of %(paper)s", len(laid))
        hint = _("Print on both sides and turn on %(edge)s.") % {"edge": turn}
        found.append(Paper("sheet", said % {"count": len(laid), "paper": paper}, hint))
        found.append(Paper("own", _("Each on paper of its own size"), _("Front and back follow one another.")))
        found.append(Paper("shop", _("For a print shop"), _("With bleed and crop marks.")))
    else:
        found.append(Paper("own", _("The letters"), _("The address shows in the window of the envelope.")))
    around = (usual_format(country, Kind.LABEL), usual_format(country, Kind.ENVELOPE))
    found += [Paper(one.key, _("Only the addresses"), _(one.title)) for one in around]
    return found


@require_POST
def print_cards(request: HttpRequest) -> HttpResponse:
    """The file for the printer; the cards on it are printed from now on, and posted only when somebody says so."""
    cards = cards_ticked(request)
    paper = request.POST.get("paper", "")
    plan_id = plan_asked(request.POST)
    design = design_of(plan_id)
    try:
        printed = print_job(
            cards,
            design,
            other_format=FORMATS.get(paper),
            sheet=design.format.sheet if paper == "sheet" else "",
            marks=paper in ("sheet", "shop"),
        )
    except Trouble as trouble:
        say_trouble(request, told(trouble))
        return redirect(post_page(plan_id))
    ready = [card for card in cards if not card.missing]
    if printed.too_long:
        names = ", ".join(ready[place].customer for place in printed.too_long[:5])
        sentence = _("The words for %(names)s are too long for this card. Shorten them and print again.")
        say_trouble(request, sentence % {"names": names})
        return redirect(post_page(plan_id))
    if paper not in FORMATS:
        try:
            mark_printed(follow_up_ids=[card.id for card in ready], member_id=request.user.pk)
        except Trouble as trouble:
            say_trouble(request, told(trouble))
            return redirect(post_page(plan_id))
    return _file(printed.pdf, "application/pdf", f"cards-{local_today(current_business())}.pdf")


@require_POST
def addresses(request: HttpRequest) -> HttpResponse:
    """The addresses for a print shop, in the order of the file's pages."""
    content = address_list(cards_ticked(request)).encode("utf-8-sig")
    return _file(content, "text/csv; charset=utf-8", f"addresses-{local_today(current_business())}.csv")


@require_POST
def posted(request: HttpRequest) -> HttpResponse:
    """They are in the post."""
    gone = mark_posted(follow_up_ids=[card.id for card in cards_ticked(request)], member_id=request.user.pk)
    if gone:
        sentence = ngettext("%(count)d card is in the post.", "%(count)d cards are in the post.", len(gone))
        undo = reverse("follow-ups-undo") + "?ids=" + ",".join(map(str, gone[:200]))
        say(request, sentence % {"count": len(gone)}, undo=undo)
    else:
        say_trouble(request, _("Tick the cards that are in the post."))
    return redirect(post_page(plan_asked(request.POST)))


@require_POST
def returned(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What was sent to this customer came back: the address is not used any more."""
    customer = get_object_or_404(Customer.objects.all(), pk=customer_id)
    try:
        mark_returned(customer_id=customer.pk)
    except Trouble as trouble:
        say_trouble(request, told(trouble))
    else:
        say(request, _("Nothing more is sent to that address. Ask %(name)s for the new one.") % {"name": customer})
    return redirect("customer", customer.pk)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
