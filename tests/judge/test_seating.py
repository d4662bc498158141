"""Reserved pools as a transport question, and full loads."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.share import Share
from evacopt.judge.seating import seated
from evacopt.judge.verify import verify
from tests.judge.world import DIRECT, GOOD, VIA_HUB, flight, group, plan_of, policy

AMOUNTS = st.integers(0, 6)


@st.composite
def _flights(draw: st.DrawFn) -> tuple[list[int], list[int], list[list[bool]]]:
    people = draw(st.lists(AMOUNTS, min_size=1, max_size=5))
    pools = draw(st.lists(AMOUNTS, max_size=5))
    doors = st.lists(st.booleans(), min_size=len(pools), max_size=len(pools))
    return people, pools, [draw(doors) for _ in people]


@given(_flights())
def test_as_many_sit_as_the_smallest_cut_allows(case: tuple[list[int], list[int], list[list[bool]]]) -> None:
    """By the theorem of maximum flow and minimum cut, over every set of nationalities."""
    people, pools, admits = case
    cuts = []
    for some in product((False, True), repeat=len(people)):
        outside = sum(count for count, inside in zip(people, some, strict=True) if not inside)
        doors = [
            any(row[n] for row, inside in zip(admits, some, strict=True) if inside) for n in range(len(pools))
        ]
        cuts.append(outside + sum(size for size, open_ in zip(pools, doors, strict=True) if open_))
    assert seated(people, pools, admits) == min(cuts)


def test_people_move_over_to_let_others_sit() -> None:
    """A chain: each nationality may sit in two neighbouring pools, and only the last has room to spare."""
    size = 40
    admits = [[pool in (who, who + 1) for pool in range(size + 1)] for who in range(size)]
    assert seated([10**9] * size, [10**9 - 1] * size + [size], admits) == size * 10**9


def test_twenty_pools_for_sixty_nationalities_are_settled() -> None:
    """Nationality n may sit in three pools; twenty pools of nine seats hold 180 of 240 people."""
    admits = [[(pool - who) % 20 in (0, 1, 7) for pool in range(20)] for who in range(60)]
    assert seated([4] * 60, [9] * 20, admits) == 180


def test_a_party_may_be_split_over_pools() -> None:
    """Couples sit in two seats for NER and two free ones, one DEU in a seat for the EU; FRA's stays empty."""
    instance = replace(
        flight("DIRECT", seats=6),
        shares=tuple(
            Share(id=code, kind="reserve", nationality=nation, people=people, flight="DIRECT")
            for code, nation, people in (("R1", "NER", 2), ("R2", "EU", 1), ("R3", "FRA", 1))
        ),
    )
    assert verify(instance, plan_of(instance, GOOD)) == []
    more = {**GOOD, ("LYING", DIRECT): 2}
    found = verify(instance, plan_of(instance, more))
    assert [(row.rule, row.subject) for row in found] == [("reserve", "DIRECT")]


def test_a_reserved_seat_stays_empty_rather_than_seat_others() -> None:
    """Each sortie brings its pool; too few seats for all are a matter of the rule `seats` alone."""
    share = Share(id="R", kind="reserve", nationality="FRA", people=2, operator="DEU")
    instance = replace(group("COUPLE", count=9), shares=(share,))
    fits = plan_of(instance, {("COUPLE", DIRECT): 4}, direct=2)
    assert verify(instance, fits) == []
    found = verify(instance, plan_of(instance, {("COUPLE", DIRECT): 5}, direct=2))
    assert [str(row) for row in found] == ["reserve DIRECT: keeps 2 seats that they need from its people"]
    crowded = verify(replace(instance, shares=()), plan_of(instance, {("COUPLE", DIRECT): 7}, direct=2))
    assert "reserve" not in {row.rule for row in crowded}


def test_full_loads_ask_nothing_where_nobody_is_left() -> None:
    """With everybody aboard an aircraft may leave with empty seats; scheduled ones may at any time."""
    instance = policy(full_loads=True)
    everybody = {("FAMILY", VIA_HUB): 3, ("LYING", DIRECT): 2, ("COUPLE", DIRECT): 4}
    assert verify(instance, plan_of(instance, everybody, direct=2)) == []
    left = {**everybody, ("COUPLE", DIRECT): 3}
    found = verify(instance, plan_of(instance, left, direct=2))
    assert [str(row) for row in found] == ["full_loads O1: fills 8 of 12 optional seats, and 1 parties stay"]
    assert verify(instance, plan_of(instance, {("FAMILY", VIA_HUB): 3}, direct=0)) == []
