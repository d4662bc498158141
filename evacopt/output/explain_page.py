"""The pages of `explain`: a group, a flight, a plan as a whole, and promises that contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType

from evacopt.output.table import Column, table
from evacopt.output.terminal import ROWS_SHOWN, body, line, more, section, tabled
from evacopt.output.wording import change_words, goal_figure, goal_words, parties_words, people_words

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
        Kept,
        PlanStory,
        Worth,
    )

WAYS, HOLDERS, FULL, MOVES, REASONS = 10, 8, 3, 20, 12
"""Rows of tables, and flights, that are shown unless all are asked for."""

_UNITS = {"seat": "one more seat", "place": "one more place", "hour": "one hour more"}
_AT = {
    "seat": ("flight", "flights"),
    "place": ("place", "places"),
    "hour": ("end of a window", "ends of windows"),
}
_NOTHING = {
    "proven": "is worth nothing, proven",
    "at least": "gained nothing in the time there was",
    "not tried": "was not tried, time was up",
}


def explain_page(explained: Explanation, *, everything: bool = False) -> RenderableType:
    """What `explain` prints; `everything` cuts no table."""
    parts: list[RenderableType] = []
    if explained.group is not None:
        parts += _group(explained.group, everything=everything)
    if explained.flight is not None:
        parts += _flight(explained.flight, everything=everything)
    if explained.plan is not None:
        parts += _plan(explained.plan, everything=everything)
    if explained.conflict is not None:
        parts += _conflict(explained.conflict)
    return Group(*parts)


def _group(story: GroupStory, *, everything: bool) -> Iterator[RenderableType]:
    who = f"{story.group} ({story.nationality}, class {story.priority}, at {story.origin})"
    size, stay = people_words(story.people), "stays" if story.staying == 1 else "stay"
    if not story.staying:
        yield line(f"{who}: all its parties of {size} get out.", "bold")
    else:
        yield line(f"{who}: {parties_words(story.staying)} of {size} {stay}.", "bold")
    for itinerary, parties in story.travelling:
        yield line(f"{parties_words(parties)} on {'>'.join(itinerary)}")
    if story.staying:
        yield section("Why it stays", *(line(f"- {reason.text}") for reason in story.reasons))
        yield _ways(story, everything=everything)
        for flight in story.full if everything else story.full[:FULL]:
            yield _holders(f"Who holds the seats of {flight.flight}", flight, everything=everything)
    if story.forced is not None:
        yield _forced(story.forced, everything=everything)


def _ways(story: GroupStory, *, everything: bool) -> RenderableType:
    title = (
        "Every way out, nearest first: lift what stands in it and one more party can go, nobody else moved"
    )
    columns = (
        Column("way", "code"),
        Column("leaves (UTC)", "time"),
        Column("what stands in the way", "words"),
    )
    ways = story.ways if everything else story.ways[:WAYS]
    rows = [
        (_way(way.itinerary), way.departs, "; ".join(one.text for one in way.obstacles) or "nothing")
        for way in ways
    ]
    notes = more(len(story.ways) - len(ways) + story.more, "ways")
    return tabled(table(title, columns, rows, notes=notes), blank="There is none.")


def _holders(title: str, flight: FullFlight | FlightStory, *, everything: bool) -> RenderableType:
    holders = flight.holders if everything else flight.holders[:HOLDERS]
    columns = [
        Column("group", "code"),
        Column("nationality", "code"),
        *map(Column, ("class", "parties", "people")),
    ]
    rows = [(one.group, one.nationality, f"{one.priority}", one.parties, one.people) for one in holders]
    caption = f"{title}: {flight.taken:,} of {flight.seats:,} taken, least urgent first"
    notes = more(len(flight.holders) - len(holders), "groups")
    return tabled(table(caption, columns, rows, notes=notes), blank="Nobody.")


def _forced(forced: Forced, *, everything: bool) -> RenderableType:
    title = "The least change that would bring one more party out, nothing lifted"
    if forced.outcome == "impossible":
        return section(title, line(f"There is none: {forced.message}."))
    if forced.outcome == "not found":
        return section(title, line(f"Not found in the time there was: {forced.message}"))
    sure = "No other plan that brings it out costs less." if forced.proven else "Another may cost less."
    heads = [Column("goal", "words"), Column("now"), Column("then"), Column("change")]
    goals = [
        (
            goal_words(one.goal),
            goal_figure(one.goal, one.before),
            goal_figure(one.goal, one.after),
            change_words(one.goal, one.before, one.after),
        )
        for one in forced.goals
    ]
    moves = forced.moves if everything else forced.moves[:MOVES]
    columns = [
        *(Column("group", "code"), Column("class"), Column("people")),
        *(Column("from", "code"), Column("to", "code")),
    ]
    rows = [(one.group, f"{one.priority}", one.people, _way(one.before), _way(one.after)) for one in moves]
    return section(
        title,
        body(table("", heads, goals)),
        line(f"{people_words(forced.people_changed)} change. {sure}"),
        body(table("", columns, rows)),
        *(line(note, "dim") for note in more(len(forced.moves) - len(moves), "changes")),
    )


def _way(itinerary: Itinerary) -> str:
    return ">".join(itinerary) or "stays"


def _flight(story: FlightStory, *, everything: bool) -> Iterator[RenderableType]:
    yield line(
        f"{story.flight} ({story.origin}-{story.destination}, {story.departs}, {story.status})", "bold"
    )
    for sentence in story.why:
        yield line(f"- {sentence}")
    if story.kept:
        cut = len(story.kept) if everything else WAYS
        title = "Of those who stay and have a way by it"
        yield _kept(title, "what keeps them off it", story.kept, cut, "lines")
    if story.sorties:
        yield _standby(story)
        yield _holders("Who is aboard", story, everything=everything)


def _kept(title: str, head: str, kept: Sequence[Kept], cut: int, rest: str) -> RenderableType:
    """People by what keeps them."""
    rows = [(one.people, one.text) for one in kept[:cut]]
    notes = more(len(kept[cut:]), rest)
    return tabled(
        table(title, [Column("people"), Column(head, "words")], rows, notes=notes), blank="Nobody stays."
    )


def _standby(story: FlightStory) -> RenderableType:
    come = "does not come" if story.no_shows == 1 else "do not come"
    title = f"Who goes next if {people_words(story.no_shows)} {come}, first to be called first"
    absent = ", ".join(f"{parties_words(one.parties)} of {one.group}" for one in story.absent)
    taken = line(f"Taken not to come: {absent or 'nobody is aboard'}.", "dim")
    if not story.standby:
        return section(title, taken, line("Nobody: what they leave free is not all that anybody lacks."))
    columns = [
        *(Column(""), Column("group", "code"), Column("nationality", "code"), Column("class")),
        *(Column("parties"), Column("seats each"), Column("go"), Column("way", "code")),
    ]
    rows = [
        (
            f"{place}",
            one.group,
            one.nationality,
            f"{one.priority}",
            one.parties,
            one.seats,
            one.boards,
            _way(one.itinerary),
        )
        for place, one in enumerate(story.standby, 1)
    ]
    return section(title, taken, body(table("", columns, rows)))


def _plan(story: PlanStory, *, everything: bool) -> Iterator[RenderableType]:
    """Why people stay, what to ask for, what one more of anything is worth."""
    now = ", ".join(f"{goal_words(one.goal)} {goal_figure(one.goal, one.before)}" for one in story.goals)
    yield line(f"As it is: {now}.", "bold")
    if story.note:
        yield line(f"Note: {story.note}.")
    title = "Why people stay: the first reason of each group"
    yield _kept(title, "reason", story.reasons, len(story.reasons) if everything else REASONS, "reasons")
    if story.worths:
        yield _offers(story)
        yield _worths(story.worths, everything=everything)


def _offers(story: PlanStory) -> RenderableType:
    hopeless = f"{story.hopeless:,} proven to bring nobody out"
    title = f"What to ask for, best first ({story.tried:,} offers tried, each by itself; {hopeless})"
    if not story.offers:
        none = "None of them was found to bring anybody out."
        return section(title, line(none if story.tried else "There was no time to try any."))
    columns = [
        *(Column(""), Column("offer", "words"), Column("ask", "code")),
        *(Column("gain", "words"), Column("known", "words")),
    ]
    rows = [
        (f"{place}", offer.text, offer.ask, gain_words(offer.goals), offer.known)
        for place, offer in enumerate(story.offers, 1)
    ]
    notes = ("proven: no plan with that offer does better; at least: found in the time there was.",)
    return tabled(table(title, columns, rows, notes=notes))


def _worths(worths: Sequence[Worth], *, everything: bool) -> RenderableType:
    """What gains something, best first; what gains nothing by kind and by how well that is known."""
    gaining = [worth for worth in worths if worth.goals]
    cut = len(gaining) if everything else ROWS_SHOWN
    columns = [Column("one more", "words"), Column("gain", "words"), Column("known", "words")]
    rows = [(one.text, gain_words(one.goals), one.known) for one in gaining[:cut]]
    parts: list[RenderableType] = [body(table("", columns, rows))] if rows else []
    parts += (line(note, "dim") for note in more(len(gaining[cut:]), "that gain"))
    nothing = Counter((worth.kind, worth.known) for worth in worths if not worth.goals)
    for (kind, known), number in sorted(nothing.items()):
        singular, plural = _AT.get(kind, ("change", "changes"))
        what = f"{_UNITS.get(kind, kind)} at {number:,} {singular if number == 1 else plural}"
        parts.append(line(f"{what[0].upper()}{what[1:]} {_NOTHING[known]}."))
    return section("What one more seat, place or hour is worth", *parts)


def gain_words(goals: Sequence[GoalChange]) -> str:
    """What gets better, and by how much: `16 fewer people left behind, class 2`."""
    gains = []
    for one in goals:
        better, much = one.after < one.before, abs(one.after - one.before)
        figure = people_words(much) if one.goal.startswith("unserved[") else goal_figure(one.goal, much)
        gains.append(f"{goal_words(one.goal)}: {figure} {'fewer' if better else 'more'}")
    return "; ".join(gains)


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
