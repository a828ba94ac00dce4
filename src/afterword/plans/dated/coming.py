"""The days that come: rounds are planned for them ahead of time, and end or move when the day is no longer theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.domain.triggers import Silence, UsedUpThing
from afterword.followups.rests import RestReason, write_rests
from afterword.infra.bulk import ids_clause, in_batches
from afterword.infra.tenancy import current_business_id
from afterword.plans.dated.ground import Ground, ground_of
from afterword.plans.dated.kinds import (
    DATED_KINDS,
    DatedRule,
    Rounds,
    Stretch,
    dated_plans,
    dated_rule,
)
from afterword.plans.dated.known import Due, Known, days_due
from afterword.plans.dated.looking import who_may_have
from afterword.plans.dated.moving import MOVED, end_rounds, go_on_with, join_rounds
from afterword.plans.dated.reading import PURCHASE, day_of, known_of, rows_of
from afterword.plans.enrolling import enroll_facts
from afterword.plans.models import Plan
from afterword.plans.occasions import About, Occasion, id_of_day
from afterword.plans.rules import PlanFacts
from afterword.plans.triggers import Chosen, between, these

#: So few are looked at without a question who of them may have a day.
_FEW = 200
#: Customers planned for in one transaction.
_CHUNK = 20_000
#: Each of these chunks has its turn once in so many nights: far less than rounds are planned ahead.
TURNS = 7


@dataclass(slots=True)
class DaysPlanned:
    """How many rounds began, were covered by another or ended because their day moved; and follow-ups written."""

    running: int = 0
    joined: int = 0
    stopped: int = 0
    moved: int = 0
    follow_ups: int = 0
    out_of_reach: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)


class Round(NamedTuple):
    """A round of a dated plan that there is."""

    id: int
    anchor: date
    state: str
    sale_id: int | None
    product_id: int | None


def plan_coming_days(
    *,
    customer_ids: Collection[int] | None = None,
    plan_id: int | None = None,
    kinds: Collection[str] = DATED_KINDS,
    thorough: bool = True,
) -> DaysPlanned:
    """Plan each coming day of each active dated plan, once; take back what is not due any more.

    For all customers, or for these; in all dated plans, in one, or in those of some kinds. Set-based, in
    transactions of some thousand customers; killed at any moment and started again it goes on.

    Not ``thorough``: of many customers everybody has their turn once in :data:`TURNS` nights, which is often enough for
    days that are planned weeks ahead; what changes a day is met at once by the reactions.
    """
    done = DaysPlanned()
    plans = [plan for plan in dated_plans(kinds) if plan_id in (None, plan.id)]
    if not plans:
        return done
    business = current_business()
    today = local_today(business)
    ground = ground_of(business, today)
    chosen_ones = list(_spans() if customer_ids is None else _some(customer_ids))
    looked_from = _looked_from([plan.id for plan in plans], today) if customer_ids is None else {}
    for number, chosen in enumerate(chosen_ones):
        with transaction.atomic():
            for plan in dated_plans(kinds, lock=True):
                since = looked_from.get(plan.id)
                if plan_id in (None, plan.id) and (
                    thorough or since is None or _has_turn(number, len(chosen_ones), since, today)
                ):
                    _Planning(plan, chosen, ground, today, since or today, done).run()
            _write_rests(done)
    if customer_ids is None:
        Plan.objects.filter(id__in=[plan.id for plan in plans]).update(planned_to_id=today.toordinal())
    return done


def _has_turn(number: int, of: int, since: date, today: date) -> bool:
    """Whether that one of so many chunks has its turn on one of the nights since the last one."""
    turns = min(TURNS, of)
    nights = range(since.toordinal(), today.toordinal() + 1)
    return len(nights) >= turns or any(night % turns == number % turns for night in nights)


def _spans() -> Iterator[Chosen]:
    """All customers of the business, in ranges of ids."""
    after = 0
    while True:
        ids = Customer.objects.filter(id__gt=after).order_by("id").values_list("id", flat=True)
        up_to = ids[_CHUNK - 1 : _CHUNK].first() or ids.last()
        if up_to is None:
            return
        yield between(after, up_to)
        after = up_to


def _some(customer_ids: Collection[int]) -> Iterator[Chosen]:
    return (these(batch) for batch in in_batches(sorted(set(customer_ids)), _CHUNK))


def _looked_from(plan_ids: Sequence[int], today: date) -> dict[int, date]:
    """The day after each plan was looked at last; what came and went since is still met by its missed rule."""
    marks = dict(Plan.objects.filter(id__in=plan_ids).values_list("id", "planned_to_id"))
    return {
        plan_id: min(today, date.fromordinal(mark) + timedelta(days=1))
        for plan_id, mark in marks.items()
        if date.min.toordinal() < mark < today.toordinal()
    }


class _Planning:
    """One plan for some customers."""

    def __init__(
        self, plan: PlanFacts, chosen: Chosen, ground: Ground, today: date, since: date, done: DaysPlanned
    ) -> None:
        rule = dated_rule(plan)
        assert rule is not None  # the caller asks for dated plans
        self.plan, self.rule, self.chosen, self.ground, self.done = plan, rule, chosen, ground, done
        self.today, self.since = today, since
        self.rounds = Rounds(plan, ground.opening)

    def run(self) -> None:
        stretch = self.rounds.anchors(self.today, self.since)
        ids = self._looked_at(stretch)
        if not ids:
            return
        known = known_of(self.rule, ids, self.ground)
        there = rounds_of(self.plan.id, self.rule, these(ids), open_only=False)
        fresh: list[tuple[Known, Due]] = []
        stale: list[int] = []
        again: list[int] = []
        twice: list[int] = []
        for customer_id in ids:
            mine = there.get(customer_id, [])
            one = known.get(customer_id)
            if one is None:  # gone: their follow-ups end by themselves
                continue
            due = self._due(one, mine, stretch)
            fresh += [(one, day) for day in due if self._begins(day) and not is_met(self.rule, day, mine)]
            spoken: set[date] = set()
            for row in mine:
                if row.state == "running" and row.anchor in spoken:
                    twice.append(row.id)
                elif row.state == "running" and not any(speaks_for(self.rule, row, day) for day in due):
                    stale.append(row.id)
                elif row.state == MOVED and any(row.anchor == day.day for day in due) and self._is_open(row.anchor):
                    again.append(row.id)
                if row.state != MOVED:
                    spoken.add(row.anchor)
        join_rounds(twice)
        self.done.moved += end_rounds(stale, self.rule)
        go_on_with(again)
        self._enroll(fresh)

    def _looked_at(self, stretch: Stretch) -> Sequence[int]:
        """Who may have a day, and who has a round that may have moved."""
        few = self.chosen.ids
        if few is not None and len(few) <= _FEW:
            return few
        may = who_may_have(self.rule, self.chosen, stretch, self.ground)
        there = rounds_of(self.plan.id, self.rule, self.chosen, open_only=True)
        return sorted({*may, *there})

    def _due(self, one: Known, mine: list[Round], stretch: Stretch) -> list[Due]:
        """The days of the stretch, widened to where rounds run."""
        anchors = [row.anchor for row in mine if row.state in ("running", MOVED)]
        widened = Stretch(min([stretch.first, *anchors]), max([stretch.last, *anchors]))
        return days_due(self.rule, one, self.ground, widened)

    def _begins(self, due: Due) -> bool:
        return self.rounds.begin_by_now(due.day, self.today, self.since)

    def _is_open(self, anchor: date) -> bool:
        return bool(self.rounds.steps) and self.rounds.of(anchor).last >= self.today

    def _enroll(self, fresh: list[tuple[Known, Due]]) -> None:
        if not fresh:
            return
        values = _values([(one.customer_id, due.sale_id) for one, due in fresh])
        enrolled = enroll_facts(
            self.plan,
            [
                Occasion(
                    id_of_day(one.customer_id, due.day), one.customer_id, due.day, value, one.reach,
                    About(sale_id=due.sale_id, product_id=due.product_id, about_on=due.day),
                )
                for (one, due), value in zip(fresh, values, strict=True)
            ],
        )  # fmt: skip
        self.done.running += enrolled.running
        self.done.joined += enrolled.joined
        self.done.stopped += enrolled.stopped
        self.done.follow_ups += enrolled.follow_ups
        self.done.touched |= enrolled.touched
        self.done.out_of_reach |= enrolled.out_of_reach


def speaks_for(rule: DatedRule, row: Round, due: Due) -> bool:
    """Whether a round is about this day, even if it has been reckoned anew since.

    Silence and being used up are reckoned from rhythms, which change a little; the purchase that they follow does not.
    """
    if row.anchor == due.day:
        return True
    if not isinstance(rule, Silence | UsedUpThing) or due.since is None:
        return False
    if row.sale_id is not None:
        return row.sale_id == due.sale_id and row.product_id == due.product_id
    # Nothing was written of it: it is the same if it lies nearer to the day than to the purchase.
    return abs((row.anchor - due.day).days) < (row.anchor - due.since).days


def is_met(rule: DatedRule, due: Due, rounds: Sequence[Round]) -> bool:
    """Whether one of the customer's rounds is, or was, about this day."""
    return any(row.anchor == due.day or (row.state != MOVED and speaks_for(rule, row, due)) for row in rounds)


#: What the follow-ups of a round are about.
_ABOUT = """
    (SELECT max(f.{column}) FROM followups_followup f WHERE f.business_id = e.business_id AND f.enrollment_id = e.id)
"""


def rounds_of(plan_id: int, rule: DatedRule, chosen: Chosen, *, open_only: bool) -> dict[int, list[Round]]:
    """The rounds of these customers; with their sale and product where their day may be reckoned anew."""
    among, listed = chosen.on("e.customer_id")
    reckoned = isinstance(rule, Silence | UsedUpThing)
    sale, of = (_ABOUT.format(column=one) if reckoned else "NULL" for one in ("sale_id", "product_id"))
    states = "AND e.state IN ('running', 'moved')" if open_only else ""
    found: dict[int, list[Round]] = defaultdict(list)
    for customer_id, row_id, anchor, state, sale_id, product_id in rows_of(
        f"""SELECT e.customer_id, e.id, e.anchor_on, e.state, {sale}, {of} FROM plans_enrollment e
            WHERE e.business_id = %s AND {among} AND e.plan_id = %s {states} ORDER BY e.id""",
        [current_business_id(), *listed, plan_id],
    ):
        found[customer_id].append(Round(row_id, day_of(anchor), state, sale_id, product_id))
    return found


def _values(wanted: list[tuple[int, int | None]]) -> list[int]:
    """The value of the sale that it is about, else of the customer's newest purchase; minor units."""
    whose = current_business_id()
    of_sales, sale_ids = ids_clause("s.id", sorted({sale_id for _, sale_id in wanted if sale_id is not None}))
    by_sale = dict(
        rows_of(
            f"SELECT s.id, s.total_minor FROM sales_sale s WHERE s.business_id = %s AND {of_sales}", [whose, *sale_ids]
        )
    )
    of_others, listed = ids_clause("c.id", sorted({customer_id for customer_id, sale_id in wanted if sale_id is None}))
    newest = dict(
        rows_of(
            f"""SELECT c.id, (SELECT s.total_minor FROM sales_sale s
                    WHERE s.business_id = %s AND s.customer_id = c.id AND {PURCHASE}
                    ORDER BY s.sold_on DESC, s.id DESC LIMIT 1)
                FROM customers_customer c WHERE c.business_id = %s AND {of_others}""",
            [whose, whose, *listed],
        )
    )
    return [
        int((newest.get(customer_id) if sale_id is None else by_sale.get(sale_id)) or 0)
        for customer_id, sale_id in wanted
    ]


def _write_rests(done: DaysPlanned) -> None:
    unreached = done.out_of_reach - done.touched
    if unreached:
        write_rests(reason=RestReason.CANNOT_BE_REACHED, customer_ids=unreached)
    done.out_of_reach.clear()
    done.touched.clear()
