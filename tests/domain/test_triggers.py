"""On which days a plan starts, against dateutil and tables made by hand."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter
from dateutil.relativedelta import relativedelta
from dateutil.rrule import YEARLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.opening import OpenDays
from afterword.domain.rhythm import Rhythm
from afterword.domain.triggers import (
    KINDS,
    BadTrigger,
    Birthday,
    CustomerFacts,
    Dated,
    DateField,
    Happened,
    InquiryMade,
    JobDone,
    LikelyUsedUp,
    NamedHoliday,
    Occurrence,
    Posted,
    SaleAnniversary,
    SaleFacts,
    SaleMade,
    ServiceDue,
    Silence,
    StartedByHand,
    Thing,
    Trigger,
    UsedUpThing,
    WarrantyEnds,
    Which,
    next_occurrences,
    occurrences,
    post_by,
    read_trigger,
    written_trigger,
)

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
WEEKDAYS = OpenDays(frozenset(range(5)))
days = st.dates(date(1930, 1, 1), date(2040, 12, 31))
openings = st.builds(OpenDays, st.frozensets(st.integers(0, 6), min_size=1), st.frozensets(days, max_size=5))
posts = st.builds(Posted, st.integers(0, 10), openings, openings)
ids = st.integers(1, 4)
id_sets = st.frozensets(ids, max_size=2)
word_sets = st.frozensets(st.sampled_from(["Rings", "watches", "Café"]), max_size=2)

rules = st.one_of(
    st.builds(SaleMade, st.sampled_from(Which), id_sets, word_sets, st.integers(0, 500)),
    st.builds(JobDone),
    st.builds(InquiryMade),
    st.builds(StartedByHand),
    st.builds(Birthday, st.booleans()),
    st.builds(SaleAnniversary, st.sampled_from(Which), st.booleans(), st.integers(1, 100)),
    st.builds(NamedHoliday, st.sampled_from(["Easter Sunday", "Christmas Day"])),
    st.builds(ServiceDue, st.integers(1, 120), id_sets),
    st.builds(WarrantyEnds, id_sets),
    st.builds(UsedUpThing, id_sets),
    st.builds(Silence, st.floats(0.5, 5), st.integers(0, 90)),
    st.builds(DateField, st.sampled_from(["contract_end", "moved_in"]), st.booleans(), st.booleans()),
    st.builds(Happened, st.sampled_from(["graded", "referred"])),
)
dated = st.lists(st.builds(Dated, ids, days, st.sampled_from(["graded", "referred"])), max_size=3).map(tuple)
facts_of_somebody = st.builds(
    CustomerFacts,
    sales=st.lists(st.builds(SaleFacts, ids, days, st.integers(-50, 900), id_sets, word_sets), max_size=5).map(tuple),
    jobs=dated,
    inquiries=dated,
    events=dated,
    started=dated,
    things=st.lists(
        st.builds(Thing, ids, ids, days, st.none() | days, st.none() | st.integers(1, 60), st.none() | days), max_size=3
    ).map(tuple),
    used_up=st.lists(st.builds(LikelyUsedUp, ids, days), max_size=3).map(tuple),
    born=st.none() | days,
    dates=st.dictionaries(st.sampled_from(["contract_end", "moved_in"]), days),
    rhythm=st.none() | st.builds(Rhythm, st.floats(1, 900)),
    holidays=st.just({easter(year): "Easter Sunday; Sunday" for year in range(1990, 2041)}),
)


@given(rules, facts_of_somebody, days, st.integers(0, 900), st.none() | posts)
def test_occurrences_lie_in_the_range_in_order_and_each_once(
    rule: Trigger, facts: CustomerFacts, first: date, length: int, posted: Posted | None
) -> None:
    last = first + timedelta(days=length)
    found = occurrences(rule, facts, first, last, posted)
    assert all(first <= one.day <= last for one in found)
    assert [one.day for one in found] == sorted(one.day for one in found)
    assert len(set(found)) == len(found)
    assert next_occurrences(rule, facts, first, last, posted) == tuple(sorted({one.day for one in found}))
    assert all(one.about == one.day for one in found) or posted is not None


@given(rules, facts_of_somebody, days, st.integers(1, 500), st.integers(1, 500), st.none() | posts)
def test_a_range_cut_in_two_has_the_same_occurrences(
    rule: Trigger, facts: CustomerFacts, first: date, one: int, two: int, posted: Posted | None
) -> None:
    """So a nightly run that looks at one day at a time misses nothing and starts nothing twice."""
    middle, last = first + timedelta(days=one), first + timedelta(days=one + two)
    halves = occurrences(rule, facts, first, middle, posted) + occurrences(
        rule, facts, middle + timedelta(days=1), last, posted
    )
    assert halves == occurrences(rule, facts, first, last, posted)


@given(days, st.integers(0, 30), openings, openings)
def test_a_card_is_posted_on_the_last_day_that_is_early_enough(
    arrives: date, lead: int, post: OpenDays, shop: OpenDays
) -> None:
    posted = Posted(lead, post, shop)

    def there(on: date) -> date:
        """When a card posted on a day arrives: so many working days of the post after it was collected."""
        collected = post.next_open(on)
        return collected if lead == 0 else post.add_business_days(collected, lead)

    found = post_by(arrives, posted)
    assert shop.is_open(found)
    assert there(found) <= arrives
    later = shop.next_open(found + timedelta(days=1))
    assert there(later) > arrives


def test_a_birthday_card_is_posted_before_the_weekend() -> None:
    posted = Posted(2, WEEKDAYS, OpenDays(frozenset(range(5)), frozenset({date(2026, 3, 5)})))
    facts = CustomerFacts(born=date(1980, 3, 8))  # 2026: a Sunday
    assert occurrences(Birthday(), facts, date(2026, 1, 1), date(2026, 12, 31), posted) == (
        Occurrence(date(2026, 3, 4), date(2026, 3, 8)),
    )


def test_a_card_for_new_year_is_posted_in_the_year_before() -> None:
    facts = CustomerFacts(born=date(1980, 1, 1))
    found = next_occurrences(Birthday(), facts, date(2026, 12, 1), date(2026, 12, 31), Posted(3, WEEKDAYS, WEEKDAYS))
    assert found == (date(2026, 12, 29),)


@given(days)
def test_birthdays_are_those_of_dateutil(born: date) -> None:
    found = next_occurrences(Birthday(), CustomerFacts(born=born), FIRST, LAST)
    expected = [born + relativedelta(years=n) for n in range(1, LAST.year - born.year + 1)]
    assert list(found) == expected


def test_a_birthday_on_the_leap_day_is_kept_as_the_owner_says() -> None:
    facts = CustomerFacts(born=date(2000, 2, 29))
    years = (date(2027, 1, 1), date(2028, 12, 31))
    assert next_occurrences(Birthday(), facts, *years) == (date(2027, 2, 28), date(2028, 2, 29))
    assert next_occurrences(Birthday(leap_day_on_march_first=True), facts, *years) == (
        date(2027, 3, 1),
        date(2028, 2, 29),
    )


def test_an_anniversary_counts_from_the_year_it_is_told() -> None:
    facts = CustomerFacts(sales=(SaleFacts(1, date(2020, 2, 29)),))
    found = next_occurrences(SaleAnniversary(from_year=3), facts, FIRST, date(2025, 12, 31))
    assert found == (date(2023, 2, 28), date(2024, 2, 29), date(2025, 2, 28))
    with pytest.raises(BadTrigger, match="from the first year on"):
        SaleAnniversary(from_year=0)


@given(days.filter(lambda one: (one.month, one.day) != (2, 29)))
def test_a_yearly_date_comes_on_its_day_and_each_year_after(day: date) -> None:
    facts = CustomerFacts(dates={"contract_end": day})
    found = next_occurrences(DateField("contract_end", yearly=True), facts, FIRST, LAST)
    assert list(found) == [one.date() for one in rrule(YEARLY, dtstart=day, until=LAST)]
    assert next_occurrences(DateField("contract_end"), facts, FIRST, LAST) == (day,)
    assert next_occurrences(DateField("moved_in"), facts, FIRST, LAST) == ()


@given(days, st.integers(1, 120), st.none() | days)
def test_service_is_due_every_so_many_months_since_it_was_last_done(sold: date, months: int, done: date | None) -> None:
    facts = CustomerFacts(things=(Thing(9, 1, sold, done),))
    begun = max(sold, done) if done else sold
    expected, n = [], 1
    while (due := begun + relativedelta(months=n * months)) <= LAST:
        expected.append(due)
        n += 1
    assert list(next_occurrences(ServiceDue(months), facts, FIRST, LAST)) == expected


def test_a_thing_has_its_own_interval_and_only_the_named_products_count() -> None:
    facts = CustomerFacts(things=(Thing(1, 10, date(2025, 1, 31), interval_months=1), Thing(2, 20, date(2025, 1, 31))))
    range_ = (date(2025, 1, 1), date(2025, 4, 30))
    assert next_occurrences(ServiceDue(12), facts, *range_) == (
        date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30),
    )  # fmt: skip
    assert next_occurrences(ServiceDue(2, frozenset({20})), facts, *range_) == (date(2025, 3, 31),)


def test_a_moving_feast_falls_where_the_table_has_it() -> None:
    table = {easter(year): "Easter Sunday" for year in (2026, 2027)} | {date(2026, 12, 25): "Christmas Day; Friday"}
    facts = CustomerFacts(holidays=table)
    assert next_occurrences(NamedHoliday("easter sunday "), facts, FIRST, LAST) == (date(2026, 4, 5), date(2027, 3, 28))
    assert next_occurrences(NamedHoliday("Christmas Day"), facts, FIRST, LAST) == (date(2026, 12, 25),)
    assert next_occurrences(NamedHoliday("Christmas"), facts, FIRST, LAST) == ()


BOUGHT = CustomerFacts(
    sales=(
        SaleFacts(3, date(2026, 3, 1), 900, frozenset({7}), frozenset({"Rings"})),
        SaleFacts(1, date(2026, 1, 1), -100, frozenset({7})),
        SaleFacts(2, date(2026, 2, 1), 100, frozenset({8}), frozenset({"Rings"})),
        SaleFacts(4, date(2026, 3, 1), 50),
    ),
    rhythm=Rhythm(30.0),
)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (SaleMade(), [2, 3, 4]),
        (SaleMade(Which.FIRST), [2]),
        (SaleMade(Which.REPEAT), [3, 4]),
        (SaleMade(products=frozenset({7})), [3]),
        (SaleMade(categories=frozenset({" rings"})), [2, 3]),
        (SaleMade(products=frozenset({7}), categories=frozenset({"RINGS "})), [2, 3]),
        (SaleMade(Which.FIRST, products=frozenset({7})), []),
        (SaleMade(at_least_minor=100), [2, 3]),
        (SaleMade(at_least_minor=101), [3]),
    ],
)
def test_sales_start_a_plan(rule: SaleMade, expected: list[int]) -> None:
    assert [one.cause_id for one in occurrences(rule, BOUGHT, FIRST, LAST)] == expected


def test_silence_begins_once_after_the_last_purchase() -> None:
    assert occurrences(Silence(2.0), BOUGHT, FIRST, LAST) == (Occurrence(date(2026, 4, 30), date(2026, 4, 30), 4),)
    assert next_occurrences(Silence(2.0, 90), BOUGHT, FIRST, LAST) == (date(2026, 5, 30),)
    assert next_occurrences(Silence(), CustomerFacts(rhythm=Rhythm(30)), FIRST, LAST) == ()


def test_other_events_start_a_plan_by_their_name() -> None:
    facts = CustomerFacts(events=(Dated(1, date(2026, 1, 1), "graded"), Dated(2, date(2026, 1, 2), "referred")))
    assert next_occurrences(Happened("referred"), facts, FIRST, LAST) == (date(2026, 1, 2),)


@given(rules)
def test_a_written_trigger_is_read_back_as_it_was(rule: Trigger) -> None:
    assert read_trigger(*written_trigger(rule)) == rule


def test_every_kind_can_be_read() -> None:
    needed: dict[str, dict[str, object]] = {
        "holiday": {"name": "Christmas Day"}, "date_field": {"field": "contract_end"}, "event": {"name": "graded"},
    }  # fmt: skip
    for kind, rule in KINDS.items():
        assert isinstance(read_trigger(kind, needed.get(kind)), rule)  # type: ignore[arg-type]
    assert read_trigger("first_sale") == SaleMade(Which.FIRST)
    assert read_trigger("repeat_sale", {"products": [3]}) == SaleMade(Which.REPEAT, frozenset({3}))


@pytest.mark.parametrize(
    ("kind", "parameters", "sentence"),
    [
        ("brithday", {}, "There is no trigger “brithday”. Did you mean “birthday”?"),
        ("xyz", {}, "Known: birthday"),
        ("silence", {"beyond": 2}, "has no “beyond”. Did you mean “beyond_rhythm”"),
        ("holiday", {}, "needs “name”"),
        ("holiday", {"name": " "}, "Name the holiday"),
        ("service_due", {"interval_months": 0}, "1 to 120 months"),
        ("service_due", {"interval_months": "12"}, "cannot be '12'"),
        ("service_due", {"interval_months": True}, "cannot be True"),
        ("silence", {"beyond_rhythm": 0}, "above 0"),
        ("sale", {"products": "abc"}, "cannot be 'abc'"),
        ("sale", {"products": ["x"]}, "cannot be"),
        ("sale", {"categories": [70]}, "cannot be"),
        ("sale", {"categories": [" "]}, "cannot be"),
        ("sale", {"which": "last"}, "any, first, repeat"),
        ("manual", {"x": 1}, "has no “x”"),
        ("date_field", {"field": "a", "yearly": 1}, "cannot be 1"),
    ],
)
def test_a_trigger_that_cannot_be_understood_says_what_to_change(
    kind: str, parameters: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadTrigger) as caught:
        read_trigger(kind, parameters)
    assert sentence in str(caught.value)


def test_the_post_takes_no_months() -> None:
    with pytest.raises(BadTrigger, match="0 to 30"):
        Posted(31, WEEKDAYS, WEEKDAYS)
