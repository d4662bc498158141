"""Series of sorties: how many are flown in all is a whole number, and a certificate may branch on it."""

from __future__ import annotations

from random import Random

import pytest

from evacopt.domain.certificate import Branch, Leaf
from evacopt.domain.field import LARGEST
from evacopt.domain.policy import Policy
from evacopt.judge.bounds import DualBound
from evacopt.judge.limits import RefusedError
from evacopt.judge.relaxation import relax
from evacopt.judge.rows import ints
from evacopt.judge.series import series_of
from tests.brute.search import TooManyPlansError, best
from tests.build import flight, group, instance
from tests.tiny.instances import tiny_instance

SHUTTLE = {"status": "optional", "seats": 4, "cost": 10}
EARLY, LATE = (
    flight("EARLY", "O 08:00", "V 10:00", **SHUTTLE),
    flight("LATE", "O 12:00", "V 14:00", **SHUTTLE),
)
KNOWN = instance(
    groups=(group(count=6),), flights=(EARLY, LATE), policy=Policy(objectives=("unserved", "cost"))
)


def test_part_of_a_sortie_is_shown_to_be_a_whole_one() -> None:
    """Six people in fours: a sortie and a half cost 15, whichever hours; one is too few, so two fly."""
    relaxation = relax(KNOWN)
    cost = relaxation.goals[1]
    dual = DualBound(relaxation.holding(relaxation.goals[0], 0), cost)
    seats = (("seats", "EARLY"), 5), (("seats", "LATE"), 5)
    enough = (("held", relaxation.goals[0].name), 5)
    assert dual.floor(Leaf(2, (*seats, enough))) == 20  # 15, and costs are multiples of ten
    few = Leaf(0, ((("seats", "EARLY"), 1), (("seats", "LATE"), 1), (enough[0], 1), (("series", "EARLY"), 4)))
    two, series = Leaf(1, ((("series at least", "EARLY"), 10),)), ("series", "EARLY")
    assert dual.floor(Branch(series, 1, few, two)) == 20
    assert dual.floor(Branch(series, 0, few, two)) == 10


def test_a_series_differs_in_nothing_but_hours() -> None:
    """Another place, operator, aircraft, number of seats or price is another series."""
    assert [own.tolist() for own in series_of(KNOWN)] == [[0, 1]]
    for other in (
        {"operator": "DEU"},
        {"seats": 5},
        {"cost": 11},
        {"status": "scheduled"},
        {"status": "cancelled"},
    ):
        late = flight("LATE", "O 12:00", "V 14:00", **{**SHUTTLE, **other})
        assert series_of(instance(flights=(EARLY, late))) == []
    there = flight("LATE", "O 12:00", "W 14:00", **SHUTTLE)
    assert series_of(instance(flights=(EARLY, there))) == []


def test_the_column_is_the_sum_of_its_sorties() -> None:
    """Points with another sum break one of the two rows; it is at most what all of them may be flown."""
    legs = (EARLY, flight("LATE", "O 12:00", "V 14:00", copies=3, **SHUTTLE))
    relaxation = relax(instance(flights=legs))
    column = relaxation.column.number(("series", "EARLY"))
    assert (int(relaxation.lower[column]), int(relaxation.upper[column])) == (0, 4)
    rows = [relaxation.row.number((rule, "EARLY")) for rule in ("series", "series at least")]
    for early, late, told in ((1, 2, 3), (1, 2, 2), (0, 1, 2)):
        values = ints(relaxation.lower.tolist())
        for name, value in (("sorties", "EARLY"), early), (("sorties", "LATE"), late):
            values[relaxation.column.number(name)] = value
        values[column] = told
        load = relaxation.entries.activity(len(relaxation.high), values)
        over = [int(load[row]) for row in rows]
        assert over == [early + late - told, told - early - late]


@pytest.mark.parametrize("first", [0, 100])
def test_no_branch_on_a_series_shows_more_than_the_best_plan(first: int) -> None:
    """Random branches and multipliers over tiny instances: never above the best of all plans."""
    tried = above = 0
    for seed in range(first, first + 100):
        known, rng = tiny_instance(seed), Random(seed)
        if not series_of(known):
            continue
        try:
            values = best(known)
        except TooManyPlansError:
            continue
        relaxation = relax(known)
        columns = [key for key in relaxation.column if key[0] == "series"]
        rows = list(relaxation.row)
        linked = [key for key in rows if key[0].startswith(("series", "seats", "held"))]
        for form, (_, value) in zip(relaxation.goals, values or (), strict=False):
            for _ in range(20):
                leaves = [
                    Leaf(
                        rng.randint(1, 3),
                        tuple(
                            (key, rng.choice((1, 2, 7))) for key in rng.sample(linked, min(len(linked), 4))
                        ),
                    )
                    for _ in range(2)
                ]
                at = rng.choice((-1, 0, 1, 2, LARGEST))
                floor = DualBound(relaxation, form).floor(Branch(rng.choice(columns), at, *leaves))
                assert floor is not None
                assert floor <= value
                above += floor > 0
            tried += 1
            relaxation = relaxation.holding(form, value)
            linked.append(("held", form.name))
    assert tried > 20
    assert above > 20


def test_what_is_no_series_is_refused() -> None:
    """A branch on the second flight of one, and one on a series of another name."""
    relaxation = relax(KNOWN)
    for name in "LATE", "OTHER":
        with pytest.raises(RefusedError):
            DualBound(relaxation, relaxation.goals[0]).floor(Branch(("series", name), 1, Leaf(1), Leaf(1)))
