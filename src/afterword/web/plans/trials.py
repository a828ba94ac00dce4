"""What can be tried on a page: one plan, all together, a ready-made one, or a draft beside what is live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from afterword.businesses.queries import current_business
from afterword.plans.adopting import adoptable
from afterword.plans.models import Plan, Step
from afterword.plans.simulating.naming import READY_MADE
from afterword.plans.simulating.tried import can_be_tried
from afterword.plans.versions import draft_of

#: In place of a plan's slug: all that are on.
ALL = "all"


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried, under which names (``simulating.naming``), and what its pages are called and lead back to."""

    kind: str
    slug: str
    title: str
    names: tuple[str, ...]
    back: str
    #: The names of steps by plan and key.
    steps: Mapping[tuple[str, str], str]

    def url(self, name: str, *args: str) -> str:
        """The path of one of its pages: "", "-begin" or "-at-work"."""
        return reverse(f"{self.kind}-trial{name}", args=[self.slug, *args])


def trial_of(kind: str, slug: str) -> Trial:
    """Raises ``Http404`` where there is no such plan, or none that can be tried."""
    return {"plan": _of_plan, "ready-made": _of_ready_made, "plan-versions": _of_versions}[kind](slug)


def _of_plan(slug: str) -> Trial:
    if slug == ALL:
        if not any(can_be_tried(plan) for plan in Plan.objects.filter(is_active=True)):
            raise Http404
        return Trial("plan", ALL, _("All plans together"), ("",), reverse("plans"), _step_names())
    plan = _plan(slug)
    return Trial("plan", slug, plan.name, (slug,), reverse("plan", args=[slug]), _step_names())


def _of_ready_made(slug: str) -> Trial:
    offer = next((one for one in adoptable(current_business()) if one.ready.slug == slug), None)
    if offer is None:
        raise Http404
    names = {(offer.rows.plan.slug, step.key): step.name for step in offer.rows.steps}
    back = reverse("ready-made-plan", args=[slug])
    return Trial("ready-made", slug, offer.ready.name, (READY_MADE + slug,), back, names)


def _of_versions(slug: str) -> Trial:
    plan = _plan(slug)
    draft = draft_of(plan)
    if draft is None:
        raise Http404
    names = (f"{slug}@{plan.version}", f"{slug}@{draft.version}")
    return Trial("plan-versions", slug, plan.name, names, reverse("plan-changes", args=[slug]), _step_names())


def _plan(slug: str) -> Plan:
    plan = get_object_or_404(Plan.objects.all(), slug=slug)
    if not can_be_tried(plan):
        raise Http404
    return plan


def _step_names() -> dict[tuple[str, str], str]:
    """Of all versions; a newer name speaks for an older one."""
    rows = Step.objects.order_by("version").values_list("plan__slug", "key", "name")
    return {(slug, key): name for slug, key, name in rows}
