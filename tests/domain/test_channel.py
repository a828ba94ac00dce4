"""Channels are open words: ours are fixed, a stranger's is made known, and a bit never changes its meaning."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator

import pytest

from afterword.domain import channel as words
from afterword.domain.channel import (
    OURS,
    Channel,
    is_known,
    known_channels,
    make_known,
    reach_of,
    reachable,
    through,
)
from afterword.domain.planning import first_channel


@pytest.fixture
def known_only_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test makes known is forgotten after it."""
    monkeypatch.setattr(words, "_known", dict(words._known))
    yield
    monkeypatch.undo()
    reachable.cache_clear()
    through.cache_clear()


def test_the_bits_of_our_channels_are_what_the_tables_have_always_held() -> None:
    assert {str(one): one.bit for one in OURS} == {
        "email": 1, "phone": 2, "post": 4, "sms": 8, "social": 16, "chat": 32,
    }  # fmt: skip


def test_one_word_is_one_object_wherever_it_comes_from() -> None:
    for one in known_channels():
        assert Channel(str(one)) is one
        assert pickle.loads(pickle.dumps(one)) is one
        assert copy.deepcopy(one) is one
        assert type(one.value) is str


@pytest.mark.usefixtures("known_only_here")
def test_a_channel_that_is_made_known_counts_in_a_reach_like_ours() -> None:
    pigeon = make_known("pigeon", needs="loft", bit=2**40, called="Carrier pigeon")
    assert Channel("pigeon") is pigeon
    assert is_known("pigeon")
    assert reachable(reach_of([pigeon, Channel.POST])) == {pigeon, Channel.POST}
    assert first_channel([pigeon, Channel.EMAIL], 1) is Channel.EMAIL
    assert first_channel([pigeon, Channel.EMAIL], 1 | 2**40) is pigeon
    assert through("loft") == (pigeon,)


@pytest.mark.usefixtures("known_only_here")
def test_a_bit_never_gets_another_meaning() -> None:
    make_known("pigeon", needs="pigeon", bit=2**40, called="Carrier pigeon")
    with pytest.raises(ValueError, match="“raven” is that of “pigeon”"):
        make_known("raven", needs="raven", bit=2**40, called="Raven")
    with pytest.raises(ValueError, match="“pigeon”"):
        make_known("pigeon", needs="pigeon", bit=2**41, called="Carrier pigeon")
    with pytest.raises(ValueError, match="“raven” is that of “email”"):
        make_known("raven", needs="raven", bit=1, called="Raven")


def test_by_a_channel_whose_package_is_gone_nobody_can_be_reached() -> None:
    gone = Channel("telegraph")
    assert (gone, gone.bit, gone.called) == ("telegraph", 0, "telegraph")
    assert not is_known("telegraph")
    assert first_channel([gone, Channel.POST], 2**62 - 1) is Channel.POST


@pytest.mark.parametrize("key", ["", "x", "E-mail", "a" * 11, "sms;drop", "ünion", "1pigeon"])
def test_what_cannot_stand_in_a_table_is_no_channel(key: str) -> None:
    with pytest.raises(ValueError, match="is no channel"):
        Channel(key)


def test_a_telephone_number_serves_calls_and_texts() -> None:
    assert {Channel.PHONE, Channel.SMS} <= set(through("phone"))
    assert Channel.SMS.needs == "mobile"
    assert Channel.SMS.stored_as == "phone"
