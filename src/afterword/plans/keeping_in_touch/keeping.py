"""The nightly round: who has no next touch is given a day; near days become touches, far ones a written reason."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count

from afterword.businesses.queries import current_business, local_today
from afterword.domain.channel import Channel
from afterword.domain.spreading import Room
from afterword.domain.triggers import KeepInTouch
from afterword.followups.calendars import open_days
from afterword.followups.models import Rest
from afterword.followups.rests import LASTS_DAYS, PROMISES, RestReason, write_rests
from afterword.infra.bulk import in_batches
from afterword.plans.enrolling import enroll_facts
from afterword.plans.keeping_in_touch.candidates import (
    AHEAD,
    BEFORE_IT_ENDS,
    Candidate,
    just_brought_in,
    without_lasting_reason,
)
from afterword.plans.keeping_in_touch.histories import History, histories_of, last_rounds
from afterword.plans.keeping_in_touch.intervals import Usual, what_is_usual
from afterword.plans.keeping_in_touch.pace import customers_a_day
from afterword.plans.keeping_in_touch.plan import TRIGGER, adopt_keeping_in_touch
from afterword.plans.models import Enrollment
from afterword.plans.occasions import About, Occasion, id_of_day
from afterword.plans.rules import PlanFacts, active_plans

_DAY = timedelta(days=1)
#: No day is promised further ahead; who finds none is looked at again within the last two months of that time.
FURTHEST = timedelta(days=365)
_LOOKED_AT_AGAIN, _OVER_DAYS = timedelta(days=305), 61
#: Rules wrote these: a promise takes their place whenever it ends.
_GIVING_PLACE = tuple(
    one for one in RestReason if one not in (RestReason.OWNER_SAID, RestReason.ASKED_NOT_TO_BE_CONTACTED)
)
#: Reasons whose end need not come first: the customer's own rhythm says when.
_NOT_WAITED_FOR = (RestReason.FOLLOWED_UP, RestReason.TIME_PASSED, RestReason.CANNOT_BE_REACHED, *PROMISES)
_FRESH = (RestReason.FOLLOWED_UP, RestReason.TIME_PASSED, RestReason.OWNER_SAID, RestReason.KEEP_IN_TOUCH_LATER)
#: Within a month of bringing sales in, the owner chooses whom of them to reach.
_LEFT_TO_THE_OWNER = timedelta(days=LASTS_DAYS[RestReason.BEFORE_YOUR_TIME] + 2)
_BATCH = 5_000


@dataclass(slots=True)
class Kept:
    """How many have a touch now, how many know their day, how many wait behind others, how many cannot be reached."""

    touches: int = 0
    promised: int = 0
    behind: int = 0
    unreached: int = 0


@dataclass(frozen=True, slots=True)
class _Wish:
    """Whom it is about, the earliest day, and what their touch would be about."""

    customer_id: int
    earliest: date
    worth_minor: int
    last_touch: date
    reach: int
    sale_id: int | None
    value_minor: int
    #: Those who have lately been followed up find room that others leave to them.
    is_fresh: bool

    @property
    def rank(self) -> tuple[int, int, int]:
        """The worthiest first, of these the one seen last, then the one known longest."""
        return self.worth_minor, self.last_touch.toordinal(), -self.customer_id


def keep_in_touch() -> Kept:
    """Find a day for everybody without a next touch and without a reason that lasts. Safe to repeat, any time.

    At most the daily number of customers on each day, whoever has been waiting longest takes up to half of it; a day
    within the next two weeks becomes a touch, a later one is written as the customer's reason. Nothing is promised
    while the plan is off: then whoever has nothing planned is forgotten, and the audit says so.
    """
    adopt_keeping_in_touch(current_business())
    return _keep(without_lasting_reason)


def promise_newly_brought_in() -> Kept:
    """After an import: the reason of those who bought before the business began with us holds until their day.

    Makes no touch, and moves nobody else's day, so that the import can be taken back; the next night, when all files
    are in, puts them in their order.
    """
    return _keep(just_brought_in, as_they_come=True)


def _keep(candidates: Callable[[date], Iterator[list[Candidate]]], *, as_they_come: bool = False) -> Kept:
    plan = next(iter(active_plans(TRIGGER)), None)
    kept = Kept()
    if plan is None or not plan.steps:
        return kept
    today = local_today(current_business())
    keeping: _Keeping | None = None
    for batch in candidates(today):
        keeping = keeping or _Keeping(plan, today, kept, as_they_come=as_they_come)
        keeping.look_at(batch)
    if keeping is not None:
        keeping.finish()
    return kept


class _Keeping:
    """One round: collects wishes, gives out days, writes."""

    def __init__(self, plan: PlanFacts, today: date, kept: Kept, *, as_they_come: bool) -> None:
        assert isinstance(plan.starts, KeepInTouch)
        self.as_they_come = as_they_come
        self.plan, self.rule, self.today, self.kept = plan, plan.starts, today, kept
        business = current_business()
        opening = open_days(business)
        minutes = min(step.rule.minutes for step in plan.steps.values())
        self.room = Room(opening, customers_a_day(business, minutes, today, opening), self._taken())
        self.usual: Usual = what_is_usual(today)
        #: As many wishes as a year has room for; the others are told at once that others come first.
        self.most = max(1, self.room.per_day * FURTHEST.days)
        self.overdue: list[tuple[tuple[int, int, int], _Wish]] = []
        self.in_time: list[tuple[tuple[int, int, int], _Wish]] = []
        self.due: list[tuple[date, _Wish]] = []
        self.promises: dict[date, list[int]] = defaultdict(list)

    def _taken(self) -> Counter[date]:
        """What lies on each day to come: rounds that were begun, and promises that are not looked at now."""
        begun = Enrollment.objects.filter(plan_id=self.plan.id, anchor_on__gte=self.today)
        taken = Counter(dict(begun.order_by().values_list("anchor_on").annotate(count=Count("id"))))
        reasons = [RestReason.KEEP_IN_TOUCH_LATER, *([RestReason.BEFORE_YOUR_TIME] if self.as_they_come else [])]
        promised = Rest.objects.filter(reason__in=reasons, written_by_id=None, until__gte=self.today + AHEAD)
        for until, count in promised.order_by().values_list("until").annotate(count=Count("id")):
            taken[until + _DAY] += count
        return taken

    def look_at(self, batch: list[Candidate]) -> None:
        """Sort a batch out: who cannot be reached, whose promised day has come near, and who wishes for a day."""
        ids = [one.customer_id for one in batch]
        histories, rounds = histories_of(ids), last_rounds(self.plan.id, ids)
        apart: dict[RestReason, list[int]] = defaultdict(list)
        behind: list[_Wish] = []
        for one in batch:
            history = histories[one.customer_id]
            reach = one.reach if history.may_have_mail else one.reach & ~Channel.EMAIL.bit
            if not reach:
                apart[_why_not(one)].append(one.customer_id)
                continue
            if one.customer_id in rounds:
                history.touched(rounds[one.customer_id])
            behind += self._wish(one, history, reach)
        for reason, customer_ids in apart.items():
            self.kept.unreached += len(customer_ids)
            self._write(reason, customer_ids)
        self._tell_that_others_come_first(behind)

    def _wish(self, one: Candidate, history: History, reach: int) -> list[_Wish]:
        """Take the wish down; returns whoever has to stand back for it."""
        last = history.last_touch or one.known_since
        pause = timedelta(days=self.usual.days_for(history, self.rule))
        wished = last + pause
        floor = self.today + _DAY
        if one.reason == RestReason.BEFORE_YOUR_TIME and one.written_on is not None:
            floor = max(floor, one.written_on + _LEFT_TO_THE_OWNER)
        elif one.until is not None and one.reason not in _NOT_WAITED_FOR:
            floor = max(floor, one.until + _DAY)
        wish = _Wish(
            one.customer_id, max(wished, floor), history.worth_minor, last, reach, history.last_sale_id,
            history.typical_sale_minor, one.reason in _FRESH,
        )  # fmt: skip
        if one.reason == RestReason.KEEP_IN_TOUCH_LATER and one.until is not None:
            promised = one.until + _DAY
            is_as_promised = wished <= promised or (one.written_on is not None and last < one.written_on)
            if is_as_promised and promised > self.today:
                self.room.taken[promised] += 1
                self.due.append((promised, wish))
                return []
            # Their day passed while nobody was at work, or something has passed between the two since.
            return self._push(self.in_time, wish)
        # Long silent is who has let two such pauses go by.
        return self._push(self.overdue if wished + pause <= self.today else self.in_time, wish)

    def _push(self, heap: list[tuple[tuple[int, int, int], _Wish]], wish: _Wish) -> list[_Wish]:
        if len(heap) < self.most:
            heapq.heappush(heap, (wish.rank, wish))
            return []
        return [heapq.heappushpop(heap, (wish.rank, wish))[1]]

    def finish(self) -> None:
        """Give out the days: first to those whose time is yet to come, then to those whose time has long come."""
        behind: list[_Wish] = []
        worthiest_first = sorted(self.in_time, reverse=True)
        for _, wish in sorted(worthiest_first, key=lambda one: one[1].earliest):
            behind += self._place(wish, self.room.per_day if wish.is_fresh else self.room.most_of_it)
        for _, wish in sorted(self.overdue, reverse=True):
            behind += self._place(wish, self.room.half)
        self._tell_that_others_come_first(behind)
        with transaction.atomic():
            for until, customer_ids in sorted(self.promises.items()):
                self.kept.promised += len(customer_ids)
                self._write(RestReason.KEEP_IN_TOUCH_LATER, customer_ids, until)
        for batch in in_batches(sorted(self.due, key=lambda one: (one[0], one[1].customer_id)), _BATCH):
            self._begin(batch)

    def _place(self, wish: _Wish, most: int) -> list[_Wish]:
        """Give the wish its day; itself, where the year has no room for it."""
        day = self.room.place(wish.earliest, max(self.today, wish.earliest) + FURTHEST, most=most)
        if day is None:
            return [wish]
        if day <= self.today + AHEAD:
            self.due.append((day, wish))
        else:
            self.promises[day - _DAY].append(wish.customer_id)
        return []

    @transaction.atomic
    def _tell_that_others_come_first(self, wishes: Iterable[_Wish]) -> None:
        again: dict[date, list[int]] = defaultdict(list)
        for wish in wishes:
            days = _LOOKED_AT_AGAIN + timedelta(days=wish.customer_id % _OVER_DAYS)
            again[self.today + days].append(wish.customer_id)
        for until, customer_ids in again.items():
            self.kept.behind += len(customer_ids)
            self._write(RestReason.OTHERS_FIRST, customer_ids, until)

    def _write(self, reason: RestReason, customer_ids: Collection[int], until: date | None = None) -> None:
        if self.as_they_come and reason in PROMISES:
            reason = RestReason.BEFORE_YOUR_TIME
        write_rests(
            reason=reason, customer_ids=customer_ids, until=until, instead_of=_GIVING_PLACE,
            ending_by=self.today + BEFORE_IT_ENDS,
        )  # fmt: skip

    @transaction.atomic
    def _begin(self, due: list[tuple[date, _Wish]]) -> None:
        """Rounds with their touches; nobody else enrolls into the plan meanwhile."""
        plan = next((one for one in active_plans(TRIGGER, lock=True) if one.id == self.plan.id), None)
        if plan is None:
            return
        occasions = [
            Occasion(
                id_of_day(wish.customer_id, day), wish.customer_id, day, wish.value_minor, wish.reach,
                About(sale_id=wish.sale_id),
            )
            for day, wish in due
        ]  # fmt: skip
        self.kept.touches += enroll_facts(plan, occasions).follow_ups


def _why_not(one: Candidate) -> RestReason:
    """Why nobody can write to them or call them: what was written before, if it still says so."""
    if one.reason == RestReason.ASKED_NOT_TO_BE_CONTACTED and not one.reach:
        return RestReason.ASKED_NOT_TO_BE_CONTACTED
    # An address alone is no leave to write to somebody who has neither bought nor asked.
    return RestReason.NO_PURCHASE_YET if one.reach else RestReason.CANNOT_BE_REACHED
