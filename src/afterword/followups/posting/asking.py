"""The one gate, asked about cards whenever they are listed, and so once more when they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from afterword.domain.channel import Channel
from afterword.domain.contact import Facts, Verdict, may_contact
from afterword.domain.planning import Mode
from afterword.followups.delivering.deciding import consent_for, consents_of, holds_of, this_day
from afterword.followups.delivering.purposes import BY_HAND, GONE, plan_standings
from afterword.followups.models import FollowUp


def ask_the_gate(owed: Sequence[FollowUp]) -> dict[int, Verdict]:
    """The gate's answer for each of these cards (with their customers), as a person's own work; a few queries."""
    if not owed:
        return {}
    day = this_day()
    customers = sorted({one.customer_id for one in owed})
    plans = plan_standings({one.plan_id for one in owed if one.plan_id is not None})
    consents, holds = consents_of(customers, [Channel.POST]), holds_of(customers)
    last = _last_contacts([one.customer_id for one in owed if one.customer.hears_every_days])
    answers: dict[int, Verdict] = {}
    for one in owed:
        plan = BY_HAND if one.plan_id is None else plans.get(one.plan_id, GONE)
        answers[one.pk] = may_contact(
            Facts(
                now=day.now,
                zone=day.zone,
                purpose=plan.purpose,
                channel=Channel.POST,
                mode=Mode.HAND,
                # That there is an address is looked at beside its lines; the reach says whether it may be used.
                has_address=True,
                suppressed=not one.customer.reach & Channel.POST.bit,
                consent=consent_for(consents.get((one.customer_id, Channel.POST), ()), plan.purpose),
                hold=holds.get(one.customer_id),
                last_contact_at=last.get(one.customer_id),
                wish_days=one.customer.hears_every_days,
                plan_active=plan.is_active,
                approved_by_person=True,
                frozen=day.business.frozen_at is not None,
            )
        )
    return answers


def _last_contacts(customers: Sequence[int]) -> dict[int, datetime | None]:
    """When those heard from the business last who have said how often they want to; no query where nobody has."""
    if not customers:
        return {}
    done = FollowUp.objects.filter(customer_id__in=customers, state="done").order_by()
    return dict(done.values("customer_id").annotate(last=Max("closed_at")).values_list("customer_id", "last"))
