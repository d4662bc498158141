"""Everything that an export consists of, drawn up but not yet written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from evacopt.errors import UsageError
from evacopt.files.call_forward_file import call_forward_bytes
from evacopt.output.clean import safe_names
from evacopt.output.export.beside import Beside, held_table
from evacopt.output.export.call_forward import CallForward, letters
from evacopt.output.export.called import Called
from evacopt.output.export.heads import said
from evacopt.output.export.hub_forecast import hub_forecast
from evacopt.output.export.manifest import Names, manifest
from evacopt.output.export.names import read_names
from evacopt.output.export.offers import Offers, message
from evacopt.output.export.roll import Roll
from evacopt.output.export.settlement_tables import settlement_tables
from evacopt.output.export.slices import STATES, Slices
from evacopt.output.language import language_called
from evacopt.output.local_time import Clocks
from evacopt.output.sheets import csv_bytes, workbook_bytes
from evacopt.output.table import Table

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.output.export.options import ExportOptions

Holds = Literal["names", "contacts", "codes", "figures"]
"""What a file tells of people, most personal first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One file to be: its path below the folder, how many rows it will have, and how to make it."""

    path: str
    rows: int
    holds: Holds
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All papers of one export, and the settlement that a planner wants to see at once."""

    instance: str
    plan_sha256: str
    papers: tuple[Paper, ...]
    settlement: tuple[Table, ...]


def draw_up(
    instance: Instance,
    plan: Plan,
    *,
    options: ExportOptions,
    names: Path | None = None,
    previous: Sequence[Plan] = (),
) -> Dossier:
    """Work out every list and account; nothing is written.

    Raises
    ------
    NamesError
        If the file of names cannot be joined.
    UsageError
        If options speak of flights, operators or places that are not there.
    """
    strange = sorted(dict(options.meeting_points).keys() - instance.location.keys())
    if strange:
        raise UsageError(f"a meeting point must be of a location of the instance, and {strange[0]} is none")
    drawer = _Drawer(Roll.of(instance, plan, previous), options, names)
    papers = tuple(drawer.papers())
    return Dossier(
        instance=instance.name, plan_sha256=plan.sha256, papers=papers, settlement=drawer.settlement
    )


class _Drawer:
    """Draws up the papers of one roll."""

    def __init__(self, roll: Roll, options: ExportOptions, names: Path | None) -> None:
        self._roll, self._options, self._joined = roll, options, names is not None
        self._language = language_called(options.language)
        self._clocks = Clocks(roll.instance, options.timezone)
        self._offers = Offers(roll, self._clocks, options)
        self.settlement = settlement_tables(roll, options, self._offers.seats)
        self._called = Called(roll, options)
        self._names = self._read(names)

    def _read(self, names: Path | None) -> Names:
        if names is None:
            return {}
        roll = self._roll
        people = {person.code(p.code): person.nationality for p in roll.parties for person in roll.people(p)}
        codes = self._called.waiting | self._called.ways.keys()
        called = [party for party in roll.parties if party.travels or party.code in codes]
        needed = [person.code(party.code) for party in called for person in roll.people(party)]
        return read_names(names, needed=needed, people=people)

    def papers(self) -> Iterator[Paper]:
        """Flights, states, operators, hubs, the airfield, settlement."""
        yield from self._of_flights()
        if calls := self._options.calls:
            content = partial(call_forward_bytes, calls)
            yield Paper(path="call-forward.json", rows=len(calls.called), holds="codes", content=content)
        yield from self._of_states()
        yield from self._of_operators()
        forecast = hub_forecast(self._roll.instance, self._roll.plan, self._clocks)
        yield from self._files("hubs", [forecast], "figures")
        if self._roll.instance.resources:
            yield from self._files("airfield", [held_table(self._roll, self._clocks)], "figures")
        yield from self._files("settlement", self.settlement, "figures", book="settlement")

    def _of_flights(self) -> Iterator[Paper]:
        lists = CallForward(self._roll, self._clocks, self._options, self._names)
        folders, beside = safe_names(flight.id for flight in self._roll.flights), Beside(self._roll)
        for flight in self._roll.flights:
            folder = f"flights/{folders[flight.id]}"
            people = manifest(self._roll, flight, self._clocks, self._names, beside)
            yield from self._files(folder, [people], "names" if self._joined else "codes")
            room = beside.room(flight)
            yield from self._files(folder, [room], "figures") if room.rows else ()
            calls = lists.table(flight, self._called.standby[flight.id], self._called.beyond[flight.id])
            yield from self._files(folder, [calls], "contacts" if self._joined else "codes")
            texts = dict(letters(calls, self._language)) if self._options.letters else {}
            for code, name in safe_names(texts).items():
                path, text = f"{folder}/calls/{name}.txt", partial(bytes, texts[code])
                yield Paper(path=path, rows=1, holds="codes", content=text)

    def _of_states(self) -> Iterator[Paper]:
        slices = Slices(self._roll, self._clocks, self._offers, self._called.waiting, self._called.ways)
        folders = safe_names(self._roll.nationalities)
        for code in self._roll.nationalities:
            kind = "states" if code in STATES else "other-codes"
            tables = [slices.people(code), slices.seats(code)]
            yield from self._files(f"{kind}/{folders[code]}", tables, "codes", book=folders[code])

    def _of_operators(self) -> Iterator[Paper]:
        operators = sorted({flight.operator for flight in self._roll.flights})
        folders = safe_names(operators)
        for operator in operators:
            table, folder = self._offers.table(operator), f"operators/{folders[operator]}"
            yield from self._files(folder, [table], "figures")
            path, text = f"{folder}/{table.name}.txt", partial(message, table, operator, self._language)
            yield Paper(path=path, rows=len(table.rows), holds="figures", content=text)

    def _files(
        self, folder: str, tables: Sequence[Table], holds: Holds, *, book: str = ""
    ) -> Iterator[Paper]:
        """Each table as CSV, and all of them as one workbook and one PDF."""
        tables = [said(table, self._language) for table in tables]
        if "csv" in self._options.forms:
            for table in tables:
                path = f"{folder}/{table.name}.csv"
                yield Paper(path=path, rows=len(table.rows), holds=holds, content=partial(csv_bytes, table))
        rows, stem = sum(len(table.rows) for table in tables), f"{folder}/{book or tables[0].name}"
        if "xlsx" in self._options.forms:
            content = partial(workbook_bytes, tuple(tables))
            yield Paper(path=f"{stem}.xlsx", rows=rows, holds=holds, content=content)
        if "pdf" in self._options.forms:
            from evacopt.output.pdf import pdf_bytes

            content = partial(pdf_bytes, tuple(tables), self._language)
            yield Paper(path=f"{stem}.pdf", rows=rows, holds=holds, content=content)
