"""What a replay found, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType

from evacopt.domain.clock import format_time, moment
from evacopt.domain.phrase import joined, phrase
from evacopt.output.report.replayed import WAYS, ends_table, replay_words, steps_table
from evacopt.output.table import Cell, Column, Table, table
from evacopt.output.terminal import ROWS_SHOWN, line, more, tabled
from evacopt.output.wording import when_among

if TYPE_CHECKING:
    from evacopt.replaying.record import Replay, Step, Way


def replay_page(replay: Replay, *, everything: bool = False) -> RenderableType:
    """What `replay` prints: the ends, people out by nationality, the steps; `everything` cuts no table."""
    tool = replay.outcome("evacopt")
    steps = tool.steps if tool else ()
    when = when_among(moment(step.time) for step in steps)
    most = len(steps) if everything else ROWS_SHOWN
    tables = [ends_table(replay), *_nations(replay, everything=everything)]
    tables += steps_table(when, steps, most=most)
    return Group(line(joined(" ", replay_words(replay))), *map(tabled, tables))


def _nations(replay: Replay, *, everything: bool) -> Iterator[Table]:
    """Nationalities of which not everybody gets out in some way, those with most people left first."""
    told = [(words, outcome) for way, words in WAYS if (outcome := replay.outcome(way)) is not None]
    by_name = [{one.name: one for one in outcome.nationalities} for _, outcome in told]
    names = {name for known in by_name for name, one in known.items() if one.out < one.people}
    left = {name: sum(known[name].people - known[name].out for known in by_name) for name in names}
    order = sorted(names, key=lambda name: (-left[name], name))
    shown = order if everything else order[:ROWS_SHOWN]
    columns = [Column(phrase("nationality"), "code"), Column(phrase("people"))]
    columns += [Column(words) for words, _ in told]
    rows: list[tuple[Cell, ...]] = [
        (name, by_name[0][name].people, *(known[name].out for known in by_name)) for name in shown
    ]
    if rows:
        notes = more(len(order) - len(shown), phrase("nationalities"))
        yield table(phrase("People out, by nationality: where somebody stays"), columns, rows, notes=notes)


def step_words(way: Way, done: int, steps: int, step: Step | None) -> str:
    """A line of progress."""
    words = dict(WAYS)[way]
    if step is None:
        return phrase("{way}: {done} of {steps}", way=words, done=done, steps=steps)
    return phrase(
        "{way}: {done} of {steps}, {when}: {people:,} people known, {planned:,} of them get out by the plan",
        way=words,
        done=done,
        steps=steps,
        when=format_time(step.time),
        people=step.people,
        planned=step.planned,
    )
