"""Why a group stays: every reason where it is the one that stands in the way, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from evacopt.domain.checks import errors_of
from evacopt.domain.columns import Ints
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Assignments, Itinerary, Plan, Reason, Unserved
from evacopt.domain.policy import Policy
from evacopt.domain.share import Admission, Share
from evacopt.judge.verdict import judge
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, formulate
from evacopt.planning.reasons import unserved_with_reasons
from tests.model.points import decided, extended, points, with_all_goals
from tests.planning.small import DIRECT, VIA_HUB, at, flight, group, instance, place
from tests.routes.slow import allowed

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
    found = unserved_with_reasons(formulation, values, decode(formulation, values))
    return {row.group: row.reasons for row in found}


def _codes(known: Instance, aboard: Aboard | None = None, sorties: dict[str, int] | None = None) -> list[str]:
    return [reason.code for reason in _explained(known, aboard, sorties)["G"]]


WITHOUT_ROUTE: dict[str, Instance] = {
    "no_connection": instance(flights=(VIA_HUB[0], flight("OUT", "H 10:30", "V 16:00"))),
    "ready": instance(groups=(group(ready=at("08:01")),)),
    "leave_by": instance(groups=(group(leave_by=at("07:59")),)),
    "acceptance": instance(flights=(replace(DIRECT, accepts=("DEU",)),)),
    "operators": instance(groups=(group(operators=("DEU",)),)),
    "destinations": instance(groups=(group(destinations=("W",)),)),
    "admission": instance(admissions=(Admission(country="FRA", nationality="FRA", people=0),)),
    "size": instance(groups=(group(size=11),)),
}
LIFTED: dict[str, Instance] = {
    "no_connection": instance(flights=(VIA_HUB[0], flight("OUT", "H 11:00", "V 16:00"))),
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
    assert "accepts FRA" in reason.text
    assert "leaves by 2023-08-01T07:00Z" in reason.text


OTHERS = group("X", nationality="DEU", count=10)
FULL: Aboard = {("X", ("F",)): 10}
RESERVED = Share(id="R", kind="reserve", nationality="DEU", people=4)
OPTIONAL = replace(DIRECT, status="optional", copies=2)

WITH_ROUTE: dict[str, tuple[Instance, Aboard, dict[str, int]]] = {
    "seats": (instance(groups=(group(), OTHERS)), FULL, {}),
    "not_flown": (instance(flights=(OPTIONAL,)), {}, {}),
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
                replace(OPTIONAL, seats=1),
                flight("G2", "O 09:00", "V 13:00", status="optional", seats=2),
            ),
            policy=Policy(objectives=("unserved",), full_loads=True),
        ),
        {("X", ("G2",)): 2},
        {"G2": 1},
    ),
    "pin": (instance(pins=(Pin(group="G", kind="at_most", parties=0),)), {}, {}),
    "goals": (instance(), {}, {}),
}


@pytest.mark.parametrize("code", [code for code in WITH_ROUTE if code != "full_loads"])
def test_a_single_cause_with_a_route(code: str) -> None:
    """Where one rule stands in the way of every itinerary it is the only reason given."""
    assert _codes(*WITH_ROUTE[code]) == [code]


def test_only_full_aircraft_leave() -> None:
    """Where the aircraft that fly are full, one more aboard is a sortie more that would not be."""
    reasons = {reason.code: reason.text for reason in _explained(*WITH_ROUTE["full_loads"])["G"]}
    assert reasons["full_loads"] == "only full aircraft leave: O"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("seats", "no seat left on F"),
        ("not_flown", "not flown: F"),
        ("reserve", "the seats left on F are reserved for others"),
        ("share_max", "the share S is used up"),
        ("capacity", "no place left at V"),
        ("throughput", "processed at O"),
        ("pin", "nobody of it travels"),
        ("goals", "it could fly on F"),
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
    found = unserved_with_reasons(formulation, values, decode(formulation, values))
    assert [[reason.code for reason in row.reasons] for row in found] == [["goals"], ["goals"]]


def test_many_flights_are_counted_not_listed() -> None:
    """Three flights are named, the rest is counted."""
    flights = tuple(flight(f"F{hour}", f"O 0{hour}:00", "V 20:00", status="optional") for hour in range(1, 7))
    (reason,) = _explained(instance(flights=flights))["G"]
    assert reason.text == "not flown: F1, F2, F3 and 3 more"


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
    found = unserved_with_reasons(formulation, values, decode(formulation, values))
    assert [(row.group, row.parties) for row in found] == [("B", 2), ("C", 1)]


def _cases() -> Iterator[tuple[Plan, Instance, tuple[Unserved, ...]]]:
    """Plans that keep every rule, and who stays under them."""
    for seed in range(150):
        known = with_all_goals(seed)
        formulation = formulate(known)
        for values in points(formulation, Random(seed), 4):
            whole = extended(formulation.model.for_goals(()), values, decided(formulation))
            if whole is not None:
                completed = formulation.completed(whole)
                plan = decode(formulation, completed)
                yield plan, known, unserved_with_reasons(formulation, completed, plan)


def test_one_more_party_breaks_what_its_reasons_name() -> None:
    """With one more party on any itinerary the judge finds a rule broken that the reasons name; or, where
    goals are the reason, some itinerary breaks none; and each group that stays has reasons.
    """
    told = set[str]()
    for plan, known, unserved in _cases():
        for row in unserved:
            chains = sorted(allowed(known, known.groups[known.groups.row[row.group]]))
            broken = [_broken_by(plan, known, row.group, chain) for chain in chains]
            codes = {reason.code for reason in row.reasons}
            told |= codes
            assert codes
            if codes == {"goals"}:
                assert not all(broken), (known.name, row)
            elif chains:
                named = codes | (CABIN if "not_flown" in codes else set())
                assert all(rules & named for rules in broken), (known.name, row, broken)
    assert told >= set(WITH_ROUTE) | set(WITHOUT_ROUTE) | {"combined"}


def _broken_by(plan: Plan, known: Instance, code: str, chain: Itinerary) -> set[str]:
    rows = {(row.group, row.itinerary): row.parties for row in plan.assignments}
    rows[code, chain] = rows.get((code, chain), 0) + 1
    more = Assignments.of(Assignment(*key, parties) for key, parties in rows.items())
    return {row.rule for row in judge(known, replace(plan, assignments=more))}


LIFT = {
    "ready": {"ready": None},
    "leave_by": {"leave_by": None},
    "operators": {"operators": ()},
    "destinations": {"destinations": ()},
}


def test_lifting_what_is_named_opens_a_way() -> None:
    """A group that any of its own columns alone keeps from every itinerary has one without that column."""
    lifted = set[str]()
    for _, known, unserved in _cases():
        for row in unserved:
            number = known.groups.row[row.group]
            for reason in row.reasons:
                if reason.code in LIFT:
                    rows = list(known.groups)
                    rows[number] = replace(rows[number], **LIFT[reason.code])  # type: ignore[arg-type]
                    freed = replace(known, groups=Groups.of(rows))
                    assert not allowed(known, known.groups[number])
                    assert allowed(freed, rows[number]), (known.name, row)
                    lifted.add(reason.code)
    assert lifted == set(LIFT)
