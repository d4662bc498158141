"""The file of costs: what each flight has cost, known after the fact."""

from __future__ import annotations

import csv
from pathlib import Path

from evacopt.domain.finding import Finding
from evacopt.domain.spreadsheet import unguarded
from evacopt.errors import InstanceError
from evacopt.output.export.table import cents_of

_COLUMNS = {"flight", "cost"}


def read_costs(path: Path) -> tuple[tuple[str, int], ...]:
    """Pairs of a flight and its cost in cents, from a CSV file with the columns `flight` and `cost`.

    Raises
    ------
    InstanceError
        With everything that is wrong with it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            if not set(rows.fieldnames or ()) >= _COLUMNS:
                raise InstanceError([Finding(rule="must have the columns flight and cost", place=path.name)])
            cells = [(rows.line_num, row["flight"] or "", row["cost"] or "") for row in rows]
        return _pairs(cells, path.name)
    except (UnicodeDecodeError, csv.Error):
        raise InstanceError([Finding(rule="is no CSV in UTF-8 that can be read", place=path.name)]) from None
    except OSError as error:
        raise InstanceError([Finding(rule=f"cannot be read: {error.strerror}", place=path.name)]) from None


def _pairs(rows: list[tuple[int, str, str]], name: str) -> tuple[tuple[str, int], ...]:
    costs: dict[str, int] = {}
    findings = []
    for line, cell, cost in rows:
        flight, place = unguarded(cell).strip(), f"{name}:{line}"
        if flight in costs:
            findings.append(Finding(rule="is there twice", column="flight", value=flight, place=place))
        try:
            costs[flight] = cents_of(cost)
        except ValueError as error:
            findings.append(Finding(rule=str(error), column="cost", value=cost, place=place))
    if findings:
        raise InstanceError(findings)
    return tuple(costs.items())
