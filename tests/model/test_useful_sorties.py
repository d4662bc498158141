"""Sorties that carry nobody are not offered to an engine."""

from __future__ import annotations

from dataclasses import replace

from evacopt.domain.policy import Policy
from evacopt.domain.share import Share
from evacopt.model.formulation import Formulation, formulate
from tests.build import flight, group, instance

MANY = flight("A", "O 08:00", "V 12:00", status="optional", seats=4, stretchers=1, copies=9)


def _offered(formulation: Formulation) -> int:
    return int(formulation.model.upper[formulation.sortie_column[0]])


def test_seats_that_all_parties_take() -> None:
    """Ten people on aircraft of four seats need three sorties, whatever the copies."""
    assert _offered(formulate(instance(groups=(group(count=10),), flights=(MANY,)))) == 3


def test_positions_for_those_who_lie() -> None:
    """Three who lie need three sorties with one position each, though two have seats enough."""
    lying = group(size=2, stretchers=1, count=3)
    assert _offered(formulate(instance(groups=(lying,), flights=(MANY,)))) == 3


def test_reserved_seats_leave_all_copies() -> None:
    """Where seats are kept for others more sorties may be of use than the seats in all say."""
    kept = Share(id="S", kind="reserve", nationality="DEU", people=3)
    assert _offered(formulate(instance(groups=(group(count=10),), flights=(MANY,), shares=(kept,)))) == 9


def test_full_loads_allow_the_empty_seats_of_the_last_sortie() -> None:
    """Ten people and three sorties of four seats: nobody is left behind, or two seats at most are empty."""
    policy = Policy(objectives=("unserved",), full_loads=True)
    formulation = formulate(replace(instance(groups=(group(count=10),), flights=(MANY,)), policy=policy))
    rows = [row for row, label in enumerate(formulation.model.labels) if label.subject == "O empty"]
    (row,) = rows
    _, amounts = formulation.model.matrix.row(row)
    assert sorted(amounts.tolist()) == [-2, -1, 4]
