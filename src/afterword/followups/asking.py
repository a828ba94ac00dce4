"""The one gate, asked about what a person does by hand: whenever it is listed, and so once more before it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Max

from afterword.customers.whereabouts import NOWHERE
from afterword.domain.channel import Channel
from afterword.domain.consenting import consent_for
from afterword.domain.contact import SILENCE_IS_ENOUGH, Facts, Purpose, Reason, Verdict, may_contact
from afterword.domain.planning import Mode
from afterword.followups.delivering.deciding import consents_of, holds_of, this_day
from afterword.followups.delivering.purposes import BY_HAND, GONE, plan_standings
from afterword.followups.grounds import grounds_of
from afterword.followups.models import FollowUp


def ask_about_hand_work(
    owed: Sequence[FollowUp],
    channel: Channel,
    *,
    without_address: Collection[int] = (),
    is_usable: bool = False,
) -> dict[int, Verdict]:
    """The gate's answer for each of these (with their customers) on one channel, as a person's own work; a few queries.

    ``without_address``: the customers who have none there that can be used. Where the caller says itself what is wrong
    with an address, it is left out. ``is_usable``: the caller has looked at the address itself, by which the customer
    may be reached although no installed channel counts it.
    """
    if not owed:
        return {}
    day = this_day()
    customers = sorted({one.customer_id for one in owed})
    plans = plan_standings({one.plan_id for one in owed if one.plan_id is not None})
    consents, holds = consents_of(customers, [channel]), holds_of(customers)
    without_a_yes = grounds_of([] if channel in SILENCE_IS_ENOUGH[Purpose.PROMOTION] else customers)
    last = _last_contacts([one.customer_id for one in owed if one.customer.hears_every_days])
    answers: dict[int, Verdict] = {}
    for one in owed:
        plan = BY_HAND if one.plan_id is None else plans.get(one.plan_id, GONE)
        has_address = one.customer_id not in without_address
        answers[one.pk] = may_contact(
            Facts(
                now=day.now,
                zone=day.zone,
                purpose=plan.purpose,
                channel=channel,
                mode=Mode.HAND,
                has_address=has_address,
                # An address that is there and does not count in the reach must not be used.
                suppressed=has_address and not is_usable and not one.customer.reach & channel.bit,
                consent=consent_for(consents.get((one.customer_id, channel), ()), plan.purpose),
                soft_opt_in=without_a_yes.of(one.customer_id, plan.purpose) is not None,
                hold=holds.get(one.customer_id),
                quiet_from=day.business.quiet_from,
                quiet_until=day.business.quiet_until,
                quiet_zones=without_a_yes.where.get(one.customer_id, NOWHERE).zones,
                open_today=day.is_open,
                next_open_day=day.next_open,
                last_contact_at=last.get(one.customer_id),
                wish_days=one.customer.hears_every_days,
                plan_active=plan.is_active,
                approved_by_person=True,
                frozen=day.business.frozen_at is not None,
            )
        )
    return answers


#: Only the hour is wrong, or a day has not come: time alone mends it.
OF_THE_HOUR = frozenset({Reason.QUIET_HOURS, Reason.CLOSED_DAY, Reason.TOO_SOON, Reason.WINDOW_NOT_OPEN})


def held_back(follow_up_ids: Collection[int]) -> dict[int, Verdict]:
    """Of these, what a person must not do by hand, whatever the hour; a few queries for each channel among them.

    That somebody has no address is for the caller to say.
    """
    if not follow_up_ids:
        return {}
    by_channel: dict[str, list[FollowUp]] = defaultdict(list)
    for one in FollowUp.objects.filter(pk__in=list(follow_up_ids)).select_related("customer"):
        by_channel[one.channel].append(one)
    return {
        one: verdict
        for channel, rows in by_channel.items()
        for one, verdict in ask_about_hand_work(rows, Channel(channel)).items()
        if not verdict.allowed and verdict.reason not in OF_THE_HOUR
    }


def _last_contacts(customers: Sequence[int]) -> dict[int, datetime | None]:
    """When those heard from the business last who have said how often they want to; no query where nobody has."""
    if not customers:
        return {}
    done = FollowUp.objects.filter(customer_id__in=customers, state="done").order_by()
    return dict(done.values("customer_id").annotate(last=Max("closed_at")).values_list("customer_id", "last"))
