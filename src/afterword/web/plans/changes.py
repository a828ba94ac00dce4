"""A draft beside what is live: what differs, what it means for those on their way, and what to do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from afterword.domain.planning import Window
from afterword.domain.versions import Change, ChangeKind
from afterword.domain.whole_number import whole_number
from afterword.plans.editing.comparing import Effects, Example, effects
from afterword.plans.editing.drawn_up import drawn_up
from afterword.plans.editing.going_over import move_under_way
from afterword.plans.editing.saving import throw_draft_away
from afterword.plans.editing.using import NoSuchVersion, Used, use_version
from afterword.plans.models import Plan, PlanVersion
from afterword.plans.simulating.tried import can_be_tried
from afterword.plans.versions import draft_of
from afterword.web.notices import say
from afterword.web.permissions import needs
from afterword.web.plans.differences import as_plan, as_row, differences
from afterword.web.plans.sentences import channel_words
from afterword.web.plans.told import tell_plan
from afterword.web.templatetags.frame import day, number


@never_cache
@require_safe
@needs("plans")
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What is live and what waits, side by side."""
    plan = get_object_or_404(Plan.objects.all(), slug=slug)
    draft = draft_of(plan)
    if draft is None:
        return redirect("plan", slug)
    live, new = drawn_up(plan), drawn_up(plan, draft.version)
    found = effects(plan, draft.version, examples=12)
    context = {
        "plan": plan,
        "version": draft.version,
        "differences": differences(live, new),
        "sides": [
            (_("Now"), tell_plan(as_plan(live), [as_row(step) for step in live.steps])),
            (_("New"), tell_plan(as_plan(new), [as_row(step) for step in new.steps])),
        ],
        "effects": found,
        "sentences": _sentences(found),
        "examples": [
            _example(one, {step.key: step.name for step in (*live.steps, *new.steps)}) for one in found.examples
        ],
        "can_be_tried": can_be_tried(plan),
    }
    return render(request, "web/plans/changes.html", context)


@require_POST
@needs("plans")
def use(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """Let a version be the live one; ``move`` says who of those on their way goes over: none, chosen or all."""
    plan = get_object_or_404(Plan.objects.all(), slug=slug)
    try:
        used = use_version(slug=slug, version=version, move=_whom(request), member_id=request.user.pk)
    except NoSuchVersion:
        raise Http404 from None
    undo = "" if used.plan.version == used.before else _undo(used)
    say(request, _said(used), undo=undo)
    return redirect("plan", plan.slug)


@require_POST
@needs("plans")
def throw_away(request: HttpRequest, slug: str) -> HttpResponse:
    """Forget the draft."""
    get_object_or_404(Plan.objects.all(), slug=slug)
    if throw_draft_away(slug=slug, member_id=request.user.pk):
        say(request, _("The draft is gone. The plan is as it was."))
    return redirect("plan", slug)


@never_cache
@require_safe
@needs("plans")
def how_far(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of the plan's page that shows those on their way going over; it looks again by itself."""
    plan = get_object_or_404(Plan.objects.all(), slug=slug)
    move = move_under_way(plan)
    if move is None:
        return HttpResponseClientRefresh()
    return render(request, "web/plans/going_over.html", {"plan": plan, "move": move})


def earlier_versions(plan: Plan) -> list[PlanVersion]:
    """The versions that were live before, the newest first."""
    return list(
        PlanVersion.objects.filter(plan_id=plan.pk, version__lt=plan.version, live_at__isnull=False).order_by(
            "-version"
        )
    )


def _whom(request: HttpRequest) -> list[int] | None:
    """The enrollments that move; None: all of them. What undoes a move has it in its address."""
    how = request.POST.get("move") or request.GET.get("move", "none")
    if how == "all":
        return None
    chosen = request.POST.getlist("enrollment") if how == "chosen" else []
    return [number for one in chosen if (number := whole_number(str(one))) is not None]


def _undo(used: Used) -> str:
    """The version before, for those who went over as well."""
    path = reverse("plan-version-use", args=[used.plan.slug, used.before])
    return f"{path}?move=all" if used.moved.enrollments or used.going_over else path


def _said(used: Used) -> str:
    name, moved = {"plan": used.plan.name}, used.moved
    if used.plan.version == used.before and not moved.enrollments:
        return _("“%(plan)s” is as it was.") % name
    first = _("“%(plan)s” is as you changed it, for everybody who begins it from now on.") % name
    if used.going_over:
        second = _(
            "The %(count)s on their way go over now, some thousands at a time: the page of the plan shows how far."
        )
        return f"{first} {second % {'count': number(used.going_over)}}"
    if not moved.enrollments:
        return first
    second = ngettext(
        "%(count)s customer who is on the way goes on by it.",
        "%(count)s customers who are on their way go on by it.",
        moved.enrollments,
    ) % {"count": number(moved.enrollments)}
    return f"{first} {second}"


def _sentences(found: Effects) -> list[str]:
    if not found.running:
        return [_("Nobody is on the way through this plan.")]
    whole = found.summary
    running = ngettext(
        "%(count)s customer is on the way through this plan.",
        "%(count)s customers are on their way through this plan.",
        found.running,
    ) % {"count": number(found.running)}
    if found.compared < found.running:
        running += " " + _("The newest %(count)s of them were looked at:") % {"count": number(found.compared)}
    if not whole.changed:
        return [running, _("Nothing would change for them.")]
    changed = ngettext(
        "Something would change for %(count)s of them.", "Something would change for %(count)s of them.", whole.changed
    ) % {"count": number(whole.changed)}
    counted = [text % {"count": number(whole.touches[kind])} for kind, text in _counts() if whole.touches.get(kind)]
    return [running, changed, *counted, _time(whole.minutes)]


def _counts() -> list[tuple[ChangeKind, str]]:
    return [
        (ChangeKind.MOVED, _("Touches on other days or by another way: %(count)s.")),
        (ChangeKind.ADDED, _("New touches: %(count)s.")),
        (ChangeKind.DROPPED, _("Touches that fall away: %(count)s.")),
        (ChangeKind.TOO_LATE, _("Touches that stay as they are, because their new days have passed: %(count)s.")),
        (ChangeKind.KEPT_BY_HAND, _("Touches that stay on the day you gave them: %(count)s.")),
    ]


def _time(minutes: int) -> str:
    if not minutes:
        return _("It takes as much of your time as before.")
    if minutes > 0:
        return ngettext(
            "It takes %(count)s minute of your time more.", "It takes %(count)s minutes of your time more.", minutes
        ) % {"count": number(minutes)}
    return ngettext(
        "It takes %(count)s minute of your time less.", "It takes %(count)s minutes of your time less.", -minutes
    ) % {"count": number(-minutes)}


def _example(one: Example, names: Mapping[str, str]) -> dict[str, Any]:
    lines = [_line(change, names) for change in one.changes.changes]
    return {
        "customer_id": one.customer_id,
        "name": one.name,
        "enrollment_id": one.changes.enrollment_id,
        "lines": [line for line in lines if line],
    }


def _line(change: Change, names: Mapping[str, str]) -> str:
    words = {"step": names.get(change.step_key, change.step_key)}
    before, after = change.before, change.after
    match change.kind:
        case ChangeKind.MOVED if before and after:
            return _moved(change, before, after, words)
        case ChangeKind.ADDED if after:
            return _("%(step)s: new, on %(after)s.") % (words | {"after": day(after.due)})
        case ChangeKind.DROPPED if before:
            return _("%(step)s: falls away (%(before)s).") % (words | {"before": day(before.due)})
        case ChangeKind.TOO_LATE if before:
            return _("%(step)s: stays on %(before)s.") % (words | {"before": day(before.due)})
        case _:
            return ""


def _moved(change: Change, before: Window, after: Window, words: dict[str, str]) -> str:
    """What is different about a touch that stays: its channel, its day, or how long there is time for it."""
    if change.channel_before is not change.channel_after and change.channel_after is not None:
        return _("%(step)s: %(by)s instead, on %(after)s.") % (
            words | {"by": channel_words().get(change.channel_after, ""), "after": day(after.due)}
        )
    if before.due != after.due:
        return _("%(step)s: from %(before)s to %(after)s.") % (
            words | {"before": day(before.due), "after": day(after.due)}
        )
    return _("%(step)s: until %(after)s instead of %(before)s.") % (
        words | {"before": day(before.last), "after": day(after.last)}
    )
