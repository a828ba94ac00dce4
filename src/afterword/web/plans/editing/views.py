"""Editing a plan, and drawing up a new one: nothing that is live changes here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from afterword.businesses.queries import current_business
from afterword.followups.guarding.alike import coming_alike
from afterword.followups.guarding.settled import limit
from afterword.followups.merge_fields import FIELDS
from afterword.plans.adopting import adoptable
from afterword.plans.editing.drawn_up import DrawnPlan, drawn_from, drawn_up
from afterword.plans.editing.faults import BadPlan
from afterword.plans.editing.saving import create_plan, has_begun, save_plan
from afterword.plans.models import Plan
from afterword.plans.queries import steps_of
from afterword.plans.versions import draft_of
from afterword.plans.working import working_kinds
from afterword.web.notices import say
from afterword.web.permissions import needs
from afterword.web.plans.editing.editor import Editor, editor_entered, editor_of, press


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs("plans")
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a plan: kept as a draft beside what is live, or in place where it has not begun."""
    plan = get_object_or_404(Plan.objects.filter(trigger__in=working_kinds()), slug=slug)
    draft = draft_of(plan)
    before = drawn_up(plan, draft.version if draft else None)
    editor, drawn = _asked(request, before)
    if drawn is not None:
        try:
            version = save_plan(slug=slug, drawn=drawn, member_id=request.user.pk)
        except BadPlan as bad:
            editor.refuse(bad)
        else:
            if version != plan.version:
                say(request, _("Your draft is kept. Nothing has changed yet."))
                return redirect("plan-changes", slug)
            say(request, _("“%(plan)s” is kept.") % {"plan": drawn.name})
            return redirect("plan", slug)
    return _page(request, editor, plan=plan, is_live=has_begun(plan))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs("plans")
def new(request: HttpRequest) -> HttpResponse:
    """Draw up a plan of one's own: from scratch, or from a copy (``from``: the slug of a plan, or of a ready-made)."""
    editor, drawn = _asked(request, _beginning(request.GET.get("from", "")))
    if drawn is not None:
        try:
            plan = create_plan(drawn=drawn, member_id=request.user.pk)
        except BadPlan as bad:
            editor.refuse(bad)
        else:
            say(request, _("“%(plan)s” is drawn up. It is off until you switch it on.") % {"plan": plan.name})
            return redirect("plan", plan.slug)
    return _page(request, editor, plan=None, is_live=False)


def _asked(request: HttpRequest, before: DrawnPlan) -> tuple[Editor, DrawnPlan | None]:
    """The editor after what was asked for; the plan with it where it is to be kept and nothing is wrong."""
    if request.method != "POST":
        return editor_of(before), None
    button = request.POST.get("do", "save")
    if button == "save":
        editor = editor_entered(request.POST, before, bound=True)
        return editor, editor.drawn()
    editor = editor_entered(request.POST, before, bound=False)
    press(editor, button)
    return editor, None


def _page(request: HttpRequest, editor: Editor, *, plan: Plan | None, is_live: bool) -> HttpResponse:
    if plan is not None:
        _tell_alike(editor, plan)
    wrong = request.method == "POST" and request.POST.get("do", "save") == "save"
    context: dict[str, Any] = {"editor": editor, "plan": plan, "is_live": is_live, "known": FIELDS.items()}
    return render(request, "web/plans/editor.html", context, status=422 if wrong else 200)


def _tell_alike(editor: Editor, plan: Plan) -> None:
    """Say at each step whose live words go to too many as they stand."""
    steps = list(steps_of(plan).select_related("template"))
    found, days = coming_alike([step.template for step in steps]), limit().days
    by_key = {step.key: found.get(step.template_id, 0) for step in steps}
    for part in editor.steps:
        part.alike_days = days
        part.alike = by_key.get(str(part.form["key"].value() or ""), 0)


def _beginning(slug: str) -> DrawnPlan:
    """What a new plan begins as. Raises ``Http404`` where there is nothing to copy."""
    if not slug:
        return DrawnPlan(name="", stops=("reply", "complaint", "opt_out"))
    plan = Plan.objects.filter(slug=slug, trigger__in=working_kinds()).first()
    if plan is not None:
        copied = drawn_up(plan)
        return replace(copied, name=_("%(plan)s, another") % {"plan": copied.name[:80]})
    for offer in adoptable(current_business()):
        if offer.ready.slug == slug:
            for step, template in zip(offer.rows.steps, offer.rows.templates, strict=True):
                step.template = template
            return drawn_from(offer.rows.plan, offer.rows.steps)
    raise Http404
