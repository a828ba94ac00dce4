"""What will not fit, week by week, said before it is late, with what could be done and what each way would leave.

Facts only; the sentence ("4 hours short next week: 11 in-use calls will be late") is the faces'.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from afterword.domain.channel import Channel
from afterword.domain.composing import Calendar, Composition, Misfit, OpenTouch, Place, as_mail, compose

_MISSED_FOR_TIME = frozenset({Misfit.FULL, Misfit.NOBODY, Misfit.TOO_LONG, Misfit.CLOSED})
WIDEN_BY_DAYS = 7


class Way(StrEnum):
    """What an owner can do about a week that is too short."""

    SEND_MAILS = "send_mails"
    WIDEN = "widen"
    SKIP = "skip"
    """Leave out what does not fit: where minutes are short, those are the least worthy that share the days."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way, the touches that it changes, and the minutes that would still be short after it (this way alone)."""

    way: Way
    touch_ids: tuple[int, ...]
    minutes_still_short: int


@dataclass(frozen=True, slots=True)
class Late:
    """How many touches of one step and channel will be late, and their minutes."""

    step: str
    channel: Channel | None
    touches: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One week (`monday` is its first day) in which the last days of touches lie that do not fit.

    `late` has the largest first. An option that changes nothing is not offered.
    """

    monday: date
    minutes_short: int
    late: tuple[Late, ...]
    touch_ids: tuple[int, ...]
    options: tuple[Option, ...]


def shortfalls(touches: Iterable[OpenTouch], calendar: Calendar, composition: Composition) -> tuple[Shortfall, ...]:
    """The weeks that are too short, in order; empty if everything fits.

    Each way is tried out: the touches it changes are composed anew in the minutes that the composition leaves free,
    widened ones for up to `WIDEN_BY_DAYS` days longer, as far as the calendar reaches.
    """
    everything = {touch.id: touch for touch in touches}
    missed = [everything[i] for i in sorted(composition.misfits) if composition.misfits[i] in _MISSED_FOR_TIME]
    by_week: dict[date, list[OpenTouch]] = {}
    for touch in missed:
        by_week.setdefault(touch.last - timedelta(days=touch.last.weekday()), []).append(touch)
    if not by_week:
        return ()
    spare = _spare(calendar, everything, composition.placed)
    return tuple(_shortfall(monday, by_week[monday], spare) for monday in sorted(by_week))


def _spare(calendar: Calendar, touches: Mapping[int, OpenTouch], placed: Mapping[int, Place]) -> Calendar:
    """The calendar with what the composition leaves free."""
    left = {member: dict(by_day) for member, by_day in calendar.minutes.items()}
    for i, place in placed.items():
        by_day = left.get(place.member_id) if place.member_id is not None else None
        if by_day is not None and i in touches:
            by_day[place.day] = max(0, by_day.get(place.day, 0) - max(0, touches[i].minutes))
    return replace(calendar, minutes=left)


def _shortfall(monday: date, missed: Sequence[OpenTouch], spare: Calendar) -> Shortfall:
    short = _minutes(missed)
    tried = (
        _tried(Way.SEND_MAILS, missed, [as_mail(touch) for touch in missed], spare),
        _tried(Way.WIDEN, missed, [_widened(touch) for touch in missed], spare),
        Option(Way.SKIP, tuple(touch.id for touch in missed), 0),
    )
    return Shortfall(
        monday,
        short,
        _by_step(missed),
        tuple(touch.id for touch in missed),
        tuple(option for option in tried if option.touch_ids),
    )


def _tried(way: Way, missed: Sequence[OpenTouch], changed: Sequence[OpenTouch], spare: Calendar) -> Option:
    """Compose the changed touches in the spare minutes; only those that then have a day count as changed."""
    result = compose(changed, spare)
    helped = {new.id for old, new in zip(missed, changed, strict=True) if old != new and new.id in result.placed}
    return Option(way, tuple(sorted(helped)), _minutes(one for one in missed if one.id not in helped))


def _widened(touch: OpenTouch) -> OpenTouch:
    return replace(touch, last=touch.last + timedelta(days=WIDEN_BY_DAYS))


def _by_step(missed: Iterable[OpenTouch]) -> tuple[Late, ...]:
    touches: Counter[tuple[str, Channel | None]] = Counter()
    minutes: Counter[tuple[str, Channel | None]] = Counter()
    for touch in missed:
        touches[touch.step, touch.channel] += 1
        minutes[touch.step, touch.channel] += touch.minutes
    order = sorted(touches, key=lambda key: (-minutes[key], key[0], key[1] or ""))
    return tuple(Late(step, channel, touches[step, channel], minutes[step, channel]) for step, channel in order)


def _minutes(touches: Iterable[OpenTouch]) -> int:
    return sum(touch.minutes for touch in touches)
