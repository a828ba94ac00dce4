"""What is to be tried, by its name: a plan, one of its versions, a ready-made plan of the trade, or all that are on."""

from __future__ import annotations

from afterword.businesses.queries import current_business
from afterword.domain.whole_number import whole_number
from afterword.plans.adopting import adoptable
from afterword.plans.simulating.tried import NothingToTry, TriedPlan, tried_plans, tried_rows

#: Before the slug of a ready-made plan that the business need not have.
READY_MADE = "ready-made:"


def tried_by_name(name: str) -> list[TriedPlan]:
    """The plans of that name: a slug, a slug with ``@`` and a version, or ``ready-made:`` and a slug; empty: all on.

    Raises :class:`NothingToTry`.
    """
    if name.startswith(READY_MADE):
        return [_ready_made(name.removeprefix(READY_MADE))]
    slug, at, version = name.partition("@")
    if not at:
        return tried_plans(slug=slug or None)
    if not (number := whole_number(version, most=999_999)):
        raise NothingToTry(f"{name!r} names no version. Write the plan and a number, like thank-you@2.")
    return tried_plans(slug=slug, version=number)


def _ready_made(slug: str) -> TriedPlan:
    """A plan that is in no table: what stands for it has ids that no row has."""
    for offer in adoptable(current_business()):
        if offer.ready.slug == slug:
            offer.rows.plan.pk = -1
            for number, (step, template) in enumerate(zip(offer.rows.steps, offer.rows.templates, strict=True), 1):
                step.pk, step.template_id = -number, -number
                template.pk = -number
            return tried_rows(offer.rows.plan, offer.rows.steps)
    known = ", ".join(offer.ready.slug for offer in adoptable(current_business())) or "none"
    raise NothingToTry(f"There is no ready-made plan called {slug!r} for your trade. Known: {known}.")
