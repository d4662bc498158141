"""What a check of data has to say: where, which rule, which value, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evacopt.domain.brief import LONGEST, fitted, kind_of

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding, told in one line of at most 300 characters: what is longer is cut in its middle.

    Attributes
    ----------
    rule : str
        What must hold, as a phrase that follows the column's name: `must be at least 1`.
    table, row, column : str, int or None, str
        Where in the instance; `row` counts from 0. Blank or None where the finding speaks of the whole.
    subject : str
        The thing in that row, `flight AF-02`.
    value : str
        What was found, as written by the user; blank where nothing was.
    remedy : str
        What to do about it; blank where nothing better than the rule itself can be said.
    place : str
        Where in the file, `flights.csv:14` or `niamey.xlsx, sheet flights, cell F14`; the reader fills it in.
    """

    rule: str
    table: str = ""
    row: int | None = None
    column: str = ""
    subject: str = ""
    value: str = ""
    remedy: str = ""
    place: str = ""
    severity: Severity = "error"

    @property
    def kind(self) -> tuple[str, ...]:
        """The same for findings that differ in row, value and figures alone."""
        return kind_of(self.severity, self.table, self.column, self.rule)

    def __str__(self) -> str:
        where = self.place or (self.table if self.row is None else f"{self.table}[{self.row}]")
        parts = (where, self.subject, self.column, self.rule, self.value, self.remedy)
        text = _sentence(parts)
        return text if len(text) <= LONGEST - _WARNING else _sentence(fitted(parts, LONGEST - _SIGNS))


_WARNING = len("warning: ")
_SIGNS = _WARNING + len(" (), : , got ; ")


def _sentence(parts: Sequence[str]) -> str:
    where, subject, column, rule, value, remedy = parts
    if subject:
        where = f"{where} ({subject})" if where else subject
    if column:
        where = f"{where}, {column}" if where else column
    got = f", got {value}" if value else ""
    then = f"; {remedy}" if remedy else ""
    text = f"{rule}{got}{then}"
    return f"{where}: {text}" if where else text
