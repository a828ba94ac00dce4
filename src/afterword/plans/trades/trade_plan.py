"""What a ready-made plan of a trade is: its trigger, its rules, its steps and their words, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from afterword.domain.channel import Channel
from afterword.domain.contact import Purpose
from afterword.domain.planning import Missed, Mode, Offset, Unit


class TriggerKind(StrEnum):
    """What starts a plan for a customer, and so which day its offsets count from."""

    SALE = "sale"
    FIRST_SALE = "first_sale"
    REPEAT_SALE = "repeat_sale"
    JOB_DONE = "job_done"
    INQUIRY = "inquiry"
    BIRTHDAY = "birthday"
    SALE_ANNIVERSARY = "sale_anniversary"
    HOLIDAY = "holiday"
    SERVICE_DUE = "service_due"
    USED_UP = "used_up"
    SILENCE = "silence"
    MANUAL = "manual"


#: What each kind of trigger must be told; the others need nothing.
PARAMETERS: Mapping[TriggerKind, tuple[str, ...]] = {
    TriggerKind.SALE_ANNIVERSARY: ("from_year",),
    TriggerKind.HOLIDAY: ("name",),
    TriggerKind.SERVICE_DUE: ("interval_months",),
    TriggerKind.USED_UP: ("interval_days",),
    TriggerKind.SILENCE: ("beyond_rhythm", "at_least_days"),
}

#: Holidays that a plan can name; who switches it on says which day that is in the business's country.
HOLIDAYS = frozenset({"Christmas", "Easter"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """The kind, and what that kind must be told; None for whatever belongs to another kind."""

    kind: TriggerKind
    #: Holiday: one of ``HOLIDAYS``.
    name: str | None = None
    #: Sale anniversary: the first year in which it counts (1: a year after the first sale), and then every year.
    from_year: int | None = None
    #: Service due: months between services, until the product or the customer's thing has an interval of its own.
    interval_months: int | None = None
    #: Used up: days that it lasts, until the product or the customer has an interval of its own.
    interval_days: int | None = None
    #: Silence: how many of the customer's own intervals between purchases, and how many days at the very least.
    beyond_rhythm: float | None = None
    at_least_days: int | None = None


class StopRule(StrEnum):
    """What ends a customer's way through a plan early."""

    REPLY = "reply"
    PURCHASE = "purchase"
    BOOKING = "booking"
    COMPLAINT = "complaint"
    OPT_OUT = "opt_out"
    WON = "won"
    LOST = "lost"


class ReEntryKind(StrEnum):
    """How often one customer can go through a plan."""

    EACH = "each"
    ONCE = "once"
    AGAIN_AFTER = "again_after"


@dataclass(frozen=True, slots=True)
class ReEntry:
    """At each trigger, once ever, or again so many days after the last time (``days`` is 0 for the others)."""

    kind: ReEntryKind
    days: int = 0


class Direction(StrEnum):
    """On which side of the trigger's day a step lies."""

    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Words:
    """What a step says on each of its channels; empty for a channel that it does not use."""

    email_subject: str = ""
    email_body: str = ""
    call_script: str = ""
    letter_body: str = ""


@dataclass(frozen=True, slots=True)
class TradeStep:
    """One touch: its window in ``unit`` after or before the trigger's day (never negative), and its words."""

    key: str
    name: str
    direction: Direction
    opens: int
    closes: int
    unit: Unit
    #: In order of preference.
    channels: tuple[Channel, ...]
    mode: Mode
    #: Of a member's time.
    minutes: int
    #: Card and postage where it goes by post, in the minor unit of the book's currency; a guess to be corrected.
    cost_minor: int
    missed: Missed
    words: Words

    @property
    def offsets(self) -> tuple[Offset, Offset]:
        """First and last day as distances from the trigger's day; negative counts back."""
        sign = -1 if self.direction is Direction.BEFORE else 1
        return Offset(sign * self.opens, self.unit), Offset(sign * self.closes, self.unit)


@dataclass(frozen=True, slots=True)
class TradePlan:
    """One plan, ready to be adopted."""

    slug: str
    name: str
    #: One sentence for the owner: what it does, and what it costs in time.
    why: str
    trigger: Trigger
    purpose: Purpose
    #: 0 to 100; the higher wins when touches collide.
    priority: int
    re_entry: ReEntry
    stops: tuple[StopRule, ...]
    steps: tuple[TradeStep, ...]


@dataclass(frozen=True, slots=True)
class TradeBook:
    """All plans of one trade in one language; ``currency`` is that of its costs (ISO 4217)."""

    trade: str
    language: str
    currency: str
    plans: tuple[TradePlan, ...]

    def plan(self, slug: str) -> TradePlan:
        """The plan of that slug. KeyError where the trade has none."""
        for plan in self.plans:
            if plan.slug == slug:
                return plan
        raise KeyError(slug)
