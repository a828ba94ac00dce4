"""Puts open touches on days and into members' hands: each in its window, nobody over their minutes, the load level.

The earliest last day goes first. Days share the load as `levelling` says; who knows the customer comes first wherever
that lets nobody else be late. What does not fit is given back with its one reason, and with what could be done about it
(`shortfall`). What is promised about "fits" stands in `packing`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from afterword.domain.channel import Channel
from afterword.domain.levelling import Demand, level_shares
from afterword.domain.opening import OpenDays
from afterword.domain.packing import Board, Piece, least_minutes_late, mend, search, swap_to_wanted, sweep

_DAY = timedelta(days=1)
LONGEST_HORIZON = 400
"""Days; a composition looks at weeks, and more than a year is a slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTouch:
    """One touch to put on a day from `first` to `last` (both included; with the grace of a step that may be late).

    `minutes` of a member's time; 0 is a touch that the machine does alone. A larger `priority`, then a larger
    `value_minor` (minor units of the business's currency), stays when not everything fits. `member_preferred` knows the
    customer. `instead_minutes` are those the touch takes as a mail instead; None where it cannot be one.
    """

    id: int
    customer_id: int
    first: date
    last: date
    minutes: int
    priority: int = 0
    value_minor: int = 0
    channel: Channel | None = None
    step: str = ""
    member_preferred: int | None = None
    instead_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The day of a touch and who does it; None: the machine, or any member."""

    day: date
    member_id: int | None


class Misfit(StrEnum):
    """Why a touch has no day."""

    OVER = "over"
    """Its last day has passed."""
    LATER = "later"
    """It can wait until after the days that were composed."""
    CLOSED = "closed"
    """No day of its window is open."""
    NOBODY = "nobody"
    """Nobody works on any day of its window."""
    TOO_LONG = "too_long"
    """It takes longer than anybody has on any day of its window."""
    FULL = "full"
    """The members' minutes are taken by others."""


MemberMinutes = Mapping[int, Mapping[date, int]]


@dataclass(frozen=True, slots=True)
class Composition:
    """Where each touch lies, or why it has no place.

    `least_minutes_late` is what would be late even if touches could be split among days and members: a proof that
    nobody could do better than that, not a promise that somebody can.
    """

    placed: Mapping[int, Place]
    misfits: Mapping[int, Misfit]
    least_minutes_late: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that are composed, both included, with what each member has on each (minutes, net of all absences)."""

    today: date
    until: date
    minutes: MemberMinutes
    opening: OpenDays

    def __post_init__(self) -> None:
        if not 0 <= (self.until - self.today).days <= LONGEST_HORIZON:
            raise ValueError(f"Compose at least today and at most {LONGEST_HORIZON} days ahead.")

    @property
    def members(self) -> list[int]:
        """The members' ids, in order."""
        return sorted(self.minutes)

    @property
    def days(self) -> list[date]:
        """Every date from today until the end, open or not."""
        return [self.today + n * _DAY for n in range((self.until - self.today).days + 1)]

    def capacity(self) -> list[list[int]]:
        """Minutes by day and member; a closed day has none."""
        members = self.members
        return [
            [max(0, self.minutes[m].get(day, 0)) if self.opening.is_open(day) else 0 for m in members]
            for day in self.days
        ]


def compose(touches: Iterable[OpenTouch], calendar: Calendar, pinned: Mapping[int, Place] | None = None) -> Composition:
    """Put every touch where it fits; `pinned` ones stay where a person put them, even beyond a member's minutes.

    The order of the input does not matter. A pin on a day before today no longer holds.
    """
    pins = {i: place for i, place in (pinned or {}).items() if place.day >= calendar.today}
    return _Composing(calendar, sorted(touches, key=lambda touch: touch.id), pins).run()


def compose_day(
    touches: Iterable[OpenTouch],
    calendar: Calendar,
    *,
    previous: Mapping[int, Place],
    pinned: Mapping[int, Place] | None = None,
) -> Composition:
    """Compose anew from today on without moving more than needed.

    What a person moved by hand (`pinned`) stays. What lay on today or a later day stays while its window, the day and
    its member allow it. Only what is new, was not done, or lost its place is put. If that leaves something out and a
    whole new composition would leave out less (or the less worthy), the whole is composed anew around the pinned.
    """
    everything = sorted(touches, key=lambda touch: touch.id)
    pins = dict(pinned or {})
    kept = _still_possible(everything, calendar, previous, pins)
    steady = compose(everything, calendar, {**kept, **pins})
    if Misfit.FULL not in steady.misfits.values():
        return steady
    anew = compose(everything, calendar, pins)
    return min((steady, anew), key=lambda one: _loss(everything, one))


def _loss(touches: Iterable[OpenTouch], composition: Composition) -> tuple[int, list[tuple[int, int]]]:
    """How many are left out for want of minutes, and their worth, the worthiest first."""
    out = [touch for touch in touches if composition.misfits.get(touch.id) is Misfit.FULL]
    return len(out), sorted(((touch.priority, touch.value_minor) for touch in out), reverse=True)


def _still_possible(
    touches: Sequence[OpenTouch], calendar: Calendar, previous: Mapping[int, Place], pins: Mapping[int, Place]
) -> dict[int, Place]:
    """The previous places that hold, those of the earliest last day first where a member now has less time."""
    free = {(m, day): minutes for m, by_day in calendar.minutes.items() for day, minutes in by_day.items()}
    minutes_of = {touch.id: touch.minutes for touch in touches}
    for i, pin in pins.items():
        if pin.member_id is not None and i in minutes_of:
            free[pin.member_id, pin.day] = free.get((pin.member_id, pin.day), 0) - minutes_of[i]
    kept: dict[int, Place] = {}
    for touch in sorted(touches, key=lambda touch: (touch.last, -touch.priority, -touch.value_minor, touch.id)):
        place = previous.get(touch.id)
        if place is None or touch.id in pins or touch.minutes <= 0 or place.member_id is None:
            continue
        within = max(touch.first, calendar.today) <= place.day <= min(touch.last, calendar.until)
        slot = (place.member_id, place.day)
        if within and calendar.opening.is_open(place.day) and free.get(slot, 0) >= touch.minutes:
            free[slot] -= touch.minutes
            kept[touch.id] = place
    return kept


class _Composing:
    """One composition: sort out what has no place at all, then pack what must be done, then what may wait."""

    def __init__(self, calendar: Calendar, touches: Sequence[OpenTouch], pins: Mapping[int, Place]) -> None:
        self.calendar, self.touches = calendar, touches
        self.days, self.members = calendar.days, calendar.members
        self.member_index = {member: n for n, member in enumerate(self.members)}
        self.capacity = calendar.capacity()
        self.placed: dict[int, Place] = {}
        self.misfits: dict[int, Misfit] = {}
        self.most = [max(day, default=0) for day in self.capacity]
        self._keep(pins)
        self.longest = [max(day, default=0) for day in self.capacity]

    def _keep(self, pins: Mapping[int, Place]) -> None:
        for touch in self.touches:
            place = pins.get(touch.id)
            if place is None:
                continue
            self.placed[touch.id] = place
            day = (place.day - self.calendar.today).days
            member = self.member_index.get(place.member_id) if place.member_id is not None else None
            if day < len(self.days) and member is not None:
                self.capacity[day][member] = max(0, self.capacity[day][member] - max(0, touch.minutes))

    def run(self) -> Composition:
        """The result."""
        todo = [touch for touch in self.touches if touch.id not in self.placed and not self._settled(touch)]
        must = [touch for touch in todo if touch.last <= self.calendar.until]
        pieces = [self._piece(touch) for touch in must]
        slots, late = _pack(pieces, self.capacity)
        self._settle(must, slots, Misfit.FULL)
        for n, slot in slots.items():
            self.capacity[slot // len(self.members)][slot % len(self.members)] -= pieces[n].minutes
        can_wait = [touch for touch in todo if touch.last > self.calendar.until]
        self._settle(can_wait, self._pack_ahead(can_wait), Misfit.LATER)
        return Composition(self.placed, self.misfits, late)

    def _settled(self, touch: OpenTouch) -> bool:
        """Whether a touch needs no packing: it takes nobody's time, or has no place whatever the others do."""
        today, until = self.calendar.today, self.calendar.until
        first, last = max(touch.first, today), min(touch.last, until)
        window = range((first - today).days, (last - today).days + 1)
        is_open = self.calendar.opening.is_open
        if touch.last < today or touch.last < touch.first:
            self.misfits[touch.id] = Misfit.OVER
        elif touch.first > until:
            self.misfits[touch.id] = Misfit.LATER
        elif touch.minutes <= 0 and (day := next((self.days[n] for n in window if is_open(self.days[n])), None)):
            member = touch.member_preferred if touch.member_preferred in self.member_index else None
            self.placed[touch.id] = Place(day, member)
        elif touch.minutes > 0 and any(self.longest[n] >= touch.minutes for n in window):
            return False
        elif touch.last > until:
            self.misfits[touch.id] = Misfit.LATER
        else:
            self.misfits[touch.id] = self._hopeless(touch, window)
        return True

    def _hopeless(self, touch: OpenTouch, window: range) -> Misfit:
        if not any(self.calendar.opening.is_open(self.days[n]) for n in window):
            return Misfit.CLOSED
        most = max(self.most[n] for n in window)
        if most <= 0:
            return Misfit.NOBODY
        return Misfit.TOO_LONG if most < touch.minutes else Misfit.FULL

    def _piece(self, touch: OpenTouch) -> Piece:
        today, until = self.calendar.today, self.calendar.until
        wanted = self.member_index.get(touch.member_preferred, -1) if touch.member_preferred is not None else -1
        return Piece(
            touch.minutes,
            (max(touch.first, today) - today).days,
            (min(touch.last, until) - today).days,
            (touch.priority, touch.value_minor, -touch.id),
            wanted,
        )

    def _pack_ahead(self, touches: Sequence[OpenTouch]) -> dict[int, int]:
        """Begin with what may wait beyond the last day: as much of it as the days' share of its window."""
        pieces = [self._piece(touch) for touch in touches]
        today, until = self.calendar.today, self.calendar.until
        demands = []
        for touch, piece in zip(touches, pieces, strict=True):
            begins = max(touch.first, today)
            share = ((until - begins).days + 1) / ((touch.last - begins).days + 1)
            demands.append(Demand(piece.first, piece.last, piece.minutes * share))
        # One day more than there is, without any minutes, on which everything may still wait.
        waiting = [piece._replace(last=len(self.days)) for piece in pieces]
        nobody = [0] * len(self.members)
        board = Board(waiting, [*self.capacity, nobody])
        shares = level_shares(demands, [sum(day) for day in self.capacity])
        sweep(board, range(len(pieces)), [*shares, 0.0], wait=True)
        return board.slot_of

    def _settle(self, touches: Sequence[OpenTouch], slots: Mapping[int, int], otherwise: Misfit) -> None:
        for n, touch in enumerate(touches):
            slot = slots.get(n)
            if slot is None:
                self.misfits[touch.id] = otherwise
            else:
                day, member = divmod(slot, len(self.members))
                self.placed[touch.id] = Place(self.days[day], self.members[member])


def _pack(pieces: Sequence[Piece], capacity: Sequence[Sequence[int]]) -> tuple[dict[int, int], int]:
    """The slot of each piece that fits, and the minutes that nobody could do in time.

    Level and with the wanted people if that leaves nothing out; else whatever fits most, and then once more
    for those that fit, level if it can be.
    """
    everything = range(len(pieces))
    late = least_minutes_late(pieces, capacity)
    if late == 0 and (slots := _pack_level(pieces, everything, capacity)) is not None:
        return slots, 0
    board = Board(pieces, capacity)
    out = sweep(board, everything)
    if out:
        out = mend(board, out)
    if out and late == 0 and search(board, out):
        out = []
    fitting = [i for i in everything if i in board.slot_of]
    level = _pack_level(pieces, fitting, capacity) if out or late == 0 else None
    if level is not None:
        return level, late
    swap_to_wanted(board)
    return board.slot_of, late


def _pack_level(
    pieces: Sequence[Piece], chosen: Sequence[int], capacity: Sequence[Sequence[int]]
) -> dict[int, int] | None:
    """All the chosen pieces, evenly spread; None if that way one of them would be left out."""
    shares = level_shares(
        [Demand(pieces[i].first, pieces[i].last, pieces[i].minutes) for i in chosen], [sum(day) for day in capacity]
    )
    for wait in (True, False):
        board = Board(pieces, capacity)
        if not sweep(board, chosen, shares, wait=wait):
            swap_to_wanted(board)
            return board.slot_of
    return None


def as_mail(touch: OpenTouch) -> OpenTouch:
    """The touch as it would be if a mail went instead; itself where that cannot be."""
    if touch.instead_minutes is None:
        return touch
    return replace(touch, minutes=touch.instead_minutes, channel=Channel.EMAIL, instead_minutes=None)
