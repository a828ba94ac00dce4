"""Puts pieces of work into days and hands: the sweep, the chains that make room, and the search that gives up last.

What is guaranteed, for pieces that one person must do in one go on one day:

- pieces of one length: the number put is the largest possible, and among such choices those kept are the worthiest;
- any lengths: if everything could be done in time by splitting pieces at will and with each person's day shorter by
  the longest piece less one minute, everything is put (the sweep alone does it: a day turns a piece away only when
  each person has less than that piece's minutes left, so a missed last day means more work than those days hold);
- up to `SEARCHED_WHOLE` pieces: if any arrangement of all of them exists, it is found. Beyond, this is bin packing,
  which nobody solves for certain in a second; chains and a bounded search then look for it.

`STEPS` bounds the chains, so that an overloaded month costs no more than a second; where it is used up, what is left
out is still never worth more than a piece that it could replace directly.
"""

import heapq
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

SEARCHED_WHOLE = 12
SEARCHED_AT_ALL = 60
NODES_OF_MANY = 3_000
STEPS = 400_000

Worth = tuple[int, int, int]


class Piece(NamedTuple):
    """Work of `minutes` on one of the days `first` to `last` (indexes); `wanted` is a person's index or -1.

    `worth` decides who stays when not all can: the larger tuple does. It must differ from piece to piece.
    """

    minutes: int
    first: int
    last: int
    worth: Worth
    wanted: int = -1


class Board:
    """The minutes each person has left on each day, and what lies there. A slot is day * people + person."""

    def __init__(self, pieces: Sequence[Piece], capacity: Sequence[Sequence[int]]) -> None:
        self.pieces = pieces
        self.days = len(capacity)
        self.people = len(capacity[0]) if capacity else 0
        self.capacity = [max(0, minutes) for day in capacity for minutes in day]
        self.free = list(self.capacity)
        self.held: list[set[int]] = [set() for _ in self.free]
        self.slot_of: dict[int, int] = {}
        self.steps_left = STEPS
        self._lowest: dict[int, Worth | None] = {}

    def put(self, piece: int, slot: int) -> None:
        """Lay a piece into a slot, out of the one it was in."""
        self.take(piece)
        self.slot_of[piece] = slot
        self.held[slot].add(piece)
        self.free[slot] -= self.pieces[piece].minutes
        self._lowest.pop(slot // self.people, None)

    def take(self, piece: int) -> None:
        """Take a piece off the board, if it lies there."""
        slot = self.slot_of.pop(piece, None)
        if slot is not None:
            self.held[slot].discard(piece)
            self.free[slot] += self.pieces[piece].minutes
            self._lowest.pop(slot // self.people, None)

    def slots_on(self, day: int) -> range:
        """The slots of one day."""
        return range(day * self.people, (day + 1) * self.people)

    def lowest_on(self, day: int) -> Worth | None:
        """The lowest worth of what lies on a day; None if nothing does."""
        if day not in self._lowest:
            lying = [self.pieces[i].worth for slot in self.slots_on(day) for i in self.held[slot]]
            self._lowest[day] = min(lying) if lying else None
        return self._lowest[day]

    def room_on(self, day: int, piece: Piece, *, tight: bool) -> int | None:
        """A slot with room on that day: the wanted person's, else the fullest (`tight`) or the emptiest."""
        base, free, need = day * self.people, self.free, piece.minutes
        if piece.wanted >= 0 and free[base + piece.wanted] >= need:
            return base + piece.wanted
        best, best_free = None, 0
        for slot in range(base, base + self.people):
            left = free[slot]
            if left >= need and (best is None or (left < best_free if tight else left > best_free)):
                best, best_free = slot, left
        return best

    def room_for(self, piece: Piece) -> int | None:
        """The first slot with room in the piece's window."""
        for day in range(piece.first, piece.last + 1):
            slot = self.room_on(day, piece, tight=True)
            if slot is not None:
                return slot
        return None


def sweep(board: Board, todo: Iterable[int], shares: Sequence[float] | None = None, *, wait: bool = False) -> list[int]:
    """Day by day, earliest last day first; gives back what missed its last day.

    With `shares` a day takes no more than its share, except for what cannot wait. With `wait`, a piece waits for the
    wanted person while a day may still come on which that person has time.
    """
    pieces = board.pieces
    left: list[int] = []
    opening = sorted(todo, key=lambda i: (-pieces[i].first, i))
    shortest = min((pieces[i].minutes for i in opening), default=0)
    hope = {i: _last_day_of_wanted(board, pieces[i]) for i in opening} if wait else {}
    heap: list[tuple[int, int, int, int, int]] = []
    budget = 0.0
    for day in range(board.days):
        while opening and pieces[opening[-1]].first <= day:
            i = opening.pop()
            priority, value, order = pieces[i].worth
            heapq.heappush(heap, (pieces[i].last, -priority, -value, -order, i))
        if shares is not None:
            budget += shares[day] * sum(board.capacity[slot] for slot in board.slots_on(day))
        waiting = []
        while heap:
            must = heap[0][0] <= day
            if not must and shares is not None and budget <= 1e-9:
                break
            if not must and max(board.free[day * board.people : (day + 1) * board.people]) < shortest:
                break
            entry = heapq.heappop(heap)
            piece = pieces[entry[4]]
            slot = board.room_on(day, piece, tight=shares is None)
            if slot is not None and not must and wait and _rather_waits(piece, slot, day, hope[entry[4]], board):
                slot = None
            if slot is not None:
                board.put(entry[4], slot)
                budget -= piece.minutes
            elif must:
                left.append(entry[4])
            else:
                waiting.append(entry)
        for entry in waiting:
            heapq.heappush(heap, entry)
        if not heap:
            budget = min(budget, 0.0)
    return left + [entry[4] for entry in heap] + opening


def _last_day_of_wanted(board: Board, piece: Piece) -> int:
    if piece.wanted < 0:
        return -1
    days = range(piece.last, piece.first - 1, -1)
    return next((day for day in days if board.free[day * board.people + piece.wanted] >= piece.minutes), -1)


def _rather_waits(piece: Piece, slot: int, day: int, hope: int, board: Board) -> bool:
    return piece.wanted >= 0 and slot % board.people != piece.wanted and day < hope


def mend(board: Board, left: Iterable[int]) -> list[int]:
    """Make room for what the sweep left, the worthiest first, by moving others or by taking the least worthy out.

    Gives back what is out in the end.
    """
    pieces, out = board.pieces, []
    shut: set[int] = set()  # days from which a search has shown that no room can be made for `shut_from` minutes
    shut_from = 0
    for i in sorted(left, key=lambda i: pieces[i].worth, reverse=True):
        piece = pieces[i]
        slot = board.room_for(piece)
        if slot is not None:
            board.put(i, slot)
            continue
        days = range(piece.first, piece.last + 1)
        known = bool(shut) and piece.minutes >= shut_from and all(day in shut for day in days)
        if board.steps_left > 0 and not (known and _nothing_lower(board, shut, piece.worth)):
            victim, reached = _make_room(board, i)
            if victim is None:
                continue
            shut |= reached
            shut_from = max(shut_from, piece.minutes)
        else:
            victim = _replace_directly(board, i)
        slot = board.room_for(pieces[victim]) if victim != i else None
        if slot is not None:
            board.put(victim, slot)
        else:
            out.append(victim)
    return out


def _nothing_lower(board: Board, days: set[int], worth: Worth) -> bool:
    return all((lowest := board.lowest_on(day)) is None or lowest > worth for day in days)


def _make_room(board: Board, start: int) -> tuple[int | None, set[int]]:
    """Search the chains "this one takes that one's slot, that one the next one's …", shortest first.

    A chain that ends in free room is carried out: (None, …). Else the least worthy piece reached goes out and everyone
    on the way to it moves up; the start itself if nothing reached is worth less. No slot comes twice in a chain, so the
    minutes of each are right. The days that were reached are given back, too.
    """
    pieces = board.pieces
    came: dict[int, tuple[int, int]] = {}
    queue, position, least = [start], 0, start
    largest: dict[int, int] = {}
    reached: set[int] = set()
    while position < len(queue):
        mover = queue[position]
        position += 1
        need = pieces[mover].minutes
        for day in range(pieces[mover].first, pieces[mover].last + 1):
            board.steps_left -= 1
            if day not in largest:
                largest[day] = max(board.free[slot] for slot in board.slots_on(day))
            room = _room_beside(board, day, need, came, mover) if largest[day] >= need else None
            if room is not None:
                _carry_out(board, came, start, mover, room)
                return None, reached
            if day in reached:
                continue
            reached.add(day)
            for slot in board.slots_on(day):
                board.steps_left -= 1
                for other in board.held[slot]:
                    if other not in came and board.free[slot] + pieces[other].minutes >= need:
                        board.steps_left -= 1
                        came[other] = (mover, slot)
                        queue.append(other)
                        if pieces[other].worth < pieces[least].worth:
                            least = other
    if least != start:
        mover, slot = came[least]
        board.take(least)
        _carry_out(board, came, start, mover, slot)
    return least, reached


def _room_beside(board: Board, day: int, need: int, came: dict[int, tuple[int, int]], mover: int) -> int | None:
    """A slot with room on that day which does not change hands on the way to the mover."""
    passed = set()
    while mover in came:
        mover, slot = came[mover]
        passed.add(slot)
    return next((slot for slot in board.slots_on(day) if board.free[slot] >= need and slot not in passed), None)


def _carry_out(board: Board, came: dict[int, tuple[int, int]], start: int, mover: int, slot: int) -> None:
    while mover != start:
        before, own_slot = came[mover]
        board.put(mover, slot)
        mover, slot = before, own_slot
    board.put(start, slot)


def _replace_directly(board: Board, i: int) -> int:
    """Take the least worthy piece whose room suffices, if it is worth less; gives back who is out."""
    piece, least = board.pieces[i], i
    for day in range(piece.first, piece.last + 1):
        lowest = board.lowest_on(day)
        if lowest is None or lowest >= board.pieces[least].worth:
            continue
        for slot in board.slots_on(day):
            for other in board.held[slot]:
                enough = board.free[slot] + board.pieces[other].minutes >= piece.minutes
                if enough and board.pieces[other].worth < board.pieces[least].worth:
                    least = other
    if least != i:
        slot = board.slot_of[least]
        board.take(least)
        board.put(i, slot)
    return least


def swap_to_wanted(board: Board) -> None:
    """Let two people swap equally long pieces of one day where one of them then does what they are wanted for.

    Nothing changes its day, and nobody loses a piece that they were wanted for.
    """
    pieces, people = board.pieces, board.people
    for i in sorted(board.slot_of):
        slot, wanted = board.slot_of[i], pieces[i].wanted
        if wanted < 0 or slot % people == wanted:
            continue
        aim = slot - slot % people + wanted
        tradable = [
            (pieces[other].wanted != slot % people, other)
            for other in board.held[aim]
            if pieces[other].minutes == pieces[i].minutes and pieces[other].wanted != wanted
        ]
        if tradable:
            _, other = min(tradable)
            board.take(i)
            board.put(other, slot)
            board.put(i, aim)


def search(board: Board, out: Sequence[int]) -> bool:
    """Look for an arrangement of everything: of what is out and all that shares days with it. True if found."""
    pieces = board.pieces
    first, last = _span([pieces[i] for i in out])
    while True:
        concerned = [i for i, slot in board.slot_of.items() if first <= slot // board.people <= last]
        wider = _span([pieces[i] for i in (*concerned, *out)])
        if wider == (first, last):
            break
        first, last = wider
    if len(concerned) + len(out) > SEARCHED_AT_ALL:
        return False
    everyone = sorted([*concerned, *out], key=lambda i: (-pieces[i].minutes, pieces[i].last - pieces[i].first, i))
    free = list(board.free)
    for i in concerned:
        free[board.slot_of[i]] += pieces[i].minutes
    by_day = [free[day * board.people : (day + 1) * board.people] for day in range(board.days)]
    if least_minutes_late([pieces[i] for i in everyone], by_day) > 0:
        return False
    found = _Search(pieces, everyone, by_day, first, last).run()
    for i, slot in found.items():
        board.put(i, slot)
    return bool(found)


def _span(pieces: Sequence[Piece]) -> tuple[int, int]:
    return min(piece.first for piece in pieces), max(piece.last for piece in pieces)


class _Search:
    """Depth first, the longest pieces first; never looks at the same remaining minutes twice."""

    def __init__(self, pieces: Sequence[Piece], order: list[int], free: list[list[int]], first: int, last: int) -> None:
        self.pieces, self.order, self.free, self.first, self.last = pieces, order, free, first, last
        self.nodes_left = NODES_OF_MANY if len(order) > SEARCHED_WHOLE else sys.maxsize
        self.dead: set[tuple[int, tuple[int, ...]]] = set()
        self.chosen: dict[int, int] = {}

    def run(self) -> dict[int, int]:
        """The slot of each piece; empty if there is no arrangement, or none was found in time."""
        return self.chosen if self._place(0) else {}

    def _place(self, depth: int) -> bool:
        if depth == len(self.order):
            return True
        state = (depth, self._state())
        if state in self.dead or self.nodes_left <= 0:
            return False
        self.nodes_left -= 1
        i = self.order[depth]
        piece = self.pieces[i]
        for day in range(piece.first, piece.last + 1):
            tried: set[int] = set()
            free = self.free[day]
            for person, left in enumerate(free):
                if left < piece.minutes or left in tried:  # two people with the same minutes left are alike
                    continue
                tried.add(left)
                free[person] -= piece.minutes
                self.chosen[i] = day * len(free) + person
                if self._place(depth + 1):
                    return True
                free[person] += piece.minutes
        self.dead.add(state)
        return False

    def _state(self) -> tuple[int, ...]:
        return tuple(left for day in self.free[self.first : self.last + 1] for left in sorted(day))


def least_minutes_late(pieces: Iterable[Piece], capacity: Sequence[Sequence[int]]) -> int:
    """The minutes that cannot be in time whatever one does, even by splitting pieces: a lower bound, not a promise.

    Earliest last day first, minute by minute, loses the fewest minutes (Jackson's rule; a maximum flow gives the same).
    """
    opening = sorted(pieces, key=lambda piece: -piece.first)
    heap: list[list[int]] = []
    late = 0
    for day, minutes in enumerate(capacity):
        while opening and opening[-1].first <= day:
            piece = opening.pop()
            heapq.heappush(heap, [piece.last, piece.minutes])
        free = sum(max(0, one) for one in minutes)
        while heap and (free > 0 or heap[0][0] <= day):
            take = min(free, heap[0][1])
            free -= take
            heap[0][1] -= take
            if heap[0][1] == 0 or heap[0][0] <= day:
                late += heapq.heappop(heap)[1]
    return late + sum(rest for _, rest in heap) + sum(piece.minutes for piece in opening)
