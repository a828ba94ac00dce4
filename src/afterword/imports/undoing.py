"""Taking an import back: what it added goes, what it changed becomes what it was; what people acted on stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import Q

from afterword.customers.households.finding import find_households
from afterword.customers.households.models import HouseholdMember
from afterword.customers.models import (
    Consent,
    ContactPoint,
    Customer,
    Hold,
    KeptDate,
    MergeSuggestion,
    SourceKey,
    Suppression,
)
from afterword.followups.models import FollowUp, Message, Rest
from afterword.imports.models import ImportChange, ImportRun
from afterword.infra.bulk import ids_clause, in_batches
from afterword.infra.tenancy import current_business_id
from afterword.plans.dated.coming import plan_coming_days
from afterword.plans.dated.kinds import has_dated_plans
from afterword.plans.dated.withdrawing import withdraw_days
from afterword.plans.keeping_in_touch.withdrawing import withdraw_from_strangers
from afterword.plans.looking_again import look_again
from afterword.plans.models import Enrollment
from afterword.plans.reviving import lay_down_again
from afterword.plans.valuing import value_anew
from afterword.plans.withdrawing import withdraw_triggers
from afterword.sales.models import Inquiry, Job, Product, Sale, SaleItem
from afterword.timeline.catalogue import FollowUpRerouted, FollowUpStopped
from afterword.timeline.models import EventRow

_BATCH = 10_000
_MODELS: tuple[type[models.Model], ...] = (
    Customer,
    ContactPoint,
    SourceKey,
    Consent,
    Suppression,
    Product,
    Sale,
    SaleItem,
    Inquiry,
    Job,
    KeptDate,
)
#: What rules did about somebody whom nobody knows any more.
_BY_RULES = (FollowUpStopped.kind, FollowUpRerouted.kind)
_BY_TABLE = {model._meta.db_table: model for model in _MODELS}


class Undone(NamedTuple):
    """Rows put back as they were, rows taken away, and customers kept because something else needs them."""

    restored: int
    removed: int
    kept: int


def take_back(run: ImportRun) -> Undone:
    """Undo the run inside the caller's transaction; set-based, children before parents."""
    restored = _restore(run)
    removed = 0
    sale_ids = _ids(Sale, run)
    inquiry_ids = _ids(Inquiry, run)
    job_ids = _ids(Job, run)
    served = set(Job.objects.filter(import_run_id=run.pk).values_list("customer_id", flat=True))
    remembered = set(KeptDate.objects.filter(import_run_id=run.pk).values_list("customer_id", flat=True))
    remembered |= _whose_dates_changed(run)
    buyers = set(Sale.objects.filter(import_run_id=run.pk).values_list("customer_id", flat=True)) - {None}
    inquirers = set(Inquiry.objects.filter(import_run_id=run.pk).values_list("customer_id", flat=True))
    withdraw_days(sale_ids=sale_ids, customer_ids=_ids(Customer, run))
    kept_sales = set(withdraw_triggers(trigger="sale", ids=sale_ids)) if sale_ids else set()
    kept_inquiries = set(withdraw_triggers(trigger="inquiry", ids=inquiry_ids)) if inquiry_ids else set()
    kept_jobs = set(withdraw_triggers(trigger="job_done", ids=job_ids)) if job_ids else set()
    kept_sales |= _referred(FollowUp, "sale_id", sale_ids)
    kept_inquiries |= _referred(FollowUp, "inquiry_id", inquiry_ids)
    removed += _delete_items(run, kept_sales)
    removed += _delete(Sale, [one for one in sale_ids if one not in kept_sales])
    removed += _delete(Inquiry, [one for one in inquiry_ids if one not in kept_inquiries])
    removed += _delete(Job, [one for one in job_ids if one not in kept_jobs])
    removed += _delete_of_run(KeptDate, run)
    removed += _delete_unused_products(run)
    gone, kept = _delete_customers(run)
    removed += gone
    _delete_events(run)
    lay_down_again(customer_ids=_unreached_again(run))
    told = ImportChange.objects.filter(run=run, table=Customer._meta.db_table).values_list("row_id", flat=True)
    look_again(customer_ids=buyers.union(inquirers, served))
    if has_dated_plans():
        plan_coming_days(customer_ids=buyers.union(told, served, remembered))
    value_anew()
    find_households()
    # It is taken back once; what people were called before must not lie here for ever.
    ImportChange.objects.filter(run=run).delete()
    return Undone(restored, removed, kept)


# ---- rows that were changed


def _restore(run: ImportRun) -> int:
    """Put changed fields back, each only where it still holds what the import wrote."""
    restored = 0
    by_shape: dict[tuple[str, tuple[str, ...]], list[tuple[int, dict[str, list[Any]]]]] = defaultdict(list)
    for table, row_id, before in (
        ImportChange.objects.filter(run=run).values_list("table", "row_id", "before").iterator()
    ):
        by_shape[table, tuple(sorted(before))].append((row_id, before))
    business_id = current_business_id()
    for (table, names), changed in by_shape.items():
        if table not in _BY_TABLE:
            raise ValueError(f"An import noted a change in {table}, which cannot be undone.")
        settings = ", ".join(
            f"{_quoted(name)} = CASE WHEN {_still(table, name)} THEN {_cast(table, name)} ELSE {_quoted(name)} END"
            for name in names
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET {settings} WHERE business_id = %s AND id = %s",
                [
                    (*(part for name in names for part in (before[name][1], before[name][0])), business_id, row_id)
                    for row_id, before in changed
                ],
            )
        restored += len(changed)
    return restored


def _still(table: str, name: str) -> str:
    if connection.vendor == "postgresql":
        return f"{_quoted(name)} IS NOT DISTINCT FROM {_cast(table, name)}"
    return f"{_quoted(name)} IS %s"


def _quoted(name: str) -> str:
    """“on” is a word of SQL's own."""
    return connection.ops.quote_name(name)


def _cast(table: str, name: str) -> str:
    """A parameter with its column's type: PostgreSQL cannot guess that of a NULL."""
    if connection.vendor != "postgresql":
        return "%s"
    field = next(one for one in _BY_TABLE[table]._meta.concrete_fields if one.column == name)
    kind = (field.rel_db_type if field.is_relation else field.db_type)(connection)
    return f"CAST(%s AS {kind})"


def _unreached_again(run: ImportRun) -> list[int]:
    """Customers whom nobody could reach before the run."""
    changed = ImportChange.objects.filter(run=run, table=Customer._meta.db_table, before__reach__0=0)
    return list(changed.values_list("row_id", flat=True))


def _whose_dates_changed(run: ImportRun) -> set[int]:
    changed = ImportChange.objects.filter(run=run, table=KeptDate._meta.db_table).values_list("row_id", flat=True)
    return set(KeptDate.objects.filter(pk__in=list(changed)).values_list("customer_id", flat=True))


# ---- rows that were added


def _ids(model: type[models.Model], run: ImportRun) -> list[int]:
    return list(model.objects.filter(import_run_id=run.pk).order_by("id").values_list("id", flat=True))  # type: ignore[attr-defined]


def _referred(model: type[models.Model], column: str, ids: Sequence[int]) -> set[int]:
    """Which of these rows are still referred to from ``model``."""
    if not ids:
        return set()
    rows = model.objects.exclude(**{column: None}).values_list(column, flat=True).distinct()  # type: ignore[attr-defined]
    wanted = set(ids)
    return {one for one in rows.iterator() if one in wanted}


def _delete(model: type[models.Model], ids: Collection[int], column: str = "id") -> int:
    removed = 0
    for batch in in_batches(ids, _BATCH):
        clause, values = ids_clause(column, batch)
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {model._meta.db_table} WHERE business_id = %s AND {clause}",
                [current_business_id(), *values],
            )
            removed += cursor.rowcount
    return removed


def _delete_of_run(model: type[models.Model], run: ImportRun, *, kept: Collection[int] = (), column: str = "") -> int:
    """Delete the run's rows, but those whose ``column`` names one of ``kept``."""
    condition = ""
    values: list[Any] = []
    if kept:
        clause, values = ids_clause(column, sorted(kept))
        condition = f" AND ({column} IS NULL OR NOT ({clause}))"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {model._meta.db_table} WHERE business_id = %s AND import_run_id = %s{condition}",
            [current_business_id(), run.pk, *values],
        )
        return int(cursor.rowcount)


def _delete_items(run: ImportRun, kept_sales: Collection[int]) -> int:
    return _delete_of_run(SaleItem, run, kept=kept_sales, column="sale_id")


def _delete_unused_products(run: ImportRun) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {Product._meta.db_table} WHERE business_id = %s AND import_run_id = %s AND id NOT IN"
            f" (SELECT product_id FROM {SaleItem._meta.db_table} WHERE business_id = %s AND product_id IS NOT NULL)"
            f" AND id NOT IN (SELECT product_id FROM {Job._meta.db_table} WHERE business_id = %s"
            " AND product_id IS NOT NULL)",
            [current_business_id(), run.pk, current_business_id(), current_business_id()],
        )
        return int(cursor.rowcount)


def _delete_customers(run: ImportRun) -> tuple[int, int]:
    """Take away the run's customers and what it told of others; returns (rows removed, customers kept)."""
    ours = _ids(Customer, run)
    withdraw_from_strangers(customer_ids=ours)
    kept = _needed_elsewhere(run, set(ours))
    going = [one for one in ours if one not in kept]
    removed = 0
    # A kept customer keeps its addresses: what was said there must stay readable.
    for model in (ContactPoint, SourceKey, Consent):
        removed += _delete_of_run(model, run, kept=kept, column="customer_id")
        removed += _delete(model, going, "customer_id")
    removed += _delete_of_run(Suppression, run)
    removed += _delete_of_run(MergeSuggestion, run)
    for column in ("customer_id", "other_id"):
        removed += _delete(MergeSuggestion, going, column)
    _delete(Rest, going, "customer_id")
    _delete(HouseholdMember, going, "customer_id")
    for batch in in_batches(going, _BATCH):
        EventRow.objects.filter(customer_id__in=batch, actor_id=None, kind__in=_BY_RULES).delete()
    removed += _delete(Customer, going)
    return removed, len(kept)


def _needed_elsewhere(run: ImportRun, ours: set[int]) -> set[int]:
    """Customers of this run whom something that stays refers to."""
    if not ours:
        return set()
    needed: set[int] = set()
    models_about: tuple[type[models.Model], ...] = (Sale, Inquiry, Job, KeptDate, FollowUp, Message, Enrollment, Hold)
    for model in models_about:
        needed |= _referred(model, "customer_id", list(ours))
    of_others = ~Q(import_run_id=run.pk) | Q(import_run_id=None)
    for told in (
        ContactPoint.objects.filter(of_others).values_list("customer_id", flat=True),
        SourceKey.objects.filter(of_others).values_list("customer_id", flat=True),
        Consent.objects.filter(of_others).values_list("customer_id", flat=True),
    ):
        needed |= {one for one in told.iterator() if one in ours}
    needed |= _referred(Customer, "merged_into_id", list(ours))
    return needed & ours


def _delete_events(run: ImportRun) -> None:
    """The run's events go, but those about sales and customers that stay."""
    business_id = current_business_id()
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {EventRow._meta.db_table} WHERE business_id = %s AND import_run_id = %s AND ("
            " (kind = 'sale_recorded' AND NOT EXISTS (SELECT 1 FROM sales_sale s WHERE s.business_id = %s"
            f" AND s.id = {EventRow._meta.db_table}.subject_id AND s.import_run_id = %s))"
            " OR (kind = 'inquiry_recorded' AND NOT EXISTS (SELECT 1 FROM sales_inquiry i WHERE i.business_id = %s"
            f" AND i.id = {EventRow._meta.db_table}.subject_id))"
            " OR (kind = 'job_finished' AND NOT EXISTS (SELECT 1 FROM sales_job j WHERE j.business_id = %s"
            f" AND j.id = {EventRow._meta.db_table}.subject_id))"
            " OR (kind = 'customer_added' AND NOT EXISTS (SELECT 1 FROM customers_customer c WHERE c.business_id = %s"
            f" AND c.id = {EventRow._meta.db_table}.subject_id))"
            " OR kind NOT IN ('sale_recorded', 'inquiry_recorded', 'job_finished', 'customer_added'))",
            [business_id, run.pk, business_id, run.pk, business_id, business_id, business_id],
        )
