"""The report that may leave the house: no cell from one to four, no load of a flight, no decision to take.

People are counted in all, by class, by nationality and, those who stay, by reason. Each table adds up to the
same totals, merges its small lines and tells figures in fives. Whatever else could be set against them is
left out: loads of flights, presence at hubs, values of goals, what changed, and codes of groups, which often
begin with a nationality: those are told by codes that say nothing (`public_codes`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from evacopt.domain.phrase import capital, figure, joined, phrase
from evacopt.output.records import CountLine, GoalLine, PlanView
from evacopt.output.report.chance_words import safely
from evacopt.output.report.chances import Chances
from evacopt.output.report.chart_map import flows_of, map_chart
from evacopt.output.report.chart_timeline import timeline_chart
from evacopt.output.report.flight_tables import flights_table, next_flights, places_table
from evacopt.output.report.merged import LEAST, in_fives, is_small, merged, merged_counts, rounded
from evacopt.output.report.outlines import Outlines
from evacopt.output.report.page import FOOT, Heading, Page, Tile, run_table, timeline_words
from evacopt.output.report.people_tables import count_columns, count_row, summed
from evacopt.output.report.public_codes import NOBODY
from evacopt.output.report.situation import Situation
from evacopt.output.report.words import OTHER, policy_words, reason_of
from evacopt.output.table import Column, Table, table
from evacopt.output.wording import NOT_JUDGED, people_words

if TYPE_CHECKING:
    from evacopt.simulation.result import Simulation

CODES_SHOWN = 2_000
HIDDEN = phrase("Too few people for figures that may be told.")
_PUBLIC_FOOT = phrase(
    "Counts from 1 to {most} are not told: small lines are merged with others, and figures of people "
    "are rounded to fives, so that no figure can be set against another to find them. Loads of flights and "
    "numbers at hubs are left out for the same reason.",
    most=LEAST - 1,
)


def public_page_of(
    situation: Situation,
    heading: Heading,
    outlines: Outlines,
    codes: Mapping[str, str],
    simulations: Sequence[Simulation] = (),
) -> Page:
    """The report for anyone; groups that stay are told by their `codes`, those without one are not.

    Of the first of `simulations` the page says how many get out in 9 of 10 cases, and no more.
    """
    instance, view = situation.instance, situation.view
    people = CountLine.of(phrase("all"), people=view.people, served=view.served)
    stay = _codes(view, people, codes)
    return Page(
        heading=heading,
        public=True,
        headline=_headline(people, len(stay)),
        verdict=_verdict(view.goals),
        tiles=_tiles(people, len(stay)),
        next=next_flights(situation, loads=False),
        people=tuple(_people(view, people, len(stay))),
        map=map_chart(instance, flows_of(instance, view.flights, loads=False), outlines),
        map_note=phrase(
            "The wider an arc, the more flights; flights between the same two places are one arc."
        ),
        timeline=timeline_chart(situation, loads=False),
        timeline_note=timeline_words(situation, loads=False),
        stays=_reasons(view, len(stay)),
        stays_note="" if view.stays else phrase("Nobody stays."),
        codes=stay[:CODES_SHOWN],
        codes_more=len(stay) > CODES_SHOWN,
        chances=_chances(people, len(stay), simulations[0]) if simulations else None,
        tables=(flights_table(situation, loads=False), places_table(situation, loads=False)),
        policy=tuple(policy_words(instance)),
        trust=(
            phrase("Every rule was checked before this report was made, by a check that knows no solver."),
            *(phrase("{head}: {rest}.", head=capital(goal.words), rest=_known(goal)) for goal in view.goals),
        ),
        run=run_table(situation, public=True),
        foot=joined(" ", (FOOT, _PUBLIC_FOOT)),
    )


def _codes(view: PlanView, people: CountLine, codes: Mapping[str, str]) -> tuple[str, ...]:
    """As many as make fives, with some of nobody, in an order that says nothing; none where few stay."""
    if is_small(people):
        return ()
    stayed = {codes[stay.group] for stay in view.stays if stay.group in codes}
    more = [codes[name] for name in NOBODY if name in codes]
    return tuple(sorted({*stayed, *more[: -len(stayed) % LEAST]}))


def _headline(people: CountLine, codes: int) -> str:
    if is_small(people):
        return HIDDEN
    (counts,) = rounded([people], codes=codes)
    if not counts.left:
        return phrase("All of about {people:,} people get out.", people=counts.people)
    return phrase(
        "About {served:,} of {people:,} people get out, about {left:,} stay.",
        served=counts.served,
        people=counts.people,
        left=counts.left,
    )


def _chances(people: CountLine, codes: int, simulation: Simulation) -> Chances | None:
    """How many get out for the most part, rounded as the plan's own number is, so that both say the same."""
    safe = safely(simulation)
    if is_small(people) or safe is None or safe[0] < LEAST:
        return None
    (counts,) = rounded([people], codes=codes)
    words = phrase(
        "{cases} about {out:,} of {people:,} people or more get out.",
        cases=capital(safe[1]),
        out=in_fives([safe[0]])[0],
        people=counts.people,
    )
    return Chances(words=(words,))


def _tiles(people: CountLine, codes: int) -> tuple[Tile, ...]:
    """Out and left. Not how many have left by now: the difference between two reports is who flew since."""
    if is_small(people):
        return ()
    (counts,) = rounded([people], codes=codes)
    return (
        Tile(
            phrase("get out, about"),
            figure(counts.served),
            phrase("of {people}", people=people_words(counts.people)),
        ),
        Tile(phrase("stay, about"), figure(counts.left), ""),
    )


def _people(view: PlanView, people: CountLine, codes: int) -> Iterator[Table]:
    """By class and by nationality, with small lines merged; nothing where not even the totals may be told."""
    if is_small(people):
        return
    by_name = sorted(view.nationalities, key=lambda line: line.name)
    for caption, head, all_lines, rest in (
        (phrase("By class"), phrase("class"), view.classes, phrase("other classes")),
        (phrase("By nationality"), phrase("nationality"), by_name, phrase("other nationalities")),
    ):
        lines = rounded(merged(all_lines, rest=rest) or (), codes=codes)
        if lines:
            total = count_row(summed(phrase("all"), lines))
            yield table(caption, count_columns(head), list(map(count_row, lines)), total=total)


def _reasons(view: PlanView, codes: int) -> tuple[Table, ...]:
    """People by the first reason why they stay, in words that name no group, flight or place."""
    counted: Counter[str] = Counter()
    for stay in view.stays:
        counted[reason_of(stay)] += stay.people
    shown = merged_counts(list(counted.items()), rest=OTHER, codes=codes)
    if not shown:
        return ()
    total = (phrase("all"), sum(people for _, people in shown))
    columns = (Column(phrase("why"), "words"), Column(phrase("people")))
    return (table(phrase("Why people stay"), columns, shown, total=total),)


def _verdict(goals: Sequence[GoalLine]) -> str:
    """How good the plan is, without a figure that counts people."""
    goals = [goal for goal in goals if goal.judged]
    if goals and all(goal.bound == goal.value and goal.grade == "proven" for goal in goals):
        return phrase("Proven: no better plan exists.")
    return phrase("The best plan found; it keeps every rule.")


def _known(goal: GoalLine) -> str:
    if not goal.judged:
        return NOT_JUDGED
    if goal.bound is None or goal.bound != goal.value:
        return phrase("the best found; whether a better one exists is not known")
    if goal.grade == "proven":
        return phrase("proven best, in exact whole numbers")
    return phrase("the best, as solvers say; no proof was checked")
