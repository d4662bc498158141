"""The table of variants against the instance as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType

from evacopt.domain.phrase import joined, phrase
from evacopt.output.table import Cell, Column, table
from evacopt.output.terminal import line, tabled
from evacopt.output.wording import change_words, goal_figure, goal_words

if TYPE_CHECKING:
    from evacopt.planning.what_if import Variant, WhatIf


def what_if_page(variants: WhatIf) -> RenderableType:
    """What `solve --what-if` prints: a row a goal, a column a variant, and the key to the columns."""
    names = [f"({number})" if number else phrase("as it is") for number in range(len(variants))]
    solved = [(name, one) for name, one in zip(names, variants, strict=True) if one.values]
    columns = [Column("", "words"), *(Column(name) for name, _ in solved)]
    rows: list[tuple[Cell, ...]] = [
        (phrase("people"), *(one.people for _, one in solved)),
        (phrase("out"), *(one.served for _, one in solved)),
        (phrase("stay"), *(one.people - one.served for _, one in solved)),
        *(
            (goal_words(goal), *(_figure(goal, one, variants) for _, one in solved))
            for goal in variants.goals
        ),
    ]
    key = [
        line(text)
        for name, one in zip(names[1:], variants[1:], strict=True)
        for text in (_outcome(f"{name} {one.name}", one), *(joined("    ", ("", void)) for void in one.void))
    ]
    return Group(tabled(table(phrase("What if"), columns, rows)), *key)


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
    return phrase("{value} ({change})", value=text, change=change_words(goal, base, value))


def _outcome(name: str, variant: Variant) -> str:
    if variant.fault:
        return phrase("{variant}: cannot be solved: {fault}", variant=name, fault=variant.fault)
    if variant.result and variant.result.status == "infeasible":
        promises = joined(", ", variant.result.conflict)
        return phrase(
            "{variant}: promises contradict each other: {promises}", variant=name, promises=promises
        )
    if not variant.values:
        return phrase("{variant}: no plan in time", variant=name)
    if variant.result and variant.result.status != "solved":
        return phrase("{variant} (stopped early: the best plan so far)", variant=name)
    return name
