"""Who gives way when touches for one customer, household or firm come too close, and for what one reason.

Claims are heard by priority (then value, then earlier last day, then id), so the order of the input never matters and
a claim can lose only to one that was heard before it. Each gets the day it asks for, or the nearest later one of its
window, or the nearest earlier one, or gives way.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from afterword.domain.channel import Channel
from afterword.domain.contact import Purpose
from afterword.domain.opening import OpenDays

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` contacts with one customer in any `days` days in a row; None: for every purpose or channel."""

    most: int
    days: int
    purpose: Purpose | None = None
    channel: Channel | None = None

    def __post_init__(self) -> None:
        if self.most < 0 or not 1 <= self.days <= 3660:
            raise ValueError("A cap is a number of contacts, 0 or more, in 1 to 3660 days.")


@dataclass(frozen=True, slots=True)
class Policy:
    """A business's caps, and how many days two touches for one customer keep apart at least (1: not on one day)."""

    caps: tuple[Cap, ...] = ()
    apart_days: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One touch that asks for `day` in its window `first` to `last` (both included).

    `group_id` is the household or firm. `topic` names the thing it is about ("plan 4, Christmas 2026"): a group hears
    of one topic once; empty is a topic of its own. A `fixed` claim (moved by hand, approved) keeps its day in any case.
    """

    id: int
    customer_id: int
    purpose: Purpose
    channel: Channel
    first: date
    last: date
    day: date
    priority: int = 0
    value_minor: int = 0
    group_id: int | None = None
    topic: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PastContact:
    """One touch that has happened."""

    customer_id: int
    purpose: Purpose
    channel: Channel
    day: date
    group_id: int | None = None
    topic: str = ""


class Outcome(StrEnum):
    """What becomes of a claim."""

    STAYS = "stays"
    MOVES = "moves"
    GIVES_WAY = "gives_way"


class Because(StrEnum):
    """Why a claim moves or gives way."""

    TOO_CLOSE = "too_close"
    """Another touch for the same customer is too near."""
    CAP = "cap"
    """The customer has heard, or will hear, as often as the business allows."""
    SAME_THING = "same_thing"
    """The customer, or somebody else of the household or firm, hears the same."""
    CLOSED = "closed"
    """The business is closed on the day asked for."""
    OVER = "over"
    """The window has passed, or does not hold the day asked for."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer to one claim; `day` is None if it gives way.

    Whoever moves or gives way has one reason: what stands in the way of the day asked for. `winner_id` is the claim
    that does; None where it is something that has happened, or the calendar.
    """

    claim_id: int
    outcome: Outcome
    day: date | None
    because: Because | None = None
    winner_id: int | None = None
    cap: Cap | None = None


@dataclass(frozen=True, slots=True)
class _Obstacle:
    because: Because
    winner_id: int | None = None
    cap: Cap | None = None


def arbitrate(
    claims: Iterable[Claim], past: Iterable[PastContact], policy: Policy, today: date, opening: OpenDays
) -> dict[int, Ruling]:
    """One ruling for each claim, by its id.

    Transactional touches are neither capped nor counted: they belong to a sale, not to us. Nothing moves to a day
    before today, outside its window, or on which the business is closed.
    """
    hearing = _Hearing(policy, today, opening)
    for contact in past:
        hearing.note(contact, None)
    ordered = sorted(claims, key=_hearing_order)
    return {claim.id: hearing.rule(claim) for claim in ordered}


def _hearing_order(claim: Claim) -> tuple[bool, int, int, date, int]:
    return (not claim.fixed, -claim.priority, -claim.value_minor, claim.last, claim.id)


_Key = tuple[int, Purpose | None, Channel | None]
_Taken = tuple[date, int]
_PAST = -1


class _Hearing:
    """The days that are taken so far, by customer and by what a cap counts."""

    def __init__(self, policy: Policy, today: date, opening: OpenDays) -> None:
        self.policy, self.today, self.opening = policy, today, opening
        self.taken: defaultdict[_Key, list[_Taken]] = defaultdict(list)
        self.topics: dict[tuple[str, int, str], int | None] = {}

    def note(self, contact: PastContact | Claim, day: date | None) -> None:
        """Count one contact, of the past or granted for `day`."""
        claim_id = contact.id if isinstance(contact, Claim) else None
        if contact.topic:
            self.topics.setdefault(_circle(contact), claim_id)
        if contact.purpose is Purpose.TRANSACTIONAL:
            return
        entry = (day or contact.day, _PAST if claim_id is None else claim_id)
        for purpose in (contact.purpose, None):
            for channel in (contact.channel, None):
                insort(self.taken[contact.customer_id, purpose, channel], entry)

    def rule(self, claim: Claim) -> Ruling:
        """The ruling on the next claim."""
        if claim.fixed:
            self.note(claim, claim.day)
            return Ruling(claim.id, Outcome.STAYS, claim.day)
        obstacle = self._topic_taken(claim)
        if obstacle is None:
            obstacle = self._obstacle(claim, claim.day)
            days = [claim.day] if obstacle is None else self._other_days(claim)
            for day in days:
                if self._obstacle(claim, day) is None:
                    self.note(claim, day)
                    return _granted(claim, day, obstacle)
        assert obstacle is not None
        return Ruling(claim.id, Outcome.GIVES_WAY, None, obstacle.because, obstacle.winner_id, obstacle.cap)

    def _topic_taken(self, claim: Claim) -> _Obstacle | None:
        circle = _circle(claim)
        if claim.topic and circle in self.topics:
            return _Obstacle(Because.SAME_THING, self.topics[circle])
        return None

    def _other_days(self, claim: Claim) -> list[date]:
        """The window's other days: the later ones first, nearest first, then the earlier ones."""
        first = max(claim.first, self.today)
        days = [first + n * _DAY for n in range((claim.last - first).days + 1)]
        return [day for day in days if day > claim.day] + [day for day in reversed(days) if day < claim.day]

    def _obstacle(self, claim: Claim, day: date) -> _Obstacle | None:
        if not max(claim.first, self.today) <= day <= claim.last:
            return _Obstacle(Because.OVER)
        if not self.opening.is_open(day):
            return _Obstacle(Because.CLOSED)
        if claim.purpose is Purpose.TRANSACTIONAL:
            return None
        if self.policy.apart_days > 0:
            near = self._crowded(Cap(1, self.policy.apart_days), claim, day)
            if near is not None:
                return _Obstacle(Because.TOO_CLOSE, near if near != _PAST else None)
        for cap in self.policy.caps:
            if cap.purpose not in (None, claim.purpose) or cap.channel not in (None, claim.channel):
                continue
            near = self._crowded(cap, claim, day)
            if near is not None:
                return _Obstacle(Because.CAP, near if near != _PAST else None, cap)
        return None

    def _crowded(self, cap: Cap, claim: Claim, day: date) -> int | None:
        """Whose touch stands in the way if `day` would break the cap: the claim nearest to it, else `_PAST`."""
        if cap.most == 0:
            return _PAST
        taken = self.taken.get((claim.customer_id, cap.purpose, cap.channel), [])
        reach = (cap.days - 1) * _DAY
        near = taken[bisect_left(taken, (day - reach, _PAST)) : bisect_left(taken, (day + reach + _DAY, _PAST))]
        days = [one for one, _ in near]
        insort(days, day)
        for n in range(len(days) - cap.most):
            if days[n + cap.most] - days[n] <= reach:
                return max(((-abs((one - day).days), claim_id) for one, claim_id in near if claim_id != _PAST),
                           default=(0, _PAST))[1]  # fmt: skip
        return None


def _granted(claim: Claim, day: date, obstacle: _Obstacle | None) -> Ruling:
    if obstacle is None:
        return Ruling(claim.id, Outcome.STAYS, day)
    return Ruling(claim.id, Outcome.MOVES, day, obstacle.because, obstacle.winner_id, obstacle.cap)


def _circle(contact: PastContact | Claim) -> tuple[str, int, str]:
    """Who hears of a topic once: the household or firm, else the customer."""
    if contact.group_id is None:
        return ("customer", contact.customer_id, contact.topic)
    return ("group", contact.group_id, contact.topic)
