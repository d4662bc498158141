"""Make flights.csv, groups.csv and reveal.csv of this folder from margins.toml.

    python instances/kabul-2021/build.py [FOLDER]

writes the three files to FOLDER, or beside this script. Integers only, nothing drawn at random, no library
but Python's own: the same bytes on any machine.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from aircraft import Departure, departures
from known import News, news
from margins import Margins
from people import Party, parties

HERE = Path(__file__).parent


def main(folder: Path) -> None:
    """Write the three tables to `folder`."""
    margins = Margins(tomllib.loads((HERE / "margins.toml").read_text(encoding="utf-8")))
    flights = departures(margins)
    _write(folder / "flights.csv", flights)
    _write(folder / "groups.csv", parties(margins, flights))
    _write(folder / "reveal.csv", news(margins, flights))


def _write(path: Path, rows: Iterable[Departure] | Iterable[Party] | Iterable[News]) -> None:
    records = [asdict(row) for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, records[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
