"""What is planned becomes rows: enrollments and follow-ups, one insert for each table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from afterword.domain.batches import EnrollmentState, PlannedEnrollment, PlannedTouch
from afterword.domain.contact import Reason
from afterword.followups.models import FollowUp
from afterword.infra.bulk import insert_rows, reserve_ids, stored_day
from afterword.plans.models import Enrollment
from afterword.plans.occasions import About
from afterword.plans.rules import PlanFacts, StepFacts, mode_on

ENROLLMENT_COLUMNS = (
    "id", "business_id", "plan_id", "version", "customer_id", "trigger_id", "anchor_on", "state", "reason",
)  # fmt: skip
FOLLOW_UP_COLUMNS = (
    "business_id", "customer_id", "enrollment_id", "plan_id", "step_id", "template_id", "sale_id", "inquiry_id",
    "channel", "mode", "state", "window_first", "window_last", "due_on", "late_days", "value_minor", "minutes",
    "reason", "note", "version",
)  # fmt: skip
#: Written where a round may be about a thing or a day; sales and inquiries do without, for the sake of their speed.
THING_COLUMNS = ("product_id", "about_on")

#: Why a round did not begin: the customer has had one, and the plan is for once.
ONCE = "once"


@dataclass(slots=True)
class Enrolled:
    """What planning led to, over all plans."""

    running: int = 0
    joined: int = 0
    past: int = 0
    stopped: int = 0
    follow_ups: int = 0
    #: Who has a touch now or a round that speaks for them, and who was looked at and has none.
    touched: set[int] = field(default_factory=set)
    bought_before: set[int] = field(default_factory=set)
    out_of_reach: set[int] = field(default_factory=set)


#: Step, template, the columns before the value at stake and those after it.
_Outline = tuple[int, int, tuple[Any, ...], tuple[Any, ...]]


class Writer:
    """Turns what is planned for one plan into rows of the two tables.

    ``abouts``: what each trigger's follow-ups are about; None: the sale or inquiry that the trigger is.
    """

    def __init__(
        self, plan: PlanFacts, business_id: int, done: Enrolled, abouts: Mapping[int, About] | None = None
    ) -> None:
        self.plan, self.business_id, self.done, self.abouts = plan, business_id, done, abouts
        self._outlines: dict[tuple[Any, ...], _Outline] = {}

    def write(self, planned: list[PlannedEnrollment]) -> None:
        """Two inserts for all of it."""
        if not planned:
            return
        ids = reserve_ids(Enrollment, len(planned))
        insert_rows(Enrollment, ENROLLMENT_COLUMNS, list(self._enrollments(planned, ids)))
        follow_ups = list(self._follow_ups(planned, ids))
        self.done.follow_ups += len(follow_ups)
        insert_rows(FollowUp, FOLLOW_UP_COLUMNS if self.abouts is None else _WITH_THINGS, follow_ups)

    def _enrollments(self, planned: list[PlannedEnrollment], ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        business_id, plan_id, version, done = self.business_id, self.plan.id, self.plan.version, self.done
        stored = _StoredDays()
        past, joined = EnrollmentState.PAST, EnrollmentState.JOINED
        why_joined = ONCE if self.plan.rule.once else ""
        for row_id, (trigger_id, customer_id, anchor, state, touches, _missed) in zip(ids, planned, strict=True):
            if state is joined:
                name, reason = "joined", why_joined
                done.joined += 1
                # It may have joined a round that stopped because nobody can reach them.
                if customer_id not in done.out_of_reach:
                    done.touched.add(customer_id)
            elif state is past:
                name, reason = "past", ""
                done.past += 1
                done.bought_before.add(customer_id)
            elif touches[0][1] or any(touch[1] for touch in touches):
                name, reason = "running", ""
                done.running += 1
                done.touched.add(customer_id)
            else:
                name, reason = "stopped", Reason.NO_ADDRESS.value
                done.stopped += 1
                done.out_of_reach.add(customer_id)
            yield row_id, business_id, plan_id, version, customer_id, trigger_id, stored[anchor], name, reason

    def _follow_ups(self, planned: list[PlannedEnrollment], ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        business_id, plan_id, abouts, of_sale = self.business_id, self.plan.id, self.abouts, self.plan.trigger == "sale"
        about: tuple[int | None, int | None]
        for row_id, (trigger_id, customer_id, _anchor, _state, touches, _missed) in zip(ids, planned, strict=True):
            for touch in touches:
                if touch[1] is None:
                    continue
                step_id, template_id, before, after = self._outlines.get(touch[:5]) or self._outline(touch)
                if abouts is None:
                    about, thing = (trigger_id, None) if of_sale else (None, trigger_id), _NO_THING
                else:
                    sale_id, inquiry_id, product_id, about_on = abouts[trigger_id]
                    about, thing = (sale_id, inquiry_id), (product_id, stored_day(about_on))
                yield (
                    business_id, customer_id, row_id, plan_id, step_id, template_id, *about, *before, touch[5], *after,
                    *thing,
                )  # fmt: skip

    def _outline(self, touch: PlannedTouch) -> _Outline:
        """All of a row but whose it is: the same for every touch of a step on a day by a channel."""
        found = self._outlines[touch[:5]] = _outline_of(self.plan.steps[touch.step_key], touch)
        return found


_NO_THING: tuple[Any, ...] = ()
_WITH_THINGS = FOLLOW_UP_COLUMNS + THING_COLUMNS


class _StoredDays(dict[date, Any]):
    """Dates as the database takes them."""

    def __missing__(self, day: date) -> Any:
        stored = self[day] = stored_day(day)
        return stored


def _outline_of(step: StepFacts, touch: PlannedTouch) -> _Outline:
    assert touch.channel is not None  # the caller leaves those out
    # A window that lies on closed days only is met on the open day before it.
    first = min(touch.first, touch.due)
    before = (
        touch.channel.value, mode_on(touch.channel, step.rule.mode).value, "open", stored_day(first),
        stored_day(touch.last), stored_day(touch.due), step.late_days,
    )  # fmt: skip
    return step.id, step.template_id, before, (step.rule.minutes, "", "", 0)
