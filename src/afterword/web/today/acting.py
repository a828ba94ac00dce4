"""What the buttons of a follow-up do: one action each, then the list again with what was done and how to undo it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from afterword.businesses.queries import local_today
from afterword.domain.trouble import Trouble
from afterword.domain.whole_number import whole_numbers
from afterword.followups import actions
from afterword.followups.actions import NotThere
from afterword.followups.drafts import drop_edit, write_line
from afterword.followups.queries import Owed
from afterword.web.channel_names import channel_title
from afterword.web.notices import say, say_trouble, told
from afterword.web.today import sentences
from afterword.web.today.asked import asked_for
from afterword.web.today.forms import LaterForm, NoteForm
from afterword.web.today.views import business_of, desk, follow_up_or_404

Act = Callable[[HttpRequest, Owed], None]

#: As many as a page can show at most.
MOST_AT_ONCE = 500


def acts_on_one(act: Act) -> Callable[[HttpRequest, int], HttpResponse]:
    """A view that does one thing with one follow-up; trouble becomes one sentence above the list."""

    @require_POST
    @wraps(act)
    def view(request: HttpRequest, follow_up_id: int) -> HttpResponse:
        owed = follow_up_or_404(follow_up_id)
        try:
            act(request, owed)
        except NotThere:
            raise Http404 from None
        except Trouble as trouble:
            say_trouble(request, trouble)
        return answer(request, owed)

    return view


def answer(request: HttpRequest, owed: Owed | None = None) -> HttpResponse:
    """Back to where the button was: the customer's page, or Today; for htmx the desk as it is now."""
    asked = asked_for(request)
    if asked.back and owed is not None:
        return redirect("customer", owed.customer_id)
    if asked.calls:
        return redirect("calls")
    if request.headers.get("HX-Request"):
        return desk(request)
    return redirect(reverse("today") + asked.query)


@acts_on_one
def approve(request: HttpRequest, owed: Owed) -> None:
    """Let the message go in ten seconds."""
    actions.approve_follow_up(follow_up_id=owed.id, member_id=request.user.pk)
    tell_approved(request, owed)


def tell_approved(request: HttpRequest, owed: Owed) -> None:
    """Say that it leaves, with the way to take it back."""
    words = {"name": owed.customer, "seconds": actions.UNDO_SECONDS}
    say(request, _("The letter to %(name)s leaves in %(seconds)d seconds.") % words, undo=_undo_path(request, owed.id))


@require_POST
def approve_ready(request: HttpRequest) -> HttpResponse:
    """Let all those go that the page showed as ready, and no others."""
    wanted = _ids(request.POST.get("ids", ""))
    gone, refused = actions.approve_all(follow_up_ids=wanted, member_id=request.user.pk, one_each=True, hold_alike=True)
    if gone:
        said = ngettext(
            "%(count)d letter leaves in %(seconds)d seconds.",
            "%(count)d letters leave in %(seconds)d seconds.",
            len(gone),
        )
        path = f"{reverse('follow-ups-undo')}{_with_ids(request, gone)}"
        say(request, said % {"count": len(gone), "seconds": actions.UNDO_SECONDS}, undo=path)
    if refused:
        said = ngettext("%(count)d stayed here: %(why)s", "%(count)d stayed here. The first one: %(why)s", len(refused))
        say_trouble(request, said % {"count": len(refused), "why": next(iter(refused.values()))})
    elif not gone:
        say_trouble(request, _("There was nothing to approve. Reload the page to see how things stand."))
    return answer(request)


@acts_on_one
def done(request: HttpRequest, owed: Owed) -> None:
    """A person did it; what was said may be noted."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise TooManyWords(_("Keep the note to a thousand letters."))
    actions.mark_done(follow_up_id=owed.id, member_id=request.user.pk, note=form.said())
    say(request, _("Done: %(name)s.") % {"name": owed.customer}, undo=_undo_path(request, owed.id))


@acts_on_one
def later(request: HttpRequest, owed: Owed) -> None:
    """Put it off to a day."""
    form = LaterForm(request.POST)
    if not form.is_valid():
        raise actions.BadDay(_("Choose a day after today."))
    until = form.cleaned_data["until"]
    actions.snooze_follow_up(follow_up_id=owed.id, member_id=request.user.pk, until=until)
    today = local_today(business_of(request))
    near = 0 < (until - today).days < 7
    day = sentences.weekday(until) if near else sentences.short_day(until, today)
    words = {"name": owed.customer, "day": day}
    say(request, _("%(name)s comes up again on %(day)s.") % words, undo=_undo_path(request, owed.id))


@acts_on_one
def skip(request: HttpRequest, owed: Owed) -> None:
    """Leave it out, and say why."""
    form = NoteForm(request.POST)
    actions.skip_follow_up(follow_up_id=owed.id, member_id=request.user.pk, reason=form.said())
    say(request, _("Skipped: %(name)s.") % {"name": owed.customer}, undo=_undo_path(request, owed.id))


@acts_on_one
def use_another_channel(request: HttpRequest, owed: Owed) -> None:
    """Call instead of writing, or the other way round."""
    channel = request.POST.get("channel", "")
    actions.use_channel(follow_up_id=owed.id, member_id=request.user.pk, channel=channel)
    said = {
        "email": _("%(name)s gets an e-mail now."),
        "phone": _("%(name)s gets a call now."),
        "post": _("%(name)s gets something by post now."),
    }.get(channel, _("%(name)s: now by %(channel)s."))
    say(request, said % {"name": owed.customer, "channel": channel_title(channel)}, undo=_undo_path(request, owed.id))


@acts_on_one
def arrived(request: HttpRequest, owed: Owed) -> None:
    """Say what became of a message that nobody answered for."""
    did = request.POST.get("arrived") == "yes"
    actions.resolve_unclear(follow_up_id=owed.id, member_id=request.user.pk, arrived=did)
    said = _("Good: %(name)s has it.") if did else _("%(name)s is on the list again; nothing was sent twice.")
    say(request, said % {"name": owed.customer})


@acts_on_one
def own_line(request: HttpRequest, owed: Owed) -> None:
    """Put a line in one's own words into the letter."""
    line = " ".join(request.POST.get("line", "").split())[:500]
    if not line:
        raise actions.NothingSaid(_("Write your line first."))
    write_line(follow_up_id=owed.id, line=line, member_id=request.user.pk)
    say(request, _("Your line is in the letter to %(name)s.") % {"name": owed.customer})


@acts_on_one
def put_back_draft(request: HttpRequest, owed: Owed) -> None:
    """Back to the text that the plan gives."""
    drop_edit(follow_up_id=owed.id)
    say(request, _("The letter to %(name)s is as your plan words it again.") % {"name": owed.customer})


@acts_on_one
def take_back(request: HttpRequest, owed: Owed) -> None:
    """Undo what was done last."""
    actions.undo(follow_up_id=owed.id, member_id=request.user.pk)
    say(request, _("Taken back: %(name)s is on your list again.") % {"name": owed.customer})


@require_POST
def take_back_many(request: HttpRequest) -> HttpResponse:
    """Undo what was done to several at one go; those that have left stay gone, and that is said."""
    wanted = _ids(request.GET.get("ids", ""))
    taken, trouble = 0, ""
    for follow_up_id in wanted:
        try:
            actions.undo(follow_up_id=follow_up_id, member_id=request.user.pk)
            taken += 1
        except Trouble as why:
            trouble = told(why)
    if taken:
        said = ngettext("%(count)d letter is on your list again.", "%(count)d letters are on your list again.", taken)
        say(request, said % {"count": taken})
    if trouble or not wanted:
        say_trouble(request, trouble or _("There is nothing here to take back any more."))
    return answer(request)


class TooManyWords(Trouble):
    """A note that is too long to keep."""


def _undo_path(request: HttpRequest, follow_up_id: int) -> str:
    return reverse("follow-up-undo", args=[follow_up_id]) + asked_for(request).query


def _with_ids(request: HttpRequest, ids: list[int]) -> str:
    query = asked_for(request).query
    return f"{query or '?'}{'&' if query else ''}ids={','.join(map(str, ids))}"


def _ids(text: str) -> list[int]:
    return whole_numbers(text)[:MOST_AT_ONCE]
