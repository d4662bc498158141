"""The tables of a campaign as files: a page in Markdown, and CSV for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evacopt.bench.record import STATUSES
from evacopt.bench.results_file import Header, Results
from evacopt.files.atomic import write_whole
from evacopt.output.markdown import markdown
from evacopt.output.table import Column, Table, shown

NOT_ON_THE_PAGE = frozenset({"jobs", "residuals"})
_COUNTS = frozenset({"people", "impossible", *STATUSES})
"""Columns that are left out for people where every cell is 0 or blank."""


def for_people(table: Table) -> Table:
    """`table` with its cells in words, `-` for what there is not, without counts that say nothing."""
    rows, columns = table.rows, list[Column]()
    kept = [at for at, head in enumerate(table.heads) if head not in _COUNTS or any(row[at] for row in rows)]
    for at in kept:
        figure = any(isinstance(row[at], int | float) for row in rows)
        columns.append(Column(table.heads[at], "figure" if figure else "time"))
    texts = (tuple("-" if row[at] is None else shown(row[at]) for at in kept) for row in rows)
    return replace(table, columns=tuple(columns), rows=tuple(texts))


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
    writer.writerow(table.heads)
    writer.writerows(table.rows)
    return text.getvalue()


def _page(results: Results, made: Sequence[Table]) -> str:
    header = results.header
    parts = [f"# {header.title or header.campaign}", *setting_lines(header)]
    for table in made:
        if table.name not in NOT_ON_THE_PAGE:
            parts += [f"## {table.caption}", *table.notes, markdown(for_people(table))]
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
