"""One page: the words, the programs that open with them, and the question whether they were sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from afterword.domain.handing_off import CannotHandOff, can_hand_off, link_for
from afterword.domain.reasons import sentence
from afterword.domain.segments import count
from afterword.domain.trouble import Trouble
from afterword.followups.handing_off import LONGEST, Way, record_sent_by_hand, ways_of, words_for
from afterword.followups.queries import Owed
from afterword.web.handing_off.programs import opening_words, program_words
from afterword.web.notices import say, say_trouble, told
from afterword.web.templatetags.frame import day
from afterword.web.today.views import follow_up_or_404


@dataclass(frozen=True, slots=True)
class Program:
    """One program to open. ``held``: why it must not be used; ``trouble``: why the link cannot be made."""

    key: str
    name: str
    opens: str
    address: str
    link: str
    trouble: str
    held: str


@require_http_methods(["GET", "HEAD", "POST"])
def hand_off(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """The words and the programs. Posting changes nothing here: it makes the links anew with the words as edited."""
    owed = follow_up_or_404(follow_up_id)
    if owed.state != "open":
        raise Http404
    ways = ways_of(follow_up_id)
    first = ways[0].key if ways else "sms"
    draft = words_for(follow_up_id, first)
    subject = request.POST.get("subject", draft.subject)[:200]
    text = request.POST.get("text", draft.body).replace("\r\n", "\n")[:LONGEST]
    programs = [_program(way, owed, subject, text) for way in ways]
    context = {
        "owed": owed,
        "programs": programs,
        "usable": [one for one in programs if one.link],
        "subject": subject,
        "text": text,
        "has_mail": any(one.key == "email" for one in programs),
        "from_calls": owed.channel == "phone",
        "length": len(text),
        "texts": _texts(text) if any(one.key == "sms" for one in programs) else "",
    }
    return render(request, "web/handing_off/hand_off.html", context)


def _texts(text: str) -> str:
    """How many messages the telephone network will count."""
    number = count(text).pieces
    return ngettext("%(number)s text", "%(number)s texts", number) % {"number": number} if number else ""


def _program(way: Way, owed: Owed, subject: str, text: str) -> Program:
    name = program_words().get(way.key, way.key)
    link = trouble = held = ""
    if not way.verdict.allowed:
        held = sentence(
            way.verdict.reason, translate=_, show_day=day, name=owed.customer,
            channel=way.key if way.key in ("sms", "email") else None,
            until_day=way.verdict.until.date() if way.verdict.until else None,
        )  # fmt: skip
    else:
        try:
            link = link_for(way.key, way.address, subject, text)
        except CannotHandOff as why:
            trouble = told(why)
    return Program(way.key, name, opening_words().get(way.key, name), way.address, link, trouble, held)


@require_POST
def sent(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """It was sent: the words are kept, and the follow-up is done."""
    owed = follow_up_or_404(follow_up_id)
    key = request.POST.get("by", "")
    try:
        text = request.POST.get("text")
        subject = request.POST.get("subject", "")
        if text is None and can_hand_off(key):
            draft = words_for(follow_up_id, key)
            text, subject = draft.body, draft.subject
        address = next((way.address for way in ways_of(follow_up_id) if way.key == key), "")
        record_sent_by_hand(
            follow_up_id=follow_up_id, channel=key, address=address, subject=subject, text=text or "",
            member_id=request.user.pk,
        )  # fmt: skip
        words = {"name": owed.customer, "program": program_words().get(key, key)}
        undo = reverse("follow-up-undo", args=[follow_up_id])
        say(request, _("Written down: %(name)s has your words (%(program)s).") % words, undo=undo)
    except Trouble as trouble:
        say_trouble(request, trouble)
        if owed.state == "open":
            return redirect("hand-off", follow_up_id)
    return redirect("calls" if owed.channel == "phone" else "today")
