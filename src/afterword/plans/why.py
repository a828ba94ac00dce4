"""Why: every touch of a customer that did, will or will not happen, each with its one reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from afterword.businesses.queries import current_business, local_today, zone_of
from afterword.customers.models import Customer, Hold
from afterword.customers.queries import Address, addresses_of
from afterword.domain.calling import CallEnded, call_ended_sentence
from afterword.domain.channel import Channel
from afterword.domain.civil import local_date
from afterword.domain.contact import Reason, Verdict
from afterword.domain.day_moved import DayMoved, day_moved_sentence
from afterword.domain.ended import Ended, ended_sentence
from afterword.domain.giving_way import GaveWay, gave_way_sentence, moved_sentence
from afterword.domain.not_begun import NotBegun, not_begun_sentence
from afterword.domain.opening import OpenDays
from afterword.domain.planning import joins, window_of
from afterword.domain.reasons import TouchState, english_day, sentence, state_sentence
from afterword.followups.asking import held_back
from afterword.followups.calendars import open_days
from afterword.followups.delivering.standstill import standstill
from afterword.followups.delivering.turns import turn_of
from afterword.followups.models import FollowUp, Message
from afterword.infra import clock
from afterword.plans.arbitrating.telling import Winner, winners_of
from afterword.plans.models import Enrollment, Plan, Step
from afterword.plans.outsiders import Outside, sales_outside
from afterword.plans.rules import step_facts

#: Suppressions by the customer's own word; a bounce is the address's fault.
_ASKED = frozenset({"unsubscribed", "asked", "complaint", "imported"})
_HELD_BY = {"reply": Reason.REPLIED, "complaint": Reason.COMPLAINT, "paused": Reason.PAUSED}


@dataclass(frozen=True, slots=True)
class Touch:
    """One touch: of which plan and step (slug and key; empty for one made by hand), how it stands, its civil day."""

    plan: str
    step: str
    state: TouchState
    on: date | None
    reason: str
    follow_up_id: int | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """In which language and with which dates the reasons are said."""

    translate: Callable[[str], str] = str
    show_day: Callable[[date], str] = english_day


def touches_of(customer_id: int, speech: Speech | None = None) -> list[Touch]:
    """All touches of a customer, the latest day first; those without a day come last.

    Twelve queries for any number, and a few more where plans are for some customers only.
    """
    told = _Telling(_load(customer_id), speech or Speech())
    touches = [touch for enrollment in told.facts.enrollments for touch in told.of_enrollment(enrollment)]
    touches += [told.of_follow_up(one, "", "") for one in told.facts.follow_ups[None]]
    touches += [told.of_outsider(one) for one in sales_outside(customer_id, told.facts.today)]
    return sorted(touches, key=lambda touch: (touch.on is not None, touch.on or date.min), reverse=True)


@dataclass(slots=True)
class _Facts:
    customer: Customer
    today: date
    zone: ZoneInfo
    opening: OpenDays
    plans: dict[int, Plan]
    steps: dict[tuple[int, int], list[Step]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[int, str] = field(default_factory=dict)
    enrollments: list[Enrollment] = field(default_factory=list)
    follow_ups: dict[int | None, list[FollowUp]] = field(default_factory=lambda: defaultdict(list))
    messages: dict[int, Message] = field(default_factory=dict)
    hold: Hold | None = None
    addresses: list[Address] = field(default_factory=list)


def _load(customer_id: int) -> _Facts:
    business = current_business()
    facts = _Facts(
        customer=Customer.objects.get(pk=customer_id),
        today=local_today(business),
        zone=zone_of(business),
        opening=open_days(business),
        plans={plan.pk: plan for plan in Plan.objects.all()},
    )
    facts.enrollments = list(Enrollment.objects.filter(customer_id=customer_id).order_by("id"))
    for step in Step.objects.filter(plan__in=list(facts.plans)).order_by("position", "id"):
        facts.steps[step.plan_id, step.version].append(step)
        facts.keys[step.pk] = step.key
    for follow_up in FollowUp.objects.filter(customer_id=customer_id).order_by("id"):
        facts.follow_ups[follow_up.enrollment_id].append(follow_up)
    # The one that speaks for a follow-up is its newest.
    for message in Message.objects.filter(customer_id=customer_id).order_by("id"):
        facts.messages[message.follow_up_id] = message
    facts.hold = Hold.objects.filter(customer_id=customer_id, lifted_at=None).order_by("-since").first()
    facts.addresses = addresses_of([customer_id])[customer_id]
    return facts


class _Telling:
    """Says what the facts mean, one sentence each."""

    def __init__(self, facts: _Facts, speech: Speech) -> None:
        self.facts, self.speech = facts, speech
        self.won: Mapping[int, Winner] | None = None
        self.still: dict[str, str] = {}
        self.held: Mapping[int, Verdict] | None = None

    def of_enrollment(self, enrollment: Enrollment) -> list[Touch]:
        """One touch for each step of the version in which the round runs, and for what earlier ones have left."""
        plan = self.facts.plans.get(enrollment.plan_id)
        slug = plan.slug if plan else ""
        made = {self._key_of(one): one for one in self.facts.follow_ups[enrollment.pk]}
        steps = self.facts.steps[enrollment.plan_id, enrollment.version]
        told = [
            self.of_follow_up(made.pop(step.key), slug, step.key)
            if step.key in made
            else self._not_made(enrollment, slug, step)
            for step in steps
        ]
        return told + [self.of_follow_up(one, slug, key) for key, one in made.items()]

    def _key_of(self, one: FollowUp) -> str:
        """The key of a follow-up's step, by which versions know it again."""
        return self.facts.keys.get(one.step_id or 0, "")

    def _not_made(self, enrollment: Enrollment, slug: str, step: Step) -> Touch:
        """A step that has no follow-up, and why."""
        window = window_of(step_facts(step).rule, enrollment.anchor_on, self.facts.opening)
        if enrollment.state == "joined":
            return self._joined(enrollment, slug, step)
        if enrollment.reason == Reason.NO_ADDRESS:
            why = self._out_of_reach()
            return Touch(slug, step.key, TouchState.STOPPED, window.due, why)
        if enrollment.state == "past" or window.last < self.facts.today:
            return Touch(slug, step.key, TouchState.PAST, window.last, self._past(enrollment, window.last))
        why = self._out_of_reach(channel=step_facts(step).rule.channels[0])
        return Touch(slug, step.key, TouchState.STOPPED, window.due, why)

    def _joined(self, enrollment: Enrollment, slug: str, step: Step) -> Touch:
        day = self._speaker(enrollment)
        if enrollment.reason == NotBegun.ONCE:
            why = self._not_begun(NotBegun.ONCE)
        elif self._is_of_sale(enrollment):
            why = self._state(TouchState.JOINED, day=day)
        else:
            why = self._not_begun(NotBegun.COVERED, day)
        return Touch(slug, step.key, TouchState.JOINED, day or enrollment.anchor_on, why)

    def _past(self, enrollment: Enrollment, last: date) -> str:
        if self._is_of_sale(enrollment):
            return self._state(TouchState.PAST, day=last)
        return self._not_begun(NotBegun.TOO_LATE, last)

    def _is_of_sale(self, enrollment: Enrollment) -> bool:
        plan = self.facts.plans.get(enrollment.plan_id)
        return plan is None or plan.trigger == "sale"

    def of_outsider(self, outside: Outside) -> Touch:
        """A sale that a plan looks at, of somebody whom it is not for."""
        return Touch(outside.plan, "", TouchState.STOPPED, outside.sold_on, self._not_begun(NotBegun.NOT_FOR_THEM))

    def _not_begun(self, reason: NotBegun, day: date | None = None) -> str:
        name, speech = self.facts.customer.display_name, self.speech
        return not_begun_sentence(reason, name, day=day, translate=speech.translate, show_day=speech.show_day)

    def _out_of_reach(self, **facts: object) -> str:
        """Nobody could reach them then: because they had asked not to be, or because no address was known."""
        asked = next((one for one in self.facts.addresses if one.why in _ASKED), None)
        if asked is not None:
            return self._reason(Reason.SUPPRESSED, channel=asked.channel)
        return self._reason(Reason.NO_ADDRESS, **facts)

    def _speaker(self, joined: Enrollment) -> date | None:
        """The day of the sale that speaks for a joined one: the nearest."""
        again = self.facts.plans[joined.plan_id].again_after_days if joined.plan_id in self.facts.plans else 0
        days = [
            other.anchor_on
            for other in self.facts.enrollments
            if other.plan_id == joined.plan_id
            and other.state in ("running", "done", "stopped")
            and joins(other.anchor_on, joined.anchor_on, again)
        ]
        return min(days, key=lambda day: (abs(day - joined.anchor_on), day), default=None)

    def of_follow_up(self, one: FollowUp, plan: str, step: str) -> Touch:
        """How a follow-up stands."""
        state, on, reason = self._standing(one)
        return Touch(plan, step or one.note[:60], state, on, reason, one.pk, one.channel)

    def _standing(self, one: FollowUp) -> tuple[TouchState, date | None, str]:
        message = self.facts.messages.get(one.pk)
        match one.state:
            case "open":
                return self._open(one)
            case "approved":
                return self._approved(one, message)
            case "unclear":
                day = self._day(message.lease_until) if message else None
                return TouchState.UNCLEAR, day or one.due_on, self._state(TouchState.UNCLEAR, day=day)
            case "done":
                return self._done(one, message)
            case "skipped":
                day = self._day(one.closed_at) or one.due_on
                return TouchState.SKIPPED, day, self._state(TouchState.SKIPPED, why=one.note)
            case _:
                return self._stopped(one)

    def _open(self, one: FollowUp) -> tuple[TouchState, date | None, str]:
        plan = self.facts.plans.get(one.plan_id or 0)
        if plan is not None and not plan.is_active:
            return TouchState.HELD, one.due_on, self._reason(Reason.PLAN_OFF, plan=plan.name)
        hold = self.facts.hold
        if hold is not None and one.mode != "hand":
            return TouchState.HELD, one.due_on, self._reason(_HELD_BY[hold.reason], day=self._day(hold.since))
        channel = Channel(one.channel)
        if not self.facts.customer.reach & channel.bit:
            return TouchState.HELD, one.due_on, self._reason(self._why_unreached(channel), channel=one.channel)
        if (verdict := self._held_back(one)) is not None:
            return TouchState.HELD, one.due_on, self._reason(verdict.reason, channel=one.channel)
        if one.window_last < self.facts.today and one.due_on < self.facts.today:
            return TouchState.WAITING, one.due_on, self._reason(Reason.WINDOW_OVER, day=one.window_last)
        if one.due_on <= self.facts.today and one.mode == "approve":
            return TouchState.WAITING, one.due_on, self._state(TouchState.WAITING, day=one.due_on)
        return TouchState.PLANNED, one.due_on, self._planned(one)

    def _why_unreached(self, channel: Channel) -> Reason:
        """They asked not to be contacted there, or there is no address."""
        asked = any(one.channel == channel.stored_as and one.why in _ASKED for one in self.facts.addresses)
        return Reason.SUPPRESSED if asked else Reason.NO_ADDRESS

    def _held_back(self, one: FollowUp) -> Verdict | None:
        """What the gate says against a person's own hand; asked once for all that is open."""
        if self.held is None:
            every = (row for rows in self.facts.follow_ups.values() for row in rows)
            self.held = held_back([row.pk for row in every if row.state == "open" and row.mode == "hand"])
        return self.held.get(one.pk)

    def _approved(self, one: FollowUp, message: Message | None) -> tuple[TouchState, date | None, str]:
        on = (self._day(message.not_before) if message else None) or one.due_on
        if message is not None and message.not_before <= clock.now() and (still := self._standstill(message.channel)):
            return TouchState.HELD, on, still
        if message is not None and (turn := self._turn(message)):
            return TouchState.HELD, on, turn
        if message is not None and message.state == "retrying":
            return TouchState.RETRYING, on, self._state(TouchState.RETRYING, day=on)
        if message is not None and message.reason in _REASONS:
            why = self._reason(Reason(message.reason), channel=message.channel, until_day=on)
            return TouchState.HELD, on, why
        return TouchState.PLANNED, on, self._state(TouchState.PLANNED, day=on, channel=one.channel)

    def _standstill(self, channel: str) -> str:
        """Why a message that is due does not leave: the account's trouble, asked once."""
        if channel not in self.still:
            self.still[channel] = standstill(channel)
        return self.still[channel]

    def _turn(self, message: Message) -> str:
        """Why a message that is due waits for another hour or day: the account takes no more now."""
        is_due = message.state in ("approved", "retrying") and message.not_before <= clock.now()
        return turn_of(message, show_day=self.speech.show_day) if is_due else ""

    def _done(self, one: FollowUp, message: Message | None) -> tuple[TouchState, date | None, str]:
        if message is not None and message.state == "sent":
            day = self._day(message.sent_at)
            return TouchState.SENT, day, self._state(TouchState.SENT, day=day, channel=message.channel)
        day = self._day(one.closed_at)
        return TouchState.DONE, day, self._state(TouchState.DONE, day=day)

    def _stopped(self, one: FollowUp) -> tuple[TouchState, date | None, str]:
        day = self._day(one.closed_at)
        if one.reason == "joined":
            return TouchState.JOINED, day or one.due_on, self._state(TouchState.JOINED)
        if one.reason in _GAVE_WAY:
            return TouchState.STOPPED, day or one.due_on, self._state(TouchState.STOPPED, day=day, why=self._way(one))
        if one.reason in _ENDED:
            why = ended_sentence(Ended(one.reason), self.facts.customer.display_name, translate=self.speech.translate)
            return TouchState.STOPPED, day or one.due_on, why
        if one.reason in _CALLS_ENDED:
            name, translate = self.facts.customer.display_name, self.speech.translate
            why = call_ended_sentence(CallEnded(one.reason), name, translate=translate)
            return TouchState.STOPPED, day or one.due_on, self._state(TouchState.STOPPED, day=day, why=why)
        if one.reason in _DAYS_MOVED:
            why = day_moved_sentence(DayMoved(one.reason), translate=self.speech.translate)
            return TouchState.STOPPED, day or one.due_on, self._state(TouchState.STOPPED, day=day, why=why)
        if one.reason not in _REASONS:
            return (
                TouchState.STOPPED,
                day or one.due_on,
                self._state(TouchState.STOPPED, day=day, why=one.note or one.reason),
            )
        about = {"channel": one.channel} if one.reason in (Reason.SUPPRESSED, Reason.REFUSED, Reason.NO_ADDRESS) else {}
        if one.reason in (Reason.WINDOW_OVER, Reason.USELESS):
            why = self._reason(Reason(one.reason), day=one.window_last)
        else:
            why = self._reason(Reason(one.reason), **about)
        return TouchState.STOPPED, day or one.due_on, why

    def _planned(self, one: FollowUp) -> str:
        """When it is, and where it had to move for another one, why then."""
        winner = None if one.moved_at else self._winner(one)
        name = self._name_of(winner) if winner else ""
        if winner is None or not name:
            return self._state(TouchState.PLANNED, day=one.due_on, channel=one.channel)
        speech = self.speech
        return moved_sentence(one.due_on, name, winner.day, translate=speech.translate, show_day=speech.show_day)

    def _way(self, one: FollowUp) -> str:
        """Why it gave way, and to which touch."""
        speech, winner = self.speech, self._winner(one)
        if winner is None:
            return gave_way_sentence(GaveWay(one.reason), translate=speech.translate, show_day=speech.show_day)
        return gave_way_sentence(
            GaveWay(one.reason),
            translate=speech.translate,
            show_day=speech.show_day,
            winner=self._name_of(winner),
            day=winner.day,
            other=winner.customer,
        )

    def _winner(self, one: FollowUp) -> Winner | None:
        """The touch that came first, if this one moved or ended for it."""
        if self.won is None:
            every = (row for rows in self.facts.follow_ups.values() for row in rows)
            losers = [row.pk for row in every if row.state == "open" or row.reason in _GAVE_WAY]
            self.won = winners_of(losers, self.facts.zone)
        return self.won.get(one.pk)

    def _name_of(self, winner: Winner) -> str:
        plan = self.facts.plans.get(winner.plan_id or 0)
        return plan.name if plan else winner.note

    def _reason(self, reason: Reason, **facts: object) -> str:
        facts.setdefault("name", self.facts.customer.display_name)
        return sentence(reason, translate=self.speech.translate, show_day=self.speech.show_day, **facts)

    def _state(self, state: TouchState, **facts: object) -> str:
        return state_sentence(state, translate=self.speech.translate, show_day=self.speech.show_day, **facts)

    def _day(self, moment: datetime | None) -> date | None:
        return local_date(moment, self.facts.zone) if moment else None


_DAYS_MOVED = frozenset(DayMoved)
_REASONS = frozenset(reason.value for reason in Reason)
_ENDED = frozenset(ended.value for ended in Ended)
_CALLS_ENDED = frozenset(CallEnded)
_GAVE_WAY = frozenset(reason.value for reason in GaveWay)
