"""The table of other plans that are as good: what differs from the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType

from evacopt.domain.phrase import phrase
from evacopt.output.table import Column, table
from evacopt.output.terminal import tabled

if TYPE_CHECKING:
    from evacopt.planning.alternatives import Difference


def alternatives_page(differences: Sequence[Difference], names: Sequence[str]) -> RenderableType:
    """A row for each of the alternatives, which are called `names`."""
    heads = (phrase("people moved"), phrase("flights changed"), phrase("apart"))
    rows = [(name, one.people, one.flights, one.apart) for name, one in zip(names, differences, strict=True)]
    notes = (
        phrase("people moved: whose itinerary, or staying, is another than in the plan."),
        phrase(
            "flights changed: with other people aboard; apart: people moved from the nearest of all others."
        ),
    )
    columns = [Column(phrase("plan"), "code"), *map(Column, heads)]
    return tabled(table(phrase("Other plans, as good in every goal"), columns, rows, notes=notes))
