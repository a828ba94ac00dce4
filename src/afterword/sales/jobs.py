"""Jobs that are finished: a service, a repair, a treatment, with the thing that it was done on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from afterword.businesses.queries import current_business, local_today, zone_of
from afterword.customers.actions import whom
from afterword.customers.people import rows, values_clause
from afterword.domain.civil import local_moment
from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.infra.bulk import insert_rows, reserve_ids, stored_day, stored_moment
from afterword.infra.tenancy import current_business_id
from afterword.sales.by_hand import BY_HAND
from afterword.sales.models import Job, Product
from afterword.sales.recording import NOON
from afterword.timeline.actions import record
from afterword.timeline.catalogue import JobFinished

_COLUMNS = (
    "id", "business_id", "source", "key", "customer_id", "product_id", "done_on", "what", "price_minor", "currency",
    "membership_id", "import_run_id", "created_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DoneJob:
    """One job: its key in its source, whose, on which civil day, what, on which product of ours, and what it cost.

    ``price_minor`` is in minor units of ``currency``; None: not told.
    """

    key: str
    customer_id: int
    done_on: date
    what: str = ""
    product_id: int | None = None
    price_minor: int | None = None
    currency: str = ""


class BadJob(Trouble):
    """Something about the job cannot be right; the sentence says what."""


def record_jobs(
    *, jobs: Sequence[DoneJob], source: str, membership_id: int | None = None, import_run_id: int | None = None
) -> int:
    """Write the jobs that are news and announce each as ``JobFinished``; returns how many. Needs a transaction."""
    fresh = {job.key: job for job in jobs}
    for known in _known(sorted(fresh), source):
        del fresh[known]
    if not fresh:
        return 0
    business_id, now = current_business_id(), stored_moment(clock.now())
    zone = zone_of(current_business())
    stored, events = [], []
    for job_id, (key, job) in zip(reserve_ids(Job, len(fresh)), fresh.items(), strict=True):
        what = job.what.strip()[:200]
        stored.append(
            (
                job_id, business_id, source, key, job.customer_id, job.product_id, stored_day(job.done_on), what,
                job.price_minor, job.currency, membership_id, import_run_id, now,
            )
        )  # fmt: skip
        events.append(
            JobFinished(
                customer_id=job.customer_id, at=local_moment(job.done_on, NOON, zone), subject_id=job_id,
                import_run_id=import_run_id, done_on=job.done_on, what=what,
            )
        )  # fmt: skip
    insert_rows(Job, _COLUMNS, stored)
    record(events)
    return len(fresh)


@transaction.atomic
def finish_job(
    *, customer_id: int, what: str, done_on: date, key: str, product_id: int | None = None,
    membership_id: int | None = None,
) -> bool:  # fmt: skip
    """A member writes down that a job was finished, and the plans react.

    ``key`` is the form's own: the same form sent twice is one job. Returns whether it was news. Raises
    :class:`BadJob` and ``NoSuchCustomer``.
    """
    if done_on > local_today(current_business()):
        raise BadJob("That day has not come yet. Enter the day on which the job was finished.")
    if product_id is not None and not Product.objects.filter(pk=product_id).exists():
        raise BadJob("That thing is not on record any more. Choose another, or none.")
    if product_id is None and not what.strip():
        raise BadJob("Say what was done: one or two words are enough.")
    job = DoneJob(key, whom(customer_id).pk, done_on, what, product_id)
    return record_jobs(jobs=[job], source=BY_HAND, membership_id=membership_id) > 0


def _known(keys: list[str], source: str) -> list[str]:
    if not keys:
        return []
    clause, values = values_clause("key", keys)
    sql = f"SELECT key FROM {Job._meta.db_table} WHERE business_id = %s AND source = %s AND {clause}"
    return [row[0] for row in rows(sql, [current_business_id(), source, *values])]
