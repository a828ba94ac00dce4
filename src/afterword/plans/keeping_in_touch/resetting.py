"""The clock of keeping in touch: whatever passes between the two starts it anew."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from afterword.domain.giving_way import GaveWay
from afterword.domain.triggers import KeepInTouch, read_trigger
from afterword.followups.models import FollowUp
from afterword.infra.bulk import in_batches
from afterword.plans.keeping_in_touch.histories import histories_of
from afterword.plans.keeping_in_touch.plan import TRIGGER
from afterword.plans.models import Enrollment, Plan
from afterword.plans.rerouting import stop_follow_ups

_BATCH = 5_000


def start_clock_anew(*, customer_ids: Collection[int], but: Collection[int] = ()) -> None:
    """These customers have just been in touch: an open sign of life is not needed. ``but``: follow-ups that stay."""
    if not customer_ids:
        return
    plans = list(Plan.objects.filter(trigger=TRIGGER).values_list("pk", flat=True))
    owed = FollowUp.objects.filter(customer_id__in=list(customer_ids), state="open", plan_id__in=plans)
    going = [pk for pk in owed.values_list("pk", flat=True) if pk not in but]
    if going:
        stop_follow_ups(follow_up_ids=going, reason=GaveWay.IN_TOUCH)


def start_clocks_that_were_missed() -> int:
    """The same for whatever came in without a word, as by an import: looks at what is open, and returns how many end.

    A round begins a whole interval after the last touch, so a touch later than that is news.
    """
    ended = 0
    for plan in Plan.objects.filter(trigger=TRIGGER):
        rule = read_trigger(plan.trigger, plan.trigger_facts)
        assert isinstance(rule, KeepInTouch)
        shortest = timedelta(days=rule.shortest_days)
        rounds = Enrollment.objects.filter(plan=plan, state="running").order_by("pk")
        for batch in in_batches(list(rounds.values_list("pk", "customer_id", "anchor_on")), _BATCH):
            histories = histories_of([customer_id for _, customer_id, _ in batch])
            over = [
                pk
                for pk, customer_id, anchor in batch
                if (last := histories[customer_id].last_touch) is not None and last > anchor - shortest
            ]
            owed = FollowUp.objects.filter(enrollment_id__in=over, state="open", moved_at=None)
            going = list(owed.values_list("pk", flat=True))
            stop_follow_ups(follow_up_ids=going, reason=GaveWay.IN_TOUCH)
            ended += len(going)
    return ended
