"""The rows that people of a kind count in aboard a flight: seats, pools, caps, admissions, infants, loads."""

from __future__ import annotations

from typing import NamedTuple

from evacopt.domain.certificate import Key
from evacopt.large.builder import THOUSAND, Draft, Row
from evacopt.large.network import Bundle, Network
from evacopt.large.residuals import Room

Entries = list[tuple[int, int]]
"""Rows, and what a seat adds to them."""


class _Aboard(NamedTuple):
    """Rows of a bundle: those of its cabin with the kinds that they count, of least loads, of lap infants."""

    cabin: list[tuple[int, frozenset[int]]]
    least: list[int]
    laps: list[int]


class Rides:
    """The rows of each bundle, made when it is asked for first.

    Parameters
    ----------
    room : what is left of every limit
    sorties : the column of each optional flight that is still to be decided
    ratio : people on a thousand seats of each kind
    """

    def __init__(
        self, network: Network, room: Room, draft: Draft, sorties: dict[int, int], ratio: list[int]
    ) -> None:
        self.network, self.room, self.draft = network, room, draft
        self.sorties, self.ratio = sorties, ratio
        self.caps, self.admitted = room.caps_left(), room.admitted_left()
        self._aboard: dict[int, _Aboard | None] = {}

    def open(self, number: int) -> bool:
        """Whether a bundle has seats."""
        return self._of(number) is not None

    def on(self, kind: int, number: int) -> Entries:
        """What a seat of a kind on a bundle adds to which rows; nothing where there are no seats."""
        aboard, bundle = self._of(number), self.network.bundles[number]
        if aboard is None:
            return []
        entries = [(row, 1) for row, closed in aboard.cabin if kind in closed]
        entries += [(row, self.ratio[kind]) for row in self._counted(kind, bundle)]
        entries += [(row, -self.ratio[kind]) for row in aboard.least]
        if self.network.kinds[kind].infants:
            entries += [(row, self.ratio[kind] - THOUSAND) for row in aboard.laps]
        return entries

    def _of(self, number: int) -> _Aboard | None:
        if number not in self._aboard:
            self._aboard[number] = self._made(number)
        return self._aboard[number]

    def _made(self, number: int) -> _Aboard | None:
        bundle = self.network.bundles[number]
        decided = bundle.flights[0] in self.sorties
        seats = bundle.leg.seats if decided else self.room.seats_left(bundle.flights)
        if not seats:
            return None
        aboard = _Aboard(self._cabin(bundle, seats), self._least_load(number, bundle), self._laps(bundle))
        for row in aboard.least:
            self.draft.enter(row, self.sorties[bundle.flights[0]], THOUSAND * bundle.leg.min_load)
        return aboard

    def _cabin(self, bundle: Bundle, seats: int) -> list[tuple[int, frozenset[int]]]:
        """Rows of seats, and of the seats outside pools, each with the kinds that it counts (Hall, 1935)."""
        kinds = self.network.kinds
        rows = [(self._of_flights("seats", bundle, seats, ()), frozenset(bundle.kinds))]
        for nations, free, pools in self.room.pools_left(bundle.flights):
            if bundle.flights[0] in self.sorties:
                free = bundle.leg.seats - _reserved_elsewhere(bundle, pools)  # noqa: PLW2901 - a sortie's own
            row = self._of_flights("reserve", bundle, free, pools)
            rows.append((row, frozenset(kind for kind in bundle.kinds if kinds[kind].nationality in nations)))
        return rows

    def _laps(self, bundle: Bundle) -> list[int]:
        """The row of lap infants aboard, where families with some are kinds of their own."""
        if not any(self.network.kinds[kind].infants for kind in bundle.kinds):
            return []
        left = THOUSAND * self.room.infants_left(bundle.flights)
        if bundle.flights[0] in self.sorties:
            left = THOUSAND * bundle.leg.infant_limit
        return [self._of_flights("infants", bundle, left, (), THOUSAND)]

    def _of_flights(self, rule: str, bundle: Bundle, seats: int, pools: Key, scale: int = 1) -> int:
        """A row of so many seats (or infants), a sortie if the bundle is optional."""
        schedule = self.network.instance.schedule
        keys = tuple((rule, schedule[flight].id, *pools) for flight in bundle.flights)
        decided = bundle.flights[0] in self.sorties
        row = self.draft.row((rule, bundle.flights[0], pools), Row(0 if decided else seats, keys, scale))
        if decided:
            self.draft.enter(row, self.sorties[bundle.flights[0]], -seats)
        return row

    def _least_load(self, number: int, bundle: Bundle) -> list[int]:
        if bundle.flights[0] not in self.sorties or not bundle.leg.min_load:
            return []
        key = "min_load at least", bundle.leg.id
        return [self.draft.row(("min_load", number), Row(0, (key,), THOUSAND))]

    def _counted(self, kind: int, bundle: Bundle) -> list[int]:
        """Rows of caps and admissions that count a kind on a bundle."""
        instance, nation = self.network.instance, self.network.kinds[kind].nationality
        rows = [
            self.draft.row(key, Row(THOUSAND * self.caps[share.id], (key,), THOUSAND))
            for share in bundle.shares
            if share.kind == "max" and nation in instance.nationals(share.nationality)
            for key in (("share_max", share.id),)
        ]
        there = instance.location[bundle.leg.destination]
        for at, (admission, left) in enumerate(self.admitted):
            if admission.covers(there) and nation in instance.nationals(admission.nationality):
                where = "location" if admission.location else "country", admission.place
                key = "admission", admission.nationality, *where, str(admission.people)
                row = Row(THOUSAND * left, (key,), THOUSAND)
                rows.append(self.draft.row(("admission", at), row))
        return rows


def _reserved_elsewhere(bundle: Bundle, named: Key) -> int:
    """Seats of a sortie in pools that are not `named`."""
    pools = [share for share in bundle.shares if share.kind == "reserve"]
    return sum(pool.people for pool in pools if pool.id not in named)
