"""The nobody-forgotten audit in full: counted from the tables alone, whatever any other code believes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from afterword.businesses.queries import current_business, local_today
from afterword.followups.models import AuditResult
from afterword.infra import clock
from afterword.infra.tenancy import current_business_id
from afterword.plans.auditing.reckoning import counted, forgotten_by_name

#: Names given with the number.
MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class Audit:
    """Living customers, each in exactly one of the three; ``names`` are the first of the forgotten, with their ids."""

    living: int
    with_next_touch: int
    with_reason: int
    forgotten: int
    names: list[tuple[int, str]]


def audit(*, today: date | None = None, keep: bool = True) -> Audit:
    """Count every living customer once; with ``keep`` the result is what Today shows until the next audit.

    ``today`` is a civil date of the business. One walk over the customers: seconds for a million.
    """
    today = today or local_today(current_business())
    living, with_next_touch, with_reason = counted(today)
    forgotten = living - with_next_touch - with_reason
    names = forgotten_by_name(today, limit=MOST_NAMED) if forgotten else []
    found = Audit(living, with_next_touch, with_reason, forgotten, names)
    if keep:
        keep_result(found)
    return found


def keep_result(found: Audit) -> None:
    """What every page shows until the next audit."""
    numbers = {
        "living": found.living,
        "with_next_touch": found.with_next_touch,
        "with_reason": found.with_reason,
        "forgotten": found.forgotten,
        "at": clock.now(),
    }
    AuditResult.objects.update_or_create(business_id=current_business_id(), defaults=numbers)
