"""One person after the other: what is known of them, the letter, and the field for one line."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from afterword.businesses.queries import local_today
from afterword.domain.channel import Channel
from afterword.domain.own_line import LONGEST_LINE, one_line
from afterword.domain.trouble import Trouble
from afterword.followups.actions import NothingSaid, approve_follow_up
from afterword.followups.drafts import write_line
from afterword.followups.guarding.known import known_of
from afterword.followups.guarding.waiting import lines_wanted, next_wanted
from afterword.followups.queries import Owed
from afterword.web.notices import say, told
from afterword.web.own_lines.facts import Fact, facts_of
from afterword.web.own_lines.proposing import Proposal, assistant_told, proposal_for
from afterword.web.today.acting import answer, tell_approved
from afterword.web.today.asked import asked_for
from afterword.web.today.board import Row, rows_of
from afterword.web.today.views import business_of, follow_up_or_404


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """The first who waits; where nobody does, a page that says so."""
    wanted = lines_wanted()
    if wanted:
        return redirect("follow-up-line", wanted[0].owed.id)
    return render(request, "web/own_lines/none.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """The page of one letter; keeping the line, keeping and approving, or asking the assistant for a proposal."""
    owed = follow_up_or_404(follow_up_id)
    if owed.state != "open" or owed.channel == Channel.PHONE:
        raise Http404
    [row] = rows_of([owed], local_today(business_of(request)))
    facts = facts_of(known_of(owed.customer_id), local_today(business_of(request)))
    typed, proposal, trouble = row.draft.line, Proposal(), ""
    if request.method == "POST":
        typed = one_line(request.POST.get("line", ""))
        try:
            if request.POST.get("do") == "propose":
                proposal = proposal_for(row, facts)
                typed = proposal.line
            else:
                return _kept(request, owed, typed)
        except Trouble as why:
            trouble = told(why)
            proposal = Proposal(request.POST.get("proposed", ""))
    return _page(request, row, facts, {"typed": typed, "proposal": proposal, "trouble": trouble})


def _kept(request: HttpRequest, owed: Owed, typed: str) -> HttpResponse:
    """Keep the line, and let the letter go where that was asked; then the next person."""
    if not typed:
        raise NothingSaid(_("Write your line first."))
    after = next_wanted(owed.id, lines_wanted())
    proposed = request.POST.get("proposed", "")
    write_line(follow_up_id=owed.id, line=typed, member_id=request.user.pk, proposed=proposed)
    if request.POST.get("do") == "approve":
        approve_follow_up(follow_up_id=owed.id, member_id=request.user.pk)
        tell_approved(request, owed)
    else:
        say(request, _("Your line is in the letter to %(name)s.") % {"name": owed.customer})
    if after is None or asked_for(request).back:
        return answer(request, owed)
    return redirect(reverse("follow-up-line", args=[after.id]) + asked_for(request).query)


def _page(request: HttpRequest, row: Row, facts: list[Fact], said: dict[str, Any]) -> HttpResponse:
    wanted = lines_wanted()
    ids = [one.owed.id for one in wanted]
    context = {
        "row": row,
        "letter": row.letter,
        "asked": asked_for(request),
        "facts": facts,
        "assistant": assistant_told(),
        "longest": LONGEST_LINE,
        "after": next_wanted(row.id, wanted),
        "place": ids.index(row.id) + 1 if row.id in ids else None,
        "waiting": len(ids),
        **said,
    }
    return render(request, "web/own_lines/line.html", context, status=422 if said["trouble"] else 200)
