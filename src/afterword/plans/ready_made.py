"""The plans that every business begins with, in its own language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from afterword.businesses.models import Business
from afterword.domain.contact import Purpose
from afterword.domain.planning import MissedKind, Mode, Unit
from afterword.followups.models import Template
from afterword.infra import clock
from afterword.plans.models import Plan, Step
from afterword.plans.ready_made_words import ENGLISH, NORWEGIAN, Words


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """One plan of one step: offsets from the sale or inquiry in ``unit``, and days of grace after the window."""

    slug: str
    trigger: str
    opens: int
    closes: int
    channels: str
    mode: Mode
    again_after_days: int
    priority: int
    missed: MissedKind
    late_days: int
    unit: Unit = Unit.DAYS
    purpose: Purpose = Purpose.CARE
    minutes: int = 2


READY_MADE = (
    ReadyMade("thank-you", "sale", 1, 7, "email,phone,post", Mode.APPROVE, 7, 60, MissedKind.SEND_LATE, 7),
    ReadyMade("how-is-it-going", "sale", 14, 21, "email,phone,post", Mode.APPROVE, 14, 40, MissedKind.CALL, 10),
    ReadyMade(
        "answer-inquiry", "inquiry", 0, 1, "phone,email", Mode.HAND, 0, 80, MissedKind.SEND_LATE, 14,
        Unit.BUSINESS_DAYS, Purpose.TRANSACTIONAL, 5,
    ),
)  # fmt: skip

WORDS: Mapping[str, Mapping[str, Words]] = {"en": ENGLISH, "nb": NORWEGIAN}


@transaction.atomic
def adopt_ready_made(business: Business) -> list[Plan]:
    """Give a business its first plans, worded in its language (English where we have no other). Safe to repeat."""
    words = WORDS.get(business.language, ENGLISH)
    known = set(Plan.objects.values_list("slug", flat=True))
    return [_adopt(plan, words[plan.slug], business.language) for plan in READY_MADE if plan.slug not in known]


def _adopt(ready: ReadyMade, words: Words, language: str) -> Plan:
    now = clock.now()
    template = Template.objects.create(
        name=words.step_name,
        language=language if language in WORDS else "en",
        email_subject=words.email_subject,
        email_body=words.email_body,
        call_script=words.call_script,
        letter_body=words.letter_body,
        created_at=now,
    )
    plan = Plan.objects.create(
        slug=ready.slug,
        name=words.plan_name,
        trigger=ready.trigger,
        purpose=ready.purpose.value,
        priority=ready.priority,
        again_after_days=ready.again_after_days,
        created_at=now,
    )
    Step.objects.create(
        plan=plan,
        version=plan.version,
        key=ready.slug,
        name=words.step_name,
        opens_amount=ready.opens,
        closes_amount=ready.closes,
        offset_unit=ready.unit.value,
        channels=ready.channels,
        mode=ready.mode.value,
        minutes=ready.minutes,
        template=template,
        missed_kind=ready.missed.value,
        missed_days=ready.late_days,
    )
    return plan
