"""What can be done where not everything fits: mails instead, a wider window, or leaving the least worthy out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from afterword.domain.channel import Channel
from afterword.domain.shortfall import WIDEN_BY_DAYS, Way
from afterword.domain.trouble import Trouble
from afterword.followups.actions import skip_follow_up, use_channel
from afterword.followups.composing.overflow import short_weeks
from afterword.followups.models import FollowUp

#: As many as are changed at one press.
MOST_AT_ONCE = 500


class NothingShort(Trouble):
    """That week fits by now, or that way leads nowhere."""


def take_way_out(*, monday: date, way: Way, member_id: int | None, because: str) -> list[int]:
    """Do that for a week that was too short when last composed; returns the follow-ups that changed.

    ``because`` is the reason written down for what is skipped. Whoever was done or closed meanwhile stays as they are.
    Raises :class:`NothingShort`. Compose anew afterwards.
    """
    week = next((one for one in short_weeks() if one.monday == monday), None)
    offered = next((one for one in week.ways if one.way == way), None) if week else None
    if offered is None:
        raise NothingShort("That week fits by now. Reload the page to see how things stand.")
    ids = offered.touch_ids[:MOST_AT_ONCE]
    if way is Way.WIDEN:
        return widen(follow_up_ids=ids, by_days=WIDEN_BY_DAYS)
    changed = []
    for follow_up_id in ids:
        try:
            if way is Way.SEND_MAILS:
                use_channel(follow_up_id=follow_up_id, member_id=member_id, channel=Channel.EMAIL)
            else:
                skip_follow_up(follow_up_id=follow_up_id, member_id=member_id, reason=because)
        except Trouble:
            continue
        changed.append(follow_up_id)
    return changed


@transaction.atomic
def widen(*, follow_up_ids: Sequence[int], by_days: int) -> list[int]:
    """Move the last day of the windows of open follow-ups; negative: back again, but never before the first day."""
    changed = []
    rows = FollowUp.objects.select_for_update().filter(pk__in=follow_up_ids, state="open").order_by("pk")
    by_last: dict[date, list[int]] = {}
    for pk, first, last in rows.values_list("pk", "window_first", "window_last"):
        if last + timedelta(days=by_days) >= first:
            by_last.setdefault(last, []).append(pk)
    for last, ids in by_last.items():
        FollowUp.objects.filter(pk__in=ids).update(window_last=last + timedelta(days=by_days), version=F("version") + 1)
        changed += ids
    return changed
