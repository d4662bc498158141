"""The side of the board that a state's liaison sees: its own people, and the seats that it has or is offered.

What the pages get is a smaller instance and a smaller plan: what is not in them cannot be shown by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from evacopt.board.state import NAME, RELEASE
from evacopt.domain.flight import Flight
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.policy import Policy
from evacopt.output.export.roll import Roll
from evacopt.output.export.seats import Seats

if TYPE_CHECKING:
    from evacopt.board.board import Board
    from evacopt.board.history import Told
    from evacopt.board.state import State

TOLD_TO_ALL = frozenset({"begin", "as_of", "name", "release", "withdraw"})
"""Kinds of changes whose sentence names no group and no flight."""


class OwnSide:
    """Stands for the board before a liaison of `code`, a nationality or a bloc."""

    def __init__(self, board: Board, code: str) -> None:
        self._board, self._code = board, code

    @property
    def state(self) -> State:
        """The state of now."""
        return own_side(self._board.state, self._code)

    def at(self, number: int) -> State:
        """The state after change `number`."""
        return own_side(self._board.at(number), self._code)

    def history(self, since: int = 0) -> list[Told]:
        """What was done, without the words of changes that may speak of others."""
        own = frozenset(self.state.instance.groups.id)
        return [self._seen(told, own) for told in self._board.history(since)]

    def _seen(self, told: Told, own: frozenset[str]) -> Told:
        if told.kind in TOLD_TO_ALL:
            return told
        text = phrase("The cell changed something.")
        return replace(told, text=text, touches=told.touches & own, conflict="")


@lru_cache(maxsize=8)
def own_side(state: State, code: str) -> State:
    """`state` with the people of `code` alone, and the flights that carry them or have seats for them."""
    nationals = state.instance.nationals(code)
    groups = Groups.of(
        group
        for group in state.instance.groups
        if nationals & {nationality for nationality, _ in group.own_nationalities}
        | nationals & {group.nationality}
    )
    own = frozenset(groups.id)
    seating = {key: parties for key, parties in state.seating.items() if key[0] in own}
    flights = tuple(_flights(state, nationals, {flight for _, way in seating for flight in way}))
    instance = _instance(state.instance, groups, flights)
    known = {flight.id for flight in flights} | {""}
    pins = tuple(
        pin for pin in state.pins if pin.group in own and known.issuperset({*pin.itinerary, pin.flight})
    )
    cells = {
        key: value for key, value in state.cells.items() if key == "as_of" or key.startswith((NAME, RELEASE))
    }
    return replace(state, instance=replace(instance, pins=pins), seating=seating, cells=cells, baseline=None)


def _flights(state: State, nationals: frozenset[str], aboard: set[str]) -> Iterator[Flight]:
    """Flights, each with the seats that its people take and those that they still could take."""
    roll = Roll(instance=state.instance, plan=state.plan, parties=())  # seats are counted without parties
    for flight in state.instance.schedule:
        sorties = roll.sorties.get(flight.id, 0)
        if not sorties:
            continue
        seats = Seats.of(roll, flight)
        taken = sum(number for (nationality, _), number in seats.need.items() if nationality in nationals)
        left = max((seats.left_for(code) for code in nationals), default=0)
        if flight.id in aboard or left > 0:
            yield replace(
                flight,
                seats=max(taken + left, 1),
                stretchers=flight.stretchers * sorties,
                infants=flight.infant_limit * sorties,
                status="scheduled",
                copies=1,
                cost=0,
                cost_per_person=0,
                min_load=0,
                fleet="",
                alternative="",
                room=(),
                accepts=("all",),
            )


def _instance(whole: Instance, groups: Groups, flights: tuple[Flight, ...]) -> Instance:
    """The places, those groups and flights, and no promise or means that is about others."""
    own = frozenset(groups.id)
    return Instance(
        name=whole.name,
        title=whole.title,
        begins=whole.begins,
        ends=whole.ends,
        timezone=whole.timezone,
        policy=Policy(objectives=("unserved",)),
        locations=whole.locations,
        groups=groups,
        flights=flights,
        blocs=whole.blocs,
        dimensions=whole.dimensions,
        splits=tuple(split for split in whole.splits if split.group in own),
    )
