"""The table of variants against the instance as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType

from evacopt.output.table import Cell, Column, table
from evacopt.output.terminal import line, tabled
from evacopt.output.wording import change_words, goal_figure, goal_words

if TYPE_CHECKING:
    from evacopt.planning.what_if import Variant, WhatIf


def what_if_page(variants: WhatIf) -> RenderableType:
    """What `solve --what-if` prints: a row a goal, a column a variant, and the key to the columns."""
    names = [f"({number})" if number else "as it is" for number in range(len(variants))]
    solved = [(name, one) for name, one in zip(names, variants, strict=True) if one.values]
    columns = [Column("", "words"), *(Column(name) for name, _ in solved)]
    rows: list[tuple[Cell, ...]] = [
        ("people", *(one.people for _, one in solved)),
        ("out", *(one.served for _, one in solved)),
        ("stay", *(one.people - one.served for _, one in solved)),
        *(
            (goal_words(goal), *(_figure(goal, one, variants) for _, one in solved))
            for goal in variants.goals
        ),
    ]
    key = [
        line(text)
        for name, one in zip(names[1:], variants[1:], strict=True)
        for text in (f"{name} {one.name}{_outcome(one)}", *(f"    {void}" for void in one.void))
    ]
    return Group(tabled(table("What if", columns, rows)), *key)


def what_if_rows(variants: WhatIf) -> list[dict[str, Any]]:
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
        for one in variants
    ]


def _figure(goal: str, variant: Variant, variants: WhatIf) -> str:
    """The value, and by how much it is off the instance as it is."""
    value, base = variant.values.get(goal), variants.variants[0].values.get(goal)
    if value is None:
        return "-"
    text = goal_figure(goal, value)
    if base is None or variant is variants.variants[0] or value == base:
        return text
    return f"{text} ({change_words(goal, base, value)})"


def _outcome(variant: Variant) -> str:
    if variant.fault:
        return f": cannot be solved: {variant.fault}"
    if variant.result and variant.result.status == "infeasible":
        return f": promises contradict each other: {', '.join(variant.result.conflict)}"
    if not variant.values:
        return ": no plan in time"
    early = variant.result and variant.result.status != "solved"
    return " (stopped early: the best plan so far)" if early else ""
