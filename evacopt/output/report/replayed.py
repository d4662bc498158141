"""What could have been done: what happened, what evacopt would have made of it, what was possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from evacopt.domain.clock import moment
from evacopt.domain.phrase import joined, phrase
from evacopt.output.report.chart_curves import Curve, CurvesChart, curves_chart
from evacopt.output.table import Cell, Column, Table, table

if TYPE_CHECKING:
    from evacopt.output.report.situation import Situation
    from evacopt.replaying.record import Outcome, Replay, Step, Way

_WAYS: tuple[tuple[Way, str, str, str], ...] = (
    ("hindsight", "best", phrase("{out:,} with hindsight"), phrase("with hindsight")),
    ("first-come", "first", phrase("{out:,} first come, first served"), phrase("first come, first served")),
    ("evacopt", "tool", phrase("{out:,} with evacopt"), phrase("with evacopt, hour by hour")),
)
WAYS: tuple[tuple[Way, str], ...] = tuple((way, words) for way, _, _, words in _WAYS)
"""What each way of deciding is called."""
_HAPPENED = phrase("{out:,} as it happened")
_NEWS, _STEPS = 3, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """Sentences, the picture, and its figures and steps as tables."""

    words: tuple[str, ...]
    chart: CurvesChart
    tables: tuple[Table, ...]


def replayed(situation: Situation, replay: Replay) -> Replayed:
    """The replay as the page shows it."""
    tool = replay.outcome("evacopt")
    steps = tool.steps if tool else ()
    lines = list(_lines(replay))
    words = tuple(replay_words(replay))
    return Replayed(
        words=words,
        chart=curves_chart(
            "replay",
            (
                phrase("People out over time (UTC): what happened and what could have been done"),
                joined(" ", words),
            ),
            max((outcome.people for outcome in replay.outcomes), default=0),
            lines,
            marks=[(step.time, _news(step)) for step in steps],
        ),
        tables=(ends_table(replay), *steps_table(situation.when, steps)),
    )


def _lines(replay: Replay) -> Iterator[Curve]:
    """What happened, and each way that was reached; where curves are one, what is dashed lies on top."""
    known, away = _happened(replay), _counts_flown(replay)
    if known:
        yield _curve("happened", _HAPPENED, known)
    for way, looks, name, _ in reversed(_WAYS):
        outcome = replay.outcome(way)
        if outcome is not None:
            yield _curve(looks, name, outcome.flown if away else outcome.curve)


def _curve(looks: str, name: str, told: Sequence[tuple[int, int]]) -> Curve:
    minutes, values = [minute for minute, _ in told], [people for _, people in told]
    return Curve(
        looks=looks, name=phrase(name, out=values[-1] if values else 0), minutes=minutes, values=values
    )


def _counts_flown(replay: Replay) -> bool:
    """Whether it is documented how many were flown out, not how many were at a haven."""
    return any(row.flown is not None for row in replay.documented)


def _happened(replay: Replay) -> list[tuple[int, int]]:
    """Minutes and people by then, as documented."""
    away = _counts_flown(replay)
    counts = ((row.time, row.flown if away else row.out) for row in replay.documented)
    return [(minute, people) for minute, people in counts if people is not None]


def replay_words(replay: Replay) -> Iterator[str]:
    """Sentences on what happened and what could have been done."""
    best, tool = replay.outcome("hindsight"), replay.outcome("evacopt")
    if happened := _happened(replay):
        text = phrase("As it happened, {out:,} people got out, as far as is documented.")
        if _counts_flown(replay):
            text = phrase(
                "As it happened, {out:,} people were flown out, as far as is documented: the picture counts "
                "people from when they first land at a hub or haven."
            )
        yield phrase(text, out=happened[-1][1])
    if tool is not None:
        yield phrase(
            "Planned with evacopt at each piece of news, and with no more than was known then, {out:,} of "
            "{people:,} people would have got out.",
            out=tool.out,
            people=tool.people,
        )
    if best is not None:
        yield _best_words(best)
    if (first := replay.outcome("first-come")) is not None:
        yield phrase("First come, first served, it would have been {out:,}.", out=first.out)
    if replay.status == "interrupted":
        yield phrase("The replay was interrupted: its last steps are missing.")


def _best_words(best: Outcome) -> str:
    proven = bool(best.classes) and all(one.proven for one in best.classes)
    text = phrase("Whoever had known everything beforehand could have brought out {out:,}.")
    if proven:
        text = phrase(
            "Whoever had known everything beforehand could have brought out {out:,}: proven, no plan "
            "that puts the urgent first does better."
        )
    return phrase(text, out=best.out)


def _news(step: Step) -> str:
    if not step.news:
        return phrase("the beginning")
    more = len(step.news) - _NEWS
    told = step.news[:_NEWS]
    return joined("; ", (*told, phrase("and {more:,} more", more=more)) if more > 0 else told)


def ends_table(replay: Replay) -> Table:
    """People out in each way, in all and by class."""
    reached = [(words, replay.outcome(way)) for way, _, _, words in _WAYS]
    told = [(words, outcome) for words, outcome in reached if outcome is not None]
    names = list(dict.fromkeys(one.name for _, outcome in told for one in outcome.classes))
    columns = [Column(phrase("how it is decided"), "words"), Column(phrase("people")), Column(phrase("out"))]
    columns += [Column(phrase("class {name}", name=name)) for name in names]
    rows: list[tuple[Cell, ...]] = []
    for words, outcome in told:
        by_class = {one.name: one.out for one in outcome.classes}
        rows.append((words, outcome.people, outcome.out, *(by_class.get(name) for name in names)))
    if documented := _happened(replay):
        words = phrase("as it happened, flown out") if _counts_flown(replay) else phrase("as it happened")
        rows.append((words, None, documented[-1][1], *(None for _ in names)))
    notes = [note for _, outcome in told for note in (*outcome.notes, *_bounds(outcome))]
    notes += replay.notes
    return table(phrase("People out in the end"), columns, rows, notes=notes)


def _bounds(outcome: Outcome) -> Iterator[str]:
    """What no plan could have done better, class by class; of hindsight alone."""
    for one in outcome.classes:
        if one.bound is None:
            continue
        text = phrase(
            "Class {name}: with hindsight {left:,} stay; a plan that is as good in more urgent classes may "
            "leave {bound:,} at best."
        )
        if one.proven:
            text = phrase(
                "Class {name}: with hindsight {left:,} stay; proven, no plan that is as good in more urgent "
                "classes leaves fewer."
            )
        yield phrase(text, name=one.name, left=one.people - one.out, bound=one.bound)


def steps_table(
    when: Callable[[datetime], str], steps: Sequence[Step], *, most: int = _STEPS
) -> Iterator[Table]:
    """What became known when, and what evacopt made of it."""
    if not steps:
        return
    columns = (
        *(
            Column(phrase("step")),
            Column(phrase("when"), "time"),
            Column(phrase("what became known"), "list"),
        ),
        *(Column(phrase("people known")), Column(phrase("out by the plan")), Column(phrase("people moved"))),
    )
    rows = [
        (number, when(moment(step.time)), _news(step), step.people, step.planned, step.changed)
        for number, step in enumerate(steps[:most], 1)
    ]
    more = len(steps) - len(rows)
    notes = (phrase("and {more:,} more after these", more=more),) if more else ()
    yield table(phrase("The steps (UTC), numbered as in the picture"), columns, rows, notes=notes)
