"""Keeping what was drawn up: a draft beside a plan that has begun, in place in one that has not, or a new plan."""

from __future__ import annotations

import re
import unicodedata

from django.db import transaction

from afterword.businesses.queries import current_business
from afterword.followups.guarding.allowing import carried_over
from afterword.followups.models import Template
from afterword.infra import clock
from afterword.plans.actions import NoSuchPlan
from afterword.plans.editing.drawn_up import DrawnPlan, DrawnStep, drawn_up
from afterword.plans.editing.faults import BadPlan, check_plan
from afterword.plans.models import Enrollment, Plan, PlanVersion, Step
from afterword.plans.versions import draft_of, keep_present, next_version, take_facts, write_version
from afterword.timeline.actions import record
from afterword.timeline.catalogue import PlanChanged

#: Paths of the plans' pages: no plan can be called so.
_TAKEN = frozenset({"new", "reach", "ready-made", "all"})
_LONGEST_SLUG = 60
#: A list keeps a business from having more plans than anybody can look through.
MOST_PLANS = 60


@transaction.atomic
def save_plan(*, slug: str, drawn: DrawnPlan, member_id: int | None = None) -> int:
    """Keep an edit and return the version that has it: a draft where the plan has begun, else the plan itself.

    The live version where nothing differs from it; a draft that waited is thrown away then. Raises
    :class:`NoSuchPlan` and :class:`BadPlan`.
    """
    plan = locked_plan(slug)
    check_plan(drawn)
    _check_beginning(plan, drawn)
    if drawn == drawn_up(plan):
        drop_draft(plan)
        return plan.version
    if not has_begun(plan):
        _rewrite(plan, drawn)
        return plan.version
    keep_present(plan)
    draft = draft_of(plan)
    if draft is not None and drawn == drawn_up(plan, draft.version):
        return draft.version
    drop_draft(plan)
    version = next_version(plan)
    write_version(plan, version=version, facts=drawn.facts(), member_id=member_id, live=False)
    _write_steps(plan, version, drawn)
    tell(plan, "drawn_up", version, member_id)
    return version


@transaction.atomic
def create_plan(*, drawn: DrawnPlan, member_id: int | None = None) -> Plan:
    """A plan of the owner's own; it is off until somebody switches it on. Raises :class:`BadPlan`."""
    check_plan(drawn)
    if Plan.objects.count() >= MOST_PLANS:
        raise BadPlan({"name": f"There are {MOST_PLANS} plans already. Change one of them instead."})
    plan = Plan.objects.create(
        **drawn.facts(), slug=_free_slug(drawn.name), is_active=False, version=1, created_at=clock.now()
    )
    _write_steps(plan, 1, drawn)
    write_version(plan, version=1, facts=drawn.facts(), member_id=member_id, live=True)
    tell(plan, "drawn_up", 1, member_id)
    return plan


@transaction.atomic
def throw_draft_away(*, slug: str, member_id: int | None = None) -> bool:
    """Forget the draft of a plan; False where there is none. Raises :class:`NoSuchPlan`."""
    plan = locked_plan(slug)
    draft = draft_of(plan)
    if draft is None:
        return False
    drop_draft(plan)
    tell(plan, "thrown_away", draft.version, member_id)
    return True


def locked_plan(slug: str) -> Plan:
    """The plan, for this transaction alone. Raises :class:`NoSuchPlan`."""
    plan = Plan.objects.select_for_update().filter(slug=slug).first()
    if plan is None:
        raise NoSuchPlan(f"There is no plan called {slug!r} here.")
    return plan


def has_begun(plan: Plan) -> bool:
    """Whether anybody is or was in it, or it is on: then a change waits as a draft."""
    return plan.is_active or Enrollment.objects.filter(plan_id=plan.pk).exists()


def drop_draft(plan: Plan) -> None:
    """Take away whatever waits above the live version: nothing was planned by it."""
    Step.objects.filter(plan_id=plan.pk, version__gt=plan.version).delete()
    PlanVersion.objects.filter(plan_id=plan.pk, version__gt=plan.version).delete()


def tell(plan: Plan, what: str, version: int, member_id: int | None) -> None:
    """Write into the history what was done to a plan."""
    record(
        [
            PlanChanged(
                customer_id=None, at=clock.now(), subject_id=plan.pk, actor_id=member_id, what=what, name=plan.name,
                version=version,
            )
        ]
    )  # fmt: skip


def copy_steps(plan: Plan, *, of_version: int, version: int) -> None:
    """The steps of one version once more as those of another, with the same words."""
    for step in Step.objects.filter(plan_id=plan.pk, version=of_version).order_by("position", "id"):
        step.pk, step.version = None, version
        step._state.adding = True
        step.save()


def _check_beginning(plan: Plan, drawn: DrawnPlan) -> None:
    """What began a plan stays: rows of another kind have ids of their own, and nobody may be met twice."""
    if drawn.trigger != plan.trigger and Enrollment.objects.filter(plan_id=plan.pk).exists():
        raise BadPlan(
            {"trigger": "Customers have begun this plan already. Make a copy of it to let it begin another way."}
        )


def _rewrite(plan: Plan, drawn: DrawnPlan) -> None:
    plan.save(update_fields=take_facts(plan, drawn.facts()))
    PlanVersion.objects.filter(plan_id=plan.pk, version=plan.version).update(facts=drawn.facts())
    # Words that stay the same keep their row: it is looked up before the old steps go.
    _write_steps(plan, plan.version, drawn, instead=True)


def _write_steps(plan: Plan, version: int, drawn: DrawnPlan, *, instead: bool = False) -> None:
    language = current_business().language
    known = {step.key: step.template for step in _live_steps(plan)}
    if instead:
        Step.objects.filter(plan_id=plan.pk, version=version).delete()
    for position, step in enumerate(drawn.steps, 1):
        Step.objects.create(
            plan=plan,
            version=version,
            position=position,
            key=step.key,
            name=step.name,
            opens_amount=step.opens,
            closes_amount=step.closes,
            offset_unit=step.unit,
            channels=",".join(step.channels),
            mode=step.mode,
            minutes=step.minutes,
            cost_minor=step.cost_minor,
            conditions=step.conditions,
            template=_template(step, known.get(step.key), language),
            missed_kind=step.missed_kind,
            missed_days=step.missed_days,
        )


def _live_steps(plan: Plan) -> list[Step]:
    return list(Step.objects.filter(plan_id=plan.pk, version=plan.version).select_related("template"))


def _template(step: DrawnStep, present: Template | None, language: str) -> Template:
    words = step.wording
    texts = {
        "email_subject": words.email_subject,
        "email_body": words.email_body,
        "call_script": words.call_script,
        "letter_body": words.letter_body,
        "text_body": words.text_body,
    }
    if present is not None and all(getattr(present, name) == text for name, text in texts.items()):
        return present
    return Template.objects.create(
        name=step.name,
        language=present.language if present else language,
        created_at=clock.now(),
        **texts,
        **carried_over(present, texts),
    )


def _free_slug(name: str) -> str:
    """A slug of the plan's name that no other plan of the business has."""
    base = slug_of(name, "plan")[: _LONGEST_SLUG - 4].rstrip("-")
    taken = set(Plan.objects.values_list("slug", flat=True)) | _TAKEN
    return next(slug for slug in _numbered(base) if slug not in taken)


def slug_of(name: str, otherwise: str) -> str:
    """Small letters and hyphens."""
    plain = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("Ø", "o").replace("æ", "ae")).casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-") or otherwise


def _numbered(base: str) -> list[str]:
    return [base, *(f"{base}-{number}" for number in range(2, MOST_PLANS + 10))]
