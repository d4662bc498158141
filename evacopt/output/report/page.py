"""Everything that a situation report shows, in words, tables and pictures that no longer need the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from evacopt import __version__
from evacopt.domain.clock import format_time
from evacopt.domain.phrase import figure, joined, phrase, plural
from evacopt.output.report.airfield import airfield_tables, closed_words
from evacopt.output.report.chances import Chances
from evacopt.output.report.changes import Changes, changes
from evacopt.output.report.chart_map import MapChart, flows_of, map_chart
from evacopt.output.report.chart_timeline import MOST_BARS, TimelineChart, timeline_chart
from evacopt.output.report.decisions import decisions
from evacopt.output.report.filling import Decision
from evacopt.output.report.flight_tables import flights_table, hubs_table, next_flights, places_table
from evacopt.output.report.outlines import Outlines
from evacopt.output.report.people_tables import (
    NATIONALITIES_SHOWN,
    classes_table,
    count_columns,
    count_row,
    nationalities_table,
    rules_table,
    stays_tables,
    tags_tables,
)
from evacopt.output.report.replayed import Replayed
from evacopt.output.report.situation import Situation
from evacopt.output.report.words import policy_words, trust_words
from evacopt.output.table import Column, Table, table
from evacopt.output.wording import how_good, left_by_class, people_out, people_words, percent

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan, Run
    from evacopt.output.records import CountLine

WORST_SHOWN = 10
_HASH, _PARTIES = phrase("sha256 of its content"), phrase("parties, groups")
_PRIVATE = frozenset({_HASH, _PARTIES})
FOOT = phrase(
    "People are counted with lap infants, seats without. Nationalities are those of the people themselves. "
    "Times are UTC. Percentages are rounded up. Groups are known by reference codes; there are no names."
)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What stands at the head of a report; `as_of_note` says where the as-of time is from."""

    title: str
    as_of: str
    as_of_note: str = ""
    made_at: str = ""


class Tile(NamedTuple):
    """One number with what it counts; `tone` is `good`, `bad` or blank."""

    label: str
    figure: str
    note: str
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """The parts of a report in the order in which they are read; what is blank is left out."""

    heading: Heading
    public: bool
    headline: str
    verdict: str
    tiles: tuple[Tile, ...]
    next: Table
    people: tuple[Table, ...]
    map: MapChart
    map_note: str
    timeline: TimelineChart | None
    timeline_note: str
    stays: tuple[Table, ...]
    stays_note: str
    tables: tuple[Table, ...]
    policy: tuple[str, ...]
    trust: tuple[str, ...]
    run: Table
    airfield: tuple[Table, ...] = ()
    decisions: tuple[Decision, ...] = ()
    hubs: Table | None = None
    changes: Changes | None = None
    chances: Chances | None = None
    replayed: Replayed | None = None
    codes: tuple[str, ...] = ()
    codes_more: bool = False
    foot: str = FOOT


def page_of(
    situation: Situation,
    heading: Heading,
    outlines: Outlines,
    *,
    before: tuple[Instance, Plan] | None = None,
) -> Page:
    """The report for those who decide; `before` is the last plan with its instance."""
    instance, view = situation.instance, situation.view
    worst, every = (
        phrase("By nationality, worst served first"),
        phrase("Every nationality, worst served first"),
    )
    return Page(
        heading=heading,
        public=False,
        headline=people_out(view),
        verdict=how_good(view.goals),
        tiles=tiles(situation),
        decisions=decisions(situation),
        next=next_flights(situation),
        hubs=hubs_table(situation),
        changes=changes((instance, situation.plan), before) if before else None,
        people=(
            classes_table(view.classes),
            nationalities_table(view.nationalities, shown=WORST_SHOWN, caption=worst),
            *tags_tables(view),
        ),
        map=map_chart(instance, flows_of(instance, view.flights), outlines),
        map_note=phrase(
            "The wider an arc, the more people; flights between the same two places are one arc."
        ),
        timeline=timeline_chart(situation),
        timeline_note=timeline_words(situation),
        airfield=tuple(airfield_tables(situation)),
        stays=stays_tables(view),
        stays_note="" if view.stays else phrase("Nobody stays."),
        tables=(
            flights_table(situation),
            nationalities_table(view.nationalities, shown=NATIONALITIES_SHOWN, caption=every, named=True),
            *_blocs(view.blocs),
            places_table(situation),
            *([rules_table(view.rules)] if view.rules else ()),
        ),
        policy=tuple(policy_words(instance)),
        trust=tuple(trust_words(view.goals)),
        run=run_table(situation),
    )


def _blocs(blocs: Sequence[CountLine]) -> Iterator[Table]:
    """They overlap, so they have no sum."""
    if blocs:
        yield table(phrase("By bloc"), count_columns(phrase("bloc")), [count_row(line) for line in blocs])


def tiles(situation: Situation) -> tuple[Tile, ...]:
    """Who gets out, who stays, where they are now, what leaves next, and what is free."""
    view, standing = situation.view, situation.standing
    gone, stay = standing.arrived + standing.under_way, phrase("nobody is left behind")
    if view.left:
        part = percent(-(-1_000_000 * view.left // view.people))
        stay = joined("; ", (part, left_by_class(view)))
    people, tone = phrase("of {people}", people=people_words(view.people)), "bad" if view.left else "good"
    return (
        Tile(phrase("get out"), figure(view.served), people, "" if view.left else "good"),
        Tile(phrase("stay"), figure(view.left), stay, tone),
        Tile(phrase("have left by now"), figure(gone), _where(situation)),
        *_departures(situation),
    )


def _where(situation: Situation) -> str:
    """Where people are now."""
    standing = situation.standing
    still = phrase("{waiting:,} still to fly", waiting=standing.waiting)
    if not standing.arrived + standing.under_way:
        return joined("; ", (phrase("nobody has left yet"), still))
    places = phrase(
        "{arrived:,} in a haven; {under_way:,} under way ({at_hubs:,} at hubs)",
        arrived=standing.arrived,
        under_way=standing.under_way,
        at_hubs=situation.at_hubs,
    )
    return joined("; ", (places, still))


def _departures(situation: Situation) -> Iterator[Tile]:
    coming = situation.coming
    departs, which = phrase("none"), phrase("every flight has left")
    if coming:
        line = coming[0]
        departs = situation.when(line.departs)
        which = phrase(
            "{flight}, {origin} to {destination}, {people}",
            flight=line.id,
            origin=line.origin,
            destination=line.destination,
            people=people_words(line.people),
        )
    free, today = (sum(line.seats_left for line in lines) for lines in (coming, situation.today))
    flights = phrase(
        "on {flights} to come; {today:,} in the next 24 hours",
        flights=plural("{count:,} flight", "{count:,} flights", len(coming)),
        today=today,
    )
    yield Tile(phrase("next departure"), departs, which)
    yield Tile(phrase("seats still free"), figure(free), flights)


def timeline_words(situation: Situation, *, loads: bool = True) -> str:
    """How to read the timeline."""
    piled = sum(1 for line in situation.view.flights if line.sorties) > MOST_BARS
    sentences = [phrase("Bars are flights from departure to arrival.")]
    if piled:
        sentences = [phrase("Columns are seats by time of departure.")]
    if loads:
        sentences.append(phrase("The dark part is the part of the seats that is taken."))
        if any(level.peak for level in situation.levels):
            text = phrase("Below: people at hubs and aircraft in use, each against its limit (dashed).")
            if situation.resources or situation.wards:
                text = phrase(
                    "Below: people at hubs, aircraft in use, and stands, escorts and the like that are held, "
                    "each against its limit (dashed)."
                )
            sentences.append(text)
    sentences += closed_words(situation, piled=piled)
    return joined(" ", (*sentences, phrase("The upright red line is the as-of time.")))


def horizon_text(moment: datetime) -> str:
    """`1 August 2023, 06:00 UTC`."""
    return phrase("{moment.day} {moment:%B %Y, %H:%M} UTC", moment=moment)


def run_table(situation: Situation, *, public: bool = False) -> Table:
    """Instance, hash, backend, limits and seconds.

    A `public` one has no hash: whoever guesses a count that is hidden could try it against that. And no
    number of parties.
    """
    instance, run = situation.instance, situation.plan.run
    begins, ends = format_time(instance.begins), format_time(instance.ends)
    facts = {
        phrase("instance"): instance.name,
        _HASH: instance.sha256,
        phrase("horizon"): phrase("{begins} to {ends}", begins=begins, ends=ends),
        _PARTIES: joined(", ", (figure(int(instance.groups.count.sum())), figure(len(instance.groups)))),
        phrase("flights in the tables"): figure(len(instance.schedule)),
    }
    facts |= {phrase("source"): instance.source} if instance.source else {}
    facts |= {phrase("licence of the data"): instance.license} if instance.license else {}
    facts |= _run_facts(run) if run else {phrase("run"): phrase("not recorded in the plan")}
    facts[phrase("report made by")] = f"evacopt {__version__}"
    rows = [fact for fact in facts.items() if not public or fact[0] not in _PRIVATE]
    columns = (Column(phrase("what"), "words"), Column(phrase("value"), "code"))
    return table(phrase("How this plan was made"), columns, rows)


def _run_facts(run: Run) -> dict[str, str]:
    limit, threads = run.time_limit_s, run.threads
    seconds = (joined(" ", (name, figure(seconds, ".2f"))) for name, seconds in run.seconds)
    return {
        phrase("plan made by"): f"evacopt {run.evacopt}, {run.backend}",
        phrase("seed"): str(run.seed),
        phrase("threads"): phrase("chosen by the backend") if threads is None else str(threads),
        phrase("time limit"): phrase("none") if limit is None else f"{limit:g} s",
        phrase("seconds"): joined(", ", seconds),
    }
