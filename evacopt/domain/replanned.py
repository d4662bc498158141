"""How a plan follows from the one before it: pins held, people stranded, groups split."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.domain.pin import Pin

HOME = "home:"
"""What id and tag of a share begin with that lets nobody leave twice; the group's id follows."""


@dataclass(frozen=True, slots=True)
class Stranded:
    """`parties` of `group` who have flown `flights` and have no way on in the plan."""

    group: str
    flights: tuple[str, ...]
    parties: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """`parties` of `group` are listed under `of`, on `itinerary`, by plans made before the split."""

    group: str
    of: str
    parties: int
    itinerary: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """The link of a chain of plans.

    Attributes
    ----------
    before : str
        `Plan.sha256` of the plan that was in force.
    as_of : int
        When it was replanned, UTC minutes.
    held : tuple of Pin
        The pins that replanning added to the instance; the next replanning takes them out again.
    stranded : tuple of Stranded
        Who waits at a hub, though the plan can only say that they stay; the next replanning starts there.
    """

    before: str
    as_of: int
    held: tuple[Pin, ...] = ()
    stranded: tuple[Stranded, ...] = ()
