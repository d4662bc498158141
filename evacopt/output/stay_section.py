"""Who stays and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding

from evacopt.output.records import PlanView, StayLine
from evacopt.output.tables import Column, line, section, table
from evacopt.output.wording import people_words

GROUPS_SHOWN = 20
_COLUMNS = (
    Column("group", "code"),
    Column("class", "words"),
    Column("nationality", "code"),
    Column("origin", "code"),
    Column("parties"),
    Column("people"),
)
_UNSAID = ("no reason is recorded in this plan",)


def stay_section(view: PlanView, *, everything: bool) -> RenderableType:
    """Each reason once, and under it the groups that it holds back: the most urgent first."""
    if not view.stays:
        return section("Who stays", line("Nobody stays."))
    shown = view.stays if everything else view.stays[:GROUPS_SHOWN]
    parties = sum(stay.parties for stay in view.stays)
    title = (
        f"Who stays and why: {people_words(view.left)} in {parties:,} parties of {len(view.stays):,} groups"
    )
    return section(title, *_heaps(view.stays, shown), *_rest(view.stays[len(shown) :]))


def _heaps(stays: Sequence[StayLine], shown: Sequence[StayLine]) -> Iterator[RenderableType]:
    """A sentence for each reason with all whom it holds back, and the groups that are shown."""
    held = _by_reason(stays)
    rows = _rows(shown)
    widths = [max(len(row[place]) for row in rows.values()) for place in range(len(_COLUMNS))]
    for reasons, here in _by_reason(shown).items():
        people = sum(stay.people for stay in held[reasons])
        yield line(f"{people_words(people)}: {'; '.join(reasons)}")
        body = table(_COLUMNS, [rows[stay.group] for stay in here], widths=widths)
        yield Padding(body, (0, 0, 0, 4), expand=False)


def _by_reason(stays: Sequence[StayLine]) -> dict[tuple[str, ...], list[StayLine]]:
    """The groups by what is said of them, in the order of the first group of each."""
    heaps: dict[tuple[str, ...], list[StayLine]] = {}
    for stay in stays:
        heaps.setdefault(stay.reasons or _UNSAID, []).append(stay)
    return heaps


def _rows(stays: Sequence[StayLine]) -> dict[str, list[str]]:
    """The cells of each group; they say by themselves what they count, so that no head is needed."""
    return {
        stay.group: [
            stay.group,
            f"class {stay.priority}",
            stay.nationality,
            f"from {stay.origin}",
            "1 party" if stay.parties == 1 else f"{stay.parties:,} parties",
            people_words(stay.people),
        ]
        for stay in stays
    }


def _rest(hidden: Sequence[StayLine]) -> list[RenderableType]:
    if not hidden:
        return []
    people = sum(stay.people for stay in hidden)
    return [line(f"and {len(hidden):,} more groups, {people_words(people)}; --all lists them", "dim")]
