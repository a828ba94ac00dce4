"""May these messages leave now? Loads the gate's facts for a set of messages at once and asks the gate about each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from afterword.businesses.models import Business
from afterword.businesses.queries import current_business, zone_of
from afterword.customers.reaching import serving
from afterword.customers.whereabouts import NOWHERE, Whereabouts, whereabouts_of
from afterword.domain.channel import Channel, known_channels
from afterword.domain.civil import local_date
from afterword.domain.consenting import consent_for
from afterword.domain.contact import Consent, Facts, Hold, Purpose, Reason, Verdict, may_contact
from afterword.domain.opening import OpenDays
from afterword.domain.planning import Mode
from afterword.domain.soft_opt_in import Dealings
from afterword.followups.calendars import open_days
from afterword.followups.delivering.purposes import ANSWER, BY_HAND, GONE, PlanStanding, plan_standings
from afterword.followups.delivering.stored import read_day, read_moment
from afterword.followups.delivering.threads import answered_by
from afterword.followups.grounds import ground_of
from afterword.infra import clock
from afterword.infra.bulk import ids_clause
from afterword.infra.prepared import Rows, Statement, run_together
from afterword.infra.signing import fingerprint
from afterword.infra.tenancy import current_business_id

_STANDING = """
SELECT m.id, m.token, m.state, m.follow_up_id, m.customer_id, m.channel, m.address, m.message_id, m.attempts,
       m.useless_after, m.approved_by_id,
       f.state, f.mode, f.window_first, f.window_last, f.due_on, f.late_days, f.plan_id,
       c.display_name, c.hears_every_days, c.link_epoch, c.merged_into_id, c.ended_at,
       b.frozen_at, a.paused_reason,
       (SELECT MAX(COALESCE(x.closed_at, x.closed_at)) FROM followups_followup x
         WHERE x.business_id = m.business_id AND x.customer_id = m.customer_id AND x.state || '' = 'done'
           AND x.id <> m.follow_up_id),
       (SELECT MAX(COALESCE(y.sent_at, y.not_before)) FROM followups_message y
         WHERE y.business_id = m.business_id AND y.customer_id = m.customer_id AND y.id <> m.id
           AND y.state IN ('handing', 'sent', 'unclear')),
       (SELECT MAX(s.sold_on) FROM sales_sale s WHERE s.business_id = m.business_id AND s.customer_id = m.customer_id),
       (SELECT MAX(j.done_on) FROM sales_job j WHERE j.business_id = m.business_id AND j.customer_id = m.customer_id),
       (SELECT MAX(i.asked_on) FROM sales_inquiry i
         WHERE i.business_id = m.business_id AND i.customer_id = m.customer_id),
       EXISTS (SELECT 1 FROM customers_consent o
         WHERE o.business_id = m.business_id AND o.customer_id = m.customer_id AND o.channel = m.channel),
       EXISTS (SELECT 1 FROM customers_hold h
         WHERE h.business_id = m.business_id AND h.customer_id = m.customer_id AND h.lifted_at IS NULL),
       (SELECT p.bad_reason FROM customers_contactpoint p
         WHERE p.business_id = m.business_id AND p.customer_id = m.customer_id AND p.channel = {kind}
           AND p.normal = m.address)
  FROM followups_message m
  JOIN followups_followup f ON f.id = m.follow_up_id
  JOIN customers_customer c ON c.id = m.customer_id
  JOIN businesses_business b ON b.id = m.business_id
  LEFT JOIN channels_channelaccount a ON a.business_id = m.business_id AND a.channel = m.channel
 WHERE +m.business_id = %s AND {ids}
"""
# The plus keeps SQLite, which has no statistics, from reading all messages of the business to find a few by their ids;
# the first COALESCE and the || keep PostgreSQL from looking for one customer's latest through all that was ever closed.


class Standing(NamedTuple):
    """How one message stands in the tables: what the gate, the letter and the records need of it."""

    id: int
    token: int
    state: str
    follow_up_id: int
    customer_id: int
    channel: str
    address: str
    message_id: str
    attempts: int
    useless_after: Any
    approved_by_id: int | None
    follow_up_state: str
    mode: str
    window_first: Any
    window_last: Any
    due_on: Any
    late_days: int
    plan_id: int | None
    name: str
    hears_every_days: int
    link_epoch: int
    merged_into_id: int | None
    ended_at: Any
    frozen_at: Any
    paused_reason: str | None
    last_done_at: Any
    last_sent_at: Any
    last_sale_on: Any
    last_job_on: Any
    last_inquiry_on: Any
    has_said: bool
    is_held: bool
    #: Of the address that stands on the letter; None: the customer has it no more.
    address_bad_reason: str | None

    @property
    def claim(self) -> tuple[int, int]:
        return self.id, self.token


class Decided(NamedTuple):
    """A message's standing with the gate's answer, the facts behind it, and the address it goes to (empty: none)."""

    standing: Standing
    verdict: Verdict
    address: str
    facts: Facts
    where: Whereabouts

    @property
    def purpose(self) -> Purpose:
        return self.facts.purpose


class Point(NamedTuple):
    """One address of a customer on a channel."""

    address: str
    is_bad: bool


_NOWHERE = Point("", False)


@dataclass(frozen=True, slots=True)
class Day:
    """What is the same for every message of a business at one moment."""

    business: Business
    zone: ZoneInfo
    opening: OpenDays
    now: datetime
    is_open: bool
    next_open: date

    def at(self, now: datetime) -> Day:
        """The same business at a later moment."""
        return _day(self.business, self.zone, self.opening, now)


def this_day() -> Day:
    """The current business's day: two queries."""
    business = current_business()
    return _day(business, zone_of(business), open_days(business), clock.now())


def _day(business: Business, zone: ZoneInfo, opening: OpenDays, now: datetime) -> Day:
    today = local_date(now, zone)
    return Day(business, zone, opening, now, opening.is_open(today), opening.next_open(today + timedelta(days=1)))


def decide(message_ids: Sequence[int], day: Day) -> dict[int, Decided]:
    """The gate's answer for each message of the current business and the customer's best address, in a few queries."""
    if not message_ids:
        return {}
    standings = _standings_in(run_together([_standings_asked(message_ids)])[0])
    customers = sorted({one.customer_id for one in standings})
    channels = sorted({one.channel for one in standings})
    points = _points(customers, sorted({Channel(one).stored_as for one in channels}))
    addresses = {one.id: _best_address(one, points) for one in standings}
    marks = _marks({(one.channel, addresses[one.id].address) for one in standings})
    suppressed = _suppressed_in(run_together([_suppressed_asked(marks)])[0], marks)
    consents = consents_of([one.customer_id for one in standings if one.has_said], channels)
    holds = holds_of([one.customer_id for one in standings if one.is_held])
    where = whereabouts_of(customers, home=day.business.country)
    return _decided(standings, day, addresses, _Said(suppressed, consents, holds, where))


def decide_again(letters: Sequence[Decided], day: Day, locks: Sequence[Statement] = ()) -> dict[int, Decided]:
    """The gate's answer for letters that are written, as the tables are now: about the address on them, or none.

    ``locks``: statements to run before, on the same way to the database.
    """
    if not letters:
        return {}
    customers = sorted({one.standing.customer_id for one in letters})
    channels = sorted({one.standing.channel for one in letters})
    marks = _marks({(one.standing.channel, one.address) for one in letters})
    asked = [
        _standings_asked([one.standing.id for one in letters]),
        _suppressed_asked(marks),
        _consents_asked(customers, channels),
        _holds_asked(customers),
    ]
    rows = run_together([*locks, *asked])[len(locks) :]
    standings = _standings_in(rows[0])
    where = {one.standing.customer_id: one.where for one in letters}
    said = _Said(_suppressed_in(rows[1], marks), _consents_in(rows[2]), _holds_in(rows[3]), where)
    return _decided(standings, day, {one.id: _address_on(one) for one in standings}, said)


class _Said(NamedTuple):
    """What was said about customers and their addresses, and where they live."""

    suppressed: set[tuple[str, str]]
    consents: Mapping[tuple[int, str], list[tuple[str, bool]]]
    holds: Mapping[int, str]
    where: Mapping[int, Whereabouts]


def _decided(
    standings: Sequence[Standing], day: Day, addresses: Mapping[int, Point], known: _Said
) -> dict[int, Decided]:
    plans = plan_standings({one.plan_id for one in standings if one.plan_id is not None})
    answers = answered_by([one.follow_up_id for one in standings if one.plan_id is None])
    without_plan = (BY_HAND, ANSWER)
    decided: dict[int, Decided] = {}
    for one in standings:
        plan = plans.get(one.plan_id, GONE) if one.plan_id is not None else without_plan[one.follow_up_id in answers]
        point = addresses[one.id]
        said = consent_for(known.consents.get((one.customer_id, one.channel), ()), plan.purpose)
        stopped = (one.channel, point.address) in known.suppressed
        where = known.where.get(one.customer_id, NOWHERE)
        facts = _facts(one, day, plan, point, said, stopped, known.holds.get(one.customer_id), where)
        decided[one.id] = Decided(one, may_contact(facts), point.address, facts, where)
    return decided


def reconsider(decided: Sequence[Decided], day: Day) -> dict[int, Decided]:
    """The gate's answer at a later moment, where it is certain that nothing in the tables has changed meanwhile."""
    return {
        one.standing.id: one._replace(
            verdict=may_contact(replace(one.facts, now=day.now, open_today=day.is_open, next_open_day=day.next_open))
        )
        for one in decided
    }


def _standings_asked(message_ids: Sequence[int]) -> Statement:
    condition, values = ids_clause("m.id", message_ids)
    return _STANDING.format(ids=condition, kind=_kind_of_address()), [current_business_id(), *values]


def _kind_of_address() -> str:
    """As SQL: under which kind the addresses for a message's channel are kept."""
    others = [one for one in known_channels() if one.stored_as != one]
    cases = "".join(f" WHEN '{one}' THEN '{one.stored_as}'" for one in others)
    return f"CASE m.channel{cases} ELSE m.channel END" if cases else "m.channel"


def _standings_in(rows: Rows) -> list[Standing]:
    return [Standing(*row) for row in rows]


def _address_on(one: Standing) -> Point:
    """The address that stands on a letter, if the customer still has it."""
    return Point("" if one.address_bad_reason is None else one.address, bool(one.address_bad_reason))


def _best_address(one: Standing, points: Mapping[tuple[int, str], Sequence[Point]]) -> Point:
    """The first of the customer's addresses that serves the message's channel."""
    way = Channel(one.channel)
    mine = points.get((one.customer_id, way.stored_as), ())
    return next((point for point in mine if way in serving(way.stored_as, point.address)), _NOWHERE)


def _points(customers: Sequence[int], kinds: Sequence[str]) -> dict[tuple[int, str], list[Point]]:
    """The addresses of these customers, the preferred and the usable ones first."""
    found: dict[tuple[int, str], list[Point]] = defaultdict(list)
    asked = _asked(
        "SELECT customer_id, channel, normal, bad_reason FROM customers_contactpoint"
        " WHERE business_id = %s AND {customers} AND {channels} ORDER BY bad_reason <> '', NOT preferred, id",
        customers,
        kinds,
    )
    for customer_id, kind, normal, bad in run_together([asked])[0]:
        found[customer_id, kind].append(Point(normal, bool(bad)))
    return found


def _marks(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Under which (channel, fingerprint) a (channel, address) would stand where it must not be used."""
    business_id = current_business_id()
    return {(channel, fingerprint(address, business_id=business_id)): (channel, address) for channel, address in wanted}


def _suppressed_asked(marks: Mapping[tuple[str, str], object]) -> Statement:
    channels, values = ids_clause("channel", sorted({channel for channel, _ in marks}))
    prints, more = ids_clause("fingerprint", [mark for _, mark in marks])
    sql = (
        "SELECT channel, fingerprint FROM customers_suppression"
        f" WHERE business_id = %s AND {channels} AND {prints} AND lifted_at IS NULL"
    )
    return sql, [current_business_id(), *values, *more]


def _suppressed_in(rows: Rows, marks: Mapping[tuple[str, str], tuple[str, str]]) -> set[tuple[str, str]]:
    """Those (channel, address) pairs that must not be used."""
    return {marks[channel, mark] for channel, mark in rows if (channel, mark) in marks}


def consents_of(customers: Sequence[int], channels: Sequence[str]) -> dict[tuple[int, str], list[tuple[str, bool]]]:
    """What these customers said, the newest last."""
    return _consents_in(run_together([_consents_asked(customers, channels)])[0]) if customers else {}


def _consents_asked(customers: Sequence[int], channels: Sequence[str]) -> Statement:
    return _asked(
        "SELECT customer_id, channel, purpose, granted FROM customers_consent"
        " WHERE business_id = %s AND {customers} AND {channels} ORDER BY at, id",
        customers,
        channels,
    )


def _consents_in(rows: Rows) -> dict[tuple[int, str], list[tuple[str, bool]]]:
    said: dict[tuple[int, str], list[tuple[str, bool]]] = defaultdict(list)
    for customer_id, channel, purpose, granted in rows:
        said[customer_id, channel].append((purpose, bool(granted)))
    return said


def holds_of(customers: Sequence[int]) -> dict[int, str]:
    """Why messages to these customers stand still; a complaint weighs most, then a reply."""
    return _holds_in(run_together([_holds_asked(customers)])[0]) if customers else {}


def _holds_asked(customers: Sequence[int]) -> Statement:
    return _asked(
        "SELECT customer_id, reason FROM customers_hold WHERE business_id = %s AND {customers} AND lifted_at IS NULL",
        customers,
    )


def _holds_in(rows: Rows) -> dict[int, str]:
    weight: dict[str, int] = {Hold.COMPLAINT: 2, Hold.REPLY: 1}
    holds: dict[int, str] = {}
    for customer_id, reason in rows:
        if customer_id not in holds or weight.get(reason, 0) > weight.get(holds[customer_id], 0):
            holds[customer_id] = reason
    return holds


def _asked(sql: str, customers: Sequence[int], channels: Sequence[str] = ()) -> Statement:
    whose, values = ids_clause("customer_id", customers)
    by, more = ids_clause("channel", list(channels))
    return sql.format(customers=whose, channels=by), [current_business_id(), *values, *(more if channels else [])]


def _facts(
    one: Standing, day: Day, plan: PlanStanding, point: Point, said: Consent, stopped: bool, hold: str | None,
    where: Whereabouts,
) -> Facts:  # fmt: skip
    business = day.business
    contacts = [moment for moment in (read_moment(one.last_done_at), read_moment(one.last_sent_at)) if moment]
    return Facts(
        now=day.now,
        zone=day.zone,
        purpose=plan.purpose,
        channel=Channel(one.channel),
        mode=Mode(one.mode),
        has_address=bool(point.address),
        address_bad=point.is_bad,
        suppressed=stopped,
        consent=said,
        # The address came with a purchase or a question of theirs, and every letter offers the way out.
        soft_opt_in=_has_a_ground(one, day, plan.purpose, where),
        hold=hold,
        quiet_from=business.quiet_from,
        quiet_until=business.quiet_until,
        quiet_zones=where.zones,
        open_today=day.is_open,
        next_open_day=day.next_open,
        last_contact_at=max(contacts, default=None),
        cap_days=business.cap_days,
        wish_days=one.hears_every_days,
        window_first=min(read_day(one.window_first), read_day(one.due_on)),
        window_last=read_day(one.window_last) + timedelta(days=one.late_days),
        useless_after=read_moment(one.useless_after),
        customer_gone=_gone(one),
        plan_active=plan.is_active,
        # The machine queues automatic touches only: whatever else became a message, a person approved.
        approved_by_person=one.approved_by_id is not None or one.mode != Mode.AUTOMATIC,
        frozen=one.frozen_at is not None,
        has_postal_address=bool(business.postal_address),
        account_ready=not one.paused_reason,
    )


def _has_a_ground(one: Standing, day: Day, purpose: Purpose, where: Whereabouts) -> bool:
    bought = [read_day(on) for on in (one.last_sale_on, one.last_job_on) if on is not None]
    asked = None if one.last_inquiry_on is None else read_day(one.last_inquiry_on)
    dealings = Dealings(max(bought, default=None), asked)
    today = local_date(day.now, day.zone)
    ground = ground_of(business=day.business, purpose=purpose, dealings=dealings, where=where, today=today)
    return ground is not None


def _gone(one: Standing) -> str | None:
    if one.merged_into_id is not None:
        return "merged"
    return "closed" if one.ended_at is not None else None


#: Answers that are about this channel only: the step's next channel may do.
PER_CHANNEL = frozenset(
    {
        Reason.SUPPRESSED,
        Reason.REFUSED,
        Reason.NO_ADDRESS,
        Reason.ADDRESS_BAD,
        Reason.NO_CONSENT,
        Reason.NOT_IN_PUBLIC,
    }
)
