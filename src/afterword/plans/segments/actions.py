"""Making, changing and dropping groups of customers."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from afterword.domain.audience import read_audience, written
from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.plans.segments.knowing import FIELDS
from afterword.plans.segments.members import bring_up_to_date
from afterword.plans.segments.models import Segment, SegmentMember


class BadSegment(Trouble):
    """The group cannot be kept like that; the sentence says what to do."""


def keep_segment(*, name: str, audience: dict[str, Any] | None, segment_id: int | None = None) -> Segment:
    """Make a group, or give one another name or other conditions, and find its members.

    ``audience`` as ``domain.audience`` writes it, of fields of the customer; None: everybody. Raises
    :class:`BadSegment` and :class:`~afterword.domain.audience.BadAudience`.
    """
    name = " ".join(name.split())[:100]
    if not name:
        raise BadSegment("Give the group a name.")
    plain = written(read_audience(audience if audience is not None else {"all": []}, FIELDS))
    with transaction.atomic():
        others = Segment.objects.exclude(pk=segment_id) if segment_id else Segment.objects.all()
        if others.filter(name=name).exists():
            raise BadSegment("There is a group of that name already. Choose another name.")
        segment = Segment.objects.filter(pk=segment_id).first() if segment_id else Segment(created_at=clock.now())
        if segment is None:
            raise BadSegment("That group is not there any more. Make a new one.")
        segment.name, segment.audience, segment.day = name, plain, None
        segment.save()
    bring_up_to_date()
    segment.refresh_from_db()
    return segment


def drop_segment(*, segment_id: int) -> None:
    """The group goes; its customers stay as they are."""
    with transaction.atomic():
        SegmentMember.objects.filter(segment_id=segment_id).delete()
        Segment.objects.filter(pk=segment_id).delete()
    bring_up_to_date()
