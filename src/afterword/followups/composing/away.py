"""Who is not there on which days: away for a while, or gone for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from afterword.businesses.models import Absence, Membership


@dataclass(frozen=True, slots=True)
class Away:
    """The members there are, and the days (both included) on which they are away."""

    members: frozenset[int]
    days: dict[int, list[tuple[date, date]]]

    def is_away(self, member_id: int, day: date) -> bool:
        """Whether nobody of that membership works on that civil day of the business."""
        return member_id not in self.members or any(
            first <= day <= last for first, last in self.days.get(member_id, ())
        )


def who_is_away(first: date, last: date) -> Away:
    """The absences that touch these days; two queries."""
    days: dict[int, list[tuple[date, date]]] = {}
    rows = Absence.objects.filter(last__gte=first, first__lte=last)
    for member_id, begins, ends in rows.values_list("membership_id", "first", "last"):
        days.setdefault(member_id, []).append((begins, ends))
    return Away(frozenset(Membership.objects.values_list("pk", flat=True)), days)
