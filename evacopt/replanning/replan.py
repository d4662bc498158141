"""A plan in force meets the news: what has flown stays, what is left is decided anew with few changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from numbers import Integral
from typing import Unpack

from evacopt.domain.arguments import a_plan, a_whole_number, an_instance, rows_with
from evacopt.domain.clock import HOUR, format_time, parse_time
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase, plural
from evacopt.domain.plan import Assignment, Plan
from evacopt.domain.replanned import Replanned, Stranded
from evacopt.errors import UsageError
from evacopt.events.events import Event
from evacopt.planning.kept import Kept
from evacopt.planning.method import Watch
from evacopt.planning.options import SolveKeywords, SolveOptions, options_of
from evacopt.planning.result import Result
from evacopt.planning.solve import solved
from evacopt.replanning.held import Held, Moment, stranded_under
from evacopt.replanning.news import News, NoShow, news_of
from evacopt.replanning.settle import Settled, settlings
from evacopt.replanning.stability import STABILITIES, Stability, stable

NOTICE = 6 * HOUR
"""Minutes before a departure at which people have been called forward, where nothing else is said."""
PROVING = 1.5
"""Seconds for proving: enough for what one relaxation a goal shows; a bad night has no time for more."""


class ReplanKeywords(SolveKeywords, total=False):
    """What else `replan` takes as keyword arguments."""

    freeze: int
    stability: Stability | None


@dataclass(frozen=True, slots=True)
class Replan:
    """The outcome of a replan.

    Attributes
    ----------
    instance : Instance
        What the new plan is a plan of: the events happened, the past is settled. Keep it with the plan.
    result : Result
        As of `solve`; its plan names the plan before it.
    notes : tuple of str
        What a planner should know: who is held, what was taken at the planner's word, who is stranded.
    """

    instance: Instance
    result: Result
    notes: tuple[str, ...] = ()


def replan(
    instance: Instance,
    plan: Plan,
    *,
    as_of: int | str,
    events: Sequence[Event] = (),
    no_shows: Sequence[NoShow] = (),
    options: SolveOptions | None = None,
    **keywords: Unpack[ReplanKeywords],
) -> Replan:
    """Decide anew what is still open under `plan`; never prints. What ends it early is as of `solve`.

    Parameters
    ----------
    instance : the one that `plan` is of, or a newer one with the same ids
    as_of : the time now, UTC minutes or ISO 8601 text; what departs by then has departed
    events : what has happened, in order; see `evacopt.events.events`
    no_shows : parties who were called and did not come; they wait again
    freeze : minutes before a departure at which people have been called forward; they stay on it.
        Six hours where nothing is said.
    stability : where the goal `changes` stands; `None` for the policy's own place, else `balanced`
    options, keywords : as of `solve`; where nothing is said little is proven, for an answer is waited for

    Returns
    -------
    Replan
        No plan in time and infeasible are results, not exceptions.

    Raises
    ------
    UsageError
        If an event or a no-show names what is not there, or would change what has flown.
    InstanceError
        If the instance after the events breaks a rule of the data, with every finding.
    BackendError, ProgressError
        As of `solve`; the latter's `result` is a Replan.
    """
    an_instance(instance)
    a_plan(plan)
    freeze, stability = keywords.pop("freeze", NOTICE), keywords.pop("stability", None)
    asked = options_of(options, keywords, SolveOptions(proving=PROVING), of="replan")
    events = rows_with(events, "applied", "events", 'Cancel("F1")')
    no_shows = rows_with(no_shows, "parties", "no_shows", 'NoShow("G1", 2)')
    a_whole_number(freeze, "freeze", least=0)
    if not (stability is None or (isinstance(stability, str) and stability in STABILITIES)):
        raise UsageError(
            f"stability must be None or one of {', '.join(STABILITIES)}, got {stability!r}"[:300]
        )
    watch, kept = Watch.of(asked), Kept()
    news = news_of(instance, plan, Moment(as_of=_minutes(as_of), notice=freeze), events, no_shows)
    for settled in settlings(stable(news.instance, stability), plan, news.present, news.moment):
        result = solved(settled.instance, asked, watch, baseline=plan)
        if result.status != "infeasible":
            break
    done = kept.surely(partial(_concluded, plan, news, settled, result))
    if kept.interrupted:
        done = replace(done, result=replace(done.result, status="interrupted"))
    return watch.answered(done)


_LAST = 4_000_000_000
"""Minutes that are no date of a calendar any more."""


def _concluded(plan: Plan, news: News, settled: Settled, result: Result) -> Replan:
    """The plan found, linked to the one before it, and everything that is to be told."""
    held = settled.parted.held
    stranded = stranded_under(result.plan, held) if result.plan else ()
    notes = (
        *news.notes,
        *settled.parted.notes,
        *settled.notes,
        *_notes_on_held(settled.instance, held, plan, news.moment),
        *_notes_on_stranded(settled.instance, stranded),
    )
    link = Replanned(before=plan.sha256, as_of=news.moment.as_of, held=settled.pins, stranded=stranded)
    linked = replace(result.plan, replanned=link) if result.plan else None
    return Replan(settled.instance, replace(result, plan=linked), notes)


def _notes_on_held(instance: Instance, held: Sequence[Held], plan: Plan, moment: Moment) -> Iterator[str]:
    """How many people are held, and why."""
    first = {row: instance.flight[row.flights[0]] for row in held}
    flown = _people(instance, (row for row in held if moment.departed(first[row])))
    boarding = _people(
        instance, (row for row in held if moment.closed(first[row]) and not moment.departed(first[row]))
    )
    called = _people(instance, (row for row in held if not moment.closed(first[row])))
    open_ = _people(instance, (row for row in held if not row.whole))
    parts = [phrase("{people:,} have flown", people=flown)]
    parts += [phrase("{people:,} are boarding", people=boarding)] if boarding else []
    parts += [phrase("{people:,} have been called forward", people=called)] if called else []
    text = phrase("as of {when}: {numbers}")
    if open_:
        text = phrase("as of {when}: {numbers}; of these the way on is open for {people:,}")
    yield phrase(text, when=format_time(moment.as_of), numbers=joined(", ", parts), people=open_)
    known = (row for row in plan.assignments if row.group in instance.groups.row)
    free = _people(instance, known) - (flown + boarding + called)
    text = phrase("{people:,} people of the plan in force have not been called yet, or are free again")
    yield phrase(text, people=max(free, 0))


def _notes_on_stranded(instance: Instance, stranded: Iterable[Stranded]) -> Iterator[str]:
    """Who has flown and finds no way on, a sentence a place."""
    places: dict[str, list[Stranded]] = {}
    for row in stranded:
        places.setdefault(instance.flight[row.flights[-1]].destination, []).append(row)
    for place, rows in sorted(places.items()):
        people = _people(instance, rows)
        parties = Counter[str]()
        for row in rows:
            parties[row.group] += row.parties
        named = ", ".join(f"{group} {number}" for group, number in parties.items())
        yield plural(
            "{count:,} person is stranded at {place} and left behind in the numbers; parties: {parties}",
            "{count:,} people are stranded at {place} and left behind in the numbers; parties: {parties}",
            people,
            place=place,
            parties=named,
        )


def _people(instance: Instance, rows: Iterable[Held | Stranded | Assignment]) -> int:
    groups = instance.groups
    return sum(row.parties * int(groups.people[groups.row[row.group]]) for row in rows)


def _minutes(as_of: int | str) -> int:
    if isinstance(as_of, Integral) and not isinstance(as_of, bool) and abs(as_of) < _LAST:
        return int(as_of)
    if not isinstance(as_of, str):
        raise UsageError(
            f"as_of must be a time such as '2023-08-01T06:00Z' or UTC minutes, got {as_of!r}"[:300]
        )
    try:
        return parse_time(as_of)
    except ValueError as error:
        raise UsageError(f"as_of {as_of!r} {error}") from None
