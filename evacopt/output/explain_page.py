"""The pages of `explain`: a group, a flight, a plan as a whole, and promises that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType

from evacopt.domain.phrase import joined, phrase, plural
from evacopt.output.compare_page import way_words
from evacopt.output.explain_plan import conflict_parts, dashed, kept_off, plan_parts
from evacopt.output.table import Column, table
from evacopt.output.terminal import body, line, more, section, tabled
from evacopt.output.wording import (
    STATUS,
    change_words,
    goal_figure,
    goal_words,
    parties_words,
    people_words,
)

if TYPE_CHECKING:
    from evacopt.explaining.answer import (
        Explanation,
        FlightStory,
        Forced,
        FullFlight,
        GroupStory,
    )

WAYS, HOLDERS, FULL, MOVES = 10, 8, 3, 20
"""Rows of tables, and flights, that are shown unless all are asked for."""


def explain_page(explained: Explanation, *, everything: bool = False) -> RenderableType:
    """What `explain` prints; `everything` cuts no table."""
    parts: list[RenderableType] = []
    if explained.group is not None:
        parts += _group(explained.group, everything=everything)
    if explained.flight is not None:
        parts += _flight(explained.flight, everything=everything)
    if explained.plan is not None:
        parts += plan_parts(explained.plan, everything=everything)
    if explained.conflict is not None:
        parts += conflict_parts(explained.conflict)
    return Group(*parts)


def _group(story: GroupStory, *, everything: bool) -> Iterator[RenderableType]:
    yield line(_whether_out(story), "bold")
    for itinerary, parties in story.travelling:
        way = phrase(
            "{parties} on {itinerary}", parties=parties_words(parties), itinerary=">".join(itinerary)
        )
        yield line(way)
    if story.staying:
        yield section(phrase("Why it stays"), *(line(dashed(reason.text)) for reason in story.reasons))
        yield _ways(story, everything=everything)
        for flight in story.full if everything else story.full[:FULL]:
            title = phrase("Who holds the seats of {flight}", flight=flight.flight)
            yield _holders(title, flight, everything=everything)
    if story.forced is not None:
        yield _forced(story.forced, everything=everything)


def _whether_out(story: GroupStory) -> str:
    who = phrase(
        "{group} ({nationality}, class {priority}, at {place})",
        group=story.group,
        nationality=story.nationality,
        priority=story.priority,
        place=story.origin,
    )
    size = people_words(story.people)
    if not story.staying:
        return phrase("{group}: all its parties of {people} get out.", group=who, people=size)
    return plural(
        "{group}: {count:,} party of {people} stays.",
        "{group}: {count:,} parties of {people} stay.",
        story.staying,
        group=who,
        people=size,
    )


def _ways(story: GroupStory, *, everything: bool) -> RenderableType:
    title = phrase(
        "Every way out, nearest first: lift what stands in it and one more party can go, nobody else moved"
    )
    columns = (
        Column(phrase("way"), "code"),
        Column(phrase("leaves (UTC)"), "time"),
        Column(phrase("what stands in the way"), "words"),
    )
    ways = story.ways if everything else story.ways[:WAYS]
    rows = [
        (way_words(way.itinerary), way.departs, joined("; ", [one.text for one in way.obstacles]))
        if way.obstacles
        else (way_words(way.itinerary), way.departs, phrase("nothing"))
        for way in ways
    ]
    notes = more(len(story.ways) - len(ways) + story.more, phrase("ways"))
    return tabled(table(title, columns, rows, notes=notes), blank=phrase("There is none."))


def _holders(title: str, flight: FullFlight | FlightStory, *, everything: bool) -> RenderableType:
    holders = flight.holders if everything else flight.holders[:HOLDERS]
    columns = [
        Column(phrase("group"), "code"),
        Column(phrase("nationality"), "code"),
        *map(Column, (phrase("class"), phrase("parties"), phrase("people"))),
    ]
    rows = [(one.group, one.nationality, f"{one.priority}", one.parties, one.people) for one in holders]
    caption = phrase(
        "{title}: {taken:,} of {seats:,} taken, least urgent first",
        title=title,
        taken=flight.taken,
        seats=flight.seats,
    )
    notes = more(len(flight.holders) - len(holders), phrase("groups"))
    return tabled(table(caption, columns, rows, notes=notes), blank=phrase("Nobody."))


def _forced(forced: Forced, *, everything: bool) -> RenderableType:
    title = phrase("The least change that would bring one more party out, nothing lifted")
    if forced.outcome == "impossible":
        return section(title, line(phrase("There is none: {why}.", why=forced.message)))
    if forced.outcome == "not found":
        return section(title, line(phrase("Not found in the time there was: {why}", why=forced.message)))
    heads = [Column(phrase("goal"), "words"), *map(Column, (phrase("now"), phrase("then"), phrase("change")))]
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
        *(Column(phrase("group"), "code"), Column(phrase("class")), Column(phrase("people"))),
        *(Column(phrase("from"), "code"), Column(phrase("to"), "code")),
    ]
    rows = [
        (one.group, f"{one.priority}", one.people, way_words(one.before), way_words(one.after))
        for one in moves
    ]
    return section(
        title,
        body(table("", heads, goals)),
        line(_how_little(forced)),
        body(table("", columns, rows)),
        *(line(note, "dim") for note in more(len(forced.moves) - len(moves), phrase("changes"))),
    )


def _how_little(forced: Forced) -> str:
    people = people_words(forced.people_changed)
    if forced.proven:
        return phrase("{people} change. No other plan that brings it out costs less.", people=people)
    return phrase("{people} change. Another may cost less.", people=people)


def _flight(story: FlightStory, *, everything: bool) -> Iterator[RenderableType]:
    status = STATUS[story.status] or phrase("scheduled")
    facts = joined(", ", (f"{story.origin}-{story.destination}", f"{story.departs}", status))
    yield line(phrase("{flight} ({facts})", flight=story.flight, facts=facts), "bold")
    yield from (line(dashed(sentence)) for sentence in story.why)
    if story.kept:
        cut = len(story.kept) if everything else WAYS
        title = phrase("Of those who stay and have a way by it")
        yield kept_off(title, phrase("what keeps them off it"), story.kept, cut, phrase("lines"))
    if story.sorties:
        yield _standby(story)
        yield _holders(phrase("Who is aboard"), story, everything=everything)


def _standby(story: FlightStory) -> RenderableType:
    title = plural(
        "Who goes next if {count:,} person does not come, first to be called first",
        "Who goes next if {count:,} people do not come, first to be called first",
        story.no_shows,
    )
    absent = [
        phrase("{parties} of {group}", parties=parties_words(one.parties), group=one.group)
        for one in story.absent
    ]
    who = joined(", ", absent) if absent else phrase("nobody is aboard")
    taken = line(phrase("Taken not to come: {absent}.", absent=who), "dim")
    if not story.standby:
        nobody = phrase("Nobody: what they leave free is not all that anybody lacks.")
        return section(title, taken, line(nobody))
    columns = [
        *(Column(""), Column(phrase("group"), "code"), Column(phrase("nationality"), "code")),
        *map(Column, (phrase("class"), phrase("parties"), phrase("seats each"), phrase("go"))),
        Column(phrase("way"), "code"),
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
            way_words(one.itinerary),
        )
        for place, one in enumerate(story.standby, 1)
    ]
    return section(title, taken, body(table("", columns, rows)))
