"""Customers who became known and have bought nothing yet: they rest, with an end."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from afterword.customers.models import Customer
from afterword.followups.models import Rest
from afterword.followups.rests import LASTS_DAYS, RestReason
from afterword.infra.bulk import ids_clause, in_batches
from afterword.infra.tenancy import current_business_id
from afterword.plans.models import Enrollment

_BATCH = 10_000


def rest_newcomers(*, customer_ids: Collection[int] | None = None, instead_of: Collection[RestReason] = ()) -> None:
    """``no_purchase_yet`` for customers without any enrollment or rest, counted from the day they became known.

    ``None``: for all customers of the business. ``instead_of``: reasons not of a person's hand that it replaces. All
    that is written is drawn from the customer's own row, so that writing it again after an undone import gives the
    same row. The day is the one in UTC: near enough for thirty days.
    """
    days = LASTS_DAYS[RestReason.NO_PURCHASE_YET]
    if connection.vendor == "postgresql":
        until = f"(c.created_at AT TIME ZONE 'UTC')::date + {days}"
    else:
        until = f"date(c.created_at, '+{days} days')"
    sql = f"""
        INSERT INTO {Rest._meta.db_table} AS rest
            (business_id, customer_id, reason, detail, until, written_at, import_run_id)
        SELECT c.business_id, c.id, '{RestReason.NO_PURCHASE_YET}', '', {until}, c.created_at, c.import_run_id
        FROM {Customer._meta.db_table} c
        WHERE c.business_id = %s AND c.merged_into_id IS NULL AND c.ended_at IS NULL AND %s
            AND NOT EXISTS (
                SELECT 1 FROM {Enrollment._meta.db_table} e WHERE e.business_id = %s AND e.customer_id = c.id)
        ORDER BY c.id
        ON CONFLICT (business_id, customer_id) {_on_conflict(instead_of)}
    """.replace("AND %s\n", "AND {chosen}\n")
    business_id = current_business_id()
    with connection.cursor() as cursor:
        if customer_ids is None:
            cursor.execute(sql.format(chosen="true"), [business_id, business_id])
            return
        for batch in in_batches(sorted(set(customer_ids)), _BATCH):
            chosen, listed = ids_clause("c.id", batch)
            cursor.execute(sql.format(chosen=chosen), [business_id, *listed, business_id])


def _on_conflict(instead_of: Collection[RestReason]) -> str:
    if not instead_of:
        return "DO NOTHING"
    listed = ", ".join(f"'{reason}'" for reason in instead_of)
    return f"""DO UPDATE SET reason = excluded.reason, detail = excluded.detail, until = excluded.until,
        written_at = excluded.written_at WHERE rest.reason IN ({listed}) AND rest.written_by_id IS NULL"""
