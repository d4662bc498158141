"""What differs between plans: the page for people, and the object for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from rich.console import Group, RenderableType

from evacopt.domain.clock import moment
from evacopt.domain.phrase import phrase
from evacopt.output.table import Column, Table, table
from evacopt.output.terminal import ROWS_SHOWN, more, tabled
from evacopt.output.wording import change_words, goal_figure, goal_words, people_words, when_among

if TYPE_CHECKING:
    from evacopt.domain.plan import Itinerary
    from evacopt.planning.comparison import Comparison, FlightEntry, PlanEntry

ABSENT = "-"
"""What stands where a plan's instance does not know the thing."""


def compare_object(compared: Comparison) -> dict[str, Any]:
    """The object of `--json`: the parts by name, each row with an entry a plan; times as aware datetimes."""
    made = asdict(compared)
    for plan in made["plans"]:
        plan["as_of"] = None if plan["as_of"] is None else moment(plan["as_of"])
    for row in made["flights"]:
        for entry in filter(None, row["entries"]):
            entry["departs"] = moment(entry["departs"])
    if not compared.limits:
        del made["limits"]
    return made


def times_of(compared: Comparison) -> Iterator[datetime]:
    """Every time that a comparison may tell."""
    yield from (moment(plan.as_of) for plan in compared.plans if plan.as_of is not None)
    yield from (moment(entry.departs) for row in compared.flights for entry in row.entries if entry)


def compare_page(compared: Comparison, *, everything: bool = False) -> RenderableType:
    """What `compare` prints; `everything` cuts no table."""
    return Group(_plans(compared), *compare_sections(compared, everything=everything))


def compare_sections(compared: Comparison, *, everything: bool = False) -> Iterator[RenderableType]:
    """Goals, nationalities, flights and groups, a column a plan."""
    goals, *parts = compare_tables(compared, everything=everything)
    yield tabled(goals)
    for part in parts:
        yield tabled(part, blank=phrase("No difference."))


def compare_tables(compared: Comparison, *, everything: bool = False) -> Iterator[Table]:
    """The same as tables; those without a row tell that nothing differs."""
    plans = [Column(plan.name) for plan in compared.plans]
    goals = [
        (
            goal_words(row.goal),
            *(ABSENT if value is None else goal_figure(row.goal, value) for value in row.values),
            change_words(row.goal, first, last, same="0") if first is not None and last is not None else "",
        )
        for row in compared.goals
        for first, last in [(row.values[0], row.values[-1])]
    ]
    columns = [Column(phrase("goal"), "words"), *plans, Column(phrase("change"))]
    yield table(phrase("Goals, most important first"), columns, goals)
    for title, heads, rows in _parts(compared):
        cut = len(rows) if everything else ROWS_SHOWN
        columns = [*(Column(head, "code") for head in heads), *plans]
        notes = more(len(rows[cut:]), phrase("rows that differ"))
        yield table(title, columns, rows[:cut], notes=notes)


_Part: TypeAlias = tuple[str, list[str], Sequence[tuple[Any, ...]]]
"""Caption, heads before those of the plans, and rows."""


def _parts(compared: Comparison) -> list[_Part]:
    """What may be cut short: nationalities, flights, groups, and resources and slots where there are any."""
    when = when_among(times_of(compared))
    nations = [
        (
            row.nationality,
            *(ABSENT if n is None else _part(n.people - n.served, n.people) for n in row.entries),
        )
        for row in compared.nationalities
    ]
    flights = [(row.flight, *_flight_cells(row.entries, when)) for row in compared.flights]
    groups = [
        (row.group, way_words(row.itinerary), *(ABSENT if n is None else n for n in row.parties))
        for row in compared.groups
    ]
    limits = [
        (row.name, *(ABSENT if n is None else _part(n.used, n.limit) for n in row.entries))
        for row in compared.limits
    ]
    of_limits = phrase("By resource and slot: used of what there is"), [phrase("limit")], limits
    return [
        (phrase("By nationality: left behind of all"), [phrase("nationality")], nations),
        (phrase("By flight: seats taken"), [phrase("flight")], flights),
        (phrase("By group: parties"), [phrase("group"), phrase("itinerary")], groups),
        *([of_limits] if limits else []),
    ]


def chain_words(plan: PlanEntry, *, first: bool) -> str:
    """How a plan stands to the one to its left."""
    if first:
        return phrase("first of these")
    if plan.follows is None:
        return phrase("names no plan before it")
    return phrase("follows the one above") if plan.follows else phrase("follows another plan")


def way_words(itinerary: Itinerary) -> str:
    """Which flights a party takes, or that it takes none."""
    return ">".join(itinerary) or phrase("stays")


def _part(part: int, whole: int) -> str:
    return phrase("{part:,} of {whole:,}", part=part, whole=whole)


def _plans(compared: Comparison) -> RenderableType:
    heads = (phrase("people"), phrase("out"), phrase("stay"), phrase("changed"), phrase("money"))
    columns = [
        *(Column(phrase("plan"), "code"), Column(phrase("as of"), "time"), *map(Column, heads)),
        Column(phrase("chain"), "words"),
    ]
    when = when_among(times_of(compared))
    rows = [
        (
            plan.name,
            ABSENT if plan.as_of is None else when(moment(plan.as_of)),
            plan.people,
            plan.served,
            plan.people - plan.served,
            plan.changed if number else ABSENT,
            plan.spent,
            chain_words(plan, first=not number),
        )
        for number, plan in enumerate(compared.plans)
    ]
    title = phrase(
        "{number} plans of {instance}; {people} changed on the way",
        number=len(compared.plans),
        instance=compared.plans[-1].instance,
        people=people_words(sum(plan.changed for plan in compared.plans[1:])),
    )
    notes = (
        phrase("changed: people whose itinerary, or staying, is another than in the plan above."),
        phrase("money: of all flights that fly, those that have flown included."),
    )
    return tabled(table(title, columns, rows, notes=notes))


def _flight_cells(entries: Sequence[FlightEntry | None], when: Callable[[datetime], str]) -> Iterator[str]:
    """A cell a plan; a departure that has moved is told."""
    before: FlightEntry | None = None
    for entry in entries:
        if entry is None:
            yield ABSENT
        elif not entry.sorties:
            yield phrase("not flown")
        else:
            moved = before is not None and before.departs != entry.departs
            taken = _part(entry.taken, entry.seats)
            at = when(moment(entry.departs))
            yield phrase("{taken} at {when}", taken=taken, when=at) if moved else taken
        before = entry or before
