"""What a plan is for and whether it is on, told to delivery each time before something leaves."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection

from afterword.domain.contact import Purpose
from afterword.followups.delivering.purposes import PlanStanding, tells_plan_standings
from afterword.infra.bulk import ids_clause
from afterword.infra.tenancy import current_business_id


@tells_plan_standings
def standings_of(plan_ids: Collection[int]) -> Mapping[int, PlanStanding]:
    """The purpose and switch of each of these plans of the current business; one query."""
    condition, values = ids_clause("id", list(plan_ids))
    with connection.cursor() as cursor:
        # Asked for every few letters: the driver's rows, without building a query anew each time.
        cursor.execute(
            f"SELECT id, purpose, is_active FROM plans_plan WHERE business_id = %s AND {condition}",
            [current_business_id(), *values],
        )
        return {row[0]: PlanStanding(Purpose(row[1]), bool(row[2])) for row in cursor.fetchall()}
