"""Stop rules: what happened to a customer ends their rounds early, each open touch with that one reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any

from django.db import transaction
from django.db.models import F

from afterword.businesses.queries import current_business, zone_of
from afterword.domain.civil import local_date, local_moment
from afterword.domain.ended import ENDED_BY
from afterword.domain.stopping import CustomerEvent, StopRule, read_stop_rules, stop
from afterword.followups.delivering.stored import read_day, read_moment
from afterword.followups.models import FollowUp
from afterword.infra.bulk import ids_clause, in_batches, stored_day
from afterword.infra.rows import fetched
from afterword.infra.tenancy import current_business_id
from afterword.plans.models import Enrollment, Plan, PlanVersion
from afterword.plans.rerouting import stop_follow_ups
from afterword.plans.settling import unsettle
from afterword.plans.triggers import TRIGGERS
from afterword.sales.models import Inquiry, Sale
from afterword.sales.recording import NOON
from afterword.timeline.catalogue import AddressSuppressed, HoldPlaced, InquiryClosed, JobFinished
from afterword.timeline.models import EventRow

_BATCH = 2_000
_NIGHT = time(0, 0)


@dataclass(frozen=True, slots=True)
class _StoppingPlan:
    """A plan's kind of trigger, its rules, and those of its earlier versions, in which rounds may still run."""

    kind: str
    rules: frozenset[StopRule]
    earlier: Mapping[int, frozenset[StopRule]]

    def rules_in(self, version: int) -> frozenset[StopRule]:
        return self.earlier.get(version, self.rules)


@dataclass(frozen=True, slots=True)
class _Round:
    """A running round: what started it, and the civil day on which it began."""

    id: int
    customer_id: int
    plan_id: int
    trigger_id: int
    version: int
    begun_on: date


def stop_rounds(*, customer_ids: Collection[int], import_run_id: int | None = None) -> int:
    """End the running rounds of these customers that a stop rule of their plan ends; returns how many.

    Read from the tables, so that it comes to the same in whatever order things were recorded, and however often it is
    asked. One query where no plan has stop rules, a handful for each two thousand customers otherwise.
    """
    plans = _stopping_plans()
    if not plans:
        return 0
    return sum(_stop(batch, plans, import_run_id) for batch in in_batches(sorted(set(customer_ids)), _BATCH))


def resume_rounds(*, customer_ids: Collection[int]) -> int:
    """The way back, once what had stopped them is not on record any more: their touches are open again."""
    plans = _stopping_plans()
    if not plans:
        return 0
    return sum(_resume(batch, plans) for batch in in_batches(sorted(set(customer_ids)), _BATCH))


def _stopping_plans() -> dict[int, _StoppingPlan]:
    """The plans that stop or have stopped in an earlier version; one query where every plan is in its first."""
    plans = list(Plan.objects.values_list("id", "trigger", "stops", "version"))
    earlier: dict[int, dict[int, frozenset[StopRule]]] = defaultdict(dict)
    if any(version > 1 for *_, version in plans):
        live = {row_id: version for row_id, *_, version in plans}
        for plan_id, version, facts in PlanVersion.objects.values_list("plan_id", "version", "facts"):
            if version < live[plan_id]:
                earlier[plan_id][version] = _rules(facts.get("stops", ""))
    return {
        row_id: _StoppingPlan(kind, _rules(stops), earlier[row_id])
        for row_id, kind, stops, _ in plans
        if stops or any(earlier[row_id].values())
    }


def _rules(stops: str) -> frozenset[StopRule]:
    return read_stop_rules(word.strip() for word in stops.split(",") if word.strip())


@transaction.atomic
def _stop(customer_ids: list[int], plans: Mapping[int, _StoppingPlan], import_run_id: int | None) -> int:
    ending: dict[StopRule, list[int]] = defaultdict(list)
    rounds = _rounds(customer_ids, plans, "running")
    for round_, rule in _stopped(rounds, plans):
        if rule is not None:
            ending[rule].append(round_.id)
    for rule, ids in ending.items():
        owed = FollowUp.objects.filter(enrollment_id__in=ids, state="open").values_list("id", flat=True)
        stop_follow_ups(follow_up_ids=list(owed), reason=ENDED_BY[rule].value, import_run_id=import_run_id)
    return sum(len(ids) for ids in ending.values())


@transaction.atomic
def _resume(customer_ids: list[int], plans: Mapping[int, _StoppingPlan]) -> int:
    rounds = _rounds(customer_ids, plans, "stopped", "done")
    going_on = [round_.id for round_, rule in _stopped(rounds, plans) if rule is None]
    codes = [ended.value for ended in ENDED_BY.values()]
    ended = FollowUp.objects.filter(enrollment_id__in=going_on, state="stopped", reason__in=codes)
    ids = list(ended.values_list("id", flat=True))
    FollowUp.objects.filter(id__in=ids).update(state="open", reason="", closed_at=None, version=F("version") + 1)
    unsettle(ids)
    return len(ids)


def _stopped(rounds: Sequence[_Round], plans: Mapping[int, _StoppingPlan]) -> Iterator[tuple[_Round, StopRule | None]]:
    """Each round with the rule that ends it; None: it goes on."""
    if not rounds:
        return
    zone = zone_of(current_business())
    happened = _happened(rounds, zone)
    begun = _moments_of_rounds(rounds, plans)
    for one in rounds:
        plan = plans[one.plan_id]
        started_at = begun.get(one.id) or local_moment(one.begun_on, _NIGHT, zone)
        found = stop(
            plan.rules_in(one.version),
            [event for event in happened[one.customer_id] if _concerns(event, one, plan)],
            started_at,
            cause_sale_id=one.trigger_id if plan.kind == "sale" else None,
        )
        yield one, found.rule if found else None


@dataclass(frozen=True, slots=True)
class _Happened(CustomerEvent):
    """With the row that it was, so that what began a round does not end it."""

    row: tuple[str, int] = ("", 0)
    on: date = date.min
    #: Whether only its day is known; noon stands for it.
    is_of_day: bool = False


def _concerns(event: CustomerEvent, one: _Round, plan: _StoppingPlan) -> bool:
    assert isinstance(event, _Happened)
    if event.kind is StopRule.OPT_OUT and StopRule.OPT_OUT not in plan.rules_in(one.version):
        return False  # another channel may still be welcome: rerouting decides
    if event.row == (plan.kind, one.trigger_id):
        return False
    # What a person starts, or an event, has its moment: what else was on that day may well have been before.
    if plan.kind in ("event", "manual") and event.is_of_day and event.on <= one.begun_on:
        return False
    # Two receipts of one day are one visit.
    return not (event.row[0] == "sale" and plan.kind == "sale" and event.on == one.begun_on)


def _rounds(customer_ids: list[int], plans: Mapping[int, _StoppingPlan], *states: str) -> list[_Round]:
    """A round begins on its anchor, or with its first window where that lies before."""
    listed, ids = ids_clause("e.customer_id", customer_ids)
    of_plans, plan_ids = ids_clause("e.plan_id", sorted(plans))
    in_state = ", ".join(f"'{state}'" for state in states)
    sql = f"""
        SELECT e.id, e.customer_id, e.plan_id, e.trigger_id, e.version, e.anchor_on, min(f.window_first)
        FROM {Enrollment._meta.db_table} e
        LEFT JOIN {FollowUp._meta.db_table} f ON f.business_id = e.business_id AND f.enrollment_id = e.id
        WHERE e.business_id = %s AND {listed} AND {of_plans} AND e.state IN ({in_state})
        GROUP BY e.id, e.customer_id, e.plan_id, e.trigger_id, e.version, e.anchor_on ORDER BY e.id
    """
    return [
        _Round(row_id, customer_id, plan_id, trigger_id, version, min(read_day(anchor), read_day(first or anchor)))
        for row_id, customer_id, plan_id, trigger_id, version, anchor, first in fetched(
            sql, [current_business_id(), *ids, *plan_ids]
        )
    ]


def _moments_of_rounds(rounds: Sequence[_Round], plans: Mapping[int, _StoppingPlan]) -> dict[int, datetime]:
    """When rounds that an event began, began."""
    of_event = {one.trigger_id: one.id for one in rounds if plans[one.plan_id].kind in ("event", "manual")}
    if not of_event:
        return {}
    rows = EventRow.objects.filter(id__in=list(of_event)).values_list("id", "at")
    return {of_event[row_id]: at for row_id, at in rows}


def _happened(rounds: Sequence[_Round], zone: tzinfo) -> dict[int, list[_Happened]]:
    """All that can stop, of these customers, since the earliest of their rounds began."""
    found: dict[int, list[_Happened]] = defaultdict(list)
    customers = sorted({one.customer_id for one in rounds})
    since = min(one.begun_on for one in rounds)
    listed, ids = ids_clause("customer_id", customers)
    business_id = current_business_id()

    def dated(table: str, day: str, time_: str, condition: str) -> Iterator[tuple[int, int, date, datetime, bool]]:
        sql = f"""SELECT id, customer_id, {day}, {time_} FROM {table}
            WHERE business_id = %s AND {listed} AND {day} >= %s AND {condition}"""
        for row_id, customer_id, stored, moment in fetched(sql, [business_id, *ids, stored_day(since)]):
            on, at = read_day(stored), read_moment(moment)
            yield row_id, customer_id, on, at or local_moment(on, NOON, zone), at is None

    bought = TRIGGERS["sale"].condition.replace("t.", "")
    for row_id, customer_id, on, at, is_of_day in dated(Sale._meta.db_table, "sold_on", "sold_at", bought):
        for rule in (StopRule.PURCHASE, StopRule.WON):
            found[customer_id].append(_Happened(row_id, rule, at, row_id, ("sale", row_id), on, is_of_day))
    for row_id, customer_id, on, at, is_of_day in dated(Inquiry._meta.db_table, "asked_on", "asked_at", "true"):
        found[customer_id].append(_Happened(row_id, StopRule.BOOKING, at, None, ("inquiry", row_id), on, is_of_day))
    for event in _events(customers, local_moment(since, _NIGHT, zone), zone):
        found[event[0]].append(event[1])
    return found


def _events(customers: list[int], since: datetime, zone: tzinfo) -> Iterator[tuple[int, _Happened]]:
    rows = EventRow.objects.filter(customer_id__in=customers, kind__in=_STOPPING_KINDS, at__gte=since).order_by("id")
    for row_id, customer_id, kind, subject_id, at, data in rows.values_list(
        "id", "customer_id", "kind", "subject_id", "at", "data"
    ):
        is_job = kind == JobFinished.kind
        row = ("job_done", subject_id or 0) if is_job else ("event", row_id)
        for rule in _rules_of(kind, data):
            yield customer_id or 0, _Happened(row_id, rule, at, None, row, local_date(at, zone), is_job)


_STOPPING_KINDS = (HoldPlaced.kind, AddressSuppressed.kind, JobFinished.kind, InquiryClosed.kind)


def _rules_of(kind: str, data: Mapping[str, Any]) -> tuple[StopRule, ...]:
    """What an event of the timeline means to stop rules."""
    if kind == JobFinished.kind:
        return (StopRule.BOOKING,)
    if kind == InquiryClosed.kind:
        return (StopRule.WON,) if data.get("outcome") == "won" else (StopRule.LOST,)
    reason = data.get("reason")
    if kind == HoldPlaced.kind:
        return _OF_HOLDS.get(str(reason), ())
    return _OF_SUPPRESSIONS.get(str(reason), ())


_OF_HOLDS = {"reply": (StopRule.REPLY,), "complaint": (StopRule.COMPLAINT,)}
#: By the customer's own word; a bounce is the address's fault.
_OF_SUPPRESSIONS = {
    "unsubscribed": (StopRule.OPT_OUT,),
    "asked": (StopRule.OPT_OUT,),
    "complaint": (StopRule.OPT_OUT, StopRule.COMPLAINT),
}
