"""Taking the quiet plan's doings back: with an import's customers, and when the plan is switched off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from afterword.businesses.queries import current_business, local_today
from afterword.followups.calling.models import CallAttempt
from afterword.followups.models import Draft, FollowUp, Message, Rest
from afterword.followups.rests import PROMISES
from afterword.infra.bulk import in_batches
from afterword.plans.arbitrating.giving_back import give_back
from afterword.plans.keeping_in_touch.plan import TRIGGER
from afterword.plans.models import Enrollment, Plan

_BATCH = 5_000


@transaction.atomic
def withdraw_from_strangers(*, customer_ids: Collection[int]) -> int:
    """Take back the rounds of those of these customers who are in no other plan; returns how many went.

    For when what made them customers is taken back. Rounds that a person acted on stay.
    """
    plans = list(Plan.objects.filter(trigger=TRIGGER).values_list("pk", flat=True))
    gone = 0
    for batch in in_batches(sorted(set(customer_ids)), _BATCH) if plans else ():
        rounds = Enrollment.objects.filter(customer_id__in=batch)
        known = rounds.exclude(plan_id__in=plans).values_list("customer_id", flat=True)
        ours = set(rounds.filter(plan_id__in=plans).exclude(customer_id__in=known).values_list("pk", flat=True))
        owed = FollowUp.objects.filter(enrollment_id__in=ours)
        acted = owed.filter(
            Q(state__in=("approved", "unclear", "done", "skipped"))
            | ~Q(note="")
            | Q(pk__in=Draft.objects.filter(follow_up_id__in=owed.values("pk")).values("follow_up_id"))
            | Q(pk__in=CallAttempt.objects.filter(follow_up_id__in=owed.values("pk")).values("follow_up_id"))
            | Q(pk__in=Message.objects.filter(follow_up_id__in=owed.values("pk")).values("follow_up_id"))
        )
        going = ours - set(acted.values_list("enrollment_id", flat=True))
        leaving = FollowUp.objects.filter(enrollment_id__in=going)
        give_back(going=list(leaving.values_list("pk", flat=True)))
        leaving.delete()
        Enrollment.objects.filter(pk__in=going).delete()
        gone += len(going)
    return gone


def end_promises() -> int:
    """The plan is off: nobody is promised a day any more. Returns how many promises ended."""
    yesterday = local_today(current_business()) - timedelta(days=1)
    promised = Rest.objects.filter(reason__in=PROMISES, written_by_id=None, until__gt=yesterday)
    return promised.update(until=yesterday)
