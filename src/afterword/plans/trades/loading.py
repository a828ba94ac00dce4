"""Reads the ready-made plans of a trade from its file, once, and refuses a file with anything wrong in it."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from afterword.domain.channel import Channel
from afterword.domain.contact import Purpose
from afterword.domain.planning import MOST, Missed, MissedKind, Mode, Unit
from afterword.domain.re_entry import BadReEntry, ReEntry, read_re_entry
from afterword.domain.stopping import StopRule
from afterword.domain.triggers import BadTrigger, NamedHoliday, Trigger, read_trigger
from afterword.domain.trouble import Trouble
from afterword.domain.wording import WordingError, parse
from afterword.plans.trades.fields import ALWAYS_THERE, KNOWN_FIELDS
from afterword.plans.trades.toml_table import BadTradeFile, Table
from afterword.plans.trades.trade_plan import Direction, TradeBook, TradePlan, TradeStep, Words

#: The trades that have plans of their own.
TRADES = (
    "shop",
    "jeweller",
    "salon",
    "garden",
    "workshop",
    "clinic",
    "restaurant",
    "software",
    "consultant",
    "network",
)

#: The languages that each trade's plans are written in.
LANGUAGES = ("en", "nb")

#: Holidays that a plan can wait for, wherever the business is: 25 December, and Easter Sunday.
HOLIDAYS = frozenset({"Christmas", "Easter"})

_WORDED = (Channel.EMAIL, Channel.PHONE, Channel.POST)
_SLUG = re.compile(r"[a-z]+(?:-[a-z]+)*")


class UnknownTrade(Trouble):
    """There are no ready-made plans for that trade or in that language."""


@lru_cache(maxsize=len(TRADES) * len(LANGUAGES))
def trade_book(trade: str, language: str) -> TradeBook:
    """The ready-made plans of a trade in a language; read from disk once. Raises UnknownTrade or BadTradeFile."""
    if trade not in TRADES or language not in LANGUAGES:
        raise UnknownTrade(
            f"There are no ready-made plans for “{trade}” in “{language}”."
            f" Trades: {', '.join(TRADES)}. Languages: {', '.join(LANGUAGES)}."
        )
    file = f"{trade}.{language}.toml"
    text = files("afterword.plans.trades").joinpath(file).read_text(encoding="utf-8")
    return read_book(text, file=file, trade=trade, language=language)


def read_book(text: str, *, file: str, trade: str, language: str) -> TradeBook:
    """The plans that the text of one file holds. Raises BadTradeFile, which names the file and the key."""
    try:
        top = Table(file, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadTradeFile(f"{file}: This is not TOML. {error}.") from error
    for key, expected in (("trade", trade), ("language", language)):
        if top.text(key, 20) != expected:
            raise top.trouble(key, f"This must be “{expected}”, as in the file's name.")
    currency = top.text("currency", 3)
    plans = tuple(_plan(table) for table in top.tables("plans", "slug"))
    top.done()
    return TradeBook(trade, language, currency, plans)


def _plan(table: Table) -> TradePlan:
    plan = TradePlan(
        slug=_slug(table, "slug", 60),
        name=table.text("name", 100),
        why=table.text("why", 300),
        trigger=_trigger(table.table("trigger")),
        purpose=_purpose(table),
        priority=table.whole("priority", 0, 100),
        re_entry=_re_entry(table),
        stops=tuple(StopRule(word) for word in table.words("stops", list(StopRule))),
        steps=tuple(_step(step) for step in table.tables("steps", "key")),
    )
    table.done()
    _check_order(table, plan.steps)
    return plan


def _slug(table: Table, key: str, longest: int) -> str:
    slug = table.text(key, longest)
    if not _SLUG.fullmatch(slug):
        raise table.trouble(key, "Write small letters a to z, with hyphens between words.")
    return slug


def _purpose(table: Table) -> Purpose:
    purpose = table.choice("purpose", Purpose)
    if purpose is Purpose.TRANSACTIONAL:
        raise table.trouble("purpose", "A ready-made plan is for “care” or for “promotion”.")
    return purpose


def _trigger(table: Table) -> Trigger:
    kind = table.text("kind", 40)
    try:
        trigger = read_trigger(kind, table.others())
    except BadTrigger as error:
        raise table.trouble("kind", str(error)) from error
    if isinstance(trigger, NamedHoliday) and trigger.name not in HOLIDAYS:
        raise table.trouble("name", f"Choose one of: {', '.join(sorted(HOLIDAYS))}.")
    return trigger


def _re_entry(table: Table) -> ReEntry:
    try:
        return read_re_entry(table.text("re_entry", 40))
    except BadReEntry as error:
        raise table.trouble("re_entry", str(error)) from error


def _step(table: Table) -> TradeStep:
    unit = table.choice("unit", Unit)
    channels = tuple(Channel(key) for key in table.words("channels", _WORDED))
    missed = _missed(table.table("missed"))
    step = TradeStep(
        key=_slug(table, "key", 40),
        name=table.text("name", 100),
        direction=table.choice("direction", Direction),
        opens=table.whole("opens", 0, MOST[unit]),
        closes=table.whole("closes", 0, MOST[unit]),
        unit=unit,
        channels=channels,
        mode=table.choice("mode", Mode),
        minutes=table.whole("minutes", 0, 120),
        cost_minor=table.whole("cost_minor", 0, 1_000_000),
        missed=missed,
        words=_words(table, channels, missed),
    )
    table.done()
    _check_step(table, step)
    return step


def _missed(table: Table) -> Missed:
    kind, within_days = table.choice("kind", MissedKind), table.whole("within_days", 0, 365)
    table.done()
    return Missed(kind, within_days)


def _words(table: Table, channels: tuple[Channel, ...], missed: Missed) -> Words:
    """The texts of these channels, and of the telephone where a missed step becomes a call."""
    calls = Channel.PHONE in channels or missed.kind is MissedKind.CALL
    return Words(
        email_subject=_wording(table, "email_subject", 200) if Channel.EMAIL in channels else "",
        email_body=_wording(table, "email_body", 8000) if Channel.EMAIL in channels else "",
        call_script=_wording(table, "call_script", 4000) if calls else "",
        letter_body=_wording(table, "letter_body", 8000) if Channel.POST in channels else "",
    )


def _wording(table: Table, key: str, longest: int) -> str:
    text = table.text(key, longest)
    try:
        template = parse(text, known=KNOWN_FIELDS)
    except WordingError as error:
        raise table.trouble(key, str(error)) from error
    for field in template.required:
        if field not in ALWAYS_THERE:
            raise table.trouble(key, f'A customer may lack this. Write {{{{ {field} | "…" }}}} with a fallback.')
    return text


def _check_step(table: Table, step: TradeStep) -> None:
    first, last = (step.closes, step.opens) if step.direction is Direction.BEFORE else (step.opens, step.closes)
    if first > last:
        raise table.trouble("closes", "The window closes before it opens.")
    if step.cost_minor and Channel.POST not in step.channels:
        raise table.trouble("cost_minor", "Only a step that can go by post costs postage. Write 0.")


def _check_order(table: Table, steps: tuple[TradeStep, ...]) -> None:
    """Steps stand in the order in which they happen; those with one unit can be compared."""
    for earlier, later in pairwise(steps):
        if earlier.unit is later.unit and earlier.offsets[0].amount > later.offsets[0].amount:
            raise table.trouble("steps", f"“{later.key}” opens before “{earlier.key}”. Put it first.")
