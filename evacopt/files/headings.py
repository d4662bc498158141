"""Column names of a file, matched to the columns of a table whatever their case."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from evacopt.domain.fields import TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.nearest import did_you_mean

_SEPARATOR = re.compile(r"[\W_]+")
_PARTS = re.compile(r"[,;\t|]")
_COLUMNS = {table.name: tuple(field.column for field in table.fields) for table in TABLES}


def is_note(name: str) -> bool:
    """Whether a column, key or sheet is a remark that nobody reads."""
    return name.strip().casefold().startswith("note")


def columns_of(table: str) -> tuple[str, ...]:
    """The columns that `table` may have."""
    return _COLUMNS[table]


def match_headings(
    names: Sequence[str],
    table: str,
    place: str,
    filled: Callable[[int], bool],
    *,
    known: Sequence[str] = (),
) -> tuple[dict[str, int], list[Finding]]:
    """Where each column of `table` stands among `names`.

    Parameters
    ----------
    filled
        Whether the column of an index holds anything: one without name and content is no column.
    known
        What there may be, where `table` is none of an instance.

    Returns
    -------
    dict of int, list of Finding
        The index of each column found; a finding for each name that is unknown, blank or there twice.
    """
    known = known or _COLUMNS[table]
    indexes: dict[str, int] = {}
    findings: list[Finding] = []
    for index, name in enumerate(names):
        column = name.strip().casefold()
        if column in known and column not in indexes:
            indexes[column] = index
        elif column in known:
            findings.append(Finding(rule="column is there twice", table=table, column=column, place=place))
        elif not column and filled(index):
            rule = f"column {index + 1} has no name"
            findings.append(Finding(rule=rule, table=table, place=place, remedy="name it or remove it"))
        elif is_note(column) and filled(index):
            findings += _meant(name.strip(), known, table, place)
        elif column and not is_note(column):
            findings.append(unknown_column(name.strip(), table, place, known=known))
    return indexes, findings


def _meant(name: str, known: Sequence[str], table: str, place: str) -> list[Finding]:
    """A warning where a note has the name of a column in its own: `note priority`."""
    words = _SEPARATOR.split(name.casefold())[1:]
    named = "_".join(word for word in words if word)
    if named not in known:
        return []
    remedy = f"name it {named} if it is meant to be read"
    rule = "is a note and is not read"
    return [Finding(rule=rule, table=table, column=name, place=place, remedy=remedy, severity="warning")]


def unknown_column(
    name: str, table: str, place: str, *, row: int | None = None, known: Sequence[str] = ()
) -> Finding:
    """A column that `table` does not have."""
    names = known or _COLUMNS[table]
    parts = [part.strip().casefold() for part in _PARTS.split(name)]
    if sum(part in names for part in parts) > 1:
        remedy = "one cell holds several columns: part them into cells of their own"
    else:
        remedy = did_you_mean(name, names) or "name it note... if it is a remark"
    shown = name if name.isprintable() else repr(name)
    rule = f"is no column of {table}"
    return Finding(rule=rule, table=table, row=row, column=shown, place=place, remedy=remedy)
