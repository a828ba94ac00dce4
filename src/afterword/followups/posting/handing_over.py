"""Gives approved cards to the printing service, one after another: asked once more, announced, and then ordered.

The order is written and the message announced (*handing*) before the service hears of the card, as a mail is before its
final dot. What nobody answered becomes *unclear*, and :mod:`afterword.followups.posting.looking_after` asks the service
whether it has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from afterword.businesses.queries import current_business
from afterword.channels.accounts import NotReady, pause_account
from afterword.channels.port import Fault, Kind, Outcome
from afterword.channels.printing_service.account import POST, ReadyService, printing_service
from afterword.channels.printing_service.line import PrintingLine, Taken
from afterword.channels.printing_service.paper import PaperParcel
from afterword.customers.models import ContactPoint, Customer
from afterword.domain.contact import Purpose
from afterword.domain.importing.numbers import NumberRefused
from afterword.domain.money import MoneyRefused, parse_money
from afterword.domain.retrying import next_attempt
from afterword.followups.delivering.claiming import Claim, claim_due, give_back
from afterword.followups.delivering.composing import message_id_of
from afterword.followups.delivering.deciding import Decided, decide, this_day
from afterword.followups.delivering.keeping import leases_kept
from afterword.followups.delivering.outcomes import (
    Answered,
    note_attempts,
    note_blameless,
    note_refused,
    note_retry,
    note_sent,
    note_unclear,
    note_verdict,
    settle,
)
from afterword.followups.delivering.rounds import Manner, Tally
from afterword.followups.delivering.stored import read_moment
from afterword.followups.drafts import render
from afterword.followups.models import FollowUp, Message, MessageText
from afterword.followups.posting.designing import design_of
from afterword.followups.posting.models import PrintOrder
from afterword.followups.posting.paper import NotForAService, paper_parcel, receiver
from afterword.infra import clock
from afterword.infra.signing import fingerprint
from afterword.infra.tenancy import current_business_id
from afterword.timeline.actions import record
from afterword.timeline.catalogue import CardRefused

#: Cards that are claimed at once: each takes a moment to draw and to hand over.
BATCH = 20
#: A service that cannot be reached is left alone for so long.
PAUSE = timedelta(minutes=5)
#: How soon after an order without an answer the service is asked whether it has it.
ASK_AFTER = timedelta(minutes=2)
#: How soon after an order it is asked what became of it.
FIRST_LOOK = timedelta(hours=12)

#: By business, and by the wall clock; each process finds out for itself.
_left_alone_until: dict[int, datetime] = {}


def try_again_at_once() -> None:
    """Forget which services could not be reached."""
    _left_alone_until.clear()


def hand_over_cards(manner: Manner | None = None) -> Tally:
    """Give all approved cards of the current business to its printing service.

    Talks to the service, so it must not be called inside a transaction.
    """
    manner = manner or Manner()
    tally = Tally()
    due = Message.objects.filter(channel=POST, state__in=("approved", "retrying", "held"), not_before__lte=clock.now())
    if not due.exists():
        return tally
    ready = printing_service()
    if isinstance(ready, NotReady) or _is_left_alone():
        tally.held += due.count()
        return tally
    round_ = _Round(ready, manner, tally)
    with leases_kept(business_id=current_business_id(), worker=manner.worker, lease=manner.lease):
        round_.run()
    return tally


def _is_left_alone() -> bool:
    until = _left_alone_until.get(current_business_id())
    return until is not None and clock.wall() < until


@dataclass
class _Round:
    """One round with one service."""

    ready: ReadyService
    manner: Manner
    tally: Tally
    over: bool = False

    def run(self) -> None:
        line = PrintingLine(self.ready.service, timeout=self.manner.timeout)
        while self._goes_on():
            claims = claim_due(worker=self.manner.worker, channel=POST, lease=self.manner.lease, batch=BATCH)
            if not claims:
                return
            left = list(claims)
            try:
                while left and self._goes_on():
                    self._one(left.pop(0), line)
            finally:
                line.close()
                with transaction.atomic():
                    give_back(left)

    def _goes_on(self) -> bool:
        return not self.over and not self.manner.stop.is_set()

    def _one(self, claim: Claim, line: PrintingLine) -> None:
        """Bring one claimed card to some end."""
        one = _asked_now(claim)
        if one is None:
            return
        if not self._may_leave(one):
            return
        words, message_id = _words_of(one)
        paper = self._drawn(one, words, message_id)
        if paper is None:
            return
        early = line.hand_over(paper)
        if early is not None:
            self._note(one, early, None)
            return
        if not self._announce(claim, words, message_id, paper):
            line.abandon()
            return
        self._note(one, line.finish(), line.taken, key=paper.idempotency_key)

    def _may_leave(self, one: Decided) -> bool:
        if one.verdict.allowed and one.standing.follow_up_state == "approved":
            return True
        with transaction.atomic():
            note_verdict(one, this_day())
        self.tally.held += 1
        return False

    def _drawn(self, one: Decided, words: str, message_id: str) -> PaperParcel | None:
        """The card on paper; None where that cannot be, which is written down."""
        business, standing = current_business(), one.standing
        point = _point(one)
        customer = Customer.objects.get(pk=standing.customer_id)
        draft = render([standing.follow_up_id]).get(standing.follow_up_id) if not words else None
        try:
            if draft is not None and (draft.problems or not draft.body.strip()):
                raise NotForAService(draft.problems[0] if draft.problems else "Write the words first.")
            return paper_parcel(
                key=fingerprint(message_id, business_id=business.pk),
                message_id=f"<{message_id}>",
                to=receiver(customer, point.value if point else "", business),
                words=words or (draft.body if draft else ""),
                design=design_of(standing.plan_id),
                business=business,
                promotional=one.purpose is Purpose.PROMOTION,
            )
        except NotForAService as trouble:
            self._note(one, Outcome(Kind.REFUSED, reply=str(trouble), fault=Fault.OURS), None)
            return None

    def _announce(self, claim: Claim, words: str, message_id: str, paper: PaperParcel) -> bool:
        """Ask the gate once more, and write down that the next thing done is the order."""
        with transaction.atomic():
            again = _asked_now(claim)
            if again is None or not self._may_leave(again):
                return False
            mine = Message.objects.filter(pk=claim.id, token=claim.token, state="claimed")
            if not mine.update(state="handing", message_id=message_id):
                return False
            if not words:
                MessageText.objects.filter(message_id=claim.id).delete()
                MessageText.objects.create(message_id=claim.id, body=paper.text)
            point, now = _point(again), clock.now()
            PrintOrder.objects.update_or_create(
                business_id=current_business_id(),
                key=paper.idempotency_key,
                defaults={
                    "message_id": claim.id,
                    "is_letter": paper.is_letter,
                    "contact_point_id": point.pk if point else None,
                    "cost_minor": self.ready.price_minor,
                    "asked_at": now,
                    "look_at": now + ASK_AFTER,
                },
            )
        return True

    def _note(self, one: Decided, outcome: Outcome, taken: Taken | None, *, key: str = "") -> None:
        """Write down what became of it."""
        answer = Answered(one, outcome, one.standing.attempts + 1)
        order = PrintOrder.objects.filter(key=key)
        with transaction.atomic():
            match outcome.kind:
                case Kind.SENT:
                    note_taken(answer, taken, order_key=key)
                    self.tally.sent += 1
                case Kind.REFUSED:
                    _note_refused(answer)
                    order.update(state="failed", look_at=None)
                    self.tally.failed += 1
                case Kind.RETRY:
                    order.update(look_at=None)
                    if _note_retry(answer):
                        self.tally.retrying += 1
                    else:
                        self.tally.failed += 1
                case Kind.ACCOUNT:
                    order.update(look_at=None)
                    note_blameless(answer)
                    pause_account(key=POST, reason=outcome.reply)
                    self.over = True
                case Kind.UNCLEAR:
                    self.tally.unclear += note_unclear([answer])
        if outcome.kind is Kind.RETRY and not outcome.code:
            self.over = True
            _left_alone_until[current_business_id()] = clock.wall() + PAUSE


def _note_refused(answer: Answered) -> None:
    """A no for good: a wrong address is given up and the plan takes over; any other card waits to be posted by hand."""
    if answer.outcome.fault is Fault.HARD:
        note_refused(answer)
        return
    one = answer.message.standing
    mine = Message.objects.filter(pk=one.id, token=one.token, state__in=("claimed", "handing"))
    reason = answer.outcome.code or "refused"
    if mine.update(state="failed", worker="", reason=reason, attempts=answer.attempt):
        note_attempts([answer])
        FollowUp.objects.filter(pk=one.follow_up_id, state="approved").update(state="open", version=F("version") + 1)
        tell_refused(one.customer_id, one.follow_up_id, one.id, answer.outcome.reply)


def tell_refused(customer_id: int, follow_up_id: int, message_id: int, reply: str) -> None:
    """The event that brings a card back to the Post page."""
    about = {"customer_id": customer_id, "subject_id": follow_up_id, "message_row": message_id}
    record([CardRefused(at=clock.now(), reply=reply, **about)])


def _note_retry(answer: Answered) -> bool:
    """Later, while that is of use; then it waits to be posted by hand. Whether it is tried again."""
    useless = read_moment(answer.message.standing.useless_after)
    if next_attempt(answer.attempt, clock.now(), useless, 0.0) is None:
        _note_refused(answer)
        return False
    return note_retry(answer)


def note_taken(answer: Answered, taken: Taken | None, *, order_key: str) -> bool:
    """The service has the card: the follow-up is done. Whether that was news; runs in the caller's transaction."""
    noted = note_sent([answer])
    settle(noted)
    order = PrintOrder.objects.filter(key=order_key, state="asked")
    now = clock.now()
    told = {"state": "printing", "taken_at": now, "look_at": now + FIRST_LOOK}
    if taken is not None:
        cost = _cost(taken.price)
        told |= {
            "service_id": taken.id,
            "expected_on": taken.expected_on,
            **({} if cost is None else {"cost_minor": cost}),
        }
    order.update(**told)
    return bool(noted)


def _cost(price: str) -> int | None:
    """The price that the service told, where it is one in the business's currency."""
    currency = current_business().currency
    try:
        read = parse_money(price, ".", currency) if price else None
    except (NumberRefused, MoneyRefused):
        return None
    return read.minor if read is not None and read.currency == currency and read.minor >= 0 else None


def _asked_now(claim: Claim) -> Decided | None:
    one = decide([claim.id], this_day()).get(claim.id)
    return one if one is not None and one.standing.token == claim.token else None


def _words_of(one: Decided) -> tuple[str, str]:
    """The words as they were frozen for an earlier attempt (empty: none were), and the Message-ID of this round."""
    standing = one.standing
    frozen = MessageText.objects.filter(message_id=standing.id).values_list("body", flat=True).first()
    again = frozen is not None and standing.attempts > 0
    return (frozen or "") if again else "", message_id_of(one, again, "post")


def _point(one: Decided) -> ContactPoint | None:
    """The address that the gate was asked about."""
    theirs = ContactPoint.objects.filter(customer_id=one.standing.customer_id, channel=POST, normal=one.address)
    return theirs.first()
