"""Making, changing and dropping groups of customers."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from afterword.domain.audience import read_audience, written
from afterword.domain.audience_groups import asking_for, way_back_to
from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.plans.segments.in_place import (
    group_names,
    groups,
    groups_asking_for,
    plans_asking_for,
    read_with_groups,
)
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
    read = read_with_groups(audience if audience is not None else {"all": []})
    # Once more without what groups cannot ask.
    plain = written(read_audience(written(read), FIELDS))
    with transaction.atomic():
        others = Segment.objects.exclude(pk=segment_id) if segment_id else Segment.objects.all()
        if others.filter(name=name).exists():
            raise BadSegment("There is a group of that name already. Choose another name.")
        segment = Segment.objects.filter(pk=segment_id).first() if segment_id else Segment(created_at=clock.now())
        if segment is None:
            raise BadSegment("That group is not there any more. Make a new one.")
        if segment_id:
            _check_no_loop(segment, name, plain)
        segment.name, segment.audience, segment.day = name, plain, None
        segment.save()
        # Whoever asks for this one is to be looked at again as well.
        Segment.objects.filter(pk__in=asking_for(segment.pk, groups())).update(day=None)
    bring_up_to_date()
    segment.refresh_from_db()
    return segment


def _check_no_loop(segment: Segment, name: str, plain: dict[str, object]) -> None:
    way = way_back_to(segment.pk, read_audience(plain, FIELDS), groups())
    if way:
        names = group_names()
        through = names.get(way[0], name) if len(way) > 1 else name
        raise BadSegment(
            "“%(through)s” asks for this group, so nobody could tell who belongs to it. Take that condition out.",
            through=through,
        )


def drop_segment(*, segment_id: int) -> None:
    """The group goes; its customers stay as they are. Raises :class:`BadSegment` where a plan or group asks for it."""
    with transaction.atomic():
        asking = [plan.name for plan in plans_asking_for(segment_id)]
        asking += [one.name for one in groups_asking_for(segment_id)]
        if asking:
            raise BadSegment("“%(who)s” asks for this group. Change that first, then drop it.", who=asking[0])
        SegmentMember.objects.filter(segment_id=segment_id).delete()
        Segment.objects.filter(pk=segment_id).delete()
    bring_up_to_date()
