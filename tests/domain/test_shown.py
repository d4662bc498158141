"""How records and tables show themselves in a line."""

from __future__ import annotations

import pytest

from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.location import Location
from evacopt.domain.pin import Pin
from evacopt.domain.policy import Policy
from evacopt.domain.share import Admission
from tests.build import DIRECT, group, plan
from tests.output.small import INSTANCE, PLAN

NAMES = {kind.__name__: kind for kind in (Admission, Flight, Group, Location, Pin, Policy)}


@pytest.mark.parametrize(
    "record",
    [
        DIRECT,
        group("G", size=3, ready=5, destinations=("V",)),
        Location(id="V", role="haven", country="FRA", capacity=0),
        Pin(group="G", kind="at_least", parties=1, itinerary=("F",)),
        Policy(full_loads=True),
        Admission(nationality="FRA", location="V"),
    ],
)
def test_a_record_is_made_again_of_what_it_says(record: object) -> None:
    """What is not at its default is said, and that makes the same record."""
    assert eval(repr(record), dict(NAMES)) == record


def test_a_record_says_nothing_that_is_as_usual() -> None:
    """A flight has eighteen fields; seven must be said."""
    assert repr(DIRECT).count("=") == 7
    assert repr(Policy()) == "Policy()"


def test_large_things_say_what_they_are() -> None:
    """A line with the numbers that tell one from another, whatever the size."""
    assert repr(INSTANCE) == "<Instance small: 33 people in 4 groups, 6 flights>"
    assert repr(INSTANCE.groups) == "<Groups: 4 rows>"
    assert repr(PLAN.assignments) == "<Assignments: 4 rows>"
    reached = "unserved[1] 8 (proven), unserved[3] 3 (claimed), fairness[1] 500,000 (feasible)"
    assert repr(PLAN) == f"<Plan of small: 4 assignments; {reached}>"
    assert repr(PLAN.goals) == f"<GoalTable: {reached}>"
    assert repr(plan(INSTANCE)) == "<Plan of small: 0 assignments; no goals>"
