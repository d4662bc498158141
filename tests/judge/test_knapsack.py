"""Knapsacks seat by seat: against every choice there is, and where they refuse to work."""

from __future__ import annotations

from itertools import product
from random import Random

import numpy as np
import pytest

from evacopt.judge.knapsack import Numbers, Segment, exactly, most_in_whole, or_more
from evacopt.judge.limits import LIMITS, SAFE, Limits, RefusedError

PLAIN = Limits(safe=0)
"""All in Python integers."""


def _choices(segments: list[Segment]) -> list[tuple[int, int]]:
    """Size and worth of every choice."""
    return [
        (
            sum(part.size * many for part, many in zip(segments, taken, strict=True)),
            sum(part.worth * many for part, many in zip(segments, taken, strict=True)),
        )
        for taken in product(*(range(part.most + 1) for part in segments))
    ]


def _drawn(random: Random) -> list[Segment]:
    return [
        Segment(random.choice((0, 1, 1, 2, 3, 5)), random.randint(-9, 9), random.randint(0, 5))
        for _ in range(random.randint(0, 3))
    ]


@pytest.mark.parametrize("plain", [False, True])
def test_knapsacks_are_the_best_of_all_choices(plain: bool) -> None:
    """Exactly n seats, and n or more, for all n; things without a size too, and sums that cannot be."""
    random = Random(8)
    for _ in range(150):
        segments, most = _drawn(random), random.randint(0, 12)
        numbers, choices = (
            Numbers.that_hold(segments, most + 1, PLAIN if plain else LIMITS),
            _choices(segments),
        )
        just, more = exactly(segments, most, numbers), or_more(segments, most, numbers)
        assert len(just) == len(more) == most + 1
        assert just.dtype == more.dtype == (object if plain else np.int64)
        for n in range(most + 1):
            fits = max((worth for size, worth in choices if size == n), default=None)
            enough = max((worth for size, worth in choices if size >= n), default=None)
            assert (numbers.largest(just[n : n + 1]), numbers.largest(more[n : n + 1])) == (fits, enough)


def test_binary_parts_add_up_to_any_number() -> None:
    """Six things: one, two and three at a time."""
    assert list(Segment(3, 5, 6).binary_parts()) == [(3, 5), (6, 10), (9, 15)]
    assert list(Segment(3, 5, 0).binary_parts()) == []
    assert list(Segment(3, -5, 8).binary_parts()) == [(3, -5), (6, -10), (12, -20), (3, -5)]


def test_what_cannot_be_stays_so_after_adding_sums() -> None:
    """Up to 15 may be added, twice; 15 below nothing may be found."""
    numbers = Numbers.that_hold([Segment(1, 5, 2), Segment(1, -5, 1)], 1)
    assert numbers == Numbers(np.int64, -64)
    assert numbers.largest(np.array([-64 + 30, -64])) is None
    assert numbers.largest(np.array([-64, -15])) == -15


def test_numbers_beyond_64_bits_are_python_integers() -> None:
    """Sixteen times all that could be added stays below the safe limit, or numbers are Python's."""
    almost, beyond = SAFE // 16 - 2, SAFE // 16 - 1
    assert Numbers.that_hold([Segment(1, almost, 1)], 1).dtype is np.int64
    assert Numbers.that_hold([Segment(1, beyond, 1)], 1).dtype is object
    assert Numbers.that_hold([Segment(1, 1, 1)], 1, PLAIN).dtype is object


def test_work_is_limited_as_the_page_on_certificates_says() -> None:
    """Seats x things, doubled again and again: 10 seats x (3 + 1) are refused one below their limit."""
    assert (LIMITS.knapsack, LIMITS.knapsack_plain) == (1_000_000_000, 20_000_000)
    segments = [Segment(1, 1, 7), Segment(1, 1, 1)]
    for exact, below in (
        (Limits(knapsack=40), Limits(knapsack=39)),
        (Limits(safe=0, knapsack_plain=40), Limits(safe=0, knapsack_plain=39)),
    ):
        assert Numbers.that_hold(segments, 10, exact).nothing == -36
        with pytest.raises(RefusedError, match="too large"):
            Numbers.that_hold(segments, 10, below)


def test_whole_things_add_up_to_the_most_of_all_choices() -> None:
    """Within any room the most is that of all choices, or the room itself where it is not looked at."""
    random = Random(9)
    for _ in range(150):
        sizes, room = [random.randint(0, 6) for _ in range(random.randint(0, 4))], random.randint(0, 30)
        counts = [random.randint(0, 4) for _ in sizes]
        sums = (
            sum(size * many for size, many in zip(sizes, taken, strict=True))
            for taken in product(*(range(count + 1) for count in counts))
        )
        given = np.array(sizes, dtype=np.int64), np.array(counts, dtype=np.int64)
        assert most_in_whole(*given, room) == max(each for each in sums if each <= room)
        assert most_in_whole(*given, room, Limits(staying=room - 1)) == room
