"""Promises first: parties that pins name, then people whom states were promised."""

from __future__ import annotations

from evacopt.domain.pin import Pin
from evacopt.domain.share import Share
from evacopt.engine.scale.boarding import Boarding, rank_of
from evacopt.engine.scale.room import Party, Trip

MOST_TRIPS = 2000
"""Trips that are tried for one group."""


def board_promised(boarding: Boarding) -> frozenset[tuple[int, Trip]]:
    """Board whoever must travel; gives the bookings that must not be touched any more."""
    instance = boarding.network.instance
    for pin in sorted(instance.pins, key=lambda pin: (not pin.itinerary, not pin.flight)):
        if pin.kind != "at_most":
            _board_pin(boarding, pin)
    for share in instance.shares:
        if share.kind == "min":
            _board_share(boarding, share)
    return frozenset(boarding.booked)


def _board_pin(boarding: Boarding, pin: Pin) -> None:
    schedule, party = boarding.network.instance.schedule, boarding.parties[boarding.row_of(pin.group)]
    names = {leg.id: number for number, leg in enumerate(schedule)}

    def missing() -> int:
        done = sum(
            many
            for (row, trip), many in boarding.booked.items()
            if row == party.row and pin.covers(tuple(schedule[flight].id for flight in trip))
        )
        return pin.parties - done

    if pin.itinerary:
        trip = tuple(names[flight] for flight in pin.itinerary)
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
    nations = instance.nationals(share.nationality)

    def counted(party: Party) -> int:
        return sum(people for code, people in party.members if code in nations)

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
