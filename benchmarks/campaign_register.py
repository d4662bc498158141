"""How long `evacopt register` takes for a long list, as processor seconds of the command.

    nice python -m benchmarks.campaign_register --people 50000

The list is made from a seed: families of one to five, names of syllables, one day of birth in seven a
1 January, as registers of people without papers have it.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

HEADINGS = (
    *("Family number", "Surname", "Given names", "Sex", "Date of birth", "Nationality", "Passport number"),
    *("Phone", "Place", "Stretcher", "Needs", "Registration number"),
)
SYLLABLES = (
    "ba",
    "di",
    "mo",
    "ka",
    "la",
    "sa",
    "fa",
    "tou",
    "ma",
    "ri",
    "an",
    "jo",
    "ha",
    "me",
    "li",
    "so",
    "ne",
)
STATES = ("France", "German", "ITA", "Spanish", "NER", "USA")


def main() -> None:
    """Register the list as CSV and as a workbook; a line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=5)
    asked = parser.parse_args()
    rows = [HEADINGS, *islice(_people(random.Random(asked.seed)), asked.people)]
    with TemporaryDirectory() as place:
        for path, write in ((Path(place) / "x.csv", _csv), (Path(place) / "x.xlsx", _workbook)):
            write(path, rows)
            seconds = _seconds(path)
            print(f"{asked.people:,} rows, {path.suffix}: {seconds:.1f} s of the processor")


def _seconds(path: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = ["register", str(path), "--on", "2026-08-01", "-o", str(path.with_suffix(""))]
    subprocess.run([sys.executable, "-m", "evacopt", *words], check=True, capture_output=True)
    path.with_suffix("").rename(path.with_name(f"{path.suffix[1:]}-done"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _people(draw: random.Random) -> Iterator[tuple[str, ...]]:
    number = family = 0
    while True:
        family += 1
        surname, phone, state = _name(draw, 3), f"+227 9{draw.randrange(10**7):07d}", draw.choice(STATES)
        for place in range(draw.choice((1, 1, 2, 3, 4, 5))):
            year = draw.randrange(1950, 2005) if place < 2 else draw.randrange(2006, 2026)
            day, month = (1, 1) if draw.random() < 0.15 else (draw.randrange(1, 29), draw.randrange(1, 13))
            number += 1
            yield (
                *(str(family), surname, _name(draw, 2), draw.choice("MF"), f"{day:02d}/{month:02d}/{year}"),
                *(state if draw.random() < 0.95 else "NER", f"P{draw.randrange(10**8):08d}", phone, "NIM"),
                "yes" if draw.random() < 0.003 else "",
                *("wheelchair" if draw.random() < 0.02 else "", f"R{number}"),
            )


def _name(draw: random.Random, syllables: int) -> str:
    return "".join(draw.choice(SYLLABLES) for _ in range(syllables)).title()


def _csv(path: Path, rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _workbook(path: Path, rows: list[tuple[str, ...]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("People")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


if __name__ == "__main__":
    main()
