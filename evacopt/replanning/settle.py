"""The instances of what is left to decide once the past is settled, the one to choose first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Plan
from evacopt.replanning.freeze import frozen, loose_pins
from evacopt.replanning.held import Held, Moment, held_by, on_the_way
from evacopt.replanning.split import Parted, split


@dataclass(frozen=True, slots=True)
class Settled:
    """An instance to solve, with the pins that were added to it, and what to tell.

    Attributes
    ----------
    parted : the instance with groups split, and who is held in it
    instance : that one with the past settled
    pins : those that settle it
    notes : what to tell
    """

    parted: Parted
    instance: Instance
    pins: tuple[Pin, ...]
    notes: tuple[str, ...]


def settlings(
    instance: Instance, plan: Plan, present: Sequence[Assignment], moment: Moment
) -> Iterator[Settled]:
    """Everybody held first; if that cannot be, only who has left, and those who cannot go on stranded.

    If that cannot be either, without the links of those who have left: what has flown may have parted them.
    """
    held = held_by(instance, present, moment)
    parted = split(instance, plan, held, loose=False)
    yield Settled(parted, *frozen(parted.instance, plan, present, parted.held, moment))
    moment = replace(moment, notice=0)
    flown = held_by(instance, present, moment)
    if flown != held or on_the_way(flown):
        yield _loose(instance, plan, present, flown, moment)
    gone = {row.group for row in flown}
    void = [link for link in instance.links if link.group in gone or link.partner in gone]
    if void:
        kept = replace(instance, links=tuple(link for link in instance.links if link not in void))
        settled = _loose(kept, plan, present, flown, moment)
        text = phrase("void, for what has flown stands against it: {group} goes by {other} ({kind})")
        words = (phrase(text, group=row.group, other=row.partner, kind=row.kind) for row in void)
        yield replace(settled, notes=(*settled.notes, *words))


def _loose(
    instance: Instance,
    plan: Plan,
    present: Sequence[Assignment],
    flown: Sequence[Held],
    moment: Moment,
) -> Settled:
    """Only who has left is held, and may be stranded."""
    parted = split(instance, plan, flown, loose=True)
    pins = loose_pins(parted.instance, parted.held, moment)
    return Settled(parted, *frozen(parted.instance, plan, present, parted.held, moment, pins=pins))
