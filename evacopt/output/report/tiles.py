"""The few numbers at the head of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evacopt.output.wording import people_words, percent

if TYPE_CHECKING:
    from evacopt.output.report.situation import Situation


class Tile(NamedTuple):
    """One number with what it counts; `tone` is `good`, `bad` or blank."""

    label: str
    figure: str
    note: str
    tone: str = ""


def tiles(situation: Situation) -> tuple[Tile, ...]:
    """Who gets out, who stays, where they are now, what leaves next, and what is free."""
    view, coming = situation.view, situation.coming
    free, today = (sum(line.seats_left for line in lines) for lines in (coming, situation.today))
    flights = f"on {len(coming):,} flights to come; {today:,} in the next 24 hours"
    return (
        Tile("get out", f"{view.served:,}", f"of {people_words(view.people)}", "" if view.left else "good"),
        Tile("stay", f"{view.left:,}", _by_class(situation), "bad" if view.left else "good"),
        _where(situation),
        _next(situation),
        Tile("seats still free", f"{free:,}", flights),
    )


def _by_class(situation: Situation) -> str:
    view = situation.view
    left = ", ".join(f"{line.left:,} of class {line.name}" for line in view.classes if line.left)
    return f"{percent(-(-1_000_000 * view.left // view.people))}; {left}" if left else "nobody is left behind"


def _where(situation: Situation) -> Tile:
    standing = situation.standing
    gone = standing.arrived + standing.under_way
    at_hubs = sum(hub.at(situation.as_of) for hub in situation.hubs)
    places = f"{standing.arrived:,} in a haven; {standing.under_way:,} under way ({at_hubs:,} at hubs)"
    note = f"{places if gone else 'nobody has left yet'}; {standing.waiting:,} still to fly"
    return Tile("have left by now", f"{gone:,}", note)


def _next(situation: Situation) -> Tile:
    label = "next departure"
    if not situation.coming:
        return Tile(label, "none", "every flight has left")
    line = situation.coming[0]
    note = f"{line.id}, {line.origin} to {line.destination}, {people_words(line.people)}"
    return Tile(label, situation.when(line.departs), note)
