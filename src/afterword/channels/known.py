"""Every installed channel becomes a word of this process, with a bit that is given out once and never means another."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import connection, transaction

from afterword.channels.models import KnownChannel
from afterword.channels.port import Channel
from afterword.channels.registry import channels
from afterword.domain.channel import BITS, OURS, is_known, known_channels, make_known
from afterword.domain.channel import Channel as Word
from afterword.domain.trouble import Trouble

#: Their addresses were counted from the beginning.
_ALWAYS_COUNTED = frozenset({Word.EMAIL, Word.PHONE, Word.POST})


class TooManyChannels(Trouble):
    """There is no bit left."""


def know_channels(*, count_in: Callable[[Word], object], count_out: Callable[[Word], object]) -> None:
    """Tell this process of every channel that is, or was, installed here; one query where nothing is new.

    A channel that is new gets the next free bit, and whoever has an address for it is counted in, in one transaction;
    who was counted for another kind of address is counted out before. Both are for those who know customers to do.
    Call it once the tables are there, before anything is planned. Raises :class:`TooManyChannels`.
    """
    kept = _kept()
    if any(kept.get(one.key, ("", 0, ""))[::2] != (one.needs, one.title) for one in _installed()):
        with transaction.atomic():
            _lock()
            kept = _kept()
            for one in _installed():
                if word := _keep(one, kept):
                    count_out(word)
                    count_in(word)
    for key, (needs, bit, called) in kept.items():
        make_known(key, needs=needs, bit=bit, called=called)


def _installed() -> Iterable[Channel]:
    return [one for one in channels().values() if one.key not in _ALWAYS_COUNTED]


def _kept() -> dict[str, tuple[str, int, str]]:
    rows = KnownChannel.objects.order_by("bit").values_list("key", "needs", "bit", "called")
    return {key: (needs, bit, called) for key, needs, bit, called in rows}


def _lock() -> None:
    """One process at a time gives out bits; SQLite's writers come one after another anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {KnownChannel._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _keep(one: Channel, kept: dict[str, tuple[str, int, str]]) -> Word | None:
    """Write down what is new about a channel; the word, where other addresses serve it now."""
    needs, bit, called = kept.get(one.key, ("", 0, ""))
    if (needs, called) == (one.needs, one.title):
        return None
    bit = bit or _bit_for(one.key, kept)
    kept[one.key] = one.needs, bit, one.title
    KnownChannel.objects.update_or_create(key=one.key, defaults={"needs": one.needs, "bit": bit, "called": one.title})
    word = make_known(one.key, needs=one.needs, bit=bit, called=one.title)
    return word if needs != one.needs else None


def _bit_for(key: str, kept: dict[str, tuple[str, int, str]]) -> int:
    if is_known(key):
        return Word(key).bit
    taken = {one.bit for one in (*OURS, *known_channels())} | {bit for _, bit, _ in kept.values()}
    for place in range(BITS):
        if 1 << place not in taken:
            return 1 << place
    raise TooManyChannels(
        f"There is room for {BITS} channels, and all are taken. Uninstall the package that brings “{key}”."
    )
