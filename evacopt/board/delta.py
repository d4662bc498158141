"""What one change changes: additions and removals that can be made on a state, and taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, json

from evacopt.domain.phrase import phrase
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Itinerary

Seating = Mapping[tuple[str, Itinerary], int]
"""Parties of each group on each itinerary."""


class Moved(Struct, frozen=True, array_like=True):
    """So many parties more (or fewer) of `group` on `itinerary`."""

    group: str
    itinerary: Itinerary
    parties: int


class Cell(Struct, frozen=True, array_like=True):
    """A value of a state that becomes another; `None` is that there is none."""

    key: str
    before: Any
    after: Any


def as_kept(value: Any) -> Any:
    """A record as the value of a cell: as it will be when it has been read again."""
    return json.decode(json.encode(value))


class Delta(Struct, frozen=True, omit_defaults=True):
    """A change of a state.

    Attributes
    ----------
    moved : who travels otherwise
    pinned, unpinned : pins that come and go
    cells : `instance` and `baseline` (hashes of what the ledger keeps), `link`, `as_of`, `sortie:FLIGHT`,
        `name:NAME`, `release:NAME`
    """

    moved: tuple[Moved, ...] = ()
    pinned: tuple[Pin, ...] = ()
    unpinned: tuple[Pin, ...] = ()
    cells: tuple[Cell, ...] = ()

    def inverse(self) -> Delta:
        """What takes it back."""
        return Delta(
            moved=tuple(Moved(row.group, row.itinerary, -row.parties) for row in self.moved),
            pinned=self.unpinned,
            unpinned=self.pinned,
            cells=tuple(Cell(cell.key, cell.after, cell.before) for cell in self.cells),
        )

    def __bool__(self) -> bool:
        return bool(self.moved or self.pinned or self.unpinned or self.cells)


class MisfitError(ValueError):
    """A delta that cannot be made on this state, with a sentence of why."""


def difference(before: Seating, after: Seating) -> tuple[Moved, ...]:
    """Who travels otherwise in `after`, by group and itinerary."""
    changed = {key: after.get(key, 0) - before.get(key, 0) for key in {*before, *after}}
    return tuple(Moved(*key, parties) for key, parties in sorted(changed.items()) if parties)


def seated(seating: Seating, moved: Iterable[Moved]) -> dict[tuple[str, Itinerary], int]:
    """The seating after `moved`.

    Raises
    ------
    MisfitError
        If fewer parties travel so than are taken off.
    """
    after = dict(seating)
    for row in moved:
        key = row.group, row.itinerary
        left = after.get(key, 0) + row.parties
        if left < 0:
            text = phrase(
                "not so many parties of {group} are on {way} any more: {left}, not {parties}",
                parties=-row.parties,
                group=row.group,
                way=" > ".join(row.itinerary),
                left=after.get(key, 0),
            )
            raise MisfitError(text)
        after[key] = left
        if not left:
            del after[key]
    return after


def pins_after(pins: Iterable[Pin], delta: Delta) -> tuple[Pin, ...]:
    """The pins, in their order, without those that go and with those that come.

    Raises
    ------
    MisfitError
        If a pin that goes is not there.
    """
    kept, going = list[Pin](), Counter(delta.unpinned)
    for pin in pins:
        if going[pin]:
            going[pin] -= 1
        else:
            kept.append(pin)
    if +going:
        text = phrase("a pin of {group} is not there any more", group=next(iter(+going)).group)
        raise MisfitError(text)
    return (*kept, *delta.pinned)


def kept_by(delta: Delta) -> tuple[str, ...]:
    """Hashes of what the ledger keeps that `delta` speaks of, before and after."""
    hashes = [value for cell in delta.cells for value in _hashes(cell) if value is not None]
    return tuple(dict.fromkeys(hashes))


def _hashes(cell: Cell) -> tuple[str | None, ...]:
    if cell.key in ("instance", "baseline"):
        return cell.before, cell.after
    if cell.key.startswith("release:"):
        return tuple(value["plan"] for value in (cell.before, cell.after) if value is not None)
    return ()
