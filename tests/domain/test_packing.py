"""Work in days and hands: what must be found is found, and nothing that fits is left out."""

from collections import deque
from collections.abc import Sequence
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword.domain.levelling import Demand, level_shares
from afterword.domain.packing import Board, Piece, least_minutes_late, mend, search, swap_to_wanted, sweep

Capacity = list[list[int]]


@st.composite
def instances(
    draw: st.DrawFn, *, most: int = 7, lengths: tuple[int, ...] = (1, 2, 3, 4)
) -> tuple[list[Piece], Capacity]:
    """A few pieces, up to four days and two people."""
    days, people = draw(st.integers(1, 4)), draw(st.integers(1, 2))
    capacity = [[draw(st.integers(0, 8)) for _ in range(people)] for _ in range(days)]
    pieces = []
    for n in range(draw(st.integers(1, most))):
        first = draw(st.integers(0, days - 1))
        last = draw(st.integers(first, days - 1))
        worth = (draw(st.integers(0, 3)), draw(st.integers(0, 2)), -n)
        pieces.append(Piece(draw(st.sampled_from(lengths)), first, last, worth, draw(st.integers(-1, people - 1))))
    return pieces, capacity


def can_all_be_put(pieces: Sequence[Piece], capacity: Capacity) -> bool:
    """The oracle: every way there is, one after another."""

    def rest_fits(n: int, free: list[list[int]]) -> bool:
        if n == len(pieces):
            return True
        piece = pieces[n]
        for day in range(piece.first, piece.last + 1):
            for person in range(len(free[day])):
                if free[day][person] >= piece.minutes:
                    free[day][person] -= piece.minutes
                    if rest_fits(n + 1, free):
                        return True
                    free[day][person] += piece.minutes
        return False

    return rest_fits(0, [list(day) for day in capacity])


def packed(pieces: Sequence[Piece], capacity: Capacity) -> tuple[Board, list[int]]:
    """The three stages, one after another."""
    board = Board(pieces, capacity)
    out = sweep(board, range(len(pieces)))
    out = mend(board, out) if out else []
    if out and search(board, out):
        out = []
    return board, out


def check(board: Board, out: list[int], capacity: Capacity) -> None:
    """Everything lies in its window, nobody is over their minutes, and each piece is in or out."""
    used = [[0] * board.people for _ in capacity]
    for i, slot in board.slot_of.items():
        day, person = divmod(slot, board.people)
        assert board.pieces[i].first <= day <= board.pieces[i].last
        used[day][person] += board.pieces[i].minutes
        assert i in board.held[slot]
    for day, row in enumerate(used):
        for person, minutes in enumerate(row):
            assert minutes <= capacity[day][person]
            assert board.free[day * board.people + person] == capacity[day][person] - minutes
    assert sorted([*board.slot_of, *out]) == list(range(len(board.pieces)))


@given(instances())
@settings(max_examples=250)
def test_an_arrangement_is_found_whenever_there_is_one(instance: tuple[list[Piece], Capacity]) -> None:
    pieces, capacity = instance
    board, out = packed(pieces, capacity)
    check(board, out, capacity)
    assert (not out) == can_all_be_put(pieces, capacity)


@given(instances(lengths=(2,)))
@settings(max_examples=120)
def test_of_pieces_of_one_length_the_most_and_the_worthiest_are_put(instance: tuple[list[Piece], Capacity]) -> None:
    pieces, capacity = instance
    board, out = packed(pieces, capacity)
    check(board, out, capacity)
    for size in range(len(pieces), -1, -1):
        possible = [chosen for chosen in combinations(range(len(pieces)), size)
                    if can_all_be_put([pieces[i] for i in chosen], capacity)]  # fmt: skip
        if possible:
            best = max(sorted((pieces[i].worth for i in chosen), reverse=True) for chosen in possible)
            assert sorted((pieces[i].worth for i in board.slot_of), reverse=True) == best
            return


def test_a_long_chain_moves_everybody_by_one_to_make_room() -> None:
    """Eighty full days, each piece free to lie one day later, and a newcomer for the first: too many to search."""
    pieces = [Piece(10, n, n + 1, (0, 0, -n)) for n in range(80)] + [Piece(10, 0, 0, (0, 0, -80))]
    capacity = [[10] for _ in range(81)]
    board = Board(pieces, capacity)
    for n in range(80):
        board.put(n, n)
    assert mend(board, [80]) == []
    check(board, [], capacity)


def cut_to_measure(seed: int) -> tuple[list[Piece], Capacity]:
    """Up to 12 pieces that fill every minute of a few days: there is an arrangement, and hardly a second one."""
    random = Random(seed)
    days, people = random.randint(1, 3), random.randint(2, 3)
    capacity = [[random.randint(6, 14) for _ in range(people)] for _ in range(days)]
    cuts = []
    for day in range(days):
        for minutes in capacity[day]:
            first_part = random.randint(1, minutes - 1)
            cuts += [(first_part, day), (minutes - first_part, day)]
    random.shuffle(cuts)
    while len(cuts) > 12:
        minutes, day = cuts.pop()
        slot = next(person for person in range(people) if capacity[day][person] >= minutes)
        capacity[day][slot] -= minutes
        cuts = [] if not can_all_be_put([Piece(m, d, d, (0, 0, 0)) for m, d in cuts], capacity) else cuts
    pieces = [
        Piece(minutes, max(0, day - random.randrange(2)), min(days - 1, day + random.randrange(3)), (0, 0, -n))
        for n, (minutes, day) in enumerate(cuts)
    ]
    return pieces, capacity


def test_small_arrangements_without_a_spare_minute_are_all_found() -> None:
    searched = 0
    for seed in range(150):
        pieces, capacity = cut_to_measure(seed)
        board = Board(pieces, capacity)
        out = mend(board, sweep(board, range(len(pieces))))
        if out:
            searched += 1
            assert search(board, out), seed
        check(board, [], capacity)
    assert searched >= 20  # else this would say nothing about the search


@pytest.mark.parametrize("seed", range(8))
def test_of_many_pieces_of_one_length_the_worthiest_are_put(seed: int) -> None:
    """The oracle takes pieces by worth, each if one more can then be in time (the sets that can be form a matroid)."""
    pieces, capacity = random_instance(seed, (1,), pieces=45)
    capacity = [[minutes // 2 for minutes in day] for day in capacity]
    chosen: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.worth, reverse=True):
        if maximum_flow([*chosen, piece], capacity) == len(chosen) + 1:
            chosen.append(piece)
    board, out = packed(pieces, capacity)
    check(board, out, capacity)
    assert sorted(pieces[i].worth for i in board.slot_of) == sorted(piece.worth for piece in chosen)


@given(instances(most=12))
def test_nothing_is_left_out_that_has_room_or_could_replace_something_less_worthy(
    instance: tuple[list[Piece], Capacity],
) -> None:
    pieces, capacity = instance
    board, out = packed(pieces, capacity)
    check(board, out, capacity)
    for i in out:
        assert board.room_for(pieces[i]) is None


@given(instances(most=12))
def test_what_is_late_in_the_end_is_never_less_than_the_bound(instance: tuple[list[Piece], Capacity]) -> None:
    pieces, capacity = instance
    _, out = packed(pieces, capacity)
    assert sum(pieces[i].minutes for i in out) >= least_minutes_late(pieces, capacity)


def maximum_flow(pieces: Sequence[Piece], capacity: Capacity) -> int:
    """Minutes in time when pieces may be split, by Edmonds and Karp: source, pieces, days, sink."""
    sink = len(pieces) + len(capacity) + 1
    left: list[dict[int, int]] = [{} for _ in range(sink + 1)]

    def edge(start: int, end: int, minutes: int) -> None:
        left[start][end] = minutes
        left[end].setdefault(start, 0)

    for n, piece in enumerate(pieces, 1):
        edge(0, n, piece.minutes)
        for day in range(piece.first, piece.last + 1):
            edge(n, len(pieces) + 1 + day, piece.minutes)
    for day, row in enumerate(capacity):
        edge(len(pieces) + 1 + day, sink, sum(row))
    flow = 0
    while True:
        came = {0: 0}
        queue = deque([0])
        while queue and sink not in came:
            here = queue.popleft()
            for there, minutes in left[here].items():
                if minutes > 0 and there not in came:
                    came[there] = here
                    queue.append(there)
        if sink not in came:
            return flow
        path, here = [], sink
        while here != 0:
            path.append((came[here], here))
            here = came[here]
        least = min(left[a][b] for a, b in path)
        for a, b in path:
            left[a][b] -= least
            left[b][a] += least
        flow += least


def random_instance(seed: int, lengths: Sequence[int], *, pieces: int = 120) -> tuple[list[Piece], Capacity]:
    """A month of ten days and four people, about as much work as there are minutes."""
    random = Random(seed)
    made = []
    for n in range(pieces):
        first = random.randrange(10)
        last = min(9, first + random.randrange(6))
        made.append(Piece(random.choice(lengths), first, last, (random.randrange(5), random.randrange(999), -n)))
    work = sum(piece.minutes for piece in made)
    each = max(1, int(work / 40 * random.uniform(0.7, 1.6)))
    return made, [[random.choice((0, each, each, 2 * each)) for _ in range(4)] for _ in range(10)]


@pytest.mark.parametrize("seed", range(12))
def test_the_bound_is_the_maximum_flow(seed: int) -> None:
    pieces, capacity = random_instance(seed, (5, 10, 15, 20))
    work = sum(piece.minutes for piece in pieces)
    assert least_minutes_late(pieces, capacity) == work - maximum_flow(pieces, capacity)


@pytest.mark.parametrize("seed", range(12))
def test_pieces_of_one_length_reach_the_maximum_flow(seed: int) -> None:
    pieces, capacity = random_instance(seed, (1,))
    board, out = packed(pieces, capacity)
    check(board, out, capacity)
    assert len(board.slot_of) == maximum_flow(pieces, capacity)


@pytest.mark.parametrize("seed", range(40))
def test_days_shorter_by_the_longest_piece_that_suffice_when_split_suffice_whole(seed: int) -> None:
    """The promise of the sweep alone, without mending: see the module's docstring."""
    pieces, capacity = random_instance(seed, (5, 10, 15, 20))
    longest = max(piece.minutes for piece in pieces)
    roomy = [[minutes + longest - 1 for minutes in day] for day in capacity]
    late = least_minutes_late(pieces, capacity)
    board = Board(pieces, roomy)
    out = sweep(board, range(len(pieces)))
    check(board, out, roomy)
    if late == 0:
        assert out == []


def test_the_promise_is_put_to_the_test_by_enough_instances() -> None:
    fitting = [seed for seed in range(40) if least_minutes_late(*random_instance(seed, (5, 10, 15, 20))) == 0]
    assert len(fitting) >= 8


def test_mending_finds_nearly_every_tight_arrangement_that_is_known_to_exist() -> None:
    """Cut full days into pieces, so that an arrangement without one spare minute exists; far too many to search."""
    lost = total = 0
    for seed in range(10):
        random = Random(seed)
        capacity = [[60] * 3 for _ in range(8)]
        pieces = []
        for day in range(8):
            for _ in range(3):
                rest = 60
                while rest:
                    minutes = min(rest, random.choice((5, 10, 15, 20)))
                    rest -= minutes
                    first, last = max(0, day - random.randrange(4)), min(7, day + random.randrange(4))
                    pieces.append(Piece(minutes, first, last, (0, 0, -len(pieces))))
        board, out = packed(pieces, capacity)
        check(board, out, capacity)
        lost += sum(pieces[i].minutes for i in out)
        total += sum(piece.minutes for piece in pieces)
    assert lost / total < 0.01


@given(instances(most=12))
def test_swapping_changes_no_day_and_only_brings_pieces_to_those_wanted(instance: tuple[list[Piece], Capacity]) -> None:
    pieces, capacity = instance
    board, out = packed(pieces, capacity)
    before = dict(board.slot_of)
    swap_to_wanted(board)
    check(board, out, capacity)
    for i, slot in board.slot_of.items():
        assert slot // board.people == before[i] // board.people
        if before[i] % board.people == pieces[i].wanted:
            assert slot == before[i]


@given(instances(most=12))
def test_level_shares_do_all_the_work_that_can_be_done(instance: tuple[list[Piece], Capacity]) -> None:
    pieces, capacity = instance
    totals = [sum(day) for day in capacity]
    shares = level_shares([Demand(p.first, p.last, p.minutes) for p in pieces], totals)
    assert all(0 <= share <= 1 for share in shares)
    if least_minutes_late(pieces, capacity) == 0:
        slower = [[round(share * total * 5040)] for share, total in zip(shares, totals, strict=True)]
        longer = [piece._replace(minutes=piece.minutes * 5040) for piece in pieces]
        assert least_minutes_late(longer, slower) <= len(totals)  # rounding, one part in 5,040 of a minute a day


@given(instances(most=10))
def test_no_way_in_time_has_a_lower_busiest_day(instance: tuple[list[Piece], Capacity]) -> None:
    pieces, capacity = instance
    if least_minutes_late(pieces, capacity) > 0:
        return
    totals = [sum(day) for day in capacity]
    busiest = max(level_shares([Demand(p.first, p.last, p.minutes) for p in pieces], totals))
    lower = [[int(busiest * 0.98 * total * 5040)] for total in totals]
    longer = [piece._replace(minutes=piece.minutes * 5040) for piece in pieces]
    assert least_minutes_late(longer, lower) > 0


def test_shares_follow_the_critical_stretch() -> None:
    demands = [Demand(0, 3, 40), Demand(1, 1, 30), Demand(3, 3, 10)]
    assert level_shares(demands, [40, 40, 40, 40]) == pytest.approx([50 / 120, 0.75, 50 / 120, 50 / 120])
    assert level_shares([Demand(0, 2, 30)], [30, 0, 30]) == pytest.approx([0.5, 0.0, 0.5])
    assert level_shares([Demand(1, 2, 18), Demand(0, 1, 4)], [10] * 4) == pytest.approx([0.4, 0.9, 0.9, 0.0])
    assert level_shares([Demand(1, 2, 18), Demand(2, 3, 4)], [10] * 4) == pytest.approx([0.0, 0.9, 0.9, 0.4])
    assert level_shares([Demand(0, 0, 90)], [30, 30]) == [1.0, 0.0]
    assert level_shares([], [30]) == [0.0]
