"""The few numbers at the head of a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacopt.output.wording import people_words, percent

if TYPE_CHECKING:
    from evacopt.output.report.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number with what it counts; `tone` is `good`, `bad` or blank."""

    label: str
    figure: str
    note: str
    tone: str = ""


def tiles(situation: Situation) -> tuple[Tile, ...]:
    """Who gets out, who stays, where they are now, what leaves next, and what is free."""
    view = situation.view
    return (
        Tile(
            label="get out",
            figure=f"{view.served:,}",
            note=f"of {people_words(view.people)}",
            tone="" if view.left else "good",
        ),
        Tile(
            label="stay",
            figure=f"{view.left:,}",
            note=_by_class(situation),
            tone="bad" if view.left else "good",
        ),
        _where(situation),
        _next(situation),
        _free(situation),
    )


def _by_class(situation: Situation) -> str:
    left = [line for line in situation.view.classes if line.left]
    if not left:
        return "nobody is left behind"
    part = percent(-(-1_000_000 * situation.view.left // situation.view.people))
    return f"{part}; {', '.join(f'{line.left:,} of class {line.name}' for line in left)}"


def _where(situation: Situation) -> Tile:
    standing = situation.standing
    gone = standing.arrived + standing.under_way
    at_hubs = sum(hub.at(situation.as_of) for hub in situation.hubs)
    parts = [f"{standing.arrived:,} in a haven", f"{standing.under_way:,} under way ({at_hubs:,} at hubs)"]
    note = "; ".join(parts) if gone else "nobody has left yet"
    return Tile(
        label="have left by now", figure=f"{gone:,}", note=f"{note}; {standing.waiting:,} still to fly"
    )


def _next(situation: Situation) -> Tile:
    if not situation.coming:
        return Tile(label="next departure", figure="none", note="every flight has left")
    line = situation.coming[0]
    return Tile(
        label="next departure",
        figure=situation.when(line.departs),
        note=f"{line.id}, {line.origin} to {line.destination}, {people_words(line.people)}",
    )


def _free(situation: Situation) -> Tile:
    free = sum(line.seats_left for line in situation.coming)
    today = sum(line.seats_left for line in situation.today)
    return Tile(
        label="seats still free",
        figure=f"{free:,}",
        note=f"on {len(situation.coming):,} flights to come; {today:,} in the next 24 hours",
    )
