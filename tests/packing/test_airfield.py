"""Rules of the airfield make no multiple knapsack: what they tie is seen, or there is no packing."""

from __future__ import annotations

from typing import Any

import pytest

from evacopt.domain.dimension import Dimension
from evacopt.domain.link import Link
from evacopt.exact.lexicographic import seat_rows
from evacopt.milp.contract import Options, Program
from evacopt.model.formulation import formulate
from evacopt.packing.loads import Packing
from evacopt.packing.multiple import MultipleKnapsack
from evacopt.packing.search import packing_of
from tests.build import flight, group, instance, place


def _packing(**more: Any) -> Packing | None:
    """The packing of two flights and two groups too large for them."""
    fields = {
        "groups": (group("G", size=3, count=9), group("N", size=2, count=9)),
        "flights": (flight("A"), flight("B", "O 09:00", "V 13:00", room=(("kg", 5),))),
        "dimensions": (Dimension(id="kg"),),
        **more,
    }
    formulation = formulate(instance(**fields))
    rules = formulation.model.for_goals(["unserved[1]"])
    program = Program.of(rules, formulation.model.goals[0])
    return packing_of(program, seat_rows(rules), Options(time_limit=9.0))


def test_without_a_rule_it_is_one() -> None:
    """The instance below is a multiple knapsack by itself."""
    packing = _packing()
    assert packing is not None
    assert MultipleKnapsack.of(packing) is not None


def test_kilograms_tie_as_well() -> None:
    """They are one more limit of the packing, which is then no multiple knapsack."""
    light = group("G", size=3, count=9, needs=(("kg", 1),))
    packing = _packing(groups=(light, group("N", size=2, count=9, needs=(("kg", 2),))))
    assert packing is not None
    assert 5 in packing.limits.tolist()
    assert MultipleKnapsack.of(packing) is None


@pytest.mark.parametrize(
    "more",
    [
        {"links": (Link(group="G", partner="N", kind="same_haven"),)},
        {"flights": (flight("A"), flight("B", "O 09:00", "V 13:00", status="optional", alternative="x"))},
    ],
)
def test_what_frees_room_is_no_packing(more: dict[str, Any]) -> None:
    """Where somebody travels only as others do, or sorties are decided, there is none."""
    assert _packing(**more) is None


def test_arrivals_of_an_hour_are_a_limit() -> None:
    """People of different sizes count differently in it, which no multiple knapsack can say."""
    packing = _packing(places=(place("V", arrivals_per_day=11),))
    assert packing is not None
    assert 11 in packing.limits.tolist()
    assert MultipleKnapsack.of(packing) is None
