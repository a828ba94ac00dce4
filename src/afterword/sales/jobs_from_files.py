"""Finished jobs come in from a file: each with the thing it was done on, and under a key of its own."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

from afterword.domain.importing.records import JobRecord
from afterword.sales.jobs import DoneJob, record_jobs
from afterword.sales.numbering import Occurrences, buyer_word
from afterword.sales.products import ProductRef, Shelf


class JobsRecorded(NamedTuple):
    """How many jobs were new, how many were there already, and how many products were not known before."""

    added: int
    unchanged: int
    products_added: int


def record_job_rows(
    *,
    records: Sequence[JobRecord],
    customer_ids: Sequence[int],
    occurrences: Occurrences,
    shelf: Shelf,
    source: str,
    import_run_id: int | None = None,
) -> JobsRecorded:
    """Write the jobs that are news and announce each as ``JobFinished``. Needs a transaction around it.

    A row without a number is known again by what it says; the second of two that say the same is another job.
    """
    refs = [ProductRef(one.product_key, one.product_sku, one.product_name) for one in records]
    products_added = shelf.fetch([ref for ref in refs if any(ref)])
    jobs = [
        DoneJob(
            key, customer_id, one.done_on, one.what, shelf.known[ref].product_id if any(ref) else None, one.price_minor,
            one.currency if one.price_minor is not None else "",
        )
        for key, one, customer_id, ref in zip(_keys(records, occurrences), records, customer_ids, refs, strict=True)
    ]  # fmt: skip
    added = record_jobs(jobs=jobs, source=source, import_run_id=import_run_id)
    return JobsRecorded(added, len(records) - added, products_added)


def _keys(records: Sequence[JobRecord], occurrences: Occurrences) -> list[str]:
    prints = [_fingerprint(one) for one in records]
    return [
        one.job_key or f"line:{print_}:{number}"
        for one, print_, number in zip(records, prints, occurrences(prints), strict=True)
    ]


def _fingerprint(one: JobRecord) -> str:
    thing = one.product_key or one.product_sku or one.product_name
    told = "\x1f".join((buyer_word(one.customer), str(one.done_on), one.what, thing, str(one.price_minor)))
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
