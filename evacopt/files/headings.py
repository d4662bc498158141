"""The names of columns: whatever their case, told where nearly right, twice there or unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from evacopt.domain.columns import Coded
from evacopt.domain.fields import TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.nearest import nearest, suggested
from evacopt.domain.phrase import phrase
from evacopt.files.other_words import word_meant
from evacopt.files.raw import Spoilt, is_blank

_COLUMNS = {table.name: tuple(field.column for field in table.fields) for table in TABLES}
_NEEDED = {table.name: [field.column for field in table.fields if field.required] for table in TABLES}
_SEPARATOR = re.compile(r"[\W_]+")
_PARTS = re.compile(r"[,;\t|]")
_ASIDE = re.compile(r"[(\[\n*]")
_TWICE = phrase("remove one of them, or name it note")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile(r"[\s-]+")


@dataclass(frozen=True)
class Headings:
    """What the heading of a table says.

    Attributes
    ----------
    indexes : where each column stands
    nearly : where columns stand that are probably meant by another name, of which a finding speaks
    nameless : whether it names no column at all, so that nothing of the table can be read
    """

    indexes: dict[str, int] = field(default_factory=dict)
    nearly: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    nameless: bool = False


def plain_heading(name: str) -> str:
    """A heading as columns are named: small letters, `_` for blanks, without what no eye sees."""
    return _BLANKS.sub("_", _UNSEEN.sub("", name).strip().casefold())


def is_note(name: str) -> bool:
    """Whether a column, key or sheet is a remark that nobody reads."""
    return name.strip().casefold().startswith("note")


def columns_of(table: str) -> tuple[str, ...]:
    """The columns that `table` may have."""
    return _COLUMNS[table]


def spoilt_where_filled(column: Coded[object]) -> Coded[object]:
    """A column under a name that is nearly right: nothing is concluded from its cells."""
    return column.map(lambda cell: "" if is_blank(cell) else Spoilt())


def match_headings(
    names: Sequence[str],
    table: str,
    place: Callable[[int | None], str],
    filled: Callable[[int], bool],
    *,
    known: Sequence[str] = (),
) -> Headings:
    """The columns of `table` among `names`; a finding for each that is unknown, blank or there twice.

    Parameters
    ----------
    place
        Where the heading of an index stands, None for the whole of it.
    filled
        Whether the column of an index holds anything: one without name and content is no column.
    known
        What there may be, where `table` is none of an instance.
    """
    known = known or _COLUMNS[table]
    made = Headings()
    for index, name in enumerate(names):
        column, where = plain_heading(name), place(index)
        if column in known and column not in made.indexes:
            made.indexes[column] = index
        elif column in known:
            made.findings.append(
                Finding(
                    rule=phrase("column is there twice"),
                    table=table,
                    column=column,
                    place=where,
                    remedy=_TWICE,
                )
            )
        elif not column and filled(index):
            rule = phrase("column {number} has no name", number=index + 1)
            made.findings.append(
                Finding(rule=rule, table=table, place=where, remedy=phrase("name it or remove it"))
            )
        elif is_note(column) and filled(index):
            made.findings.extend(_note_findings(name.strip(), known, table, where))
        elif column and not is_note(column):
            near = _column_meant(name, known)
            if near and filled(index):
                made.nearly.setdefault(near, index)
            made.findings.append(unknown_column(name.strip(), table, where, known=known))
    for column in made.indexes:
        made.nearly.pop(column, None)
    if made.indexes or made.nearly or not any(map(plain_heading, names)):
        return made
    return Headings(findings=[_nameless(names, table, place(None), known)], nameless=True)


def _nameless(names: Sequence[str], table: str, place: str, known: Sequence[str]) -> Finding:
    """The one finding about a table whose heading names no column."""
    if any(
        len({part.strip().casefold() for part in _PARTS.split(name)}.intersection(known)) > 1
        for name in names
    ):
        remedy = phrase("one cell holds several columns: part them into cells of their own")
    else:
        remedy = phrase(
            "write {names} above the columns that say them", names=", ".join(_NEEDED.get(table) or known)
        )
    return Finding(
        rule=phrase("names no column of {table}", table=table),
        table=table,
        place=place,
        value=" ".join(names).strip()[:40],
        remedy=remedy,
    )


def _note_findings(name: str, known: Sequence[str], table: str, place: str) -> list[Finding]:
    """A warning where a note has the name of a column in its own: `note priority`."""
    column = "_".join(filter(None, _SEPARATOR.split(name.casefold())[1:]))
    if column not in known:
        return []
    remedy = phrase("name it {column} if it is meant to be read", column=column)
    rule = phrase("is a note and is not read")
    return [Finding(rule=rule, table=table, column=name, place=place, remedy=remedy, severity="warning")]


def _column_meant(name: str, known: Sequence[str]) -> str:
    """The column probably meant by `name`: without remarks, by its letters, or in another language."""
    said = plain_heading(_ASIDE.split(name.strip())[0])
    return said if said in known else word_meant("columns", said, known) or nearest(said, known)


def unknown_column(
    name: str, table: str, place: str, *, row: int | None = None, known: Sequence[str] = ()
) -> Finding:
    """A column that `table` does not have."""
    names = known or _COLUMNS[table]
    near = _column_meant(name, names)
    if sum(part.strip().casefold() in names for part in _PARTS.split(name)) > 1:
        remedy = phrase("one cell holds several columns: part them into cells of their own")
    else:
        remedy = suggested(near) or phrase("name it note... if it is a remark")
    shown = name if name.isprintable() else repr(name)
    rule = phrase("is no column of {table}", table=table)
    return Finding(rule=rule, table=table, row=row, column=shown, place=place, remedy=remedy)
