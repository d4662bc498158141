"""Lists of persons that are nobody, as tests write them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from evacopt.registration.field_map import FieldMap
from evacopt.registration.persons import Wishes
from evacopt.registration.register import Asked, Register, register

ON = date(2023, 8, 1)
HEADINGS = (
    *("Family number", "Surname", "Given names", "Date of birth", "Nationality", "Passport number", "Phone"),
    *("Place", "Stretcher", "Wheelchair"),
)
Row = Sequence[str]


def row(surname: str, given: str, born: str, nationality: str, **said: str) -> list[str]:
    """A row under `HEADINGS`."""
    return [
        *(said.get("family", ""), surname, given, born, nationality, said.get("document", "")),
        *(said.get("phone", ""), said.get("place", "NIM"), said.get("lies", ""), said.get("wheels", "")),
    ]


FAMILY = [
    row("Diallo", "Mohamed", "1980-04-13", "FRA", family="12", document="12AB34567"),
    row("Diallo", "Aïcha", "1985-05-14", "NER", family="12", wheels="yes"),
    row("Diallo", "Lina", "2023-02-01", "FRA", family="12"),
]
"""A French father, a mother of Niger who needs a helper, a French infant."""


def written(path: Path, rows: Sequence[Row], headings: Row = HEADINGS) -> Path:
    """The list as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def registered(path: Path, *, mapping: FieldMap | None = None, previous: Path | None = None) -> Register:
    """The register of the list in `path`."""
    key = bytes(range(32))
    return register(Asked(path=path, wishes=Wishes(on=ON), key=key, mapping=mapping, previous=previous))


def errors(made: Register) -> list[str]:
    """What stands in the way, as sentences."""
    return [str(finding) for finding in made.findings if finding.severity == "error"]


def warnings(made: Register) -> list[str]:
    """What is odd, as sentences."""
    return [str(finding) for finding in made.findings if finding.severity == "warning"]
