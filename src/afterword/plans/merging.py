"""Two customers became one: what is planned and owed moves over, and one person gets no thank-you twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from afterword.followups.calling.models import CallAttempt
from afterword.followups.models import FollowUp, Message, Rest
from afterword.plans.models import Enrollment
from afterword.plans.rerouting import stop_follow_ups
from afterword.plans.rules import re_entry_rules


def follow_merges(pairs: Sequence[tuple[int, int]]) -> None:
    """``(survivor, other)`` for each merge, in the order in which they happened."""
    for survivor_id, other_id in pairs:
        Enrollment.objects.filter(customer_id=other_id).update(customer_id=survivor_id)
        FollowUp.objects.filter(customer_id=other_id).update(customer_id=survivor_id)
        Message.objects.filter(customer_id=other_id).update(customer_id=survivor_id)
        CallAttempt.objects.filter(customer_id=other_id).update(customer_id=survivor_id)
        _move_rest(survivor_id, other_id)
        _join_rounds(survivor_id)


def _move_rest(survivor_id: int, other_id: int) -> None:
    """The reason that holds longer stays."""
    rests = {rest.customer_id: rest for rest in Rest.objects.filter(customer_id__in=(survivor_id, other_id))}
    mine, theirs = rests.get(survivor_id), rests.get(other_id)
    if theirs is None:
        return
    if mine is None or mine.until < theirs.until:
        if mine is not None:
            mine.delete()
        Rest.objects.filter(pk=theirs.pk).update(customer_id=survivor_id)
    else:
        theirs.delete()


def _join_rounds(customer_id: int) -> None:
    """Of rounds of one plan that lie too close together, the one recorded first speaks for all."""
    re_entry = re_entry_rules()
    kept: dict[int, list[date]] = defaultdict(list)
    joined: list[int] = []
    rounds = Enrollment.objects.filter(customer_id=customer_id, state__in=("running", "done", "stopped"))
    # A round that is done has spoken already: it comes before one that has not.
    order = {"done": 0, "running": 1, "stopped": 2}
    rows = rounds.values_list("state", "trigger_id", "id", "plan_id", "anchor_on")
    for state, _trigger_id, row_id, plan_id, anchor in sorted(rows, key=lambda row: (order[row[0]], row[1])):
        rule = re_entry.get(plan_id)
        close = rule is not None and rule.joins_one(kept[plan_id], anchor)
        if close and state == "running" and _untouched(row_id):
            joined.append(row_id)
        else:
            kept[plan_id].append(anchor)
    Enrollment.objects.filter(id__in=joined).update(state="joined", reason="")
    open_ones = FollowUp.objects.filter(enrollment_id__in=joined, state="open")
    stop_follow_ups(follow_up_ids=list(open_ones.values_list("id", flat=True)), reason="joined")


def _untouched(enrollment_id: int) -> bool:
    return not FollowUp.objects.filter(enrollment_id=enrollment_id).exclude(state="open").exists()
