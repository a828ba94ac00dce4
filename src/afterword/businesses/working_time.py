"""When members have time for follow-ups: minutes on each weekday, less the days on which they are away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from afterword.businesses.models import Absence, Membership
from afterword.domain.trouble import Trouble

MOST_MINUTES = 24 * 60
#: Days; whoever is away longer is entered again.
LONGEST_ABSENCE = 400


class BadTime(Trouble):
    """Those minutes or days cannot be right; the sentence says what to write."""


def keep_minutes(*, membership: Membership, minutes: Sequence[int]) -> None:
    """Say how many minutes a member has on each weekday, Monday first. Raises :class:`BadTime`."""
    if len(minutes) != 7 or not all(0 <= one <= MOST_MINUTES for one in minutes):
        raise BadTime("Give 0 to %(most)d minutes for each of the seven days of the week.", most=MOST_MINUTES)
    membership.weekday_minutes = list(minutes)
    membership.save(update_fields=["weekday_minutes"])


def forget_minutes(*, membership: Membership) -> None:
    """As if the member had never said: nothing is planned by their time."""
    membership.weekday_minutes = []
    membership.save(update_fields=["weekday_minutes"])


def be_away(*, membership: Membership, first: date, last: date) -> Absence:
    """Note that a member is away from the first to the last day, both included. Raises :class:`BadTime`."""
    if last < first:
        raise BadTime("The last day away cannot come before the first.")
    if (last - first).days > LONGEST_ABSENCE:
        raise BadTime("Enter at most %(most)d days at once.", most=LONGEST_ABSENCE)
    return Absence.objects.create(membership=membership, first=first, last=last)


@transaction.atomic
def be_back(*, absence_id: int, membership: Membership) -> None:
    """Take an absence back; nothing happens where there is none."""
    Absence.objects.filter(pk=absence_id, membership=membership).delete()


def minutes_of_members(first: date, last: date) -> dict[int, dict[date, int]]:
    """By membership, the minutes on each civil day of the span; empty where no member has said any. Two queries."""
    told = {pk: weekdays for pk, weekdays in Membership.objects.values_list("pk", "weekday_minutes") if weekdays}
    if not told:
        return {}
    away: dict[int, list[tuple[date, date]]] = {}
    for pk, begins, ends in Absence.objects.filter(last__gte=first, first__lte=last).values_list(
        "membership_id", "first", "last"
    ):
        away.setdefault(pk, []).append((begins, ends))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {
        pk: {
            day: weekdays[day.weekday()]
            for day in days
            if not any(begins <= day <= ends for begins, ends in away.get(pk, ()))
        }
        for pk, weekdays in told.items()
    }
