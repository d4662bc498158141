"""A table of results: text and numbers, as they are for programs and as they are shown to people."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from evacopt.bench.results_file import Header, Results
from evacopt.files.atomic import write_whole

Cell: TypeAlias = "str | int | float | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table.

    Attributes
    ----------
    name : of its file
    note : how to read it
    counts : columns that are left out where every cell is 0 or blank
    """

    name: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    counts: frozenset[str] = frozenset()

    @property
    def trimmed(self) -> Table:
        """Without columns of `counts` that say nothing."""
        kept = [
            place
            for place, column in enumerate(self.columns)
            if column not in self.counts or any(row[place] for row in self.rows)
        ]
        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            rows=tuple(tuple(row[place] for place in kept) for row in self.rows),
        )


def shown(cell: Cell) -> str:
    """A cell for people: three digits that count, thousands apart, `-` for what there is not."""
    if cell is None:
        return "-"
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, str):
        return cell
    if not cell:
        return "0"
    if abs(cell) < 0.001:
        return f"{cell:.0e}"
    digits = 0 if abs(cell) >= 100 else 1 if abs(cell) >= 10 else 2 if abs(cell) >= 1 else 3
    return f"{cell:,.{digits}f}"


NOT_ON_THE_PAGE = frozenset({"jobs"})
_WIDEST = 1_000


def write_tables(results: Results, made: Sequence[Table], folder: Path) -> list[Path]:
    """Write `<campaign>.md` and `<campaign>.<table>.csv` into `folder`, in place of those that are there.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    name = results.header.campaign
    page = folder / f"{name}.md"
    files = {page: _page(results, made)}
    files |= {folder / f"{name}.{table.name}.csv": _csv(table) for table in made}
    for path, text in files.items():
        write_whole(path, text.encode(), force=True)
    return list(files)


def _csv(table: Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return text.getvalue()


def _page(results: Results, made: Sequence[Table]) -> str:
    header = results.header
    parts = [f"# {header.title or header.campaign}", *setting_lines(header)]
    for table in made:
        if table.name not in NOT_ON_THE_PAGE:
            parts += [f"## {table.title}", table.note, markdown(table.trimmed)]
    return "\n\n".join(parts) + "\n"


def setting_lines(header: Header) -> list[str]:
    """A line a session: when, on what, with which versions and commit."""
    return [
        f"{session.date}, {session.workers}: {session.machine}, {session.platform}; "
        + ", ".join(f"{package} {version}" for package, version in session.versions.items())
        + f"; commit {session.commit[:12] or 'unknown'}{'' if session.clean else ' with changes'}"
        + (f"; `{session.command}`" if session.command else "")
        for session in header.sessions
    ]


def markdown(table: Table) -> str:
    """`table` in Markdown."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    made = RichTable(box=box.MARKDOWN, show_edge=True)
    for place, column in enumerate(table.columns):
        figure = any(isinstance(row[place], int | float) for row in table.rows)
        made.add_column(Text(_escaped(column)), justify="right" if figure else "left", no_wrap=True)
    for row in table.rows:
        made.add_row(*(Text(_escaped(shown(cell))) for cell in row))
    console = Console(file=io.StringIO(), width=_WIDEST, color_system=None)
    with console.capture() as captured:
        console.print(made)
    return "\n".join(line.rstrip() for line in captured.get().strip().split("\n"))


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
