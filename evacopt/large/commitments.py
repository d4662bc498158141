"""Commitments first: parties that pins name, then people whom states were promised, then a plan in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evacopt.domain.pin import Pin
from evacopt.domain.plan import Plan
from evacopt.domain.share import Share
from evacopt.large.boarding import Boarding, Booking, rank_of
from evacopt.large.commodities import Party, Trip
from evacopt.large.network import Network
from evacopt.large.residuals import Residuals
from evacopt.large.sorties import most_sorties
from evacopt.large.tuning import TUNING, LargeTuning


def board_commitments(
    boarding: Boarding, plan: Plan | None = None, tuning: LargeTuning = TUNING
) -> frozenset[Booking]:
    """Board whoever must travel, on the trips of the `plan` in force where a pin lets them choose.

    Gives the bookings that must not be touched any more.
    """
    instance, before = boarding.network.instance, dict[str, list[tuple[Trip, int]]]()
    for group, trip, parties in _trips_of(boarding, plan):
        before.setdefault(group, []).append((trip, parties))
    for pin in sorted(instance.pins, key=lambda pin: (not pin.itinerary, not pin.flight)):
        if pin.kind != "at_most":
            _board_pin(boarding, pin, before.get(pin.group, ()), tuning.commitment_trips)
    for share in instance.shares:
        if share.kind == "min":
            _board_share(boarding, share, tuning.commitment_trips)
    return frozenset(boarding.booked)


def committed_sorties(
    network: Network, parties: list[Party], plan: Plan | None = None, tuning: LargeTuning = TUNING
) -> dict[int, int]:
    """How often each optional flight must be flown if whoever is promised travel takes the first trip."""
    instance, needed = network.instance, most_sorties(network.instance)
    promises = [pin for pin in instance.pins if pin.kind != "at_most" and pin.parties]
    if not needed or not (promises or any(share.kind == "min" for share in instance.shares)):
        return {}
    residuals = Residuals(instance, needed)
    board_commitments(Boarding(network, residuals, parties), plan, tuning)
    for flight in needed:
        while needed[flight] and residuals.spare(flight):
            residuals.ground(flight)
            needed[flight] -= 1
    return {flight: times for flight, times in needed.items() if times}


def _trips_of(boarding: Boarding, plan: Plan | None) -> Iterator[tuple[str, Trip, int]]:
    """Groups, trips and parties of `plan`, as far as there are such groups and flights."""
    instance = boarding.network.instance
    for row in () if plan is None else plan.assignments:
        if row.group in instance.groups.row and all(flight in instance.number for flight in row.itinerary):
            yield row.group, tuple(instance.number[flight] for flight in row.itinerary), row.parties


def _board_pin(boarding: Boarding, pin: Pin, before: Sequence[tuple[Trip, int]], most: int) -> None:
    """Parties of a pin on its itinerary, or on trips that it covers: those `before` it, then the first."""
    instance = boarding.network.instance
    party = boarding.parties[instance.groups.row[pin.group]]

    def covered(trip: Trip) -> bool:
        return pin.covers(tuple(instance.schedule[flight].id for flight in trip))

    missing = pin.parties - sum(
        parties for (row, trip), parties in boarding.booked.items() if row == party.row and covered(trip)
    )
    if pin.itinerary:
        trip = tuple(instance.number[flight] for flight in pin.itinerary)
        if boarding.may(party, trip):
            boarding.board(party, trip, missing)
        return
    for trip, parties in before:
        wanted = min(missing, parties - boarding.booked.get((party.row, trip), 0))
        if wanted > 0 and covered(trip) and boarding.may(party, trip):
            missing -= boarding.board(party, trip, wanted)
    for tried, trip in enumerate(boarding.every_trip(party)):
        if missing <= 0 or tried > most:
            return
        if covered(trip):
            missing -= boarding.board(party, trip, missing)


def _board_share(boarding: Boarding, share: Share, most: int) -> None:
    """People of a nationality on the flights of a promise until there are enough, parties of one first."""
    instance = boarding.network.instance
    scope = {number for number, leg in enumerate(instance.schedule) if share.covers(leg)}

    def counted(party: Party) -> int:
        return instance.people_of_share(share, party.members, party.who[1])

    done = sum(
        parties * counted(boarding.parties[row])
        for (row, trip), parties in boarding.booked.items()
        if not scope.isdisjoint(trip)
    )
    for party in sorted(filter(counted, boarding.parties), key=rank_of):
        for tried, trip in enumerate(boarding.every_trip(party)):
            if done >= share.people or not boarding.left[party.row] or tried > most:
                break
            if not scope.isdisjoint(trip):
                wanted = -(-(share.people - done) // counted(party))
                done += boarding.board(party, trip, wanted) * counted(party)


def board_again(boarding: Boarding, plan: Plan) -> None:
    """Board everybody where a plan in force has them, as far as that still goes; who is pinned is aboard."""
    for group, trip, parties in _trips_of(boarding, plan):
        party = boarding.parties[boarding.network.instance.groups.row[group]]
        missing = parties - boarding.booked.get((party.row, trip), 0)
        if missing > 0 and boarding.may(party, trip):
            boarding.board(party, trip, missing)
