"""All that can happen, on one page: each event is an immutable fact about one customer at one moment."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event carries. ``at`` is aware UTC; ``subject_id`` is the row that it is about."""

    #: Stored name; never changed once written.
    kind: ClassVar[str] = ""
    #: Fields kept in ``data``; the others are for reactions only, because their row says it already.
    kept: ClassVar[tuple[str, ...]] = ()

    customer_id: int | None
    at: datetime
    subject_id: int | None = None
    actor_id: int | None = None
    import_run_id: int | None = None

    def details(self) -> dict[str, Any]:
        """What is kept beside the common columns; JSON-ready."""
        return {name: getattr(self, name) for name in self.kept}


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleRecorded(Event):
    """A sale came in. ``subject_id`` is the sale."""

    kind: ClassVar[str] = "sale_recorded"
    sold_on: date
    total_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryRecorded(Event):
    """Somebody asked. ``subject_id`` is the inquiry."""

    kind: ClassVar[str] = "inquiry_recorded"
    asked_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryClosed(Event):
    """Whoever asked said yes or no (``outcome``: won, lost). ``subject_id`` is the inquiry."""

    kind: ClassVar[str] = "inquiry_closed"
    kept: ClassVar[tuple[str, ...]] = ("outcome",)
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFinished(Event):
    """Work for a customer was finished: ``what`` it was, where it is told. ``subject_id`` is the job."""

    kind: ClassVar[str] = "job_finished"
    kept: ClassVar[tuple[str, ...]] = ("what",)
    done_on: date
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStarted(Event):
    """A person started a plan for a customer. ``subject_id`` is the plan."""

    kind: ClassVar[str] = "plan_started"
    kept: ClassVar[tuple[str, ...]] = ("plan",)
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAdded(Event):
    """A customer became known. ``subject_id`` is the customer."""

    kind: ClassVar[str] = "customer_added"
    kept: ClassVar[tuple[str, ...]] = ("source",)
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(Event):
    """What is known of a customer changed; ``what`` names the fields."""

    kind: ClassVar[str] = "customer_changed"
    kept: ClassVar[tuple[str, ...]] = ("what", "source")
    what: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersMerged(Event):
    """Two customers became one. ``other_id`` is the one that was folded in."""

    kind: ClassVar[str] = "customers_merged"
    kept: ClassVar[tuple[str, ...]] = ("other_id", "other_name")
    other_id: int
    other_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerForgotten(Event):
    """What was known of a customer was taken away because they asked for it; what they bought stays, without them."""

    kind: ClassVar[str] = "customer_forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpApproved(Event):
    """A person let a message go. ``subject_id`` is the follow-up, as for all that follow."""

    kind: ClassVar[str] = "follow_up_approved"
    kept: ClassVar[tuple[str, ...]] = ("channel",)
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpUndone(Event):
    """A person took back what they just did (``what``: approve, done, skip, snooze, channel)."""

    kind: ClassVar[str] = "follow_up_undone"
    kept: ClassVar[tuple[str, ...]] = ("what",)
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpDone(Event):
    """A person did it by hand: called, or posted a card. ``note`` is in their own words.

    ``outcome`` is that of a call, a code of ``domain.calling.Outcome``; empty for all else. ``message_row`` keeps the
    words of what a person sent from a program of their own; 0: there are none.
    """

    kind: ClassVar[str] = "follow_up_done"
    kept: ClassVar[tuple[str, ...]] = ("channel", "note", "outcome", "message_row")
    channel: str
    note: str = ""
    outcome: str = ""
    message_row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAttempted(Event):
    """A call that did not end the follow-up: ``outcome`` is a code of ``domain.calling.Outcome``.

    ``again_at`` is the moment at which it comes back, in UTC, or empty.
    """

    kind: ClassVar[str] = "call_attempted"
    kept: ClassVar[tuple[str, ...]] = ("outcome", "again_at", "note")
    outcome: str
    again_at: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpSnoozed(Event):
    """A person put it off until a civil date; ``was`` is the day on which it stood before."""

    kind: ClassVar[str] = "follow_up_snoozed"
    kept: ClassVar[tuple[str, ...]] = ("until", "was")
    until: str
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpSkipped(Event):
    """A person decided against it, with the reason in their own words."""

    kind: ClassVar[str] = "follow_up_skipped"
    kept: ClassVar[tuple[str, ...]] = ("reason",)
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpStopped(Event):
    """A rule ended it; ``reason`` is a code of ``domain.contact.Reason``."""

    kind: ClassVar[str] = "follow_up_stopped"
    kept: ClassVar[tuple[str, ...]] = ("reason",)
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRerouted(Event):
    """The step's next channel takes over, because the first one failed or its window was missed."""

    kind: ClassVar[str] = "follow_up_rerouted"
    kept: ClassVar[tuple[str, ...]] = ("from_channel", "to_channel", "reason")
    from_channel: str
    to_channel: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Event):
    """The server said yes to a message."""

    kind: ClassVar[str] = "message_sent"
    kept: ClassVar[tuple[str, ...]] = ("channel", "message_row")
    channel: str
    message_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMailed(Event):
    """The printing service put a card or letter into the post."""

    kind: ClassVar[str] = "card_mailed"
    kept: ClassVar[tuple[str, ...]] = ("message_row",)
    message_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRefused(Event):
    """The printing service does not print a card (``reply``: what it said); it waits to be posted by hand."""

    kind: ClassVar[str] = "card_refused"
    kept: ClassVar[tuple[str, ...]] = ("message_row", "reply")
    message_row: int
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardReturned(Event):
    """The post brought a card or letter back to the printing service: its address is not used any more."""

    kind: ClassVar[str] = "card_returned"
    kept: ClassVar[tuple[str, ...]] = ("message_row",)
    message_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFailed(Event):
    """The server said no for good; ``reply`` is what it said, clipped."""

    kind: ClassVar[str] = "message_failed"
    kept: ClassVar[tuple[str, ...]] = ("channel", "message_row", "reply")
    channel: str
    message_row: int
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageBounced(Event):
    """A notice came that a message did not arrive; ``reason`` is a code of ``domain.inbound.reasons``."""

    kind: ClassVar[str] = "message_bounced"
    kept: ClassVar[tuple[str, ...]] = ("channel", "message_row", "reason")
    channel: str
    message_row: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerReplied(Event):
    """A customer wrote to us. ``subject_id`` is the mail; ``words`` are their own, clipped."""

    kind: ClassVar[str] = "customer_replied"
    kept: ClassVar[tuple[str, ...]] = ("channel", "words")
    channel: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDataAsked(Event):
    """A customer asked about their own data (``what``: tell, forget). ``subject_id`` is what was written down."""

    kind: ClassVar[str] = "own_data_asked"
    kept: ClassVar[tuple[str, ...]] = ("what",)
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageUnclear(Event):
    """It was handed over and no answer came: a person must look."""

    kind: ClassVar[str] = "message_unclear"
    kept: ClassVar[tuple[str, ...]] = ("channel", "message_row")
    channel: str
    message_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclearResolved(Event):
    """A person said whether an unclear message arrived (``arrived``) or is to be sent again."""

    kind: ClassVar[str] = "unclear_resolved"
    kept: ClassVar[tuple[str, ...]] = ("arrived",)
    arrived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressSuppressed(Event):
    """An address must not be used any more (``reason``: unsubscribed, bounce, complaint, asked, imported)."""

    kind: ClassVar[str] = "address_suppressed"
    kept: ClassVar[tuple[str, ...]] = ("channel", "reason")
    channel: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionLifted(Event):
    """A person recorded that the customer wants to hear from the business again."""

    kind: ClassVar[str] = "suppression_lifted"
    kept: ClassVar[tuple[str, ...]] = ("channel", "note")
    channel: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecorded(Event):
    """A yes or no for a purpose on a channel."""

    kind: ClassVar[str] = "consent_recorded"
    kept: ClassVar[tuple[str, ...]] = ("purpose", "channel", "granted", "source")
    purpose: str
    channel: str
    granted: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced(Event):
    """Automatic messages to this customer stand still (``reason``: reply, complaint, paused)."""

    kind: ClassVar[str] = "hold_placed"
    kept: ClassVar[tuple[str, ...]] = ("reason", "note")
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLifted(Event):
    """A person said: go on."""

    kind: ClassVar[str] = "hold_lifted"
    kept: ClassVar[tuple[str, ...]] = ("reason",)
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestWritten(Event):
    """A person wrote down, in their own words, why this customer has no next touch, until a civil date."""

    kind: ClassVar[str] = "rest_written"
    kept: ClassVar[tuple[str, ...]] = ("reason", "until")
    reason: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    """A note in a member's own words."""

    kind: ClassVar[str] = "note_written"
    kept: ClassVar[tuple[str, ...]] = ("note",)
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFinished(Event):
    """A file was brought in; ``subject_id`` is the import run; about no single customer."""

    kind: ClassVar[str] = "import_finished"
    kept: ClassVar[tuple[str, ...]] = ("file_name",)
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUndone(Event):
    """A file was taken back; ``subject_id`` is the import run."""

    kind: ClassVar[str] = "import_undone"
    kept: ClassVar[tuple[str, ...]] = ("file_name",)
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChanged(Event):
    """A plan was adopted, changed or switched (``what``); ``subject_id`` is the plan; about no single customer."""

    kind: ClassVar[str] = "plan_changed"
    kept: ClassVar[tuple[str, ...]] = ("what", "name", "version")
    #: "adopted", "drawn_up", "new_version", "moved", "thrown_away", "switched_on" or "switched_off".
    what: str
    name: str
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingSettled(Event):
    """A person said that a wording may go to any number, word for word, or not any more; about no single customer."""

    kind: ClassVar[str] = "wording_settled"
    kept: ClassVar[tuple[str, ...]] = ("name", "as_it_is")
    name: str
    as_it_is: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionUsed(Event):
    """A person put a line into a letter that the assistant had proposed; ``changed``: not without a change of theirs.

    ``subject_id`` is the follow-up.
    """

    kind: ClassVar[str] = "suggestion_used"
    kept: ClassVar[tuple[str, ...]] = ("line", "changed")
    line: str
    changed: bool


def catalogue() -> dict[str, type[Event]]:
    """Every event by its stored name."""
    return {event.kind: event for event in Event.__subclasses__()}


COMMON = frozenset(field.name for field in fields(Event))
