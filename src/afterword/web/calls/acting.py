"""What the buttons of a call do: its outcome in one tap, then a note and the next step, and taking it back."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from afterword.businesses.queries import current_business, local_today
from afterword.domain.calling import Outcome, Then
from afterword.domain.trouble import Trouble
from afterword.followups import actions
from afterword.followups.calling.acting import add_note, record_call
from afterword.followups.calling.models import CallAttempt
from afterword.followups.calling.next_steps import plan_next_step
from afterword.followups.queries import Owed, follow_up
from afterword.web.calls.forms import AfterForm, OutcomeForm
from afterword.web.notices import say, say_trouble
from afterword.web.plans.sentences import channel_words
from afterword.web.templatetags.frame import day
from afterword.web.today.acting import answer
from afterword.web.today.sentences import moment_in_words
from afterword.web.today.views import follow_up_or_404


class NotTold(Trouble):
    """The outcome is missing."""


@require_POST
def called(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """What came of the call. From Today one returns there; from the list one goes on to the note, or to the next."""
    owed = follow_up_or_404(follow_up_id)
    from_today = request.POST.get("from") == "today"
    attempt = None
    try:
        attempt = _record(request, follow_up_id)
        path = "follow-up-undo" if from_today else "call-take-back"
        said = (
            _("Done: %(name)s.") % {"name": owed.customer}
            if from_today and attempt.became == Then.DONE
            else _told(attempt, owed)
        )
        say(request, said, undo=reverse(path, args=[follow_up_id]))
    except Trouble as trouble:
        say_trouble(request, trouble)
    if from_today:
        return answer(request, owed)
    if attempt is not None and attempt.outcome in (Outcome.REACHED, Outcome.DO_NOT_CALL):
        return redirect("call-after", attempt.pk)
    return redirect("calls")


def _record(request: HttpRequest, follow_up_id: int) -> CallAttempt:
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        raise NotTold("Say what came of the call: press one of the buttons beside the number.")
    said = form.cleaned_data
    outcome, again = form.told()
    return record_call(
        follow_up_id=follow_up_id,
        outcome=outcome,
        member_id=request.user.pk,
        note=said["note"],
        try_again=again,
        version=said["version"],
        number=said["number"],
    )


def _told(attempt: CallAttempt, owed: Owed) -> str:
    """What became of it, in one sentence."""
    words = {"name": owed.customer}
    if attempt.outcome == Outcome.DO_NOT_CALL:
        return _("Nobody calls %(name)s any more.") % words
    match attempt.became:
        case Then.DONE if attempt.outcome == Outcome.REACHED:
            return _("Reached: %(name)s.") % words
        case Then.DONE:
            return _("You left a message for %(name)s.") % words
        case Then.AGAIN if attempt.again_at is not None:
            when = {"when": moment_in_words(attempt.again_at, local_today(current_business()))}
            return _("%(name)s comes back %(when)s.") % (words | when)
        case Then.OTHER_NUMBER:
            return _("That number is not used any more. %(name)s has another one.") % words
        case Then.ASK:
            return _("%(name)s stays on your list: say what comes next.") % words
        case _:
            return _next_way(owed)


def _next_way(owed: Owed) -> str:
    """How it goes on where calling was given up."""
    now = follow_up(owed.id)
    words = {"name": owed.customer}
    if now is not None and now.state == "open":
        channel = {"channel": channel_words().get(now.channel, now.channel)}
        return _("Calling is given up: for %(name)s it becomes %(channel)s.") % (words | channel)
    return _("Calling is given up, and there is no other way for this step to reach %(name)s.") % words


@require_POST
def go_on(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Keep the note and the next step."""
    attempt = attempt_or_404(attempt_id)
    form = AfterForm(request.POST)
    try:
        if not form.is_valid():
            raise actions.BadDay("Choose a day after today.")
        _keep(request, attempt, form.cleaned_data["note"], form.cleaned_data["step"], form.cleaned_data["on"])
    except Trouble as trouble:
        say_trouble(request, trouble)
        return redirect("call-after", attempt_id)
    return redirect("calls")


def _keep(request: HttpRequest, attempt: CallAttempt, note: str, step: str, on: date | None) -> None:
    if step and on is None:
        raise actions.BadDay("Choose a day after today.")
    if step and on is not None:
        made = plan_next_step(
            customer_id=attempt.customer_id,
            channel="phone" if step == "promise" else step,
            on=on,
            note=_step_note(step, note),
        )
        say(request, _("It comes up on %(day)s.") % {"day": day(made.due_on)})
    if note.strip():
        add_note(attempt_id=attempt.pk, note=note, member_id=request.user.pk)
        if not step:
            say(request, _("Your note is in the history of %(name)s.") % {"name": attempt.customer.display_name})


def _step_note(step: str, note: str) -> str:
    """What the reminder will say on its day."""
    if step == "promise":
        return _("You promised to call again. %(words)s") % {"words": note}
    return note or _("You spoke on the telephone, and wanted to be in touch again.")


@require_POST
def take_back(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """The outcome was pressed by mistake."""
    owed = follow_up_or_404(follow_up_id)
    try:
        actions.undo(follow_up_id=follow_up_id, member_id=request.user.pk)
        say(request, _("Taken back: %(name)s is on your list again.") % {"name": owed.customer})
    except Trouble as trouble:
        say_trouble(request, trouble)
    return redirect("calls")


def attempt_or_404(attempt_id: int) -> CallAttempt:
    """One try of this business."""
    attempt = CallAttempt.objects.select_related("customer", "follow_up").filter(pk=attempt_id).first()
    if attempt is None:
        raise Http404
    return attempt
