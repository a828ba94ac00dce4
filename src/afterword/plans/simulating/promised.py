"""Keeping in touch in a trial of the days to come: the days that are given out, for whoever is then still alone."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from afterword.domain.batches import SaleFact
from afterword.domain.channel import Channel
from afterword.domain.triggers import KeepInTouch
from afterword.followups.delivering.stored import read_moment
from afterword.followups.rests import RestReason
from afterword.infra.bulk import stored_day
from afterword.infra.rows import fetched
from afterword.infra.tenancy import current_business_id
from afterword.plans.dated.reading import day_of
from afterword.plans.keeping_in_touch.candidates import AHEAD
from afterword.plans.keeping_in_touch.histories import histories_of, last_rounds
from afterword.plans.keeping_in_touch.intervals import Usual, what_is_usual
from afterword.plans.occasions import id_of_day
from afterword.plans.rules import PlanFacts
from afterword.plans.simulating.playing import ComingDay
from afterword.plans.simulating.rows import Span

_DAY = timedelta(days=1)


def _utc_day(stored: Any) -> date:
    moment = read_moment(stored)
    assert moment is not None  # both columns are always filled
    return moment.date()


class Promised:
    """The promises of one quiet plan for the days from ``today`` up to, not including, ``end``."""

    def __init__(self, plan: PlanFacts, today: date, end: date) -> None:
        assert isinstance(plan.starts, KeepInTouch)
        self.plan, self.rule, self.today, self.end = plan, plan.starts, today, end

    @cached_property
    def usual(self) -> Usual:
        """What is usual in the business, as of today."""
        return what_is_usual(self.today)

    def coming(self, span: Span) -> list[ComingDay]:
        """The promised days of these customers that still hold, each planned as many days ahead as for real."""
        rows = fetched(
            """SELECT r.customer_id, r.until, r.written_at, c.reach, c.created_at FROM followups_rest r
               JOIN customers_customer c ON c.id = r.customer_id
               WHERE r.business_id = %s AND r.customer_id > %s AND r.customer_id <= %s AND r.reason = %s
                 AND r.written_by_id IS NULL AND r.until >= %s AND r.until < %s
                 AND c.merged_into_id IS NULL AND c.ended_at IS NULL ORDER BY r.customer_id""",
            [
                current_business_id(), *span, str(RestReason.KEEP_IN_TOUCH_LATER), stored_day(self.today),
                stored_day(self.end - _DAY),
            ],
        )  # fmt: skip
        ids = [row[0] for row in rows]
        histories, rounds = (histories_of(ids), last_rounds(self.plan.id, ids)) if ids else ({}, {})
        found = []
        for customer_id, until, written_at, full_reach, known_since in rows:
            history, promised = histories[customer_id], day_of(until) + _DAY
            reach = full_reach if history.may_have_mail else full_reach & ~Channel.EMAIL.bit
            if customer_id in rounds:
                history.touched(rounds[customer_id])
            pause, last = self.usual.days_for(history, self.rule), history.last_touch or _utc_day(known_since)
            # As the night asks that keeps the promise.
            is_as_promised = last + timedelta(days=pause) <= promised or last < _utc_day(written_at)
            if reach and is_as_promised:
                fact = SaleFact(
                    id_of_day(customer_id, promised), customer_id, promised, history.typical_sale_minor, reach
                )
                planned_on = max(self.today, promised - AHEAD)
                found.append(ComingDay(fact, planned_on, None, history.last_sale_id, pause))
        return found
