"""Makes `people.csv`, 600 persons that are nobody as a consulate may have registered them, and `later.csv`.

python docs/first-hour/build.py
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

PEOPLE, NEW, TODAY = 600, 12, date(2026, 8, 1)
HEADINGS = (
    *("Numéro de famille", "Nom", "Prénoms", "Sexe", "Date de naissance", "Nationalité", "N° de passeport"),
    *("Téléphone", "Besoins"),
)
STATES = {"Française": 45, "Allemande": 25, "Italienne": 20, "Espagnole": 10}
"""Nationalities as the form has them, and how many of a hundred families."""

SYLLABLES = (
    "ba",
    "be",
    "da",
    "do",
    "fa",
    "go",
    "ka",
    "la",
    "ma",
    "mi",
    "na",
    "no",
    "ra",
    "ri",
    "sa",
    "so",
    "ta",
    "zo",
)


def main() -> None:
    """Write both lists beside this file: in the later one two who are alone are gone, and twelve are new."""
    draw = random.Random(2026)
    rows: list[list[str]] = []
    family = 0
    while len(rows) < PEOPLE:
        family += 1
        rows += list(_family(draw, family))
    rows = rows[:PEOPLE]
    gone = [row for row in rows if not row[0]][:2]
    new = [row for number in range(NEW) for row in _people(draw, "", "Italienne", 1, 0)]
    _write("people.csv", rows)
    _write("later.csv", [*(row for row in rows if row not in gone), *new])


def _write(name: str, rows: list[list[str]]) -> None:
    with Path(__file__).with_name(name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADINGS, *rows])


def _family(draw: random.Random, number: int) -> Iterator[list[str]]:
    """One to five people; one family in eight is of two nationalities."""
    adults, children = draw.choice([(1, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 1), (2, 3)])
    state = draw.choices(list(STATES), list(STATES.values()))[0]
    yield from _people(draw, str(number) if adults + children > 1 else "", state, adults, children)


def _people(draw: random.Random, number: str, state: str, adults: int, children: int) -> Iterator[list[str]]:
    """A family with the number that the form gave it."""
    other = draw.choice(list(STATES)) if draw.random() < 0.125 else state
    surname, phone = _name(draw, 3), f"+227 90 {draw.randrange(10**6):06d}"
    for place in range(adults + children):
        years = draw.uniform(20, 75) if place < adults else draw.uniform(0, 17)
        born = TODAY - timedelta(days=int(years * 365.25))
        needs = draw.choices(["", "fauteuil roulant", "civière"], [95, 4, 1])[0] if place < adults else ""
        yield [
            *(number, surname, _name(draw, 2), draw.choice("FM"), f"{born:%d/%m/%Y}"),
            other if place == 1 else state,
            f"{draw.randrange(10**8):08d}X" if place < adults else "",
            *(phone, needs),
        ]


def _name(draw: random.Random, syllables: int) -> str:
    return "".join(draw.choice(SYLLABLES) for _ in range(syllables)).title()


if __name__ == "__main__":
    main()
