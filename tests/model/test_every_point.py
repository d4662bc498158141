"""Worlds of a few columns, of which every point is tried: the model holds where the judge finds no fault."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from evacopt.domain.checks import errors_of
from evacopt.domain.flight import Crew, Fleet, Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.policy import Policy
from evacopt.domain.share import Admission, Bloc, Share
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.model.decode import decode
from evacopt.model.formulation import formulate
from tests.build import at, flight, group, instance, place
from tests.model.points import ALL, decided, extended

MANY = 1500
SIX_PARTIES = group(count=6)
LEAVES = tuple(
    flight(code, f"O {hour}", "V 16:00", seats=9) for code, hour in (("A", "08:20"), ("B", "09:50"))
)


def _optional(code: str, hour: str, **more: Any) -> Flight:
    return flight(code, f"O {hour}", "V 16:00", status="optional", **more)


def _via(code: str, lands: str, leaves: str) -> tuple[Flight, Flight]:
    """There by the hub, in two flights of their own."""
    return (
        flight(f"{code}1", "O 06:00", f"H {lands}", accepts=(code,)),
        flight(f"{code}2", f"H {leaves}", "V 20:00", accepts=(code,)),
    )


def _nation(code: str, **more: Any) -> Group:
    return group(code, nationality=code, **more)


EUROPE = (Bloc(bloc="EU", members=("DEU", "FRA")),)
RESERVES = (
    Share(id="EU", kind="reserve", nationality="EU", people=2),
    Share(id="FR", kind="reserve", nationality="FRA", people=1),
)
WORLDS: dict[str, tuple[Instance, str]] = {
    "throughput by the minute": (
        instance(
            groups=(SIX_PARTIES,),
            flights=LEAVES,
            places=(place("O", throughput_per_hour=2, opens=at("07:00")),),
        ),
        "throughput",
    ),
    "who leaves a hub makes room": (
        instance(
            groups=tuple(_nation(code, count=3) for code in ("FRA", "DEU", "ITA")),
            flights=(
                *_via("FRA", "08:00", "10:00"),
                *_via("DEU", "10:00", "12:00"),
                *_via("ITA", "11:00", "13:00"),
            ),
            places=(place("H", capacity=3),),
        ),
        "capacity",
    ),
    "who is only just in a hub counts": (
        instance(
            groups=tuple(_nation(code, count=4) for code in ("FRA", "DEU")),
            flights=(*_via("FRA", "08:00", "10:00"), *_via("DEU", "10:00", "13:00")),
            places=(place("H", capacity=2),),
        ),
        "capacity",
    ),
    "a place in a haven is held for a time": (
        instance(
            groups=(group(count=3), group("L", count=2, stay=90), group("S", count=2, stay=0)),
            flights=(flight("A", "O 08:00", "V 12:00"), flight("B", "O 09:00", "V 13:00")),
            places=(place("V", capacity=3, stay=60),),
        ),
        "capacity",
    ),
    "all leave or aircraft leave full": (
        instance(
            groups=(group(count=3), _nation("DEU", size=2)),
            flights=(flight("S", "O 08:00", "V 12:00", seats=5), _optional("A", "09:00", seats=2, copies=2)),
            policy=Policy(full_loads=True),
        ),
        "full_loads",
    ),
    "seats in pools that overlap": (
        instance(
            groups=tuple(_nation(code, count=3) for code in ("FRA", "DEU", "NER")),
            flights=(flight("A", "O 08:00", "V 12:00", seats=4),),
            shares=RESERVES,
            blocs=EUROPE,
        ),
        "reserve",
    ),
    "seats in pools of sorties": (
        instance(
            groups=(_nation("FRA", count=3), _nation("NER", count=4)),
            flights=(_optional("A", "08:00", seats=3, copies=2),),
            shares=RESERVES[1:],
        ),
        "reserve",
    ),
    "stretchers, infants and helpers": (
        instance(
            groups=(
                group("LYING", size=2, stretchers=1, count=2),
                group("BABY", size=1, infants=1, count=2),
                group("NEEDS", size=2, assisted=1, count=2),
            ),
            flights=(
                _optional("A", "08:00", seats=5, stretchers=1, seats_per_stretcher=3, infants=1, copies=2),
            ),
            policy=Policy(assistance_ratio=500_000),
        ),
        "assistance",
    ),
    "a load that is worth a sortie": (
        instance(groups=(group(count=6),), flights=(_optional("A", "08:00", seats=3, copies=3, min_load=2),)),
        "min_load",
    ),
    "movements in a clock hour": (
        instance(
            groups=(group(count=2),),
            flights=tuple(
                _optional(f"F{hour}", hour, seats=1, copies=2) for hour in ("08:00", "08:59", "09:00")
            ),
            places=(place("O", movements_per_hour=2),),
        ),
        "movements_hour",
    ),
    "movements in a day": (
        instance(
            groups=(group(count=2),),
            flights=tuple(
                _optional(f"F{hour}", hour, seats=1, copies=2) for hour in ("00:00", "08:59", "15:00")
            ),
            places=(place("O", movements_per_day=3),),
        ),
        "movements_day",
    ),
    "an aircraft is back": (
        instance(
            groups=(group(count=2),),
            flights=tuple(
                _optional(f"F{hour}", hour, seats=1, copies=2, fleet="X")
                for hour in ("08:00", "09:59", "10:00")
            ),
            fleets=(Fleet(id="X", count=2, cycle=120),),
        ),
        "fleet",
    ),
    "two kinds of crews": (
        instance(
            groups=(group(count=2),),
            flights=tuple(
                _optional(f"F{hour}", hour, seats=1, copies=2, fleet=fleet)
                for hour, fleet in (("08:00", "X"), ("09:00", "Y"), ("10:00", "X"))
            ),
            fleets=tuple(Fleet(id=code, count=9, cycle=60) for code in "XY"),
            crews=(
                Crew(id="both", count=1, fleets=("X", "Y"), rest=120),
                Crew(id="one", count=1, fleets=("X",), rest=60),
            ),
        ),
        "crew",
    ),
    "a scheduled flight takes its crew": (
        instance(
            groups=(group(count=2),),
            flights=(
                flight("S", "O 08:00", "V 12:00", fleet="X"),
                _optional("A", "09:00", seats=1, copies=2, fleet="X"),
            ),
            fleets=(Fleet(id="X", count=9, cycle=60),),
            crews=(
                Crew(id="c", count=1, fleets=("X",), rest=90),
                Crew(id="d", count=1, fleets=("X",), rest=61),
            ),
        ),
        "crew",
    ),
    "shares of mixed families": (
        instance(
            groups=(
                group("MIX", size=3, members=(("FRA", 1), ("NER", 2)), count=2),
                _nation("NER", count=3),
            ),
            flights=(flight("A", "O 08:00", "V 12:00"), flight("B", "O 09:00", "V 13:00")),
            shares=(
                Share(id="MAX", kind="max", nationality="NER", people=4, flight="A"),
                Share(id="MIN", kind="min", nationality="FRA", people=1),
            ),
        ),
        "share_max",
    ),
    "admissions in transit": (
        instance(
            groups=(group(count=4),),
            flights=(
                flight("IN", "O 08:00", "H 10:00"),
                flight("ON", "H 12:00", "V 14:00"),
                flight("A", "O 09:00", "V 13:00"),
            ),
            admissions=(
                Admission(location="H", nationality="FRA", people=2),
                Admission(country="FRA", nationality="FRA", people=3),
            ),
        ),
        "admission",
    ),
    "what has been decided": (
        instance(
            groups=(group(count=4), group("OTHER", count=2)),
            flights=LEAVES,
            pins=(
                Pin(group="G", kind="at_least", parties=1, flight="A"),
                Pin(group="G", kind="at_most", parties=2),
                Pin(group="OTHER", kind="exactly", parties=1, itinerary=("B",)),
            ),
        ),
        "pin",
    ),
}


def _known(name: str) -> Instance:
    """The world with every goal."""
    known = WORLDS[name][0]
    policy = replace(known.policy, objectives=ALL, fairness_levels=2)
    return replace(known, policy=policy)


@pytest.mark.parametrize("name", WORLDS)
def test_every_point(name: str) -> None:
    """Of all plans that the columns can say the model accepts exactly those that the judge accepts."""
    known = _known(name)
    assert errors_of(known) == []
    formulation = formulate(known)
    columns = np.flatnonzero(decided(formulation))
    ranges = [range(int(formulation.model.upper[column]) + 1) for column in columns.tolist()]
    broken, kept = set[str](), 0
    assert np.prod([len(some) for some in ranges]) <= MANY
    for point in product(*ranges):
        values = np.zeros_like(formulation.model.lower)
        values[columns] = point
        if "parties" in {formulation.model.labels[row].rule for row in formulation.model.broken_rows(values)}:
            continue
        whole = extended(formulation.model.for_goals(()), values, decided(formulation))
        plan = decode(formulation, values if whole is None else whole)
        violations = verify(known, plan if whole is not None else replace(plan, crews=()))
        assert (whole is None) == bool(violations), (plan.assignments.to_dict(), plan.sorties, violations)
        broken |= {row.rule for row in violations}
        kept += whole is not None
        goals = [(goal.name, goal.of(formulation.completed(values))) for goal in formulation.model.goals]
        assert goals == count_goals(known, plan)
    assert WORLDS[name][1] in broken
    assert kept > 1


@pytest.mark.parametrize("ready", [at("07:59"), at("08:00"), at("22:59"), at("23:00"), at("23:00") + 61])
def test_hours_waited_by_the_minute(ready: int) -> None:
    """Begun hours count full, to the departure or to the end; who is ready after the end waits none."""
    groups = Groups.of([group(ready=ready), group("EARLY", ready=at("07:00"))])
    known = replace(instance(), groups=groups, policy=Policy(objectives=("waiting",)))
    formulation = formulate(known)
    for pairs in product(*(range(int(most) + 1) for most in formulation.travel.most)):
        values = np.zeros_like(formulation.model.lower)
        values[formulation.pair_column] = pairs
        (goal,) = formulation.model.goals
        assert [(goal.name, goal.of(values))] == count_goals(known, decode(formulation, values))
