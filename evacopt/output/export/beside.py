"""What lists say of parties and flights beside people and seats, where the instance does.

Needs, tags, and who goes with whom; the room of a flight; what sorties hold of stands, escorts and teams.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from evacopt.domain.phrase import joined, phrase
from evacopt.domain.replanned import HOME
from evacopt.output.export.links import partners
from evacopt.output.table import Cell, Table, sheet
from evacopt.view.airfield import aboard_of, held_resources

if TYPE_CHECKING:
    from evacopt.domain.columns import Ints
    from evacopt.domain.flight import Flight
    from evacopt.output.export.roll import Party, Roll
    from evacopt.output.local_time import Clocks

_HOW = {
    "same_haven": phrase("{party} (to the same haven)"),
    "not_before": phrase("{party} (not before)"),
}
"""A party by which another one goes, where it is not on the same itinerary."""

ROOM = ("flight", "need", "unit", "needed", "room", "left")
HELD = (
    *("resource", "flight", "operator", "aircraft", "sorties", "quantity", "place"),
    *("from_utc", "from_local", "to_utc", "to_local"),
)


class Beside:
    """Further columns of lists of parties; none where the instance says nothing of them."""

    def __init__(self, roll: Roll) -> None:
        self._roll = roll
        self._tagged = any(map(_own_tags, roll.instance.groups.tags.values))

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """A column a need, `need_kg`; tags; whom the party goes by, and whom it accompanies."""
        needs = (f"need_{dimension.id}" for dimension in self._roll.instance.dimensions)
        tags = ("tags",) if self._tagged else ()
        return (*needs, *tags, *(("goes_with", "accompanies") if self._roll.instance.links else ()))

    def cells(self, party: Party, *, needs: bool = True) -> tuple[Cell, ...]:
        """The cells of `party` below `heads`; without `needs` these are blank, so that columns add up."""
        group, instance = self._roll.group(party), self._roll.instance
        amounts = dict(group.needs) if needs else {}
        cells: list[Cell] = [amounts.get(dimension.id) for dimension in instance.dimensions]
        cells += [";".join(_own_tags(group.tags))] if self._tagged else []
        if instance.links:
            cells += [joined("; ", words.get(party.code, ())) for words in self._linked]
        return tuple(cells)

    def room(self, flight: Flight) -> Table:
        """What those aboard need of each dimension against the room of all sorties; blank is no limit."""
        rows: list[tuple[Cell, ...]] = []
        for dimension in self._roll.instance.dimensions:
            needed = int(self._aboard[dimension.id][self._roll.view.instance.number[flight.id]])
            room = dict(flight.room).get(dimension.id)
            if needed or room is not None:
                limit = None if room is None else room * self._roll.sorties[flight.id]
                left = None if limit is None else limit - needed
                rows.append((flight.id, dimension.id, dimension.unit, needed, limit, left))
        return sheet("room", phrase("Needs beside seats on {flight}", flight=flight.id), ROOM, rows)

    @cached_property
    def _aboard(self) -> dict[str, Ints]:
        """By dimension how much of it those aboard each flight need, shape (flights,)."""
        dimensions = self._roll.instance.dimensions
        return {dimension.id: aboard_of(self._roll.view, dimension.id) for dimension in dimensions}

    @cached_property
    def _linked(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """By party whom it goes by, and whom it accompanies."""
        goes, accompanies = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
        for link, party, partner in partners(self._roll):
            how = _HOW.get(link.kind)
            goes[party.code].append(phrase(how, party=partner.code) if how else partner.code)
            if link.kind == "same_itinerary":
                accompanies[partner.code].append(party.code)
        return goes, accompanies


def _own_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Those that the planner gave, not those of replanning."""
    return tuple(tag for tag in tags if not tag.startswith(HOME))


def held_table(roll: Roll, clocks: Clocks) -> Table:
    """What each flight holds of each resource, where and from when to when; what is used up has no end."""
    rows: list[tuple[Cell, ...]] = []
    for held in held_resources(roll.view):
        for one in held.holdings:
            flight = one.flight
            head = (one.resource, flight.id, flight.operator, flight.aircraft, roll.sorties[flight.id])
            until = ("", "") if held.resource.used_up else clocks.both(one.place, one.end)
            rows.append((*head, one.amount, one.place, *clocks.both(one.place, one.begin), *until))
    return sheet("airfield", phrase("Stands, escorts and what else flights hold"), HELD, rows)
