"""Who belongs to which group: all anew where it must be, else only those of whom something has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction

from afterword.businesses.queries import current_business, local_today
from afterword.domain.audience import All, Audience, Condition, Not, Operator, read_audience
from afterword.domain.audience import Any as AnyOf
from afterword.domain.audience_meaning import compiled
from afterword.infra.bulk import ids_clause
from afterword.infra.marking import forget_marks
from afterword.infra.tenancy import current_business_id
from afterword.plans.segments.asking import condition
from afterword.plans.segments.in_place import as_asked
from afterword.plans.segments.knowing import FIELDS, look_at_changed, look_at_everybody, stop_looking
from afterword.plans.segments.models import Known, KnownState, Segment, SegmentMember
from afterword.plans.segments.watched import MARKS

_BY_DAYS = frozenset({Operator.WITHIN_DAYS, Operator.NOT_WITHIN_DAYS})


def bring_up_to_date(*, today: date | None = None) -> None:
    """Every group's members as they are now: milliseconds after a few changes, seconds for a million customers.

    ``today`` is a civil date of the business: it decides conditions such as "in the last thirty days".
    """
    if not Segment.objects.exists():
        if KnownState.objects.filter(is_marking=True).exists():
            stop_looking()
        # PostgreSQL marks for everybody, also where nobody ever asks.
        forget_marks(MARKS, [current_business_id()])
        return
    today = today or local_today(current_business())
    with transaction.atomic():
        changed = look_at_changed()
        if changed is not None:
            for segment in Segment.objects.select_for_update().order_by("id"):
                _go_on(segment, changed, today)
            return
    if look_at_everybody():
        with transaction.atomic():
            for segment in Segment.objects.select_for_update().order_by("id"):
                evaluate(segment, today)
        # What changed meanwhile is marked.
        with transaction.atomic():
            for segment in Segment.objects.select_for_update().order_by("id"):
                _go_on(segment, look_at_changed() or [], today)


def _go_on(segment: Segment, changed: Sequence[int], today: date) -> None:
    if segment.day is None or (segment.day != today and _turns_with_the_day(_asked(segment))):
        evaluate(segment, today)
        return
    if changed:
        clause, parameters = ids_clause("customer_id", changed)
        gone = _execute(f"DELETE FROM {_MEMBERS} WHERE business_id = %s AND segment_id = %s AND {clause}",
                        [current_business_id(), segment.pk, *parameters])  # fmt: skip
        come = _insert(segment, today, *ids_clause("k.customer_id", changed))
        segment.count += come - gone
    if changed or segment.day != today:
        segment.day = today
        segment.save(update_fields=["count", "day"])


def evaluate(segment: Segment, today: date) -> None:
    """All members anew, in one statement over what is known; the caller holds the group's row."""
    SegmentMember.objects.filter(segment_id=segment.pk)._raw_delete(using="default")
    segment.count = _insert(segment, today, "1 = 1", [])
    segment.day = today
    segment.save(update_fields=["count", "day"])


def _insert(segment: Segment, today: date, among: str, listed: list[Any]) -> int:
    test, parameters = condition(compiled(_asked(segment), today, FIELDS, is_checked=True))
    return _execute(
        f"""INSERT INTO {_MEMBERS} (business_id, segment_id, customer_id)
            SELECT k.business_id, {int(segment.pk)}, k.customer_id FROM {Known._meta.db_table} k
            WHERE k.business_id = %s AND {among} AND {test}""",
        [current_business_id(), *listed, *parameters],
    )


_MEMBERS = SegmentMember._meta.db_table


def _execute(sql: str, parameters: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def _asked(segment: Segment) -> Audience:
    """What it asks, with the groups that it names in their places."""
    return as_asked(read_audience(segment.audience, FIELDS))


def _turns_with_the_day(audience: Audience) -> bool:
    match audience:
        case Condition():
            return audience.operator in _BY_DAYS
        case Not():
            return _turns_with_the_day(audience.part)
        case All() | AnyOf():
            return any(_turns_with_the_day(part) for part in audience.parts)
