"""The plans: read, switched on and off, and their words changed."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from afterword.domain.planning import Mode
from afterword.followups.guarding.alike import coming_alike
from afterword.followups.guarding.settled import limit
from afterword.followups.merge_fields import FIELDS
from afterword.followups.models import Template
from afterword.plans import queries
from afterword.plans.actions import reach_recent, switch_plan
from afterword.plans.editing.going_over import move_under_way
from afterword.plans.keeping_in_touch.plan import TRIGGER
from afterword.plans.keeping_in_touch.queries import queue
from afterword.plans.models import Plan, Step
from afterword.plans.simulating.tried import can_be_tried
from afterword.plans.versions import draft_of, drafts_by_plan
from afterword.plans.wording import ask_for_line, change_wording
from afterword.plans.working import working_kinds
from afterword.web.notices import say
from afterword.web.permissions import needs
from afterword.web.plans.changes import earlier_versions
from afterword.web.plans.forms import WordingForm
from afterword.web.plans.letters import example_for, letters
from afterword.web.plans.ready_made import offers_told, wording_of
from afterword.web.plans.told import tell_plan

#: As many at a time as an owner can look through in a week or two.
REACH_AT_ONCE = 30


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan as a few sentences, with its switch."""
    steps = queries.steps_by_plan()
    told = [tell_plan(plan, steps.get(plan.pk, [])) for plan in queries.plans()]
    many = _word_for_word([step for plan in told if plan["plan"].is_active for step in steps.get(plan["plan"].pk, [])])
    for one in told:
        one["alike"] = one["plan"].pk in many
    waiting = queries.past_sales_waiting(most_recent=0)
    context = {"plans": told, "drafts": drafts_by_plan(), "waiting": waiting, **offers_told()}
    return render(request, "web/plans/plans.html", context)


def _word_for_word(steps: Sequence[Step]) -> set[int]:
    """The plans of which a letter that leaves by itself says the same to too many. No query where none does."""
    by_itself = [step for step in steps if step.mode == Mode.AUTOMATIC]
    if not by_itself:
        return set()
    found = coming_alike(list(Template.objects.in_bulk({step.template_id for step in by_itself}).values()))
    return {step.plan_id for step in by_itself if step.template_id in found}


@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """One plan with the words of each of its steps, filled in for a real customer."""
    chosen = get_object_or_404(Plan.objects.all(), slug=slug)
    steps = list(queries.steps_of(chosen))
    told = tell_plan(chosen, steps)
    alike, days = coming_alike([step.template for step in steps]), limit().days
    for entry, step in zip(told["steps"], steps, strict=True):
        entry["alike"] = alike.get(step.template_id, 0)
        entry["alike_days"] = days
        example = example_for(step)
        entry["example"] = example
        entry["letters"] = letters(wording_of(step.template), step.channels, example)
    context = {
        "told": told,
        "can_be_tried": can_be_tried(chosen),
        "can_be_edited": chosen.trigger in working_kinds(),
        "queue": queue(chosen) if chosen.trigger == TRIGGER else None,
        "draft": draft_of(chosen),
        "move": move_under_way(chosen),
        "earlier": earlier_versions(chosen),
    }
    return render(request, "web/plans/plan.html", context)


@require_POST
@needs("plans")
def switch(request: HttpRequest, slug: str) -> HttpResponse:
    """Switch a plan on or off."""
    get_object_or_404(Plan.objects.all(), slug=slug)
    on = request.POST.get("on") == "yes"
    chosen = switch_plan(slug=slug, on=on, member_id=request.user.pk)
    words = {"plan": chosen.name}
    said = _("“%(plan)s” is on.") if on else _("“%(plan)s” is off. Its follow-ups stand still.")
    say(request, said % words)
    return redirect("plans")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("plans")
def wording(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Edit what a step says; a broken text is shown with what to mend, and not kept."""
    step = _step(slug, key)
    form = WordingForm(request.POST or None, step=step)
    if request.method == "POST" and form.is_valid():
        change_wording(step_id=step.pk, wording=form.wording())
        say(request, _("The new wording is kept. It holds for every letter that has not left yet."))
        return redirect("plan", slug)
    example = example_for(step)
    context = {
        "plan": step.plan,
        "step": step,
        "form": form,
        "known": FIELDS.items(),
        "example": example,
        "letters": letters(form.as_entered(), step.channels, example),
    }
    return render(request, "web/plans/wording.html", context, status=422 if form.errors else 200)


@require_POST
@needs("plans")
def ask_for_own_line(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Let each letter of a step wait for one line in a person's own hand."""
    step = _step(slug, key)
    ask_for_line(step_id=step.pk)
    words = {"step": step.name}
    say(request, _("Each letter of “%(step)s” waits for one line in your own hand now.") % words)
    return redirect("plan", slug)


@require_POST
@needs("plans")
def preview(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The letters as they would read with what stands in the fields now; keeps nothing."""
    step = _step(slug, key)
    example = example_for(step)
    told = letters(WordingForm(request.POST, step=step).as_entered(), step.channels, example)
    return render(request, "web/plans/letters.html", {"letters": told, "example": example})


@require_POST
@needs("plans")
def reach_recent_customers(request: HttpRequest) -> HttpResponse:
    """Follow up the most recent of those who bought too long ago for any plan."""
    made = reach_recent(count=REACH_AT_ONCE)
    if made:
        sentence = ngettext(
            "%(count)d customer who bought a while ago is on your list now.",
            "%(count)d customers who bought a while ago are on your list now, a few on each day.",
            made,
        )
        say(request, sentence % {"count": made})
    else:
        say(request, _("There is nobody left to reach like this."))
    return redirect(reverse("today"))


def _step(slug: str, key: str) -> Step:
    chosen = get_object_or_404(Plan.objects.all(), slug=slug)
    return get_object_or_404(queries.steps_of(chosen).select_related("plan", "template"), key=key)
