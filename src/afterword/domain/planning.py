"""When a planned touch may happen and by which channel, and what becomes of one whose time has passed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from afterword.domain.channel import Channel
from afterword.domain.civil import add_months
from afterword.domain.opening import OpenDays

_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What an offset counts."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    BUSINESS_DAYS = "business_days"


MOST: dict[Unit, int] = {Unit.DAYS: 3660, Unit.WEEKS: 520, Unit.MONTHS: 120, Unit.BUSINESS_DAYS: 2600}
"""The largest amount of each unit: ten years. A slip of the keyboard must not plan for the next century."""


@dataclass(frozen=True, slots=True)
class Offset:
    """A distance from the anchor, such as 7 days or 3 business days; negative amounts count back."""

    amount: int
    unit: Unit = Unit.DAYS

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", Unit(self.unit))
        if abs(self.amount) > MOST[self.unit]:
            raise ValueError(f"A step can lie at most {MOST[self.unit]} {self.unit.replace('_', ' ')} away.")


def offset_date(anchor: date, offset: Offset, opening: OpenDays) -> date:
    """The date `offset` away from `anchor`; only business days look at the opening days."""
    match offset.unit:
        case Unit.DAYS:
            return anchor + timedelta(days=offset.amount)
        case Unit.WEEKS:
            return anchor + timedelta(weeks=offset.amount)
        case Unit.MONTHS:
            return add_months(anchor, offset.amount)
        case Unit.BUSINESS_DAYS:
            return opening.add_business_days(anchor, offset.amount)


class Mode(StrEnum):
    """Who acts: the machine alone, the machine after a person's yes, or a person."""

    AUTOMATIC = "automatic"
    APPROVE = "approve"
    HAND = "hand"


class MissedKind(StrEnum):
    """What a step says about a touch whose window has passed."""

    SEND_LATE = "send_late"
    CALL = "call"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Missed:
    """The step's own rule for a missed window: send late, call instead, or skip; good for `within_days` days."""

    kind: MissedKind = MissedKind.SKIP
    within_days: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", MissedKind(self.kind))
        if not 0 <= self.within_days <= MOST[Unit.DAYS]:
            raise ValueError(f"A late touch can be good for 0 to {MOST[Unit.DAYS]} days.")


@dataclass(frozen=True, slots=True)
class StepRule:
    """One planned touch: its window, its channels in order of preference, who acts, and the minutes it takes."""

    key: str
    opens: Offset
    closes: Offset
    channels: tuple[Channel, ...]
    mode: Mode = Mode.APPROVE
    minutes: int = 5
    missed: Missed = Missed()


@dataclass(frozen=True, slots=True)
class Window:
    """The first and last day of a touch, both included, and the day it is put on to begin with.

    `due` lies within the window if the business is open on any day of it. Where the whole window is closed
    it is the last open day before (never before the anchor), else the first day, closed or not: the touch
    still has a day.
    """

    first: date
    last: date
    due: date

    @property
    def earliest(self) -> date:
        """The first day on which the touch may happen: `due`, where a closed window moved it forward."""
        return min(self.first, self.due)


def window_of(step: StepRule, anchor: date, opening: OpenDays) -> Window:
    """The window of one step from one anchor; a step that closes before it opens has one day."""
    first = offset_date(anchor, step.opens, opening)
    last = max(first, offset_date(anchor, step.closes, opening))
    return Window(first, last, _due_day(first, last, anchor, opening))


def _due_day(first: date, last: date, anchor: date, opening: OpenDays) -> date:
    day = first
    while day <= last:
        if opening.is_open(day):
            return day
        day += _DAY
    day = first - _DAY
    while day >= anchor:
        if opening.is_open(day):
            return day
        day -= _DAY
    return first


@dataclass(frozen=True, slots=True)
class Touch:
    """One step for one customer: when, by which channel (None: nobody can reach them), and whether it is too late."""

    window: Window
    channel: Channel | None
    past: bool


def touch_for(step: StepRule, anchor: date, today: date, reach_mask: int, opening: OpenDays) -> Touch:
    """What this step means for a customer with this reach; `past` if the window ended before `today`."""
    window = window_of(step, anchor, opening)
    return Touch(window, first_channel(step.channels, reach_mask), past=window.last < today)


def first_channel(channels: Iterable[Channel], reach_mask: int) -> Channel | None:
    """The first of the step's channels by which the customer can be reached."""
    return next((channel for channel in channels if reach_mask & channel.bit), None)


def joins(previous_anchor: date | None, anchor: date, again_after_days: int) -> bool:
    """Whether a sale on `anchor` joins an enrollment of the same plan instead of starting another.

    It does if fewer than `again_after_days` days lie between the two, in either direction: with 30, a sale
    29 days later (or one 29 days older that an import brings afterwards) joins and one 30 days away starts
    anew; with 0 every sale starts its own.
    """
    return previous_anchor is not None and abs((anchor - previous_anchor).days) < again_after_days


class MissedVerdictKind(StrEnum):
    """What can still be done about a touch: it is not late at all, or late, or to be called, or skipped, or gone."""

    OPEN = "open"
    LATE = "late"
    CALL = "call"
    SKIP = "skip"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class MissedVerdict:
    """What to do about it, and the last day on which that is still right (None: there is nothing left to do)."""

    kind: MissedVerdictKind
    until: date | None


def when_missed(missed: Missed, window: Window, today: date) -> MissedVerdict:
    """What the step's rule says about a touch that has not happened, on a given day."""
    if today <= window.last:
        return MissedVerdict(MissedVerdictKind.OPEN, window.last)
    if missed.kind is MissedKind.SKIP:
        return MissedVerdict(MissedVerdictKind.SKIP, None)
    until = window.last + timedelta(days=missed.within_days)
    if today > until:
        return MissedVerdict(MissedVerdictKind.GONE, None)
    kind = MissedVerdictKind.LATE if missed.kind is MissedKind.SEND_LATE else MissedVerdictKind.CALL
    return MissedVerdict(kind, until)
