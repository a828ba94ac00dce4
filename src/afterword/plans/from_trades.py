"""A trade's ready-made plan as rows of ours that are not written yet: for adopting it, and for trying it before."""

from __future__ import annotations

from dataclasses import dataclass

from afterword.businesses.models import Business, Trade
from afterword.domain.re_entry import Kind
from afterword.domain.triggers import written_trigger
from afterword.followups.models import Template
from afterword.infra import clock
from afterword.plans.models import Plan, Step
from afterword.plans.trades.loading import LANGUAGES, trade_book
from afterword.plans.trades.trade_plan import TradeBook, TradePlan, TradeStep


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A plan, its steps in order, and each step's wording; none of them has been saved."""

    plan: Plan
    steps: tuple[Step, ...]
    templates: tuple[Template, ...]


def book_of(business: Business) -> TradeBook:
    """The plans of the business's trade in its language; a shop's where the trade is another, English else."""
    trade = Trade.SHOP.value if business.trade == Trade.OTHER else business.trade
    return trade_book(trade, _language(business))


def unwritten(ready: TradePlan, business: Business) -> Unwritten:
    """The ready-made plan as it would stand in the tables of this business, switched on."""
    kind, parameters = written_trigger(ready.trigger)
    plan = Plan(
        slug=ready.slug,
        name=ready.name,
        why=ready.why,
        trade=business.trade,
        trigger=kind,
        trigger_facts=parameters,
        purpose=ready.purpose.value,
        priority=ready.priority,
        again_after_days=ready.re_entry.after_days,
        once=ready.re_entry.kind is Kind.ONCE,
        stops=",".join(ready.stops),
        created_at=clock.now(),
    )
    costs = _costs(ready, business)
    steps = tuple(_step(step, number, costs.get(step.key, 0)) for number, step in enumerate(ready.steps, 1))
    return Unwritten(plan, steps, tuple(_template(step, _language(business)) for step in ready.steps))


def _language(business: Business) -> str:
    return business.language if business.language in LANGUAGES else LANGUAGES[0]


def _costs(ready: TradePlan, business: Business) -> dict[str, int]:
    """What cards cost by step, from a book in the business's own currency; nothing is guessed for another one."""
    trade = book_of(business).trade
    for language in LANGUAGES:
        book = trade_book(trade, language)
        if book.currency == business.currency:
            return {step.key: step.cost_minor for step in book.plan(ready.slug).steps}
    return {}


def _step(step: TradeStep, position: int, cost_minor: int) -> Step:
    opens, closes = step.offsets
    return Step(
        position=position,
        key=step.key,
        name=step.name,
        opens_amount=opens.amount,
        closes_amount=closes.amount,
        offset_unit=step.unit.value,
        channels=",".join(step.channels),
        mode=step.mode.value,
        minutes=step.minutes,
        cost_minor=cost_minor,
        missed_kind=step.missed.kind.value,
        missed_days=step.missed.within_days,
    )


def _template(step: TradeStep, language: str) -> Template:
    words = step.words
    return Template(
        name=step.name,
        language=language,
        email_subject=words.email_subject.strip(),
        email_body=words.email_body.lstrip("\n"),
        call_script=words.call_script.lstrip("\n"),
        letter_body=words.letter_body.lstrip("\n"),
        created_at=clock.now(),
    )
