"""Proofs where loads must be full and an origin lacks what full loads speak of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.flight import Flight
from evacopt.domain.location import Location
from evacopt.domain.policy import Policy
from evacopt.domain.share import Share
from evacopt.judge.certificate import check_certificate
from evacopt.judge.verify import verify
from evacopt.planning.solve import solve
from tests import build as small

FULL = Policy(objectives=("fairness", "unserved", "waiting", "cost"), full_loads=True, fairness_levels=2)
OTHER = Location(id="P", role="origin", country="NER")
PAIRS = small.group("A", size=2, count=3, nationality="DEU", priority=2)
THREES = small.group("B", size=3, count=2, ready=small.at("00:05"))


def _optional(code: str = "Y", start: str = "O 09:07", **more: Any) -> Flight:
    return small.flight(code, start, "V 15:00", status="optional", cost=3, **more)


CASES: dict[str, dict[str, Any]] = {
    "only scheduled flights": {"flights": (small.flight("F", "O 08:00", "V 12:00", seats=7),)},
    "scheduled ones of two origins": {
        "flights": (
            small.flight("F", "O 08:00", "V 12:00", seats=5),
            small.flight("E", "P 08:00", "V 12:00", seats=5),
        ),
        "groups": (PAIRS, THREES, small.group("C", origin="P", size=4, count=2)),
    },
    "every flight cancelled": {"flights": (small.flight("F", "O 08:00", "V 12:00", status="cancelled"),)},
    "no flight at all": {"flights": ()},
    "an optional flight where nobody waits": {
        "flights": (small.flight("F", "O 08:00", "V 12:00", seats=5), _optional(start="P 09:07", seats=4)),
    },
    "an optional flight that nobody may take": {
        "flights": (small.flight("F", "O 08:00", "V 12:00", seats=5), _optional(accepts=("ITA",), seats=4)),
    },
    "an optional flight and nobody who can leave": {
        "flights": (_optional(seats=4),),
        "groups": (small.group("A", size=2, count=3, leave_by=small.at("01:00")),),
    },
    "optional flights of one origin, scheduled ones of another": {
        "flights": (_optional(seats=4, copies=2), small.flight("E", "P 08:00", "V 12:00", seats=5)),
        "groups": (PAIRS, THREES, small.group("C", origin="P", size=2, count=4)),
    },
    "an optional flight of each origin, a group of one": {
        "flights": (_optional(seats=5, copies=2), _optional("Z", "P 09:07", seats=5)),
    },
    "an optional way on from a hub only": {
        "flights": (
            small.flight("IN", "O 08:00", "H 10:00", seats=7),
            _optional("OUT", "H 12:00", seats=4, copies=2),
        ),
    },
    "a promise beside full loads": {
        "flights": (small.flight("F", "O 08:00", "V 12:00", seats=5),),
        "shares": (Share(id="S", kind="min", nationality="DEU", people=2),),
    },
}


@pytest.mark.sibling("34")
@pytest.mark.parametrize("case", CASES)
def test_a_plan_with_bounds_comes_out(case: str) -> None:
    """Whatever an origin lacks, the plan is judged, and every bound is checked and met."""
    built: dict[str, Any] = {"groups": (PAIRS, THREES), "policy": FULL} | CASES[case]
    bare = small.instance(**built)
    instance = replace(bare, locations=(*bare.locations, OTHER))
    result = solve(instance, backend="highs", threads=1)
    assert result.plan is not None
    assert result.certificate is not None
    assert verify(instance, result.plan) == []
    assert check_certificate(instance, result.plan, result.certificate) == []
    assert all(goal.bound is not None and goal.bound <= goal.value for goal in result.goals)
    assert all(goal.grade == "proven" for goal in result.goals)
