"""What a ready-made plan of a trade is: its trigger, its rules, its steps and their words, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from afterword.domain.channel import Channel
from afterword.domain.contact import Purpose
from afterword.domain.planning import Missed, Mode, Offset, Unit
from afterword.domain.re_entry import ReEntry
from afterword.domain.stopping import StopRule
from afterword.domain.triggers import Trigger


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
