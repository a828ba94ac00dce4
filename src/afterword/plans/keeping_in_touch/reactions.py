"""What keeping in touch does when something happened: a new business gets its plan, and a touch starts the clock."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.businesses.founding import on_founding
from afterword.businesses.models import Business
from afterword.plans.keeping_in_touch.plan import adopt_keeping_in_touch
from afterword.plans.keeping_in_touch.resetting import start_clock_anew
from afterword.timeline.actions import reacts_to
from afterword.timeline.catalogue import (
    CustomerReplied,
    Event,
    FollowUpDone,
    InquiryRecorded,
    MessageSent,
    NoteWritten,
    SaleRecorded,
)


@on_founding
def begin_quietly(business_id: int) -> None:
    """A new business forgets nobody from its first day."""
    adopt_keeping_in_touch(Business.objects.get(pk=business_id))


@reacts_to(MessageSent)
def after_a_message(events: Sequence[MessageSent]) -> None:
    _anew(events, but=_subjects(events))


@reacts_to(FollowUpDone)
def after_a_call_or_card(events: Sequence[FollowUpDone]) -> None:
    _anew(events, but=_subjects(events))


@reacts_to(CustomerReplied)
def after_an_answer(events: Sequence[CustomerReplied]) -> None:
    _anew(events)


@reacts_to(NoteWritten)
def after_a_note(events: Sequence[NoteWritten]) -> None:
    _anew(events)


# What an import brings is met by the nightly round, so that an import taken back at once leaves no trace.
@reacts_to(SaleRecorded)
def after_a_sale(events: Sequence[SaleRecorded]) -> None:
    _anew([event for event in events if event.import_run_id is None])


@reacts_to(InquiryRecorded)
def after_a_question(events: Sequence[InquiryRecorded]) -> None:
    _anew([event for event in events if event.import_run_id is None])


def _anew(events: Sequence[Event], but: frozenset[int] = frozenset()) -> None:
    start_clock_anew(customer_ids={event.customer_id for event in events if event.customer_id is not None}, but=but)


def _subjects(events: Sequence[Event]) -> frozenset[int]:
    return frozenset(event.subject_id for event in events if event.subject_id is not None)
