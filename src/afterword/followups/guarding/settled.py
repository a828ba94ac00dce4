"""What a business has settled about its personal touch."""

from __future__ import annotations

from django.db import transaction

from afterword.domain.trouble import Trouble
from afterword.domain.word_for_word import Limit
from afterword.followups.guarding.models import PersonalTouch
from afterword.infra import clock

#: The most that can be settled.
MOST_PEOPLE = 10_000
MOST_DAYS = 90


class BadLimit(Trouble):
    """A number that cannot be right."""


def personal_touch() -> PersonalTouch:
    """The row of the current business; an unsaved one with the defaults where nothing was settled. One query."""
    return PersonalTouch.objects.first() or PersonalTouch(changed_at=clock.now())


def limit() -> Limit:
    """From when on the same words are too many here. One query."""
    settled = PersonalTouch.objects.values_list("most_alike", "alike_days").first()
    return Limit(*settled) if settled else Limit()


@transaction.atomic
def settle_limit(*, most: int | None, days: int) -> None:
    """More than ``most`` people within ``days`` days are too many for the same words; None: as many as there are.

    Raises :class:`BadLimit`.
    """
    if most is not None and not 0 <= most <= MOST_PEOPLE:
        raise BadLimit("Choose 0 to %(most)s people, or leave the number out.", most=MOST_PEOPLE)
    if not 1 <= days <= MOST_DAYS:
        raise BadLimit("Choose 1 to %(most)s days.", most=MOST_DAYS)
    settled = personal_touch()
    settled.most_alike, settled.alike_days, settled.changed_at = most, days, clock.now()
    settled.save()
