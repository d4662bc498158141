"""`[reference]` of a campaign: a CSV table of what others reached."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from pathlib import Path

from evacopt.bench.campaign import Known, Reference
from evacopt.bench.keys import Keys
from evacopt.files.csv_table import csv_rows
from evacopt.files.encoding import FormError

KEYS = ("path", "instance", "best", "bound", "served")


def reference_of(keys: Keys, folder: Path) -> Reference | None:
    """The table that the campaign names; `None` where it names none."""
    if "reference" not in keys:
        return None
    mine = Keys(f"{keys.where} [reference]", keys.content["reference"], KEYS, keys.findings)
    mine.need("path")
    file = folder / mine.text("path")
    names = {what: mine.text(what, what) for what in ("instance", "best", "bound")}
    rows = _rows(mine, file, names.values()) if "path" in mine else []
    if rows and names["instance"] not in rows[0]:
        mine.refuse("instance", f"is no column of {file.name}", names["instance"])
        return None
    known: dict[str, Known] = {}
    for row in rows:
        name = row.get(names["instance"], "")
        best, bound = (_number(mine, file, row, names[what]) for what in ("best", "bound"))
        # A table may name files or instances; a name such as 150-3-1.2 has no ending to take off.
        known |= {Path(name).stem: Known(best=best, bound=bound), name: Known(best=best, bound=bound)}
    return Reference(known=known, served=mine.yes("served"))


def _rows(keys: Keys, file: Path, names: Collection[str]) -> list[dict[str, str]]:
    try:
        with csv_rows(file, {name.casefold() for name in names}) as rows:
            heading = next((row for row in rows if row), [])
            return [dict(zip(heading, row, strict=False)) for row in rows if row]
    except OSError:
        keys.refuse("path", "is no file", keys.text("path"), remedy="it is relative to the campaign's folder")
    except FormError as error:
        rule = f"names a table, {error.place(file.name)}, that {error.rule}"
        keys.refuse("path", rule, keys.text("path"), remedy=error.remedy)
    return []


def _number(keys: Keys, file: Path, row: dict[str, str], column: str) -> int | None:
    """The whole number in a cell, `None` where it is blank or there is no such column."""
    text = (row.get(column) or "").strip()
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite() and number == number.to_integral_value():
        return int(number)
    keys.refuse("path", f"must hold whole numbers in column {column} of {file.name}", text)
    return None
