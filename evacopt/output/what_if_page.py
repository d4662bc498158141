"""The table of variants against the instance as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType

from evacopt.output.tables import Column, line, section, table
from evacopt.output.wording import goal_figure, goal_words

if TYPE_CHECKING:
    from evacopt.planning.what_if import Variant, WhatIf


def what_if_page(found: WhatIf) -> RenderableType:
    """What `solve --what-if` prints: a row a goal, a column a variant, and the key to the columns."""
    names = [f"({number})" if number else "as it is" for number in range(len(found))]
    solved = [(name, one) for name, one in zip(names, found, strict=True) if one.values]
    columns = [Column("", "words"), *(Column(name) for name, _ in solved)]
    rows = [
        ["people", *(f"{one.people:,}" for _, one in solved)],
        ["out", *(f"{one.served:,}" for _, one in solved)],
        ["stay", *(f"{one.people - one.served:,}" for _, one in solved)],
        *([goal_words(goal), *(_figure(goal, one, found) for _, one in solved)] for goal in found.goals),
    ]
    key = [
        line(text)
        for name, one in zip(names[1:], found[1:], strict=True)
        for text in (f"{name} {_said(one)}", *(f"    {void}" for void in one.void))
    ]
    return Group(section("What if", table(columns, rows)), *key)


def what_if_rows(found: WhatIf) -> list[dict[str, Any]]:
    """The same for programs: a record a variant, the instance as it is first."""
    return [
        {
            "variant": one.name,
            "status": one.result.status if one.result else "fault",
            "people": one.people,
            "served": one.served,
            "goals": one.values,
            "fault": one.fault,
            "void": list(one.void),
            "conflict": list(one.result.conflict) if one.result else [],
        }
        for one in found
    ]


def _figure(goal: str, variant: Variant, found: WhatIf) -> str:
    """The value, and by how much it is off the instance as it is."""
    value, base = variant.values.get(goal), found.variants[0].values.get(goal)
    if value is None:
        return "-"
    text = goal_figure(goal, value)
    if base is None or variant is found.variants[0] or value == base:
        return text
    sign = "+" if value > base else "-"
    return f"{text} ({sign}{goal_figure(goal, abs(value - base))})"


def _said(variant: Variant) -> str:
    if variant.fault:
        return f"{variant.name}: cannot be solved: {variant.fault}"
    if variant.result and variant.result.status == "infeasible":
        return f"{variant.name}: promises contradict each other: {', '.join(variant.result.conflict)}"
    if not variant.values:
        return f"{variant.name}: no plan in time"
    stopped = (
        " (stopped early: the best plan so far)"
        if variant.result and variant.result.status != "solved"
        else ""
    )
    return f"{variant.name}{stopped}"
