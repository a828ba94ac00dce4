"""Which plans' cards are to have arrived on a day."""

from __future__ import annotations

from datetime import date

from afterword.businesses.models import Business
from afterword.domain.channel import Channel
from afterword.domain.posting import CardsInTime
from afterword.followups.calendars import posted
from afterword.plans.dated.kinds import DATED_KINDS
from afterword.plans.rules import PlanFacts


def cards_in_time(plan: PlanFacts, business: Business, today: date) -> CardsInTime | None:
    """For a plan that begins on a day of theirs and writes by post; silence is no day to arrive on."""
    if plan.trigger not in DATED_KINDS or plan.trigger == "silence":
        return None
    by_post = any(Channel.POST in step.rule.channels for step in plan.steps.values())
    return CardsInTime(posted(business), today) if by_post else None
