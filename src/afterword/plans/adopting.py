"""Adopting the ready-made plans of the trade, each in one step: as a plan of its own, or as new words for one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from afterword.businesses.models import Business
from afterword.businesses.queries import current_business
from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.plans.beginning import begin, begin_soon
from afterword.plans.from_trades import Unwritten, book_of, unwritten
from afterword.plans.models import Enrollment, Plan, Step
from afterword.plans.ready_made import READY_MADE, WORDS
from afterword.plans.trades.trade_plan import TradePlan
from afterword.plans.versions import draft_of, facts_of, keep_present, next_version, take_facts, write_version
from afterword.plans.working import working_kinds
from afterword.timeline.actions import record
from afterword.timeline.catalogue import PlanChanged

#: Plans that every business begins with, and that a trade has better words for.
_FIRST_PLANS = frozenset(ready.slug for ready in READY_MADE)


class NoSuchReadyMade(Trouble):
    """The trade has no such plan, or none that can begin yet."""


class Standing(StrEnum):
    """How a ready-made plan stands to what the business has."""

    NEW = "new"
    """The business has nothing like it."""
    BETTER_WORDS = "better_words"
    """One of the first plans, with the words that it came with: the trade's take its place."""
    BESIDE = "beside"
    """One of the first plans, in the owner's own words: the trade's wait beside it as a draft."""
    WAITING = "waiting"
    """It waits as a draft already."""
    HAVE = "have"
    """The business has it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A ready-made plan, as it stands to this business, and as it would be written."""

    ready: TradePlan
    standing: Standing
    rows: Unwritten


@dataclass(frozen=True, slots=True)
class Adopted:
    """The plan, the version that the trade's words have in it, and whether that version is live."""

    plan: Plan
    version: int
    is_live: bool
    is_new: bool
    #: The version that was live before; 0 for a new plan.
    before: int = 0


def adoptable(business: Business) -> list[Offer]:
    """The ready-made plans of the trade whose triggers work, in the book's order, as they stand to what there is."""
    have = {plan.slug: plan for plan in Plan.objects.all()}
    book, kinds = book_of(business), working_kinds()
    offers = (_offer(ready, have, business) for ready in book.plans)
    return [offer for offer in offers if offer.rows.plan.trigger in kinds]


def _offer(ready: TradePlan, have: dict[str, Plan], business: Business) -> Offer:
    """What began a plan stays: where sales have begun a first plan, a trade's that begins with jobs stands apart."""
    rows = unwritten(ready, business)
    present = have.get(ready.slug)
    if present is not None and present.trigger != rows.plan.trigger and _has_begun(present):
        rows.plan.slug = f"{ready.slug}-{rows.plan.trigger.replace('_', '-')}"
        present = have.get(rows.plan.slug)
    return Offer(ready, _standing(present), rows)


def _has_begun(plan: Plan) -> bool:
    return Enrollment.objects.filter(plan_id=plan.pk).exists()


@transaction.atomic
def adopt_trade_plan(*, slug: str, member_id: int | None = None, waits: bool = True) -> Adopted:
    """Take over a ready-made plan: it is on at once, and plans for whoever is still in time. Safe to repeat.

    Where a first plan of the same name stands, the trade's becomes its next version: live, if nobody has changed the
    words, else a draft to look at. ``waits``: until that is planned, however many they are; else a large business
    leaves it to the background. Raises :class:`NoSuchReadyMade`.
    """
    business = current_business()
    offer = next((one for one in adoptable(business) if one.ready.slug == slug), None)
    if offer is None:
        known = ", ".join(one.ready.slug for one in adoptable(business))
        raise NoSuchReadyMade(f"There is no ready-made plan called {slug!r} for your trade. Known: {known}.")
    plan = Plan.objects.select_for_update().filter(slug=offer.rows.plan.slug).first()
    match _standing(plan):
        case Standing.NEW:
            done = _as_its_own(offer.rows, member_id)
        case Standing.BETTER_WORDS:
            assert plan is not None
            done = _as_next_version(plan, offer.rows, member_id, live=True)
        case Standing.BESIDE:
            assert plan is not None
            return _as_next_version(plan, offer.rows, member_id, live=False)
        case standing:
            assert plan is not None
            draft = draft_of(plan) if standing is Standing.WAITING else None
            return Adopted(plan, draft.version if draft else plan.version, draft is None, is_new=False)
    (begin if waits else begin_soon)(done.plan)
    return done


def _standing(plan: Plan | None) -> Standing:
    if plan is None:
        return Standing.NEW
    if plan.slug not in _FIRST_PLANS or plan.trade:
        return Standing.HAVE
    draft = draft_of(plan)
    if draft is not None and draft.facts.get("trade"):
        return Standing.WAITING
    return Standing.BETTER_WORDS if draft is None and _has_its_first_words(plan) else Standing.BESIDE


def _has_its_first_words(plan: Plan) -> bool:
    """Whether it stands as every business begins with it, in whichever language."""
    steps = list(Step.objects.filter(plan=plan, version=plan.version).select_related("template"))
    if plan.version != 1 or len(steps) != 1:
        return False
    words = steps[0].template
    texts = (words.email_subject, words.email_body, words.call_script, words.letter_body)
    shipped = (book[plan.slug] for book in WORDS.values() if plan.slug in book)
    return any(
        texts == (first.email_subject, first.email_body, first.call_script, first.letter_body) for first in shipped
    )


def _as_its_own(rows: Unwritten, member_id: int | None) -> Adopted:
    plan = rows.plan
    plan.save()
    write_steps(plan, rows, version=1)
    write_version(plan, version=1, facts=facts_of(plan), member_id=member_id, live=True)
    _tell(plan, "adopted", 1, member_id)
    return Adopted(plan, 1, is_live=True, is_new=True)


def _as_next_version(plan: Plan, rows: Unwritten, member_id: int | None, *, live: bool) -> Adopted:
    keep_present(plan)
    before, version = plan.version, next_version(plan)
    write_steps(plan, rows, version=version)
    facts = facts_of(rows.plan)
    write_version(plan, version=version, facts=facts, member_id=member_id, live=live)
    if live:
        columns = take_facts(plan, facts)
        plan.version = version
        plan.save(update_fields=[*columns, "version"])
    _tell(plan, "adopted" if live else "drawn_up", version, member_id)
    return Adopted(plan, version, is_live=live, is_new=False, before=before)


def write_steps(plan: Plan, rows: Unwritten, *, version: int) -> None:
    """Write the steps and their words beneath a plan that is written."""
    for step, template in zip(rows.steps, rows.templates, strict=True):
        template.created_at = clock.now()
        template.save()
        step.plan, step.version, step.template = plan, version, template
        step.save()


def _tell(plan: Plan, what: str, version: int, member_id: int | None) -> None:
    record(
        [
            PlanChanged(
                customer_id=None, at=clock.now(), subject_id=plan.pk, actor_id=member_id, what=what, name=plan.name,
                version=version,
            )
        ]
    )  # fmt: skip
