"""What a check of data has to say: where, which rule, which value, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding.

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

    def __str__(self) -> str:
        where = self.place or (self.table if self.row is None else f"{self.table}[{self.row}]")
        if self.subject:
            where = f"{where} ({self.subject})" if where else self.subject
        if self.column:
            where = f"{where}, {self.column}" if where else self.column
        got = f", got {self.value}" if self.value else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        text = f"{self.rule}{got}{remedy}"
        return f"{where}: {text}" if where else text
