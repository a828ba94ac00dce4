"""Collisions in a trial: settled day by day as they are for real, by the same function and the same claims.

Only the touches of the plans that are tried collide. Where members have said their minutes, all touches of all
customers are played together, and the composer puts them on days.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from operator import attrgetter

from afterword.businesses.models import Business
from afterword.customers.households.belonging import households
from afterword.domain.arbitration import Claim, Outcome, PastContact, Ruling, arbitrate
from afterword.domain.giving_way import GaveWay
from afterword.domain.planning import MissedKind, Mode, Window
from afterword.followups.composing.composer import Change
from afterword.followups.composing.gathering import TAKES_TIME, Row
from afterword.plans.arbitrating.claiming import Happened, OpenTouch, PlanWeight, claim_of, counting, topic_of
from afterword.plans.arbitrating.gathering import AHEAD, past_contacts
from afterword.plans.arbitrating.lanes import Lanes, lanes_of
from afterword.plans.arbitrating.policy import MONTH, policy_of
from afterword.plans.arbitrating.settling import ENDING
from afterword.plans.simulating.gate import Gate, Happens, Said, mode_of
from afterword.plans.simulating.levelling import Levelling
from afterword.plans.simulating.playing import JOINED, Dropped, Lying, Wanted
from afterword.plans.simulating.rows import purchases_of, servers_of
from afterword.plans.simulating.tried import keeps_in_touch
from afterword.plans.triggers import TRIGGERS

_DAY = timedelta(days=1)
#: Customer, plan, what began it, and its civil day.
_Round = tuple[int, int, int, date]
_Past = Mapping[int, list[Happened]]
#: What came in on the day itself, and what begins on a day of the calendar; what came in before comes first.
_FRESH, _OF_DAYS, _KEPT = 1, 2, 3
#: Those that wait are planned kind by kind.
_KINDS = sorted(TRIGGERS)
_NOWHERE = Lying(0)


@dataclass(slots=True, eq=False)
class _Open:
    """A touch that has not happened, from the day on which it is planned; ``turn``: when the gate is asked next."""

    number: int
    wanted: Wanted
    known_on: date
    touch: OpenTouch
    turn: date
    #: In whose minutes it lies.
    lying: Lying

    @property
    def round(self) -> _Round | None:
        """The round that it is of, where the trial knows what began it."""
        one = self.wanted
        if one.trigger_id is None or one.anchor is None:
            return None
        return one.customer_id, one.plan.facts.id, one.trigger_id, one.anchor

    def put_on(self, day: date) -> None:
        """Another day of its window."""
        window = self.wanted.window
        self.wanted = self.wanted._replace(on=day, window=Window(window.earliest, window.last, day))
        self.touch = self.touch._replace(due=day)
        self.turn = day

    def row(self, served_by: str | None) -> Row | None:
        """What the composer asks of it; None: it takes nobody's time, or its day is settled."""
        mode, touch, lying = mode_of(self.wanted), self.touch, self.lying
        if mode.value not in TAKES_TIME or lying.is_approved:
            return None
        return Row(
            self.number, touch.customer_id, touch.first, touch.last, touch.due, self.wanted.minutes,
            touch.value_minor, touch.channel.value, self.wanted.plan.facts.id, None, lying.member_id,
            lying.stands_in_for, lying.is_moved, None, self.wanted.reach, served_by, 0, mode.value,
        )  # fmt: skip

    def arrange(self, change: Change) -> None:
        """As the composer has it."""
        day = date.fromisoformat(change.day)
        if day != self.touch.due:
            self.put_on(day)
        is_moved = self.lying.is_moved and change.holds
        self.lying = self.lying._replace(
            member_id=change.member_id, stands_in_for=change.stands_in_for, is_moved=is_moved
        )
        self.touch = self.touch._replace(fixed=self.touch.fixed and is_moved)


class Collisions:
    """The business's rules for touches that come too close, over a trial from ``start`` up to, not including, ``end``.

    ``goes_on``: what has really happened lately counts.
    """

    def __init__(self, business: Business, gate: Gate, start: date, end: date, *, goes_on: bool) -> None:
        self.gate, self.start, self.end, self.goes_on = gate, start, end, goes_on
        self.policy = policy_of(business)
        self.opening = gate.opening
        self.households = households()
        #: By customer and plan, the days of the rounds before, where a round's re-entry is decided while it is played.
        self.undecided: dict[tuple[int, int], list[date]] = {}
        self._is_open: dict[date, bool] = {}

    def settled(self, wanted: Sequence[Wanted], said: Said) -> Iterator[Happens | Dropped]:
        """What becomes of all touches of some customers, in the order in which they are planned."""
        of_customer: dict[int, list[Wanted]] = defaultdict(list)
        for one in wanted:
            of_customer[one.customer_id].append(one)
        past = self._past(of_customer)
        crowded = {
            customer_id
            for customer_id, touches in of_customer.items()
            if customer_id in self.households
            or self._is_crowded(touches, past.get(customer_id, ()))
            or (self.undecided and any((customer_id, one.plan.facts.id) in self.undecided for one in touches))
        }
        alone = [one for one in wanted if one.customer_id not in crowded and one.on < self.end]
        # On one day they leave as they became due, and of those that became due together as they were written down.
        alone.sort(key=attrgetter("on", "since"))
        before = dict(said.last_contact)
        put_off: set[int] = set()
        passed = list(self.gate.passed(alone, said, put_off))
        again = {one for one in put_off if len(of_customer[one]) > 1 or past.get(one)}
        for result in passed:
            if (result.wanted if isinstance(result, Happens) else result).customer_id not in again:
                yield result
        for customer_id in again:
            said.last_contact.pop(customer_id, None)
            if customer_id in before:
                said.last_contact[customer_id] = before[customer_id]
        yield from self._settled_together(of_customer, crowded | again, past, said)

    def _past(self, customer_ids: Iterable[int]) -> _Past:
        found: dict[int, list[Happened]] = defaultdict(list)
        if self.goes_on:
            whose = set(customer_ids)
            groups = {self.households[one] for one in whose if one in self.households}
            whose |= {one for one, group_id in self.households.items() if group_id in groups}
            for one in past_contacts(whose, self.start, self.households):
                found[one.contact.customer_id].append(one)
        return found

    def _is_crowded(self, touches: Sequence[Wanted], past: Sequence[Happened]) -> bool:
        """Whether anything could stand in the way of anything; most customers have nothing of the kind."""
        if len(touches) + len(past) < 2:
            return False
        if any(keeps_in_touch(one.plan) for one in touches):
            return True
        days = sorted([one.on for one in touches] + [contact.day for _, contact in past])
        apart = timedelta(days=self.policy.apart_days)
        if any(later - earlier < apart for earlier, later in pairwise(days)):
            return True
        if not all(self._open_on(one.on) for one in touches):
            return True
        if any(len(days) > cap.most for cap in self.policy.caps) and self._is_capped(touches, past):
            return True
        topics = [topic for one in touches if (topic := _topic(one))] + [one.topic for _, one in past if one.topic]
        return len(topics) > len(set(topics))

    def _is_capped(self, touches: Sequence[Wanted], past: Sequence[Happened]) -> bool:
        rows = [(one.on, one.plan.purpose, one.channel) for one in touches]
        rows += [(contact.day, contact.purpose, contact.channel) for _, contact in past]
        rows.sort()
        for cap in self.policy.caps:
            days = [
                day
                for day, purpose, channel in rows
                if cap.purpose in (None, purpose) and cap.channel in (None, channel)
            ]
            if any((later - day).days < cap.days for day, later in zip(days, days[cap.most :], strict=False)):
                return True
        return False

    def _open_on(self, day: date) -> bool:
        found = self._is_open.get(day)
        if found is None:
            found = self._is_open[day] = self.opening.is_open(day)
        return found

    def _settled_together(
        self, of_customer: Mapping[int, list[Wanted]], customer_ids: Iterable[int], past: _Past, said: Said
    ) -> Iterator[Happens | Dropped]:
        together: dict[tuple[bool, int], list[int]] = defaultdict(list)
        for customer_id in sorted(customer_ids):
            group_id = self.households.get(customer_id)
            together[(False, customer_id) if group_id is None else (True, group_id)].append(customer_id)
        newest = purchases_of(
            {one.customer_id for who in together.values() for one in _all(of_customer, who) if one.value_minor is None}
        )
        members: dict[tuple[bool, int], list[int]] = defaultdict(list)
        for customer_id in past:
            if (group_id := self.households.get(customer_id)) is not None:
                members[True, group_id].append(customer_id)
        for which, who in together.items():
            touches = sorted(_all(of_customer, who), key=_written)
            opened = [self._opened(number, one, newest) for number, one in enumerate(touches, 1)]
            lately = [one for customer_id in members.get(which, who) for one in past.get(customer_id, ())]
            yield from _Replay(
                self, iter(opened), lately, said, _days_of(opened), keeps_in_touch=_any_sign_of_life(touches)
            ).played()

    def levelled(self, wanted: list[Wanted], said: Said, levelling: Levelling) -> Iterator[Happens | Dropped]:
        """What becomes of the touches of all customers where members' minutes count; empties the list as it goes."""
        wanted.sort(key=self._written_among_all)
        past = self._past({one.customer_id for one in wanted})
        newest = purchases_of({one.customer_id for one in wanted if one.value_minor is None})
        served = servers_of({one.sale_of for one in wanted if one.sale_of}) if levelling.by_name else {}
        days = [self.start + timedelta(days=number) for number in range((self.end - self.start).days)]
        opened = (self._opened(number, one, newest) for number, one in enumerate(wanted, 1))
        lately = [one for of_customer in past.values() for one in of_customer]
        yield from _Replay(self, opened, lately, said, days, levelling, _any_sign_of_life(wanted), served).played()

    def _written_among_all(self, one: Wanted) -> tuple[date, int, int, int, int, int]:
        """The order in which all rows are written: as :func:`_written`, then by plan or by what began them."""
        since, sort = _written(one)
        if one.lying is not None:
            return since, sort, one.lying.follow_up_id, 0, 0, 0
        facts, trigger_id = one.plan.facts, one.trigger_id or 0
        place = next((n for n, step in enumerate(facts.rule.steps) if step.key == one.step.key), 0)
        if sort == _FRESH and facts.trigger != "sale":
            # Questions, jobs and events come in one by one, sales by the till's roll.
            return since, sort, _KINDS.index(facts.trigger), trigger_id, facts.id, place
        return since, sort, _KINDS.index(facts.trigger) if sort < _OF_DAYS else 0, facts.id, trigger_id, place

    def _opened(self, number: int, one: Wanted, newest: Mapping[int, list[tuple[date, int]]]) -> _Open:
        known_on = max(one.since, self.start)
        value = one.value_minor
        if value is None:
            bought = newest.get(one.customer_id, [])
            place = bisect_right(bought, known_on, key=lambda purchase: purchase[0])
            value = bought[place - 1][1] if place else 0
        missed = one.step.missed
        late_days = 0 if missed.kind is MissedKind.SKIP else missed.within_days
        touch = OpenTouch(
            number, one.customer_id, _weight(one), one.channel, one.window.earliest, one.window.last, late_days,
            one.window.due, value, _topic(one), one.fixed,
        )  # fmt: skip
        return _Open(number, one, known_on, touch, one.on, one.lying or _NOWHERE)


def _any_sign_of_life(touches: Iterable[Wanted]) -> bool:
    return any(keeps_in_touch(one.plan) for one in touches)


def _days_of(opened: Iterable[_Open]) -> list[date]:
    """The days on which something may happen to these."""
    days: list[date] = []
    for one in opened:
        days += [one.known_on, max(one.known_on, one.wanted.on - AHEAD), one.turn]
        if one.wanted.until is not None:
            days.append(max(one.known_on, one.wanted.until.on))
    return days


@dataclass
class _Replay:
    """The days on which something happens to a customer, to a household, or to all together.

    ``coming`` in the order in which they are planned; ``served``: who served at which sale.
    """

    rules: Collisions
    coming: Iterator[_Open]
    past: list[Happened]
    said: Said
    days: list[date]
    levelling: Levelling | None = None
    #: Whether there is a quiet plan among those that are tried.
    keeps_in_touch: bool = False
    served: Mapping[int, str] = field(default_factory=dict)
    open: dict[int, _Open] = field(default_factory=dict)
    #: Rounds of which something happened, or that ended, before their day moved; that began; and that joined another.
    counted: set[_Round] = field(default_factory=set)
    #: Signs of life that wait until their customers have nothing else planned, and when each was touched in the trial.
    waiting: list[_Open] = field(default_factory=list)
    last_touch: dict[int, date] = field(default_factory=dict)
    met: set[_Round] = field(default_factory=set)
    joined: set[_Round] = field(default_factory=set)
    #: By customer and plan, the days of the rounds that the plan's re-entry sees.
    anchors: dict[tuple[int, int], list[date]] = field(default_factory=dict)
    following: _Open | None = None

    def played(self) -> Iterator[Happens | Dropped]:
        heapq.heapify(self.days)
        self.following = next(self.coming, None)
        before = date.min
        while self.days and (self.open or self.following or self.waiting):
            day = heapq.heappop(self.days)
            if day >= self.rules.end:
                return
            if day > before:
                before = day
                fresh = self._planned(day)
                yield from self._not_due_any_more(day)
                yield from self._join(fresh)
                self._keep_in_touch(day)
                yield from self._settle(day)
                yield from self._act(day)

    def _planned(self, day: date) -> list[_Open]:
        """What is planned by now comes in."""
        fresh: list[_Open] = []
        while (one := self.following) is not None and one.known_on <= day:
            if one.wanted.pause_days is None:
                self.open[one.number] = one
                fresh.append(one)
            else:
                self.waiting.append(one)
            self.following = next(self.coming, None)
        return fresh

    def _keep_in_touch(self, day: date) -> None:
        """Who waits for a promised day, has nothing else planned and was left alone long enough has their touch.

        Where something has passed between the two since, or their day came while something was planned, they get
        another day, which lies beyond what a trial knows.
        """
        if not self.waiting:
            return
        busy = {one.wanted.customer_id for one in self.open.values()}
        still: list[_Open] = []
        for one in self.waiting:
            wanted, promised = one.wanted, one.wanted.anchor or day
            last = self.last_touch.get(wanted.customer_id)
            is_early = last is not None and last + timedelta(days=wanted.pause_days or 0) > promised
            if promised <= day or is_early:
                continue
            if wanted.customer_id in busy:
                still.append(one)
                heapq.heappush(self.days, day + _DAY)
            else:
                self.open[one.number] = one
        self.waiting = still

    def _not_due_any_more(self, day: date) -> Iterator[Dropped]:
        for one in list(self.open.values()):
            until = one.wanted.until
            if until is not None and until.on <= day:
                del self.open[one.number]
                if not until.counts_as_none or one.round in self.counted:
                    yield _dropped(one.wanted, until.reason, until.on)
                else:
                    self._counts_no_more(one)

    def _counts_no_more(self, one: _Open) -> None:
        """Its day moved before anything of its round happened: the plan's re-entry does not see it any more."""
        anchors = self.anchors.get((one.wanted.customer_id, one.wanted.plan.facts.id), [])
        if one.wanted.anchor in anchors:
            anchors.remove(one.wanted.anchor)

    def _join(self, fresh: Iterable[_Open]) -> Iterator[Dropped]:
        """What is planned now and belongs to another round, where that could not be told before."""
        begun: set[_Round] = set()
        for one in fresh:
            mine, round_ = one.wanted.anchor, one.round
            before = self.rules.undecided.get((one.wanted.customer_id, one.wanted.plan.facts.id))
            if before is None or mine is None or round_ is None or round_ in begun:
                continue
            anchors = self.anchors.setdefault(round_[:2], list(before))
            if round_ not in self.met and one.wanted.plan.facts.rule.joins_one(anchors, mine):
                del self.open[one.number]
                if round_ not in self.joined:
                    self.joined.add(round_)
                    yield _dropped(one.wanted, JOINED, mine)
                continue
            anchors.append(mine)
            self.met.add(round_)
            begun.add(round_)

    def _settle(self, day: date) -> Iterator[Dropped]:
        self.past = [one for one in self.past if one.contact.day >= day - timedelta(days=MONTH)]
        claims = self._claims(day)
        lanes: Lanes = {}
        if claims:
            past, policy = counting(self.past, day), self.rules.policy
            rulings = arbitrate(claims, past, policy, day, self.rules.opening)
            yield from self._carry_out(rulings)
            if self.levelling is not None:
                lanes = lanes_of(claims, past, rulings, policy.apart_days)
        if self.levelling is not None:
            rows = (one.row(self.served.get(one.wanted.sale_of)) for one in self.open.values())
            for change in self.levelling.arranged(day, (row for row in rows if row is not None), lanes):
                self.open[change.id].arrange(change)

    def _carry_out(self, rulings: Mapping[int, Ruling]) -> Iterator[Dropped]:
        for number, ruling in rulings.items():
            one = self.open[number]
            if one.touch.fixed:
                continue
            if ruling.outcome is Outcome.MOVES and ruling.day is not None:
                one.put_on(ruling.day)
                heapq.heappush(self.days, ruling.day)
            elif _ends(ruling):
                del self.open[number]
                self._count(one, happened=False)
                yield _dropped(one.wanted, str(ruling.because), one.wanted.on)

    def _count(self, one: _Open, *, happened: bool) -> None:
        """A round that ended, or of which something happened, before its day moved."""
        until, mine = one.wanted.until, one.round
        if until is None or not until.counts_as_none or mine is None:
            return
        if happened or all(other.round != mine for other in self.open.values()):
            self.counted.add(mine)

    def _claims(self, day: date) -> list[Claim]:
        """Of whom several touches are near, who has heard something lately, and whoever belongs to others."""
        near = [one for one in self.open.values() if one.touch.due <= day + AHEAD]
        count: dict[int, int] = defaultdict(int)
        for one in near:
            count[one.touch.customer_id] += 1
        lately = {one.contact.customer_id for one in self.past}
        households = self.rules.households
        claims = (
            claim_of(one.touch, day, households.get(one.touch.customer_id))
            for one in near
            if count[one.touch.customer_id] > 1
            or one.touch.customer_id in lately
            or one.touch.customer_id in households
        )
        return [claim for claim in claims if claim is not None]

    def _act(self, day: date) -> Iterator[Happens | Dropped]:
        """Whatever is due is done or let go, as in real life: the machine first, then what waits longest."""
        gate = self.rules.gate
        due = [self._place(one) for one in self.open.values() if one.turn <= day]
        heapq.heapify(due)
        while due:
            one = heapq.heappop(due)[-1]
            if one.number not in self.open:
                continue
            answer = gate.answer(one.wanted, day, self.said)
            if isinstance(answer, Wanted):
                one.wanted = answer
                one.touch = one.touch._replace(channel=answer.channel, fixed=False)
                heapq.heappush(due, self._place(one))
            elif isinstance(answer, date):
                one.turn, one.touch = answer, one.touch._replace(fixed=True)
                one.lying = one.lying._replace(is_approved=True)
            else:
                del self.open[one.number]
                self._count(one, happened=isinstance(answer, Happens))
                yield self._happened(one, day) if isinstance(answer, Happens) else answer
                if isinstance(answer, Happens):
                    yield from self._start_clock_anew(one, day)
            heapq.heappush(self.days, day + _DAY)
        if any(day < one.turn and one.wanted.on <= day for one in self.open.values()):
            # What waits for its moment asks for every day until then.
            heapq.heappush(self.days, day + _DAY)

    def _happened(self, one: _Open, day: date) -> Happens:
        self.past.append(Happened(one.touch.plan, self._contact(one, day)))
        mode = mode_of(one.wanted)
        if self.levelling is None or mode is Mode.AUTOMATIC:
            return Happens(one.wanted, day)
        self.levelling.was_done(one.touch.customer_id, mode, one.lying.member_id)
        return Happens(one.wanted, day, one.lying.member_id)

    def _start_clock_anew(self, one: _Open, day: date) -> Iterator[Dropped]:
        """A sign of life is not needed where something else has just passed between the two."""
        self.last_touch[one.wanted.customer_id] = day
        if not self.keeps_in_touch:
            return
        for other in list(self.open.values()):
            is_of_them = other.wanted.customer_id == one.wanted.customer_id
            if is_of_them and keeps_in_touch(other.wanted.plan) and not other.lying.is_approved:
                del self.open[other.number]
                yield _dropped(other.wanted, GaveWay.IN_TOUCH.value, other.wanted.on)

    def _place(self, one: _Open) -> tuple[bool, date, int, _Open]:
        return self.rules.gate.by_person(one.wanted), one.wanted.on, one.number, one

    def _contact(self, one: _Open, day: date) -> PastContact:
        touch = one.touch
        return PastContact(
            customer_id=touch.customer_id,
            purpose=touch.plan.purpose,
            channel=touch.channel,
            day=day,
            group_id=self.rules.households.get(touch.customer_id),
            topic=touch.topic,
        )


def _ends(ruling: Ruling) -> bool:
    return ruling.outcome is Outcome.GIVES_WAY and ruling.because in ENDING


def _all(of_customer: Mapping[int, list[Wanted]], who: Iterable[int]) -> list[Wanted]:
    return [one for customer_id in who for one in of_customer[customer_id]]


def _dropped(one: Wanted, reason: str, on: date) -> Dropped:
    return Dropped(one.customer_id, one.plan, one.step.key, reason, on)


def _written(one: Wanted) -> tuple[date, int]:
    """The order in which they are written down: what stands in the tables, then day by day.

    On one day what came in before it, what comes in on it, and at night the plans that begin on days.
    """
    if one.since == date.min:
        return one.since, 0
    if one.plan.facts.trigger not in TRIGGERS:
        return one.since, _KEPT if keeps_in_touch(one.plan) else _OF_DAYS
    return one.since, _FRESH if one.anchor == one.since else 0


def _weight(one: Wanted) -> PlanWeight:
    return PlanWeight(one.plan.purpose, one.plan.priority, one.plan.facts.trigger)


def _topic(one: Wanted) -> str:
    facts = one.plan.facts
    if facts.trigger in TRIGGERS:
        return ""
    # A touch of an older version may be of a step that is gone.
    step = facts.steps.get(one.step.key)
    return topic_of(_weight(one), facts.id, step.id if step else None, one.window.earliest)
