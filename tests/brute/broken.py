"""Which rules a plan breaks, by the same statements that the search keeps."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from tests.brute.crews import can_be_crewed
from tests.brute.journeys import Journey, journeys
from tests.brute.rows import rows
from tests.brute.world import Row, World


def broken(instance: Instance, plan: Plan) -> set[str]:
    """Standard names of the rules that a plan of known groups and flights breaks.

    Who sits in a reserve's pool is asked of every set of parties, so that too many people break it too.
    """
    of = {group.id: number for number, group in enumerate(instance.groups)}
    taken = [
        Journey(
            of[row.group], instance.groups[of[row.group]], tuple(instance.flight[c] for c in row.itinerary)
        )
        for row in plan.assignments
    ]
    parties = [row.parties for row in plan.assignments]
    flown = {
        flight.id: flight.sorties_in(plan) for flight in instance.schedule if flight.status == "optional"
    }
    found = {row.rule for row in rows(World(instance, taken)) if _value(row, flown, parties) > row.most}
    found |= _unfit(instance, taken)
    sent = Counter[str]()
    for journey, many in zip(taken, parties, strict=True):
        sent[journey.group.id] += many
    found |= {"parties" for group in instance.groups if sent[group.id] > group.count}
    found |= {"plan" for code, times in flown.items() if times > instance.flight[code].copies}
    found |= set() if can_be_crewed(instance, flown) else {"crew"}
    return found | ({"full_loads"} if _half_full(instance, taken, parties, flown, sent) else set())


def _value(row: Row, flown: dict[str, int], parties: list[int]) -> int:
    sorties = sum(each * flown[code] for code, each in row.sorties.items())
    return sorties + sum(each * many for each, many in zip(row.parties, parties, strict=True))


def _unfit(instance: Instance, taken: list[Journey]) -> set[str]:
    """`itinerary` where somebody takes one that is none, `acceptance` where a flight may not carry him."""

    def welcome(group: Group) -> Group:
        return replace(group, operators=())

    open_to_all = replace(
        instance,
        groups=Groups.of(map(welcome, instance.groups)),
        flights=tuple(replace(flight, accepts=("all",)) for flight in instance.flights),
        sorties=tuple(replace(sortie, accepts=("all",)) for sortie in instance.sorties),
    )
    there = {(way.group.id, _codes(way)) for some in journeys(open_to_all) for way in some}
    carried = {(way.group.id, _codes(way)) for some in journeys(instance) for way in some}
    asked = {(way.group.id, _codes(way)) for way in taken}
    return ({"itinerary"} if asked - there else set()) | (
        {"acceptance"} if (asked & there) - carried else set()
    )


def _codes(journey: Journey) -> tuple[str, ...]:
    return tuple(leg.id for leg in journey.legs)


def _half_full(
    instance: Instance, taken: list[Journey], parties: list[int], flown: dict[str, int], sent: Counter[str]
) -> bool:
    """Whether full loads are asked for, and an origin has both somebody left behind and an empty seat."""
    behind = {group.origin for group in instance.groups if sent[group.id] < group.count}
    empty = Counter[str]()
    for code, times in flown.items():
        empty[instance.flight[code].origin] += instance.flight[code].seats * times
    for journey, many in zip(taken, parties, strict=True):
        for leg in journey.legs:
            empty[leg.origin] -= journey.group.size * many * (leg.status == "optional")
    return instance.policy.full_loads and any(empty[place] for place in behind)
