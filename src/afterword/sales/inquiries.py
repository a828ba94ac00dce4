"""Inquiries come in: who asked, when, and what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import NamedTuple
from zoneinfo import ZoneInfo

from afterword.businesses.models import Business
from afterword.customers.people import rows, values_clause
from afterword.domain.civil import local_moment
from afterword.domain.importing.records import InquiryRecord
from afterword.infra.bulk import insert_rows, reserve_ids, stored_day, stored_moment
from afterword.infra.tenancy import current_business_id
from afterword.sales.models import Inquiry
from afterword.sales.numbering import Occurrences, buyer_word
from afterword.sales.recording import NOON
from afterword.timeline.actions import record
from afterword.timeline.catalogue import InquiryRecorded


class InquiriesRecorded(NamedTuple):
    """How many were new and how many were there already."""

    added: int
    unchanged: int


def record_inquiries(
    *,
    records: Sequence[InquiryRecord],
    customer_ids: Sequence[int],
    occurrences: Occurrences,
    source: str,
    import_run_id: int | None = None,
) -> InquiriesRecorded:
    """Write the inquiries that are news and announce each as ``InquiryRecorded``. Needs a transaction around it."""
    business_id = current_business_id()
    keys = _keys(records, occurrences)
    known: set[str] = set()
    if keys:
        clause, values = values_clause("key", sorted(set(keys)))
        known = {
            row[0]
            for row in rows(
                f"SELECT key FROM {Inquiry._meta.db_table} WHERE business_id = %s AND source = %s AND {clause}",
                [business_id, source, *values],
            )
        }
    fresh = {
        key: (one, customer_id)
        for key, one, customer_id in zip(keys, records, customer_ids, strict=True)
        if key not in known
    }
    if fresh:
        _write(fresh, source, import_run_id)
    return InquiriesRecorded(len(fresh), len(records) - len(fresh))


def _keys(records: Sequence[InquiryRecord], occurrences: Occurrences) -> list[str]:
    prints = [_fingerprint(one) for one in records]
    numbers = occurrences(prints)
    return [
        one.inquiry_key or f"line:{print_}:{number}"
        for one, print_, number in zip(records, prints, numbers, strict=True)
    ]


def _fingerprint(one: InquiryRecord) -> str:
    told = "\x1f".join((buyer_word(one.asker), str(one.asked_at or one.asked_on), one.subject, one.text, one.via))
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _write(fresh: dict[str, tuple[InquiryRecord, int]], source: str, import_run_id: int | None) -> None:
    business_id = current_business_id()
    zone = ZoneInfo(Business.objects.values_list("timezone", flat=True).get(pk=business_id))
    stored, events = [], []
    for inquiry_id, (key, (one, customer_id)) in zip(reserve_ids(Inquiry, len(fresh)), fresh.items(), strict=True):
        moment = _moment(one, zone)
        text = f"{one.text}\n\n{one.note}".strip() if one.note else one.text
        stored.append(
            (
                inquiry_id, business_id, source, key, customer_id, stored_day(one.asked_on),
                stored_moment(moment) if one.asked_at else None, one.via, one.subject, text[:2000], import_run_id,
            )
        )  # fmt: skip
        events.append(
            InquiryRecorded(
                customer_id=customer_id,
                subject_id=inquiry_id,
                at=moment,
                import_run_id=import_run_id,
                asked_on=one.asked_on,
            )
        )
    insert_rows(
        Inquiry,
        (
            "id", "business_id", "source", "key", "customer_id", "asked_on", "asked_at", "via", "subject", "text",
            "import_run_id",
        ),
        stored,
    )  # fmt: skip
    record(events)


def _moment(one: InquiryRecord, zone: ZoneInfo) -> datetime:
    if one.asked_at is not None and one.asked_at.tzinfo is not None:
        return one.asked_at.astimezone(UTC)
    return local_moment(one.asked_on, one.asked_at.time() if one.asked_at else NOON, zone)
