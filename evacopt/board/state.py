"""What holds at the board after a change: an instance, a plan, and what has been decided about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import msgspec

from evacopt.board.delta import Cell, Delta, MisfitError, Seating, pins_after, seated
from evacopt.board.keeper import Keeper
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.replanned import Replanned
from evacopt.domain.violation import Violation
from evacopt.judge.goals import Goals
from evacopt.judge.verify import judged

SORTIE, NAME, RELEASE = "sortie:", "name:", "release:"
"""What keys of cells begin with that speak of a flight, of a plan's name, of a release."""


class Released(msgspec.Struct, frozen=True, omit_defaults=True):
    """A plan that was released.

    Attributes
    ----------
    plan : hash of its bytes in the ledger
    until : UTC minute; who departs before is called
    number : of the change
    by_hand : pins that it would have made, had nobody made them before
    """

    plan: str
    until: int
    number: int
    by_hand: tuple[Pin, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class State:
    """The board after change `number`, whose hash is `hash`; nothing of it ever changes.

    Attributes
    ----------
    instance : as it is after all events, with the pins of now
    seating : parties of each group on each itinerary
    cells : what else holds, see `Delta`
    baseline : the plan that was in force before the last event, with which `changes` compares
    """

    number: int
    hash: str
    instance: Instance
    seating: Seating
    cells: Mapping[str, Any] = field(default_factory=dict)
    baseline: Plan | None = None

    @property
    def pins(self) -> tuple[Pin, ...]:
        """Those that somebody decided: without what settles the past."""
        held = set(self.link.held) if self.link else set()
        return tuple(pin for pin in self.instance.pins if pin not in held)

    @property
    def as_of(self) -> int:
        """The time of the board, UTC minutes."""
        return int(self.cells.get("as_of", self.instance.begins))

    @cached_property
    def link(self) -> Replanned | None:
        """How the plan follows the one before the last event."""
        told = self.cells.get("link")
        return None if told is None else msgspec.convert(told, Replanned)

    @property
    def names(self) -> dict[str, int]:
        """Names of plans, and the numbers of their states."""
        return {key.removeprefix(NAME): value for key, value in self._cells(NAME)}

    @property
    def releases(self) -> dict[str, Released]:
        """What was released and not taken back, by name."""
        return {
            key.removeprefix(RELEASE): msgspec.convert(value, Released) for key, value in self._cells(RELEASE)
        }

    @cached_property
    def plan(self) -> Plan:
        """The plan, bare: what it reaches is for the judge to count."""
        return Plan(
            instance_name=self.instance.name,
            instance_sha256=self.instance.sha256,
            assignments=Assignments.of(
                Assignment(*key, parties) for key, parties in sorted(self.seating.items())
            ),
            sorties=tuple((key.removeprefix(SORTIE), value) for key, value in sorted(self._cells(SORTIE))),
            replanned=self.link,
        )

    @property
    def violations(self) -> tuple[Violation, ...]:
        """What the judge finds."""
        return self._judged[0]

    @property
    def goals(self) -> Goals:
        """Name and value of each goal, counted by the judge."""
        return self._judged[1]

    @cached_property
    def _judged(self) -> tuple[tuple[Violation, ...], Goals]:
        violations, goals = judged(self.instance, self.plan, baseline=self.baseline)
        return tuple(violations), goals

    def after(self, **changes: Any) -> State:
        """Another state, which knows what has been counted of this one where that cannot be otherwise."""
        other = replace(self, **changes)
        if all(getattr(self, name) is getattr(other, name) for name in ("instance", "seating", "baseline")):
            same = dict(self._cells(SORTIE)) == dict(other._cells(SORTIE)) and self.link == other.link
            counted = ("plan", "_judged") if same else ()
            vars(other).update({name: vars(self)[name] for name in counted if name in vars(self)})
        return other

    def _cells(self, begins: str) -> Iterator[tuple[str, Any]]:
        return ((key, value) for key, value in self.cells.items() if key.startswith(begins))


def applied(state: State, delta: Delta, keeper: Keeper) -> State:
    """The state after `delta`; its number and hash are still those of before.

    Raises
    ------
    MisfitError
        If what it takes away is not there, or a value is another by now.
    """
    cells, pins = _cells_after(state.cells, delta.cells), state.instance.pins
    changed = {cell.key: cell.after for cell in delta.cells}
    instance, baseline = state.instance, state.baseline
    if "instance" in changed:
        instance = keeper.instance(changed["instance"])
        pins = instance.pins
    if delta.pinned or delta.unpinned or pins != instance.pins:
        instance = instance.with_pins(pins_after(pins, delta))
    if "baseline" in changed or "instance" in changed:
        baseline = None if cells.get("baseline") is None else keeper.plan(cells["baseline"])
    return state.after(
        instance=instance,
        seating=seated(state.seating, delta.moved) if delta.moved else state.seating,
        cells=cells,
        baseline=baseline,
    )


def sortie_cells(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[Cell]:
    """Sorties that are flown more or less often, by flight."""
    for flight in sorted({*before, *after}):
        then, now = before.get(flight) or None, after.get(flight) or None
        if then != now:
            yield Cell(SORTIE + flight, then, now)


def replaces(delta: Delta) -> bool:
    """Whether another instance, with pins of its own, comes with `delta`."""
    return any(cell.key == "instance" for cell in delta.cells)


def passed(state: State, delta: Delta, _: Keeper) -> State:
    """The state after `delta` but for its instance and baseline, which some later one replaces."""
    return state.after(
        seating=seated(state.seating, delta.moved) if delta.moved else state.seating,
        cells=_cells_after(state.cells, delta.cells),
    )


def _cells_after(cells: Mapping[str, Any], changed: tuple[Cell, ...]) -> dict[str, Any]:
    after = dict(cells)
    for cell in changed:
        # Which bytes an instance is from says nothing of its pins of now: `undoing` looks at those.
        if cell.key != "instance" and after.get(cell.key) != cell.before:
            raise MisfitError(phrase("{key} has been changed since", key=cell.key))
        if cell.after is None:
            after.pop(cell.key, None)
        else:
            after[cell.key] = cell.after
    return after
