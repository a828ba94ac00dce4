"""Wanted touches at the one gate, on their day: they go, wait for a later day, take another channel, or are dropped."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from afterword.businesses.models import Business
from afterword.businesses.queries import current_business, zone_of
from afterword.customers.whereabouts import NOWHERE, Whereabouts, whereabouts_of
from afterword.domain.civil import local_date, local_moment
from afterword.domain.consenting import consent_for
from afterword.domain.contact import Facts, Purpose, Verdict, may_contact
from afterword.domain.opening import OpenDays
from afterword.domain.planning import Mode, first_channel
from afterword.followups.delivering.deciding import PER_CHANNEL, consents_of, holds_of
from afterword.followups.grounds import ground_of
from afterword.plans.rules import mode_on
from afterword.plans.simulating.playing import Dropped, Wanted
from afterword.plans.triggers import TRIGGERS
from afterword.sales.dealings import DealingDays, dealing_days_of

#: Moments asked about for one touch: each is the one named by the answer before.
_MOST_ASKED = 8


class Happens(NamedTuple):
    """A touch that happens ``on`` a civil day, as wanted or by another channel, in whose minutes (None: nobody's)."""

    wanted: Wanted
    on: date
    member_id: int | None = None


@dataclass(slots=True)
class Said:
    """What the customers of a range have said, who is held, and when each was contacted last.

    ``wishes``: how many days those want between two messages who have said so.
    """

    consents: dict[tuple[int, str], list[tuple[str, bool]]]
    holds: dict[int, str]
    last_contact: dict[int, datetime]
    wishes: dict[int, int]
    #: When those bought and asked for whom it matters, and where they live: a mail may go out though they said nothing.
    dealings: dict[int, DealingDays]
    where: dict[int, Whereabouts]


def said_by(
    wanted: Iterable[Wanted], *, with_holds: bool, last_contact: dict[int, datetime], wishes: dict[int, int]
) -> Said:
    """Two queries for all of them, six where days begin plans or something is advertised.

    Holds count only where the trial begins today: they are of this moment.
    """
    wanted = list(wanted)
    ids = sorted({one.customer_id for one in wanted})
    asked = {one.customer_id for one in wanted if not _is_known_by_its_trigger(one)}
    home = current_business().country if asked else ""
    where = whereabouts_of(asked, home=home)
    holds = holds_of(ids) if with_holds else {}
    channels = ("email", "sms", "social", "chat", "phone", "post")
    return Said(consents_of(ids, channels), holds, last_contact, wishes, dealing_days_of(asked), where)


class Gate:
    """The gate of one business, for touches of any day."""

    def __init__(self, business: Business, opening: OpenDays) -> None:
        self.business, self.opening, self.zone = business, opening, zone_of(business)
        self._starts: dict[date, datetime] = {}
        self._answers: dict[tuple[object, ...], tuple[datetime, Verdict]] = {}

    def passed(
        self, wanted: Iterable[Wanted], said: Said, put_off: set[int] | None = None
    ) -> Iterator[Happens | Dropped]:
        """What becomes of all touches of some customers: by day, and on one day the machine's before a person's.

        ``put_off``: to it are added the customers of touches that waited for another day or took another channel.
        """
        put_off = set() if put_off is None else put_off
        queue = [(one.on, self.by_person(one), number, one) for number, one in enumerate(wanted)]
        heapq.heapify(queue)
        while queue:
            on, by_person, number, one = heapq.heappop(queue)
            if one.until is not None and on >= one.until.on:
                if not one.until.counts_as_none:
                    yield Dropped(one.customer_id, one.plan, one.step.key, one.until.reason, one.until.on)
                continue
            answer = self.answer(one, on, said)
            if isinstance(answer, Happens | Dropped):
                yield answer
                continue
            put_off.add(one.customer_id)
            if isinstance(answer, Wanted):
                heapq.heappush(queue, (on, self.by_person(answer), number, answer))
            else:
                heapq.heappush(queue, (answer, by_person, number, one))

    def answer(self, one: Wanted, on: date, said: Said) -> Happens | Dropped | Wanted | date:
        """What becomes of a touch on that day; it may take another channel, or wait for a later day."""
        moment, verdict = self._asked(one, on, said)
        if verdict is None or verdict.allowed:
            day = local_date(moment, self.zone)
            if day > on:
                return day
            said.last_contact[one.customer_id] = moment
            return Happens(one, on)
        if verdict.reason in PER_CHANNEL and (other := _by_another_channel(one)) is not None:
            return other
        return Dropped(one.customer_id, one.plan, one.step.key, verdict.reason.value, on)

    def by_person(self, one: Wanted) -> bool:
        """Whether a person has a hand in it; on one day the machine is first."""
        return mode_of(one) is not Mode.AUTOMATIC

    def _asked(self, one: Wanted, on: date, said: Said) -> tuple[datetime, Verdict | None]:
        """The moment from which it may go, and the answer then; None: done by hand, which asks nobody."""
        mode = mode_of(one)
        if mode is Mode.HAND:
            return self._start_of(on), None
        has_said = one.customer_id in said.holds or (one.customer_id, one.channel.value) in said.consents
        has_said = has_said or one.customer_id in said.wishes or not self._knows_us(one, on, said)
        if mode is Mode.AUTOMATIC or has_said:
            return self._answer(one, on, mode, said)
        # Approved by a person, and the customer has said nothing: the facts are those of everybody on that day.
        alike = (one.plan.facts.id, one.plan.facts.version, one.step.key, one.channel, on, one.window)
        found = self._answers.get(alike)
        if found is None:
            found = self._answers[alike] = self._answer(one, on, mode, said)
        return found

    def _answer(self, one: Wanted, on: date, mode: Mode, said: Said) -> tuple[datetime, Verdict]:
        moment = self._start_of(on)
        facts = self._facts(one, on, mode, moment, said)
        verdict = may_contact(facts)
        for _ in range(_MOST_ASKED):
            if verdict.allowed or verdict.until is None:
                break
            moment = verdict.until
            day = local_date(moment, self.zone)
            facts = replace(facts, now=moment, open_today=self.opening.is_open(day), next_open_day=self._next_open(day))
            verdict = may_contact(facts)
        return moment, verdict

    def _facts(self, one: Wanted, on: date, mode: Mode, moment: datetime, said: Said) -> Facts:
        window, by_itself = one.window, mode is Mode.AUTOMATIC
        grace = 0 if one.step.missed.kind == "skip" else one.step.missed.within_days
        last_good = window.last + timedelta(days=grace)
        about = said.consents.get((one.customer_id, one.channel.value), ())
        return Facts(
            now=moment,
            zone=self.zone,
            purpose=one.plan.purpose,
            channel=one.channel,
            mode=mode,
            # The reach says that there is a usable address which nobody asked us not to use.
            has_address=True,
            suppressed=False,
            consent=consent_for(about, one.plan.purpose),
            soft_opt_in=self._knows_us(one, on, said),
            hold=said.holds.get(one.customer_id),
            quiet_from=self.business.quiet_from,
            quiet_until=self.business.quiet_until,
            open_today=self.opening.is_open(on),
            next_open_day=self._next_open(on),
            last_contact_at=said.last_contact.get(one.customer_id),
            cap_days=self.business.cap_days,
            wish_days=said.wishes.get(one.customer_id, 0),
            window_first=window.earliest,
            window_last=last_good,
            useless_after=self._start_of(last_good + timedelta(days=1)) if by_itself else None,
            approved_by_person=not by_itself,
        )

    def _knows_us(self, one: Wanted, on: date, said: Said) -> bool:
        """What a sale or question begins is for somebody who bought or asked; a birthday comes to everybody."""
        if _is_known_by_its_trigger(one):
            return True
        ground = ground_of(
            business=self.business,
            purpose=one.plan.purpose,
            dealings=said.dealings.get(one.customer_id, DealingDays()).until(on),
            where=said.where.get(one.customer_id, NOWHERE),
            today=on,
        )
        return ground is not None

    def _next_open(self, day: date) -> date:
        return self.opening.next_open(day + timedelta(days=1))

    def _start_of(self, day: date) -> datetime:
        start = self._starts.get(day)
        if start is None:
            start = self._starts[day] = local_moment(day, time(0), self.zone)
        return start


def _is_known_by_its_trigger(one: Wanted) -> bool:
    """Care for what a sale or question began needs no look at what else they did."""
    return one.plan.facts.trigger in TRIGGERS and one.plan.purpose is not Purpose.PROMOTION


def mode_of(one: Wanted) -> Mode:
    """Who acts, on the channel that it takes."""
    return mode_on(one.channel, one.step.mode)


def _by_another_channel(one: Wanted) -> Wanted | None:
    """The same touch by the step's next channel that reaches the customer."""
    channels = one.step.channels
    following = channels[channels.index(one.channel) + 1 :] if one.channel in channels else ()
    channel = first_channel(following, one.reach)
    return None if channel is None else one._replace(channel=channel)
