"""Promises first: parties that pins name, then people whom states were promised."""

from __future__ import annotations

from collections.abc import Mapping

from evacopt.domain.pin import Pin
from evacopt.domain.plan import Plan
from evacopt.domain.share import Share
from evacopt.large.boarding import Boarding, rank_of
from evacopt.large.commodities import Party, Trip
from evacopt.large.network import Network
from evacopt.large.residuals import Residuals
from evacopt.large.sorties import most_sorties

MOST_TRIPS = 2000
"""Trips that are tried for one group."""


def board_commitments(boarding: Boarding) -> frozenset[tuple[int, Trip]]:
    """Board whoever must travel; gives the bookings that must not be touched any more."""
    instance = boarding.network.instance
    names = {leg.id: number for number, leg in enumerate(instance.schedule)}
    for pin in sorted(instance.pins, key=lambda pin: (not pin.itinerary, not pin.flight)):
        if pin.kind != "at_most":
            _board_pin(boarding, pin, names)
    for share in instance.shares:
        if share.kind == "min":
            _board_share(boarding, share)
    return frozenset(boarding.booked)


def committed_sorties(network: Network, parties: list[Party]) -> dict[int, int]:
    """How often each optional flight must be flown if whoever is promised travel takes the first trip."""
    instance, needed = network.instance, most_sorties(network.instance)
    promises = [pin for pin in instance.pins if pin.kind != "at_most" and pin.parties]
    if not needed or not (promises or any(share.kind == "min" for share in instance.shares)):
        return {}
    residuals = Residuals(instance, needed)
    board_commitments(Boarding(network, residuals, parties))
    for flight in needed:
        while needed[flight] and residuals.spare(flight):
            residuals.ground(flight)
            needed[flight] -= 1
    return {flight: times for flight, times in needed.items() if times}


def _board_pin(boarding: Boarding, pin: Pin, names: Mapping[str, int]) -> None:
    schedule, party = boarding.network.instance.schedule, boarding.parties[boarding.row_of(pin.group)]

    def missing() -> int:
        done = sum(
            many
            for (row, trip), many in boarding.booked.items()
            if row == party.row and pin.covers(tuple(schedule[flight].id for flight in trip))
        )
        return pin.parties - done

    if pin.itinerary:
        trip = tuple(names[flight] for flight in pin.itinerary)
        if boarding.may(party, trip):
            boarding.board(party, trip, missing())
        return
    for number, trip in enumerate(boarding.every_trip(party)):
        if missing() <= 0 or number > MOST_TRIPS:
            return
        if pin.covers(tuple(schedule[flight].id for flight in trip)):
            boarding.board(party, trip, missing())


def _board_share(boarding: Boarding, share: Share) -> None:
    """People of a nationality on the flights of a promise until there are enough, parties of one first."""
    instance = boarding.network.instance
    scope = {number for number, leg in enumerate(instance.schedule) if share.covers(leg)}

    def counted(party: Party) -> int:
        return instance.counted(share.nationality, party.members)

    done = sum(
        many * counted(boarding.parties[row])
        for (row, trip), many in boarding.booked.items()
        if not scope.isdisjoint(trip)
    )
    for party in sorted(filter(counted, boarding.parties), key=rank_of):
        for number, trip in enumerate(boarding.every_trip(party)):
            if done >= share.people or not boarding.left[party.row] or number > MOST_TRIPS:
                break
            if not scope.isdisjoint(trip):
                wanted = -(-(share.people - done) // counted(party))
                done += boarding.board(party, trip, wanted) * counted(party)


def board_again(boarding: Boarding, plan: Plan) -> None:
    """Board everybody where a plan in force has them, as far as that still goes; who is pinned is aboard."""
    instance = boarding.network.instance
    number = {leg.id: at for at, leg in enumerate(instance.schedule)}
    for said in plan.assignments:
        if said.group in instance.groups.row and all(flight in number for flight in said.itinerary):
            party = boarding.parties[instance.groups.row[said.group]]
            trip = tuple(number[flight] for flight in said.itinerary)
            missing = said.parties - boarding.booked.get((party.row, trip), 0)
            if missing > 0 and boarding.may(party, trip):
                boarding.board(party, trip, missing)
