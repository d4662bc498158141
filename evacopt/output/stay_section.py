"""Who stays and why."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType

from evacopt.output.records import PlanView, StayLine
from evacopt.output.tables import Column, line, section, table, without_empty

GROUPS_SHOWN = 20
_COLUMNS = (
    Column("group", "code"),
    Column("class"),
    Column("nationality", "code"),
    Column("from", "code"),
    Column("parties"),
    Column("people"),
)
_UNSAID = ("No reason is recorded in this plan.",)


def stay_section(view: PlanView, *, everything: bool) -> RenderableType:
    """Each reason once, and under it the groups that it holds back: the most urgent first."""
    if not view.stays:
        return section("Who stays", line("Nobody stays."))
    shown = view.stays if everything else view.stays[:GROUPS_SHOWN]
    origins = len({stay.origin for stay in view.stays}) > 1
    parts: list[RenderableType] = []
    for reasons, stays in _by_reason(shown):
        parts += [line(reason) for reason in reasons]
        parts.append(_groups(stays, origins=origins))
    rest = view.stays[len(shown) :]
    if rest:
        people = sum(stay.people for stay in rest)
        parts.append(line(f"and {len(rest):,} more groups, {people:,} people; --all lists them", "dim"))
    parties = sum(stay.parties for stay in view.stays)
    title = f"Who stays and why: {view.left:,} people in {parties:,} parties of {len(view.stays):,} groups"
    return section(title, *parts)


def _by_reason(stays: Sequence[StayLine]) -> list[tuple[tuple[str, ...], list[StayLine]]]:
    """The groups by what is said of them, in the order of the first group of each."""
    heaps: dict[tuple[str, ...], list[StayLine]] = {}
    for stay in stays:
        heaps.setdefault(stay.reasons or _UNSAID, []).append(stay)
    return list(heaps.items())


def _groups(stays: Sequence[StayLine], *, origins: bool) -> RenderableType:
    rows = [
        [
            stay.group,
            str(stay.priority),
            stay.nationality,
            stay.origin if origins else "",
            f"{stay.parties:,}",
            f"{stay.people:,}",
        ]
        for stay in stays
    ]
    return table(*without_empty(_COLUMNS, rows))
