"""What ends a plan early."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.stopping import (
    ALWAYS,
    BadStopRule,
    CustomerEvent,
    Stop,
    StopRule,
    read_stop_rules,
    stop,
)

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


events = st.lists(
    st.builds(
        CustomerEvent,
        st.integers(1, 99),
        st.sampled_from(StopRule),
        st.integers(-9, 9).map(at),
        st.sampled_from((None, 5, 6)),
    ),
    max_size=8,
    unique_by=lambda event: event.id,
)
rule_sets = st.frozensets(st.sampled_from(StopRule))


@given(rule_sets, events, st.none() | st.integers(-2, 9).map(at), st.randoms(use_true_random=False))
def test_a_plan_ends_at_the_first_event_that_its_rules_name(
    rules: frozenset[StopRule], happened: list[CustomerEvent], until: datetime | None, random: Random
) -> None:
    found = stop(rules, happened, START, until=until, cause_sale_id=5)
    stopping = [
        event
        for event in happened
        if event.kind in rules | ALWAYS
        and START <= event.at <= (until or at(100))
        and (event.kind is not StopRule.PURCHASE or event.sale_id != 5)
    ]
    assert (found is None) == (not stopping)
    if found is not None:
        assert found.at == min(event.at for event in stopping)
        assert any((event.id, event.kind, event.at) == (found.event_id, found.rule, found.at) for event in stopping)
    random.shuffle(happened)
    assert stop(rules, happened, START, until=until, cause_sale_id=5) == found


def test_the_weightiest_of_one_moment_is_named() -> None:
    happened = [CustomerEvent(1, StopRule.PURCHASE, at(1)), CustomerEvent(2, StopRule.COMPLAINT, at(1))]
    assert stop(frozenset(StopRule), happened, START) == Stop(StopRule.COMPLAINT, at(1), 2)


def test_the_sale_that_started_a_plan_does_not_stop_it_but_the_next_one_does() -> None:
    own, other = CustomerEvent(1, StopRule.PURCHASE, START, 5), CustomerEvent(2, StopRule.PURCHASE, at(3), 6)
    rules = {StopRule.PURCHASE}
    assert stop(rules, [own], START, cause_sale_id=5) is None
    assert stop(rules, [own, other], START, cause_sale_id=5) == Stop(StopRule.PURCHASE, at(3), 2)
    assert stop(rules, [CustomerEvent(3, StopRule.PURCHASE, at(-1), 4)], START) is None


def test_an_opt_out_stops_even_a_plan_without_rules() -> None:
    assert stop((), [CustomerEvent(1, StopRule.OPT_OUT, at(1))], START) is not None
    assert stop((), [CustomerEvent(1, StopRule.REPLY, at(1))], START) is None


def test_rules_are_read_by_their_words() -> None:
    assert read_stop_rules(["reply", "won", "reply"]) == {StopRule.REPLY, StopRule.WON}
    with pytest.raises(BadStopRule, match=r"“answer” stops nothing. Choose among: opt_out, .*booking"):
        read_stop_rules(["answer"])
