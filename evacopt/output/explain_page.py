"""The pages of `explain`: about a group, a flight, and promises that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType

from evacopt.output.explain_plan_page import plan_parts
from evacopt.output.tables import Column, line, more, section, table
from evacopt.output.wording import goal_figure, goal_words, people_words

if TYPE_CHECKING:
    from evacopt.domain.plan import Itinerary
    from evacopt.explaining.answer import (
        ConflictStory,
        Explanation,
        FlightStory,
        Forced,
        FullFlight,
        GoalChange,
        GroupStory,
        Holder,
        Move,
    )

WAYS, HOLDERS, FULL, MOVES = 10, 8, 3, 20
"""Rows of tables, and flights, that are shown unless all are asked for."""


def explain_page(found: Explanation, *, everything: bool = False) -> RenderableType:
    """What `explain` prints; `everything` cuts no table."""
    parts: list[RenderableType] = []
    if found.group is not None:
        parts += _group(found.group, everything=everything)
    if found.flight is not None:
        parts += _flight(found.flight, everything=everything)
    if found.plan is not None:
        parts += plan_parts(found.plan, everything=everything)
    if found.conflict is not None:
        parts += _conflict(found.conflict)
    return Group(*parts)


def _group(story: GroupStory, *, everything: bool) -> Iterator[RenderableType]:
    who = f"{story.group} ({story.nationality}, class {story.priority}, at {story.origin})"
    size = people_words(story.people)
    if not story.staying:
        yield line(f"{who}: all its parties of {size} get out.", "bold")
    else:
        yield line(f"{who}: {_parties(story.staying)} of {size} {_stay(story.staying)}.", "bold")
    for itinerary, parties in story.travelling:
        yield line(f"{_parties(parties)} on {'>'.join(itinerary)}")
    if story.staying:
        yield section("Why it stays", *(line(f"- {reason.text}") for reason in story.reasons))
        yield _ways(story, everything=everything)
        full = story.full if everything else story.full[:FULL]
        for flight in full:
            yield _holders(f"Who holds the seats of {flight.flight}", flight, everything=everything)
    if story.forced is not None:
        yield _forced(story.forced, everything=everything)


def _stay(parties: int) -> str:
    return "stays" if parties == 1 else "stay"


def _parties(parties: int) -> str:
    return "1 party" if parties == 1 else f"{parties:,} parties"


def _ways(story: GroupStory, *, everything: bool) -> RenderableType:
    columns = [
        Column("way", "code"),
        Column("leaves (UTC)", "time"),
        Column("what stands in the way", "words"),
    ]
    shown = story.ways if everything else story.ways[:WAYS]
    rows = [
        [
            _way(way.itinerary),
            way.departs,
            "; ".join(one.text for one in way.obstacles) or "nothing",
        ]
        for way in shown
    ]
    hidden = len(story.ways) - len(shown) + story.more
    return section(
        "Every way out, nearest first: lift what stands in it and one more party can go, nobody else moved",
        table(columns, rows) if rows else line("There is none."),
        *more(hidden, "ways"),
    )


def _holders(title: str, flight: FullFlight | FlightStory, *, everything: bool) -> RenderableType:
    holders: Sequence[Holder] = flight.holders if everything else flight.holders[:HOLDERS]
    columns = [
        Column("group", "code"),
        Column("nationality", "code"),
        Column("class"),
        Column("parties"),
        Column("people"),
    ]
    rows = [
        [one.group, one.nationality, f"{one.priority}", f"{one.parties:,}", f"{one.people:,}"]
        for one in holders
    ]
    return section(
        f"{title}: {flight.taken:,} of {flight.seats:,} taken, least urgent first",
        table(columns, rows) if rows else line("Nobody."),
        *more(len(flight.holders) - len(holders), "groups"),
    )


def _forced(forced: Forced, *, everything: bool) -> RenderableType:
    title = "The least change that would bring one more party out, nothing lifted"
    if forced.outcome == "impossible":
        return section(title, line(f"There is none: {forced.message}."))
    if forced.outcome == "not found":
        return section(title, line(f"Not found in the time there was: {forced.message}"))
    sure = "No other plan that brings it out costs less." if forced.proven else "Another may cost less."
    moves = forced.moves if everything else forced.moves[:MOVES]
    return section(
        title,
        goal_changes(forced.goals),
        line(f"{people_words(forced.people_changed)} change. {sure}"),
        _moves(moves),
        *more(len(forced.moves) - len(moves), "changes"),
    )


def goal_changes(goals: Sequence[GoalChange]) -> RenderableType:
    """A table of goals before and after."""
    columns = [Column("goal", "words"), Column("now"), Column("then"), Column("change")]
    rows = [
        [
            goal_words(goal.goal),
            goal_figure(goal.goal, goal.before),
            goal_figure(goal.goal, goal.after),
            change_words(goal),
        ]
        for goal in goals
    ]
    return table(columns, rows)


def change_words(goal: GoalChange) -> str:
    """By how much a goal changes, with a sign."""
    if goal.before == goal.after:
        return "same"
    sign = "+" if goal.after > goal.before else "-"
    return sign + goal_figure(goal.goal, abs(goal.after - goal.before))


def _moves(moves: Sequence[Move]) -> RenderableType:
    columns = [
        Column("group", "code"),
        Column("class"),
        Column("people"),
        Column("from", "code"),
        Column("to", "code"),
    ]
    rows = [
        [move.group, f"{move.priority}", f"{move.people:,}", _way(move.before), _way(move.after)]
        for move in moves
    ]
    return table(columns, rows)


def _way(itinerary: Itinerary) -> str:
    return ">".join(itinerary) or "stays"


def _flight(story: FlightStory, *, everything: bool) -> Iterator[RenderableType]:
    yield line(
        f"{story.flight} ({story.origin}-{story.destination}, {story.departs}, {story.status})", "bold"
    )
    for sentence in story.why:
        yield line(f"- {sentence}")
    if story.kept:
        shown = story.kept if everything else story.kept[:WAYS]
        columns = [Column("people"), Column("what keeps them off it", "words")]
        rows = [[f"{one.people:,}", one.text] for one in shown]
        title = "Of those who stay and have a way by it"
        yield section(title, table(columns, rows), *more(len(story.kept) - len(shown), "lines"))
    if story.sorties:
        yield _standby(story)
        yield _holders("Who is aboard", story, everything=everything)


def _standby(story: FlightStory) -> RenderableType:
    do = "does" if story.no_shows == 1 else "do"
    title = f"Who goes next if {people_words(story.no_shows)} {do} not come, first to be called first"
    absent = (
        ", ".join(f"{_parties(one.parties)} of {one.group}" for one in story.absent) or "nobody is aboard"
    )
    taken = line(f"Taken not to come: {absent}.", "dim")
    if not story.standby:
        return section(title, taken, line("Nobody: what they leave free is not all that anybody lacks."))
    columns = [
        Column("", "figure"),
        Column("group", "code"),
        Column("nationality", "code"),
        Column("class"),
        Column("parties"),
        Column("seats each"),
        Column("go"),
        Column("way", "code"),
    ]
    rows = [
        [
            f"{place}",
            one.group,
            one.nationality,
            f"{one.priority}",
            f"{one.parties:,}",
            f"{one.seats:,}",
            f"{one.boards:,}",
            _way(one.itinerary),
        ]
        for place, one in enumerate(story.standby, 1)
    ]
    return section(title, taken, table(columns, rows))


def _conflict(story: ConflictStory) -> Iterator[RenderableType]:
    proven = "proven" if story.proven else "one solver says so"
    yield line(f"There is no plan: these cannot all be kept ({proven}).", "bold")
    yield from (line(f"- {promise}") for promise in story.conflict)
    if not story.repairs:
        yield line("No repair was found in the time there was.")
        return
    best = ", and no less will do (one solver says so)" if story.cheapest else ""
    yield section(
        f"A repair by {people_words(story.people)} in all{best}",
        *(line(f"- {one.promise}: {one.before:,} becomes {one.after:,}") for one in story.repairs),
    )
