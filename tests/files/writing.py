"""A small valid folder as text, which tests spoil."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evacopt.domain.finding import Finding
from evacopt.files import check_instance

FILES = {
    "instance.toml": (
        'format = "evacopt-instance/1"\nname = "small"\n'
        'begins = "2023-08-01T00:00Z"\nends = "2023-08-03T00:00Z"\n'
    ),
    "locations.csv": "id,role,country\nNIM,origin,NER\nCDG,haven,FRA\n",
    "groups.csv": "id,nationality,origin,size,count\nG1,FRA,NIM,2,3\nG2,NER,NIM,1,4\n",
    "flights.csv": (
        "id,operator,origin,destination,departs,arrives,seats\n"
        "F1,FRA,NIM,CDG,2023-08-01T06:00Z,2023-08-01T11:00Z,10\n"
    ),
}


def folder(path: Path, **changed: str | bytes | None) -> Path:
    """The small folder at `path`, some files changed or left out; `groups_csv` stands for `groups.csv`."""
    path.mkdir(exist_ok=True)
    contents: dict[str, str | bytes | None] = {**FILES}
    contents.update({name.replace("_", "."): content for name, content in changed.items()})
    for name, content in contents.items():
        if content is not None:
            data = content.encode() if isinstance(content, str) else content
            (path / name).write_bytes(data)
    return path


def fill_in(book: Any, keys: Mapping[str, Any], **sheets: Iterable[Mapping[str, Any]]) -> None:
    """Write keys and rows into the workbook of `evacopt new`, below its examples, as a planner would."""
    cells = {row[0].value: row[1] for row in book["instance"].iter_rows(min_row=2)}
    for key, value in keys.items():
        cells[key].value = value
    for name, rows in sheets.items():
        columns = {cell.value: cell.column for cell in book[name][1]}
        for number, row in enumerate(rows, start=3):
            for heading, value in row.items():
                book[name].cell(number, columns[heading], value)


def findings_in(path: Path) -> list[Finding]:
    """What is found wrong."""
    return check_instance(path)[1]


def said(path: Path) -> list[str]:
    """What is found wrong, as sentences."""
    return [str(finding) for finding in findings_in(path)]
