"""Whoever bought or asked may be written to as their country's law says, and not a day longer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.contact import Purpose
from afterword.domain.soft_opt_in import (
    ELSEWHERE,
    RULES,
    Dealings,
    Ground,
    ground_for,
    needs_the_country,
    rule_of,
)

TODAY = date(2026, 11, 22)
BOUGHT, ASKED, NEITHER = "bought", "asked", "neither"


def ago(*, bought: int | None = None, asked: int | None = None) -> Dealings:
    return Dealings(*(None if days is None else TODAY - timedelta(days=days) for days in (bought, asked)))


@pytest.mark.parametrize(
    ("country", "dealings", "ground"),
    [
        ("NO", ago(bought=10), Ground.BOUGHT),
        ("NO", ago(bought=2000), Ground.BOUGHT),
        ("NO", ago(asked=10), None),
        ("DE", ago(bought=10), Ground.BOUGHT),
        ("DE", ago(asked=10), None),
        ("GB", ago(asked=10), Ground.ASKED),
        ("GB", ago(bought=900, asked=10), Ground.BOUGHT),
        ("GB", ago(), None),
        ("US", ago(), Ground.NO_YES_NEEDED),
        ("US", ago(bought=10), Ground.BOUGHT),
        ("CA", Dealings(bought_on=date(2024, 11, 22)), Ground.BOUGHT),
        ("CA", Dealings(bought_on=date(2024, 11, 21)), None),
        ("CA", Dealings(asked_on=date(2026, 5, 22)), Ground.ASKED),
        ("CA", Dealings(asked_on=date(2026, 5, 21)), None),
        ("AU", ago(asked=900), Ground.ASKED),
        ("NZ", ago(bought=900), Ground.BOUGHT),
        ("PL", ago(bought=1), None),
        ("KR", Dealings(bought_on=date(2026, 5, 22)), Ground.BOUGHT),
        ("KR", Dealings(bought_on=date(2026, 5, 21)), None),
        ("", ago(bought=300), Ground.BOUGHT),
        ("XK", ago(bought=900), None),
        ("XK", ago(asked=1), None),
    ],
)
def test_advertising_goes_by_the_law_of_the_country(country: str, dealings: Dealings, ground: Ground | None) -> None:
    assert ground_for(country=country, purpose=Purpose.PROMOTION, dealings=dealings, today=TODAY) == ground


@pytest.mark.parametrize(
    ("country", "dealings", "ground"),
    [
        ("NO", ago(bought=4000), Ground.BOUGHT),
        ("PL", ago(bought=1), Ground.BOUGHT),
        ("DE", ago(asked=10), Ground.ASKED),
        ("US", ago(), None),
        ("NO", ago(), None),
        ("CA", Dealings(bought_on=date(2024, 11, 21)), None),
        ("CA", Dealings(bought_on=date(2024, 11, 21), asked_on=date(2026, 6, 1)), Ground.ASKED),
    ],
)
def test_care_goes_to_whoever_bought_or_asked(country: str, dealings: Dealings, ground: Ground | None) -> None:
    assert ground_for(country=country, purpose=Purpose.CARE, dealings=dealings, today=TODAY) == ground


def test_a_purchase_in_the_future_is_no_ground_yet() -> None:
    assert ground_for(country="NO", purpose=Purpose.CARE, dealings=ago(bought=-1), today=TODAY) is None


DEALINGS = st.builds(ago, bought=st.none() | st.integers(-3, 3000), asked=st.none() | st.integers(-3, 3000))


@given(st.sampled_from([*RULES, "", "XK"]), st.sampled_from(Purpose), DEALINGS, st.integers(0, 1200))
def test_time_alone_never_gives_a_ground_and_a_newer_purchase_never_takes_one(
    country: str, purpose: Purpose, dealings: Dealings, days: int
) -> None:
    now = ground_for(country=country, purpose=purpose, dealings=dealings, today=TODAY)
    past = all(one is None or one <= TODAY for one in (dealings.bought_on, dealings.asked_on))
    later = ground_for(country=country, purpose=purpose, dealings=dealings, today=TODAY + timedelta(days=days))
    assert now is not None or later is None or not past
    newer = Dealings(TODAY, dealings.asked_on)
    assert now is None or ground_for(country=country, purpose=purpose, dealings=newer, today=TODAY) is not None


@given(st.sampled_from(Purpose), DEALINGS)
def test_where_the_country_is_said_not_to_matter_all_countries_agree(purpose: Purpose, dealings: Dealings) -> None:
    answers = {
        ground_for(country=country, purpose=purpose, dealings=dealings, today=TODAY) is not None
        for country in [*RULES, ""]
    }
    assert needs_the_country(purpose=purpose, dealings=dealings, today=TODAY) or len(answers) == 1


def test_every_rule_names_its_law() -> None:
    assert all(rule.law for rule in RULES.values())
    assert all(len(country) == 2 and country.isupper() for country in RULES)
    assert rule_of("ZZ") is ELSEWHERE
