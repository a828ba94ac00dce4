"""Each time, once, or again after so many days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.re_entry import EACH, ONCE, BadReEntry, Entry, Kind, ReEntry, entry, read_re_entry

ANCHOR = date(2026, 3, 1)
words = st.sampled_from([EACH, ONCE]) | st.builds(ReEntry, st.just(Kind.AGAIN), st.integers(1, 3660))
gaps = st.lists(st.integers(-500, 500), max_size=4)


@given(words)
def test_the_words_are_read_back_as_they_were(re_entry: ReEntry) -> None:
    assert read_re_entry(str(re_entry)) == re_entry
    assert read_re_entry(f"  {str(re_entry).upper()} ") == re_entry


@given(words, gaps)
def test_who_enters_again(re_entry: ReEntry, days: list[int]) -> None:
    found = entry(re_entry, [ANCHOR + timedelta(days=n) for n in days], ANCHOR)
    if re_entry.kind is Kind.EACH or not days:
        assert found is Entry.ENTERS
    elif re_entry.kind is Kind.ONCE:
        assert found is Entry.NOT_AGAIN
    else:
        near = min(abs(n) for n in days) < re_entry.after_days
        assert found is (Entry.JOINS if near else Entry.ENTERS)


@pytest.mark.parametrize(
    "text", ["", "twice", "again", "again after days", "again after 0 days", "again after 9999 days"]
)
def test_words_nobody_understands_are_refused_with_those_that_work(text: str) -> None:
    with pytest.raises(BadReEntry, match="again after 30 days"):
        read_re_entry(text)


def test_only_again_has_days() -> None:
    with pytest.raises(BadReEntry, match="number of days"):
        ReEntry(Kind.ONCE, 3)
    assert str(ReEntry(Kind.AGAIN, 1)) == "again after 1 day"
