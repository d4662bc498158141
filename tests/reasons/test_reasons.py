"""Why a group stays: every reason where it is the one that stands in the way, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from evacopt import solve
from evacopt.domain.checks import errors_of
from evacopt.domain.columns import Ints
from evacopt.domain.flight import Crew, Fleet
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Itinerary, Reason
from evacopt.domain.policy import Policy
from evacopt.domain.share import Admission, Share
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, formulate
from evacopt.reasons.reasons import explained, unserved_of, unserved_with_reasons
from tests.build import DIRECT, VIA_HUB, at, flight, group, instance, place
from tests.model.points import decided, extended
from tests.tiny.instances import tiny_instance

Aboard = dict[tuple[str, Itinerary], int]
CABIN = {"seats", "reserve", "stretchers", "infants", "assistance"}


def _values(formulation: Formulation, aboard: Aboard, sorties: dict[str, int]) -> Ints:
    """The point at which so many parties of each group are aboard, in cohorts of one group each."""
    travel, known = formulation.travel, formulation.instance
    values = np.zeros_like(formulation.model.lower)
    for pair, column in enumerate(formulation.pair_column.tolist()):
        chain = travel.itineraries.flights(int(travel.itinerary[pair]))
        values[column] = aboard.get((travel.cohorts.parties.id[int(travel.cohort[pair])], chain), 0)
    for code, times in sorties.items():
        number = [leg.id for leg in known.schedule].index(code)
        values[formulation.sortie_column[number]] = times
    assert values[formulation.pair_column].sum() == sum(aboard.values()), "somebody found no pair"
    whole = extended(formulation.model.for_goals(()), values, decided(formulation))
    assert whole is not None, "the plan of the test breaks a rule"
    return formulation.completed(whole)


def _explained(
    known: Instance, aboard: Aboard | None = None, sorties: dict[str, int] | None = None
) -> dict[str, tuple[Reason, ...]]:
    """The reasons of each group that stays."""
    assert errors_of(known) == []
    formulation = formulate(known)
    values = _values(formulation, aboard or {}, sorties or {})
    unserved = unserved_with_reasons(formulation, values, decode(formulation, values))
    return {row.group: row.reasons for row in unserved}


def _codes(known: Instance, aboard: Aboard | None = None, sorties: dict[str, int] | None = None) -> list[str]:
    return [reason.code for reason in _explained(known, aboard, sorties)["G"]]


WITHOUT_ROUTE: dict[str, Instance] = {
    "connection": instance(flights=(VIA_HUB[0], flight("OUT", "H 10:30", "V 16:00"))),
    "max_stay": instance(flights=VIA_HUB, places=(place("H", max_stay=60),)),
    "window": instance(places=(place("O", opens=at("09:00")),)),
    "cancelled": instance(flights=(replace(DIRECT, status="cancelled"),)),
    "ready": instance(groups=(group(ready=at("08:01")),)),
    "leave_by": instance(groups=(group(leave_by=at("07:59")),)),
    "acceptance": instance(flights=(replace(DIRECT, accepts=("DEU",)),)),
    "operators": instance(groups=(group(operators=("DEU",)),)),
    "destinations": instance(groups=(group(destinations=("W",)),)),
    "admission": instance(admissions=(Admission(country="FRA", nationality="FRA", people=0),)),
    "size": instance(groups=(group(size=11),)),
}
LIFTED: dict[str, Instance] = {
    "connection": instance(flights=(VIA_HUB[0], flight("OUT", "H 11:00", "V 16:00"))),
    "max_stay": instance(flights=VIA_HUB, places=(place("H", max_stay=120),)),
    "window": instance(places=(place("O", opens=at("08:00")),)),
    "cancelled": instance(),
    "ready": instance(groups=(group(ready=at("08:00")),)),
    "leave_by": instance(groups=(group(leave_by=at("08:00")),)),
    "acceptance": instance(flights=(replace(DIRECT, accepts=("DEU", "FRA")),)),
    "operators": instance(groups=(group(operators=("DEU", "FRA")),)),
    "destinations": instance(groups=(group(destinations=("W", "FRA")),)),
    "admission": instance(admissions=(Admission(country="FRA", nationality="FRA", people=1),)),
    "size": instance(groups=(group(size=10),)),
}


@pytest.mark.parametrize("code", WITHOUT_ROUTE)
def test_a_single_cause_without_a_route(code: str) -> None:
    """Where one rule alone leaves no itinerary it is the only reason; without it the group can go."""
    assert _codes(WITHOUT_ROUTE[code]) == [code]
    assert len(formulate(LIFTED[code]).travel) == 1


def test_no_flight_at_all() -> None:
    """Where no flights lead on to a haven, however little time there is to change, that is the reason."""
    assert _codes(instance(flights=(VIA_HUB[0], flight("OUT", "H 09:30", "V 16:00")))) == ["no_connection"]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"stretchers": 1}, "1 stretcher positions"),
        ({"infants": 11}, "room for 11 infants"),
        ({"size": 11}, "11 seats"),
    ],
)
def test_size_says_what_one_party_needs(columns: dict[str, Any], words: str) -> None:
    """A party that no aircraft can hold is told what it needs of one."""
    (reason,) = _explained(instance(groups=(group(**columns),)))["G"]
    assert reason.code == "size"
    assert words in reason.text


def test_causes_that_each_stand_alone_are_all_named() -> None:
    """Two flights each shut by another rule: either rule lifted would open one, so both are named."""
    flights = (replace(DIRECT, accepts=("DEU",)), flight("LATE", "O 10:00", "V 14:00"))
    assert _codes(instance(flights=flights, groups=(group(leave_by=at("09:00")),))) == [
        "leave_by",
        "acceptance",
    ]


def test_causes_that_only_shut_together_are_one_reason() -> None:
    """A flight shut by two rules opens for neither alone: they are named as one."""
    shut = instance(flights=(replace(DIRECT, accepts=("DEU",)),), groups=(group(leave_by=at("07:00")),))
    (reason,) = _explained(shut)["G"]
    assert reason.code == "combined"
    assert "F does not accept FRA" in reason.text
    assert "leaves after 2023-08-01T07:00Z" in reason.text


OTHERS = group("X", nationality="DEU", count=10)
FULL: Aboard = {("X", ("F",)): 10}
RESERVED = Share(id="R", kind="reserve", nationality="DEU", people=4)
OPTIONAL = replace(DIRECT, status="optional", copies=2)
NO_AIRCRAFT = Fleet(id="A", count=0, cycle=60)
THRIFTY = Policy(objectives=("flights", "unserved"))

WITH_ROUTE: dict[str, tuple[Instance, Aboard, dict[str, int]]] = {
    "seats": (instance(groups=(group(), OTHERS)), FULL, {}),
    "fleet": (instance(flights=(replace(OPTIONAL, fleet="A"),), fleets=(NO_AIRCRAFT,)), {}, {}),
    "crew": (
        instance(
            flights=(replace(OPTIONAL, fleet="A"),),
            fleets=(replace(NO_AIRCRAFT, count=1),),
            crews=(Crew(id="c", count=0, fleets=("A",), rest=60),),
        ),
        {},
        {},
    ),
    "movements_hour": (instance(flights=(OPTIONAL,), places=(place("O", movements_per_hour=0),)), {}, {}),
    "movements_day": (instance(flights=(OPTIONAL,), places=(place("O", movements_per_day=0),)), {}, {}),
    "min_load": (instance(flights=(replace(OPTIONAL, min_load=2),)), {}, {}),
    "reserve": (
        instance(
            groups=(group(), group("X", nationality="ITA")),
            shares=(RESERVED,),
            flights=(replace(DIRECT, seats=5),),
        ),
        {("X", ("F",)): 1},
        {},
    ),
    "stretchers": (
        instance(
            groups=(group(stretchers=1), group("X", nationality="DEU", stretchers=1)),
            flights=(replace(DIRECT, stretchers=1),),
        ),
        {("X", ("F",)): 1},
        {},
    ),
    "infants": (
        instance(
            groups=(group(infants=1), group("X", nationality="DEU", infants=1)),
            flights=(replace(DIRECT, infants=1),),
        ),
        {("X", ("F",)): 1},
        {},
    ),
    "assistance": (
        instance(
            groups=(group(assisted=1), group("X")),
            policy=Policy(objectives=("unserved",), assistance_ratio=500_000),
        ),
        {("X", ("F",)): 1},
        {},
    ),
    "share_max": (
        instance(groups=(group(count=2),), shares=(Share(id="S", kind="max", nationality="FRA", people=1),)),
        {("G", ("F",)): 1},
        {},
    ),
    "admission": (
        instance(
            groups=(group(count=2),), admissions=(Admission(location="V", nationality="FRA", people=1),)
        ),
        {("G", ("F",)): 1},
        {},
    ),
    "capacity": (
        instance(groups=(group(), OTHERS), places=(place("V", capacity=3),)),
        {("X", ("F",)): 3},
        {},
    ),
    "throughput": (
        instance(groups=(group(size=3),), places=(place("O", throughput_per_hour=1, opens=at("06:00")),)),
        {},
        {},
    ),
    "full_loads": (
        instance(
            groups=(group(size=2), OTHERS),
            flights=(
                replace(OPTIONAL, seats=3),
                flight("G2", "O 09:00", "V 13:00", status="optional", seats=2),
            ),
            policy=Policy(objectives=("unserved",), full_loads=True),
        ),
        {("X", ("G2",)): 2},
        {"G2": 1},
    ),
    "pin": (instance(pins=(Pin(group="G", kind="at_most", parties=0),)), {}, {}),
    "goals": (instance(flights=(OPTIONAL,), policy=THRIFTY), {}, {}),
    "open": (instance(), {}, {}),
}


@pytest.mark.parametrize("code", WITH_ROUTE)
def test_a_single_cause_with_a_route(code: str) -> None:
    """Where one rule stands in the way of every itinerary it is the only reason given."""
    codes = _codes(*WITH_ROUTE[code])
    assert codes == (["seats", "full_loads"] if code == "full_loads" else [code])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("seats", "no seat left on F"),
        ("fleet", "no aircraft of A is free for F"),
        ("crew", "no crew for A is rested for F"),
        ("movements_hour", "at O in the hour of F"),
        ("movements_day", "at O on the day of F"),
        ("min_load", "too few people would be aboard for F"),
        ("reserve", "the seats left on F are reserved for others"),
        ("share_max", "the share S is used up"),
        ("capacity", "no place left at V"),
        ("throughput", "processed at O"),
        ("pin", "nobody of it travels"),
        ("goals", "it could go on F, but flights would rise from 0 to 1"),
        ("open", "nothing stands in its way on F"),
    ],
)
def test_the_sentence_names_the_thing(code: str, words: str) -> None:
    """The sentence says which flight, place, share or decision it is."""
    (reason,) = _explained(*WITH_ROUTE[code])["G"]
    assert words in reason.text


def test_seats_are_not_reserved_where_there_are_none() -> None:
    """On a flight that is full nobody is told that its seats are reserved for others."""
    full = instance(
        groups=(group(), group("X", nationality="DEU", count=5)),
        shares=(RESERVED,),
        flights=(replace(DIRECT, seats=5),),
    )
    assert _codes(full, {("X", ("F",)): 5}) == ["seats"]


def test_seats_are_not_reserved_where_others_can_move_into_their_pool() -> None:
    """Who sits in the free pool may sit in its own: the seat that this leaves free is not reserved."""
    known = instance(
        groups=(group(), group("X", nationality="DEU", count=2)),
        shares=(RESERVED,),
        flights=(replace(DIRECT, seats=5),),
    )
    formulation = formulate(known)
    names = formulation.travel.cohorts.parties.id
    values = np.zeros_like(formulation.model.lower)
    values[formulation.pair_column] = [names[cohort] == "X" for cohort in formulation.travel.cohort]
    assert formulation.model.holds(values), "one of X sits in the free pool, nobody in their own"
    unserved = unserved_with_reasons(formulation, values, decode(formulation, values))
    assert [[reason.code for reason in row.reasons] for row in unserved] == [["open"], ["open"]]


def test_many_flights_are_counted_not_listed() -> None:
    """Three flights are named, the rest is counted."""
    flights = tuple(flight(f"F{hour}", f"O 0{hour}:00", "V 20:00", accepts=("DEU",)) for hour in range(1, 7))
    (reason,) = _explained(instance(flights=flights))["G"]
    assert reason.text == "F1, F2, F3 and 3 more do not accept FRA"


def test_what_shuts_every_itinerary_is_enough() -> None:
    """A decision that alone shuts one itinerary and stands in the way of the other is the only reason."""
    flights = (DIRECT, replace(OPTIONAL, id="MAYBE"))
    pins = (Pin(group="G", kind="at_most", parties=0),)
    assert _codes(instance(flights=flights, pins=pins)) == ["pin"]


def test_only_who_stays_is_listed() -> None:
    """Groups that travel whole are not among the unserved; of the others the parties that stay are told."""
    known = instance(groups=(group("A", count=2), group("B", count=3, size=2), group("C")))
    formulation = formulate(known)
    values = _values(formulation, {("A", ("F",)): 2, ("B", ("F",)): 1}, {})
    unserved = unserved_with_reasons(formulation, values, decode(formulation, values))
    assert [(row.group, row.parties) for row in unserved] == [("B", 2), ("C", 1)]


def test_after_its_time_nobody_is_looked_at() -> None:
    """Everybody who stays is named still, without reasons."""
    count = 0
    for seed in range(12):
        known = tiny_instance(seed)
        plan = solve(known, threads=1).plan
        if plan is not None:
            late = unserved_of(explained(known, plan, until=0.0))
            whole = unserved_of(explained(known, plan))
            assert [(one.group, one.parties) for one in late] == [(one.group, one.parties) for one in whole]
            assert not any(one.reasons for one in late)
            assert all(one.reasons for one in whole)
            count += len(whole)
    assert count
