"""The figures of one plan that a comparison puts side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleEntry:
    """People, and how many of them travel."""

    people: int
    served: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightEntry:
    """One flight under a plan: departure (UTC minutes), sorties flown, their seats, how many are taken."""

    departs: int
    sorties: int
    seats: int
    taken: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Everything of one plan that can be compared; dictionaries are in the order of the instance."""

    people: int
    served: int
    spent: int
    nationalities: dict[str, PeopleEntry]
    flights: dict[str, FlightEntry]
    parties: dict[tuple[str, Itinerary], int]
    staying: dict[str, int]


def counted(instance: Instance, plan: Plan) -> Counted:
    """The figures of `plan`, which is a plan of `instance`."""
    groups = instance.groups
    parties: Counter[tuple[str, Itinerary]] = Counter()
    for row in plan.assignments:
        parties[row.group, row.itinerary] += row.parties
    travelling: Counter[str] = Counter()
    for (group, _), number in parties.items():
        travelling[group] += number
    people = groups.people.tolist()
    served = sum(number * people[groups.row[group]] for group, number in travelling.items())
    return Counted(
        people=int((groups.people * groups.count).sum()),
        served=served,
        spent=_spent(instance, plan),
        nationalities=_nationalities(instance, travelling),
        flights=_flights(instance, plan, parties),
        parties=dict(parties),
        staying={
            group: count - travelling[group]
            for group, count in zip(groups.id, groups.count.tolist(), strict=True)
        },
    )


def _nationalities(instance: Instance, travelling: Counter[str]) -> dict[str, PeopleEntry]:
    groups = instance.groups
    people, served = Counter[str](), Counter[str]()
    rows = zip(groups.id, groups.count.tolist(), groups.own_nationalities, strict=True)
    for group, count, members in rows:
        for code, number in members:
            people[code] += number * count
            served[code] += number * travelling[group]
    return {code: PeopleEntry(people=people[code], served=served[code]) for code in sorted(people)}


def _sorties(instance: Instance, plan: Plan) -> dict[str, int]:
    """How often each flight flies."""
    flown = dict(plan.sorties)
    return {
        flight.id: flown.get(flight.id, 0) if flight.status == "optional" else flight.least_sorties
        for flight in instance.schedule
    }


def _spent(instance: Instance, plan: Plan) -> int:
    sorties = _sorties(instance, plan)
    return sum(flight.cost * sorties[flight.id] for flight in instance.schedule)


def _flights(
    instance: Instance, plan: Plan, parties: Counter[tuple[str, Itinerary]]
) -> dict[str, FlightEntry]:
    groups, sorties, taken = instance.groups, _sorties(instance, plan), Counter[str]()
    for (group, itinerary), number in parties.items():
        row = groups.row[group]
        for code in itinerary:
            lying = int(groups.stretchers[row]) * (instance.flight[code].seats_per_stretcher - 1)
            taken[code] += number * (int(groups.size[row]) + lying)
    return {
        flight.id: FlightEntry(
            departs=flight.departs,
            sorties=sorties[flight.id],
            seats=flight.seats * sorties[flight.id],
            taken=taken[flight.id],
        )
        for flight in instance.schedule
    }
