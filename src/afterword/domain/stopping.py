"""What ends a customer's way through a plan early: the first event after its start that one of its stop rules names."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from afterword.domain.trouble import Trouble


class BadStopRule(Trouble):
    """A stop rule nobody knows; says which there are."""


class StopRule(StrEnum):
    """Everything that can stop a plan, from what weighs most to what weighs least."""

    OPT_OUT = "opt_out"
    COMPLAINT = "complaint"
    REPLY = "reply"
    WON = "won"
    LOST = "lost"
    PURCHASE = "purchase"
    BOOKING = "booking"


_WEIGHT = {rule: n for n, rule in enumerate(StopRule)}
ALWAYS = frozenset({StopRule.OPT_OUT})
"""These stop every plan, whatever its own rules say: who does not want to hear from us is not in a plan."""


@dataclass(frozen=True, slots=True)
class CustomerEvent:
    """Something that happened to a customer; `at` is aware, `sale_id` is given for a purchase."""

    id: int
    kind: StopRule
    at: datetime
    sale_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Why and when a plan ends, and the event that ended it."""

    rule: StopRule
    at: datetime
    event_id: int


def stop(
    rules: Collection[StopRule],
    events: Iterable[CustomerEvent],
    started_at: datetime,
    *,
    until: datetime | None = None,
    cause_sale_id: int | None = None,
) -> Stop | None:
    """The earliest event from `started_at` on (not after `until`) that stops; of several at one moment the weightiest.

    The sale that started the plan never stops it. Something that happened before the start and was only written down
    later does not, either. The order of the events does not matter.
    """
    ending = (
        event
        for event in events
        if (event.kind in rules or event.kind in ALWAYS)
        and started_at <= event.at
        and (until is None or event.at <= until)
        and not (event.kind is StopRule.PURCHASE and cause_sale_id is not None and event.sale_id == cause_sale_id)
    )
    first = min(ending, key=lambda event: (event.at, _WEIGHT[event.kind], event.id), default=None)
    return None if first is None else Stop(first.kind, first.at, first.id)


def read_stop_rules(words: Iterable[str]) -> frozenset[StopRule]:
    """The rules named; an unknown word is a BadStopRule."""
    known = {str(rule) for rule in StopRule}
    found = set()
    for word in words:
        if word not in known:
            raise BadStopRule(f"“{word}” stops nothing. Choose among: {', '.join(StopRule)}.")
        found.add(StopRule(word))
    return frozenset(found)
