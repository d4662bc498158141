"""What became known when: flights of a day the evening before, and how many people were away by its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate

from aircraft import Departure
from margins import Margins, text

EVENING = timedelta(hours=14)
"""Before 07:00 UTC, where a day begins: when people register, too."""
DAY = timedelta(days=1)
AIRLINERS = ("XJD-IAD-B", "BAH-PHL", "DHF-IAD", "KWI-IAD")
ORDERED = "2021-08-22T05:00Z"


@dataclass(frozen=True)
class News:
    """One row of reveal.csv."""

    time: str
    before: str
    flown: str
    note: str


def news(margins: Margins, flights: Sequence[Departure]) -> list[News]:
    """Every row, in order of time."""
    rows = [_pause(), _order()]
    people = accumulate(margins.people_by_day())
    for number, (day, flown) in enumerate(zip(margins.days, people, strict=True)):
        ids = [row.id for row in flights if row.id.split("-")[1] == f"{day.begins:%d}"]
        if number:
            rows.append(_flights(text(day.begins - EVENING), ids, f"{day.begins:%d} August"))
        note = f"people flown out by the end of {day.begins:%d} August: reported {day.people} that day"
        rows.append(
            News(text(day.begins + DAY), "", str(flown), f"{note}, corrections spread as in the folder")
        )
    return sorted(rows, key=lambda row: row.time)


def _flights(time: str, ids: Sequence[str], day: str) -> News:
    before = "; ".join(f"drop flights:id={code}" for code in ids)
    return News(
        time,
        before,
        "",
        f"{len(ids)} flights out of Kabul of {day}: that they are known the evening before is assumed",
    )


def _pause() -> News:
    before = "drop windows:location=KBL,from=2021-08-20T07:01Z"
    return News(
        "2021-08-20T07:00Z", before, "", "nothing leaves, since Qatar is full: documented, the hour assumed"
    )


def _order() -> News:
    before = "; ".join(f"drop sorties:id={code}" for code in AIRLINERS)
    return News(
        ORDERED, before, "", "airliners are ordered to the staging bases: day documented, hour assumed"
    )
