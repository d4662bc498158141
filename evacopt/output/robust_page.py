"""What a plan for many scenarios is worth, beside the plan that ignores them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType

from evacopt.domain.phrase import figure, joined, phrase
from evacopt.output.table import Cell, Column, Table, table
from evacopt.output.terminal import line, tabled

if TYPE_CHECKING:
    from evacopt.robust.result import LeftBehind, Worth
    from evacopt.simulation.result import Interval

_RISKS = {
    "mean": phrase("the mean over all scenarios"),
    "cvar": phrase("the mean of the worst tenth of the scenarios"),
    "worst": phrase("the worst scenario"),
}
"""What was made as small as can be."""


def robust_page(worth: Worth) -> RenderableType:
    """What `solve --scenarios` prints below the plan."""
    return Group(tabled(_table(worth)), *map(line, _words(worth)))


def _words(worth: Worth) -> list[str]:
    made = phrase(
        "The plan was made from {scenarios:,} scenarios ({courses:,} of them differ in what is decided); of "
        "those left behind it makes small: {risk}. Both plans were evaluated on the same {fresh:,} others.",
        scenarios=worth.scenarios,
        courses=worth.courses,
        risk=_RISKS[worth.risk],
        fresh=worth.fresh,
    )
    if worth.gap is None:
        return [made, phrase("There was no time to find out how much better another plan could be.")]
    gap = phrase(
        "Estimated with 95 %: no plan would leave more than {gap:.1f} % fewer behind; {replications:,} "
        "samples were each solved by itself for this.",
        gap=100 * worth.gap,
        replications=worth.replications,
    )
    return [made, gap]


def _table(worth: Worth) -> Table:
    columns = [
        Column(phrase("people left behind"), "words"),
        Column(phrase("people")),
        Column(phrase("this plan"), "words"),
        Column(phrase("the plan that ignores it"), "words"),
        Column(phrase("fewer by this plan"), "words"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (_name(row), round(row.people), *map(_range, (row.left, row.plain, row.fewer)))
        for row in (*worth.classes, worth.everybody)
    ]
    tail: tuple[Cell, ...] = (
        phrase("mean of the worst tenth"),
        None,
        figure(worth.tail, ".1f"),
        figure(worth.plain_tail, ".1f"),
        "",
    )
    worst: tuple[Cell, ...] = (
        phrase("in the worst scenario"),
        None,
        figure(worth.worst, ".1f"),
        figure(worth.plain_worst, ".1f"),
        "",
    )
    note = phrase("Where the mean is with 95 %, people who do not come included.")
    return table(phrase("What may come of it"), columns, [*rows, tail, worst], notes=(note,))


def _name(row: LeftBehind) -> str:
    return phrase("class {number}", number=row.name) if row.name else phrase("all")


def _range(one: Interval) -> str:
    return joined(" – ", (figure(one.low, ".1f"), figure(one.high, ".1f")))
