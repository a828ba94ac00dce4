"""What the plans room does when something happened below: it enrolls, reroutes, settles and rests."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from afterword.businesses.founding import on_founding
from afterword.businesses.models import Business
from afterword.customers.models import Customer
from afterword.domain.contact import Reason
from afterword.followups.calling.next_way import takes_the_next_way
from afterword.followups.rests import RestReason, write_rests
from afterword.plans.enrolling import enroll_triggers
from afterword.plans.forgetting import end_everything
from afterword.plans.merging import follow_merges
from afterword.plans.newcomers import rest_newcomers
from afterword.plans.ready_made import adopt_ready_made
from afterword.plans.rerouting import reroute_customers, reroute_follow_ups
from afterword.plans.reviving import revive_unreached
from afterword.plans.settling import settle, unsettle
from afterword.plans.stopping import stop_rounds
from afterword.plans.unanswered import go_on_by_its_rule
from afterword.timeline.actions import reacts_to
from afterword.timeline.catalogue import (
    AddressSuppressed,
    CustomerAdded,
    CustomerChanged,
    CustomerForgotten,
    CustomersMerged,
    Event,
    FollowUpDone,
    FollowUpSkipped,
    FollowUpStopped,
    FollowUpUndone,
    HoldPlaced,
    InquiryClosed,
    InquiryRecorded,
    JobFinished,
    MessageFailed,
    MessageSent,
    SaleRecorded,
    SuppressionLifted,
    UnclearResolved,
)


@on_founding
def begin_with_plans(business_id: int) -> None:
    """A new business has its ready-made plans at once."""
    adopt_ready_made(Business.objects.get(pk=business_id))


takes_the_next_way(go_on_by_its_rule)


@reacts_to(SaleRecorded)
def enroll_buyers(events: Sequence[SaleRecorded]) -> None:
    _enroll("sale", events)


@reacts_to(InquiryRecorded)
def enroll_inquirers(events: Sequence[InquiryRecorded]) -> None:
    _enroll("inquiry", events)


@reacts_to(JobFinished)
def enroll_whose_job_is_done(events: Sequence[JobFinished]) -> None:
    _enroll("job_done", events)


def _enroll(trigger: str, events: Sequence[Event]) -> None:
    ids = [event.subject_id for event in events if event.customer_id is not None and event.subject_id is not None]
    if ids:
        run = events[0].import_run_id
        enroll_triggers(trigger=trigger, ids=ids, import_run_id=run, stopping=False)
        stop_rounds(customer_ids=_customers(events), import_run_id=run)


@reacts_to(HoldPlaced)
def stop_who_wrote_back(events: Sequence[HoldPlaced]) -> None:
    stop_rounds(customer_ids=_customers(events))


@reacts_to(InquiryClosed)
def stop_who_has_decided(events: Sequence[InquiryClosed]) -> None:
    stop_rounds(customer_ids=_customers(events))


@reacts_to(CustomerAdded)
def rest_who_has_not_bought(events: Sequence[CustomerAdded]) -> None:
    rest_newcomers(customer_ids=_customers(events))


@reacts_to(CustomerChanged)
def plan_by_new_addresses(events: Sequence[CustomerChanged]) -> None:
    customer_ids = _customers(events)
    revive_unreached(customer_ids=customer_ids)
    reroute_customers(customer_ids=customer_ids, reason=Reason.NO_ADDRESS)


@reacts_to(SuppressionLifted)
def plan_by_lifted_addresses(events: Sequence[SuppressionLifted]) -> None:
    revive_unreached(customer_ids=_customers(events))


@reacts_to(CustomersMerged)
def bring_together(events: Sequence[CustomersMerged]) -> None:
    follow_merges([(event.customer_id, event.other_id) for event in events if event.customer_id is not None])
    # What one of them did ends the other's rounds as well: they are one.
    stop_rounds(customer_ids=_customers(events))


@reacts_to(CustomerForgotten)
def end_what_was_planned(events: Sequence[CustomerForgotten]) -> None:
    end_everything(_customers(events))


@reacts_to(AddressSuppressed)
def leave_suppressed_alone(events: Sequence[AddressSuppressed]) -> None:
    stop_rounds(customer_ids=_customers(events))
    bounced = {event.customer_id for event in events if event.customer_id is not None and event.reason == "bounce"}
    asked = set(_customers(events)) - bounced
    reroute_customers(customer_ids=asked, reason=Reason.SUPPRESSED)
    reroute_customers(customer_ids=bounced, reason=Reason.ADDRESS_BAD)
    silent = Customer.objects.filter(id__in=asked, reach=0).values_list("id", flat=True)
    write_rests(reason=RestReason.ASKED_NOT_TO_BE_CONTACTED, customer_ids=list(silent))


@reacts_to(MessageFailed)
def take_the_next_channel(events: Sequence[MessageFailed]) -> None:
    failed = {event.subject_id: event.channel for event in events if event.subject_id is not None}
    reroute_follow_ups(failed=failed, reason=Reason.ADDRESS_BAD)
    # Where the address itself turned out not to work, their other touches cannot go there either.
    reroute_customers(customer_ids=_customers(events), reason=Reason.ADDRESS_BAD)


@reacts_to(MessageSent)
def settle_sent(events: Sequence[MessageSent]) -> None:
    settle(_follow_ups(events))


@reacts_to(FollowUpDone)
def settle_done(events: Sequence[FollowUpDone]) -> None:
    settle(_follow_ups(events))


@reacts_to(FollowUpSkipped)
def settle_skipped(events: Sequence[FollowUpSkipped]) -> None:
    settle(_follow_ups(events))


@reacts_to(FollowUpStopped)
def settle_stopped(events: Sequence[FollowUpStopped]) -> None:
    settle(_follow_ups(events))


@reacts_to(UnclearResolved)
def settle_resolved(events: Sequence[UnclearResolved]) -> None:
    settle(_follow_ups(events))


@reacts_to(FollowUpUndone)
def reopen_undone(events: Sequence[FollowUpUndone]) -> None:
    unsettle(_follow_ups(events))


def _customers(events: Sequence[Event]) -> Collection[int]:
    return {event.customer_id for event in events if event.customer_id is not None}


def _follow_ups(events: Sequence[Event]) -> Collection[int]:
    return {event.subject_id for event in events if event.subject_id is not None}
