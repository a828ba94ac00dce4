"""Which cards a page is about: those of one plan, or some that were ticked."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from afterword.domain.whole_number import whole_number
from afterword.followups.posting.queue import Speech, ToPost, to_post
from afterword.plans.models import Plan
from afterword.web.templatetags.frame import day

#: In the reader's language.
SPEECH = Speech(gettext, day)


@dataclass(frozen=True, slots=True)
class Batch:
    """The cards of one plan (``plan_id`` 0: those of no plan) that wait, with the plan's name."""

    plan_id: int
    name: str
    cards: list[ToPost]

    @property
    def ready(self) -> list[ToPost]:
        """Nothing is missing of these."""
        return [card for card in self.cards if not card.missing]


def batches() -> list[Batch]:
    """Everything to be posted by plan, the most urgent plan first."""
    found: dict[int, list[ToPost]] = {}
    for card in to_post(speech=SPEECH):
        found.setdefault(card.plan_id or 0, []).append(card)
    names = dict(Plan.objects.filter(pk__in=list(found)).values_list("id", "name"))
    return [Batch(plan_id, names.get(plan_id, ""), cards) for plan_id, cards in found.items()]


def plan_asked(values: QueryDict) -> int | None:
    """The plan that a page names; None where it names none."""
    return whole_number(values.get("plan", ""))


def cards_ticked(request: HttpRequest) -> list[ToPost]:
    """The cards that a form names, those that are still to be posted."""
    ids = [number for one in request.POST.getlist("card") if (number := whole_number(one)) is not None]
    return to_post(ids=ids, speech=SPEECH) if ids else []


def post_page(plan_id: int | None) -> str:
    """Where the cards of this plan stand."""
    return reverse("post") + (f"?plan={plan_id}" if plan_id is not None else "")
