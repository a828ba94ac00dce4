"""What starts a plan, and on which days that happens for one customer.

A rule says what is looked for, `CustomerFacts` what is known of one customer, and `occurrences` when one meets the
other. Everything is a civil date in the business's zone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

from afterword.domain.civil import add_months, anniversary_in
from afterword.domain.matching import search_key
from afterword.domain.opening import OpenDays
from afterword.domain.planning import MOST, Unit
from afterword.domain.rhythm import Rhythm, silent_from
from afterword.domain.trouble import Trouble

_DAY = timedelta(days=1)
_LOOK_AHEAD = 400 * _DAY  # a card that is posted within the range arrives no later than this after it


class BadTrigger(Trouble):
    """A trigger that cannot be understood; says what to change."""


class Which(StrEnum):
    """Which of a customer's purchases, in the order of their days and ids."""

    ANY = "any"
    FIRST = "first"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class SaleMade:
    """A purchase; of one of these products or categories, if any are named, and of at least this value (minor units).

    First and repeat are meant among all purchases of the customer, not among those of the product. Categories go by
    their names, compared as they are searched for.
    """

    which: Which = Which.ANY
    products: frozenset[int] = frozenset()
    categories: frozenset[str] = frozenset()
    at_least_minor: int = 0


@dataclass(frozen=True, slots=True)
class JobDone:
    """A job that was finished."""


@dataclass(frozen=True, slots=True)
class InquiryMade:
    """A question from somebody who may buy."""


@dataclass(frozen=True, slots=True)
class Birthday:
    """The customer's birthday; of 29 February, in common years, the 28th or 1 March."""

    leap_day_on_march_first: bool = False


@dataclass(frozen=True, slots=True)
class SaleAnniversary:
    """Each year, from `from_year` on, the day of the customer's first purchase (or of any)."""

    which: Which = Which.FIRST
    leap_day_on_march_first: bool = False
    from_year: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.from_year <= 100:
            raise BadTrigger("An anniversary counts from the first year on, or from a later one up to 100.")


@dataclass(frozen=True, slots=True)
class NamedHoliday:
    """A day by its name, as the table of holidays has it: moving feasts fall where they fall."""

    name: str

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise BadTrigger("Name the holiday, as in “Christmas Day”.")


@dataclass(frozen=True, slots=True)
class ServiceDue:
    """Every `interval_months` after a thing was sold or last done; the thing's own interval comes first."""

    interval_months: int = 12
    products: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not 1 <= self.interval_months <= MOST[Unit.MONTHS]:
            raise BadTrigger(f"Service can be due every 1 to {MOST[Unit.MONTHS]} months.")


@dataclass(frozen=True, slots=True)
class WarrantyEnds:
    """The last day of a thing's warranty."""

    products: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class UsedUpThing:
    """The day on which something bought is likely used up (`rhythm.used_up`)."""

    products: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Silence:
    """No purchase for `beyond_rhythm` times the customer's own rhythm, and for at least so many days."""

    beyond_rhythm: float = 2.0
    at_least_days: int = 0

    def __post_init__(self) -> None:
        if not (0 < self.beyond_rhythm <= 100 and 0 <= self.at_least_days <= MOST[Unit.DAYS]):
            raise BadTrigger("Silence is above 0 and at most 100 times the rhythm, and at most ten years.")


@dataclass(frozen=True, slots=True)
class DateField:
    """A date that is known of the customer, such as the end of a contract; once, or each year from then on."""

    field: str
    yearly: bool = False
    leap_day_on_march_first: bool = False

    def __post_init__(self) -> None:
        if not self.field.strip():
            raise BadTrigger("Name the date field, as in “contract_end”.")


@dataclass(frozen=True, slots=True)
class StartedByHand:
    """A person started it."""


@dataclass(frozen=True, slots=True)
class KeepInTouch:
    """Nothing else is planned, and the last touch lies as far back as suits the customer's rhythm and worth.

    Its days depend on everybody else's, so they are not found here but given out each night, so many a day.
    """

    shortest_days: int = 30
    longest_days: int = 365

    def __post_init__(self) -> None:
        if not 7 <= self.shortest_days <= self.longest_days <= MOST[Unit.DAYS]:
            raise BadTrigger("Between two touches there are at least 7 days, and at most ten years.")


@dataclass(frozen=True, slots=True)
class Happened:
    """Any other event, by its name: a grade, a referral, a promise."""

    name: str

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise BadTrigger("Name the event that starts the plan.")


Trigger = (
    SaleMade | JobDone | InquiryMade | Birthday | SaleAnniversary | NamedHoliday | ServiceDue | WarrantyEnds
    | UsedUpThing | Silence | KeepInTouch | DateField | StartedByHand | Happened
)  # fmt: skip


class SaleFacts(NamedTuple):
    """One sale; a negative value is a refund and starts nothing."""

    id: int
    day: date
    value_minor: int = 0
    products: frozenset[int] = frozenset()
    categories: frozenset[str] = frozenset()


class Dated(NamedTuple):
    """Something with an id that happened on a day."""

    id: int
    day: date
    name: str = ""


class Thing(NamedTuple):
    """Something that was sold and lasts: when it was last serviced, its own interval, the end of its warranty."""

    id: int
    product_id: int
    sold_on: date
    last_done: date | None = None
    interval_months: int | None = None
    warranty_until: date | None = None


class LikelyUsedUp(NamedTuple):
    """A product that a customer buys again and again, and when the last one is likely used up."""

    product_id: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """What is known of one customer; `holidays` is the business's table, several names of one day parted by ";"."""

    sales: tuple[SaleFacts, ...] = ()
    jobs: tuple[Dated, ...] = ()
    inquiries: tuple[Dated, ...] = ()
    events: tuple[Dated, ...] = ()
    started: tuple[Dated, ...] = ()
    things: tuple[Thing, ...] = ()
    used_up: tuple[LikelyUsedUp, ...] = ()
    born: date | None = None
    dates: Mapping[str, date] = field(default_factory=dict)
    rhythm: Rhythm | None = None
    holidays: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Posted:
    """Cards on the way for `lead_days` of the post's working days; `post` and `shop` are their open days."""

    lead_days: int
    post: OpenDays
    shop: OpenDays

    def __post_init__(self) -> None:
        if not 0 <= self.lead_days <= 30:
            raise BadTrigger("The post takes 0 to 30 working days.")


class Occurrence(NamedTuple):
    """A plan's start: the day it counts from, the day it is about, and the id of what caused it (None: the calendar).

    The two days differ where a card must be posted before the day that it is about.
    """

    day: date
    about: date
    cause_id: int | None = None


def post_by(arrives_on: date, posted: Posted) -> date:
    """The last day on which a card can be posted that is there on (or, were that a day without post, before) a date."""
    there = posted.post.previous_open(arrives_on)
    latest = posted.post.add_business_days(there, -posted.lead_days) if posted.lead_days else there
    return posted.shop.previous_open(latest)


def occurrences(
    rule: Trigger, facts: CustomerFacts, from_day: date, until_day: date, posted: Posted | None = None
) -> tuple[Occurrence, ...]:
    """When the rule starts its plan from `from_day` until `until_day`, both included, in order.

    With `posted`, each day is the one to post by; ask again with the same facts and the answer is the same.
    """
    if posted is None:
        found = [Occurrence(day, day, cause) for day, cause in _days(rule, facts, from_day, until_day)]
    else:
        beyond = until_day + min(_LOOK_AHEAD, date.max - until_day)
        found = [Occurrence(post_by(day, posted), day, cause) for day, cause in _days(rule, facts, from_day, beyond)]
    return tuple(sorted({one for one in found if from_day <= one.day <= until_day}, key=_in_order))


def next_occurrences(
    rule: Trigger, facts: CustomerFacts, from_day: date, until_day: date, posted: Posted | None = None
) -> tuple[date, ...]:
    """The days of `occurrences`, each once."""
    return tuple(sorted({one.day for one in occurrences(rule, facts, from_day, until_day, posted)}))


def _in_order(one: Occurrence) -> tuple[date, date, int]:
    return one.day, one.about, -1 if one.cause_id is None else one.cause_id


_Found = tuple[date, int | None]


def _days(rule: Trigger, facts: CustomerFacts, first: date, last: date) -> Iterator[_Found]:
    """Every day in the range on which the rule is met, with its cause."""
    return ((day, cause) for day, cause in _all_days(rule, facts, first, last) if first <= day <= last)


def _all_days(rule: Trigger, facts: CustomerFacts, first: date, last: date) -> Iterable[_Found]:
    match rule:
        case SaleMade():
            return ((sale.day, sale.id) for sale in _purchases(facts, rule.which) if _is_of(sale, rule))
        case JobDone() | InquiryMade() | StartedByHand() | Happened():
            return ((one.day, one.id) for one in _noted(rule, facts))
        case Birthday():
            return ((day, None) for day in _yearly(facts.born, rule.leap_day_on_march_first, first, last))
        case SaleAnniversary():
            return (
                (day, sale.id)
                for sale in _purchases(facts, rule.which)
                for day in _yearly(sale.day, rule.leap_day_on_march_first, first, last, rule.from_year)
            )
        case NamedHoliday():
            return ((day, None) for day, names in facts.holidays.items() if _is_named(names, rule.name))
        case ServiceDue():
            return (
                (day, thing.id)
                for thing in _concerned(facts.things, rule.products)
                for day in _service_days(thing, rule.interval_months, last)
            )
        case WarrantyEnds():
            things = _concerned(facts.things, rule.products)
            return ((thing.warranty_until, thing.id) for thing in things if thing.warranty_until is not None)
        case UsedUpThing():
            used = (one for one in facts.used_up if not rule.products or one.product_id in rule.products)
            return ((one.day, one.product_id) for one in used)
        case Silence():
            return _silence(rule, facts)
        case KeepInTouch():
            return ()
        case DateField():
            return _date_field(rule, facts, first, last)


def _noted(rule: JobDone | InquiryMade | StartedByHand | Happened, facts: CustomerFacts) -> Iterable[Dated]:
    match rule:
        case JobDone():
            return facts.jobs
        case InquiryMade():
            return facts.inquiries
        case StartedByHand():
            return facts.started
        case Happened():
            return (one for one in facts.events if one.name == rule.name)


def _purchases(facts: CustomerFacts, which: Which) -> list[SaleFacts]:
    """The sales that are no refunds, of which the first or all others may be meant."""
    bought = sorted((sale for sale in facts.sales if sale.value_minor >= 0), key=lambda sale: (sale.day, sale.id))
    if which is Which.ANY:
        return bought
    return bought[:1] if which is Which.FIRST else bought[1:]


def _is_of(sale: SaleFacts, rule: SaleMade) -> bool:
    if sale.value_minor < rule.at_least_minor:
        return False
    if not rule.products and not rule.categories:
        return True
    return not (rule.products.isdisjoint(sale.products) and folded(rule.categories).isdisjoint(folded(sale.categories)))


def folded(words: Iterable[str]) -> frozenset[str]:
    """Words as they are compared: without regard to case, accents and spaces."""
    return frozenset(search_key(word) for word in words)


def _yearly(
    since: date | None, leap_day_on_march_first: bool, first: date, last: date, from_year: int = 1
) -> Iterator[date]:
    """The anniversaries of a day, from so many years after it on."""
    if since is None:
        return
    for year in range(max(first.year, since.year + from_year), last.year + 1):
        yield anniversary_in(since, year, leap_day_on_march_first=leap_day_on_march_first)


def _is_named(names: str, wanted: str) -> bool:
    return wanted.strip().casefold() in {name.strip().casefold() for name in names.split(";")}


def _concerned(things: Iterable[Thing], products: frozenset[int]) -> list[Thing]:
    return [thing for thing in things if not products or thing.product_id in products]


def _service_days(thing: Thing, interval_months: int, last: date) -> Iterator[date]:
    """Each due day counted from the beginning, so that a 31st does not wear down to a 28th."""
    begun = max(thing.sold_on, thing.last_done or thing.sold_on)
    months = max(1, thing.interval_months or interval_months)
    count = 1
    while begun.year + count * months // 12 <= last.year + 1 and begun.year + count * months // 12 < 9999:
        yield add_months(begun, count * months)
        count += 1


def _silence(rule: Silence, facts: CustomerFacts) -> Iterator[_Found]:
    """One day: a purchase after it would have moved it."""
    bought = _purchases(facts, Which.ANY)
    if not bought or facts.rhythm is None:
        return
    latest = bought[-1]
    try:
        day = silent_from(latest.day, facts.rhythm, beyond=rule.beyond_rhythm, at_least_days=rule.at_least_days)
    except OverflowError:  # beyond the end of the calendar: never
        return
    yield day, latest.id


def _date_field(rule: DateField, facts: CustomerFacts, first: date, last: date) -> Iterator[_Found]:
    day = facts.dates.get(rule.field)
    if day is None:
        return
    yield day, None
    if rule.yearly:
        for again in _yearly(day, rule.leap_day_on_march_first, first, last):
            yield again, None


# The same rules as they are written in files and tables: a kind and its parameters.

KINDS: dict[str, Callable[..., Trigger]] = {
    "sale": SaleMade,
    "job_done": JobDone,
    "inquiry": InquiryMade,
    "birthday": Birthday,
    "sale_anniversary": SaleAnniversary,
    "holiday": NamedHoliday,
    "service_due": ServiceDue,
    "warranty_end": WarrantyEnds,
    "used_up": UsedUpThing,
    "silence": Silence,
    "keep_in_touch": KeepInTouch,
    "date_field": DateField,
    "manual": StartedByHand,
    "event": Happened,
}
_SHORT = {"first_sale": ("sale", Which.FIRST), "repeat_sale": ("sale", Which.REPEAT)}
_KIND_OF = {rule: kind for kind, rule in KINDS.items()}


def read_trigger(kind: str, parameters: Mapping[str, object] | None = None) -> Trigger:
    """The rule of this kind; `first_sale` and `repeat_sale` are short for a sale that is the first, or is not.

    BadTrigger names what is unknown, missing or of the wrong sort.
    """
    given = dict(parameters or {})
    if kind in _SHORT:
        kind, given["which"] = _SHORT[kind]
    rule = KINDS.get(kind)
    if rule is None:
        raise BadTrigger(f"There is no trigger “{kind}”.{_nearest(kind, [*KINDS, *_SHORT])}")
    assert isinstance(rule, type)
    known = {one.name: one for one in fields(rule)}
    for name in given:
        if name not in known:
            raise BadTrigger(f"The trigger “{kind}” has no “{name}”.{_nearest(name, list(known))}")
    for name, one in known.items():
        if name not in given and one.default is MISSING:
            raise BadTrigger(f"The trigger “{kind}” needs “{name}”.")
    return KINDS[kind](**{name: _value(kind, name, value) for name, value in given.items()})


def written_trigger(rule: Trigger) -> tuple[str, dict[str, object]]:
    """The kind and its parameters in plain values, without those that are as usual: `read_trigger` gives it back."""
    parameters: dict[str, object] = {}
    for one in fields(rule):
        value = getattr(rule, one.name)
        if value != one.default:
            parameters[one.name] = sorted(value) if isinstance(value, frozenset) else value
    return _KIND_OF[type(rule)], parameters


def _value(kind: str, name: str, value: object) -> object:
    """A parameter as its rule wants it."""
    wrong = BadTrigger(f"“{name}” of the trigger “{kind}” cannot be {value!r}.")
    if name == "which":
        if value not in list(Which):
            raise BadTrigger(f"“which” of the trigger “{kind}” is one of: {', '.join(Which)}.")
        return Which(str(value))
    if name in ("products", "categories"):
        if not isinstance(value, Iterable) or isinstance(value, str):
            raise wrong
        several = list(value)
        right = all(map(_is_word if name == "categories" else _is_id, several))
        if not right:
            raise wrong
        return frozenset(several)
    if name in ("yearly", "leap_day_on_march_first"):
        right = isinstance(value, bool)
    elif name in ("name", "field"):
        right = isinstance(value, str)
    elif name == "beyond_rhythm":
        right = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        right = isinstance(value, int) and not isinstance(value, bool)
    if not right:
        raise wrong
    return value


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(search_key(value))


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _nearest(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, 1)
    return f" Did you mean “{close[0]}”?" if close else f" Known: {', '.join(sorted(known)) or 'nothing'}."
