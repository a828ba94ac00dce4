"""Taking plans back with the sales or inquiries that started them: what undoing an import needs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from afterword.followups.calling.models import CallAttempt
from afterword.followups.models import Draft, FollowUp, Message
from afterword.followups.rests import PROMISES, RestReason
from afterword.infra.bulk import ids_clause, in_batches
from afterword.infra.tenancy import current_business_id
from afterword.plans.arbitrating.giving_back import give_back
from afterword.plans.enrolling import enroll_triggers
from afterword.plans.keeping_in_touch.withdrawing import withdraw_from_strangers
from afterword.plans.models import Enrollment, Plan
from afterword.plans.newcomers import rest_newcomers
from afterword.plans.rules import re_entry_rules
from afterword.plans.triggers import TRIGGERS

_BATCH = 5_000
#: Reasons that planning wrote by itself because of a sale.
_WRITTEN_BY_PLANNING = (RestReason.BEFORE_YOUR_TIME, RestReason.CANNOT_BE_REACHED, *PROMISES)


@transaction.atomic
def withdraw_triggers(*, trigger: str, ids: Collection[int]) -> list[int]:
    """Take back enrollments and follow-ups of these sales or inquiries; call it before the rows themselves go.

    Whatever a person acted on stays (approved, done, skipped, a message that left, a text somebody edited): the ids
    of its sales or inquiries are returned, ascending, so that they are kept as well. Sales that had joined a round that
    is taken back are planned anew.
    """
    kept: set[int] = set()
    customers: set[int] = set()
    for batch in in_batches(sorted(set(ids)), _BATCH):
        kept |= _acted_on(trigger, batch)
        going = [row_id for row_id in batch if row_id not in kept]
        customers |= set(_enrollments(trigger, going).values_list("customer_id", flat=True))
        _remove(trigger, going)
    for group in in_batches(sorted(customers), _BATCH):
        _plan_joined_anew(trigger, group, set(ids) - kept)
        _put_rests_back(group)
    return sorted(kept)


def _enrollments(trigger: str, ids: Collection[int]) -> QuerySet[Enrollment]:
    plans = list(Plan.objects.filter(trigger=trigger).values_list("id", flat=True))
    return Enrollment.objects.filter(plan_id__in=plans, trigger_id__in=ids)


def _acted_on(trigger: str, ids: list[int]) -> set[int]:
    enrollments = dict(_enrollments(trigger, ids).values_list("id", "trigger_id"))
    return {enrollments[row_id] for row_id in rounds_acted_on(enrollments)}


def rounds_acted_on(enrollments: Collection[int]) -> set[int]:
    """Those of these rounds (by the ids of their enrollments) in which a person did something, or something left."""
    owed = FollowUp.objects.filter(enrollment_id__in=list(enrollments))
    acted = set(owed.filter(_BY_A_PERSON).values_list("enrollment_id", flat=True))
    enrollment_of = dict(owed.values_list("id", "enrollment_id"))
    written = Draft.objects.filter(follow_up_id__in=enrollment_of).values_list("follow_up_id", flat=True)
    called = CallAttempt.objects.filter(follow_up_id__in=enrollment_of).values_list("follow_up_id", flat=True)
    acted |= {enrollment_of[row_id] for row_id in (*written, *called)}
    left = Message.objects.filter(follow_up_id__in=enrollment_of).exclude(state="withdrawn")
    acted |= {enrollment_of[row_id] for row_id in left.values_list("follow_up_id", flat=True)}
    return {row_id for row_id in acted if row_id is not None}


_BY_A_PERSON = Q(state__in=("approved", "unclear", "done", "skipped")) | ~Q(note="")


def _remove(trigger: str, ids: list[int]) -> None:
    remove_rounds(list(_enrollments(trigger, ids).values_list("id", flat=True)))


def remove_rounds(enrollment_ids: list[int]) -> None:
    """Delete these enrollments with all that they led to."""
    for batch in in_batches(enrollment_ids, _BATCH):
        give_back(going=list(FollowUp.objects.filter(enrollment_id__in=batch).values_list("id", flat=True)))
        business_id = current_business_id()
        listed, parameters = ids_clause("enrollment_id", batch)
        of_follow_ups = f"SELECT id FROM followups_followup WHERE business_id = %s AND {listed}"
        of_messages = f"SELECT id FROM followups_message WHERE business_id = %s AND follow_up_id IN ({of_follow_ups})"
        twice, thrice = [business_id, business_id, *parameters], [business_id, business_id, business_id, *parameters]
        with connection.cursor() as cursor:
            for table in ("followups_messagetext", "followups_delivery"):
                cursor.execute(f"DELETE FROM {table} WHERE business_id = %s AND message_id IN ({of_messages})", thrice)
            cursor.execute(
                f"DELETE FROM followups_message WHERE business_id = %s AND follow_up_id IN ({of_follow_ups})", twice
            )
            cursor.execute(
                f"DELETE FROM followups_followup WHERE business_id = %s AND {listed}", [business_id, *parameters]
            )
            listed, parameters = ids_clause("id", batch)
            cursor.execute(
                f"DELETE FROM plans_enrollment WHERE business_id = %s AND {listed}", [business_id, *parameters]
            )


def _plan_joined_anew(trigger: str, customer_ids: list[int], going: set[int]) -> None:
    """Joined sales whose round was taken away speak for themselves now."""
    of_trigger = set(Plan.objects.filter(trigger=trigger).values_list("id", flat=True))
    re_entry = {plan_id: rule for plan_id, rule in re_entry_rules().items() if plan_id in of_trigger}
    anchors: dict[tuple[int, int], list[date]] = {}
    joined: list[tuple[int, int, int, date]] = []
    rows = Enrollment.objects.filter(customer_id__in=customer_ids, plan_id__in=list(re_entry)).order_by("trigger_id")
    for row_id, plan_id, customer_id, state, trigger_id, anchor in rows.values_list(
        "id", "plan_id", "customer_id", "state", "trigger_id", "anchor_on"
    ):
        if state == "joined" and trigger_id not in going:
            joined.append((row_id, plan_id, customer_id, anchor))
        elif state in ("running", "done", "stopped"):
            anchors.setdefault((plan_id, customer_id), []).append(anchor)
    alone = [
        row_id
        for row_id, plan_id, customer_id, anchor in joined
        if not re_entry[plan_id].joins_one(anchors.get((plan_id, customer_id), ()), anchor)
    ]
    if alone:
        freed = Enrollment.objects.filter(id__in=alone)
        trigger_ids = sorted(set(freed.values_list("trigger_id", flat=True)))
        freed.delete()
        if trigger in TRIGGERS:  # the days of the calendar are planned anew all together (plans.dated)
            enroll_triggers(trigger=trigger, ids=trigger_ids)


def _put_rests_back(customer_ids: list[int]) -> None:
    """Who has no enrollment left is a newcomer again."""
    withdraw_from_strangers(customer_ids=customer_ids)
    with_plans = set(Enrollment.objects.filter(customer_id__in=customer_ids).values_list("customer_id", flat=True))
    newcomers = [row_id for row_id in customer_ids if row_id not in with_plans]
    rest_newcomers(customer_ids=newcomers, instead_of=_WRITTEN_BY_PLANNING)
