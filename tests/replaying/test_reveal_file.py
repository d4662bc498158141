"""Tables of what became known when: what is read, and every fault with its place."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars
import pytest

from evacopt.domain.pin import Pin
from evacopt.domain.resource import Resource, Use
from evacopt.errors import InstanceError
from evacopt.events.events import Delay, Seats
from evacopt.replaying.reveal_file import read_reveal
from evacopt.replaying.worlds import worlds_of
from tests.build import at, flight, group, instance

TRUTH = instance(
    groups=[group("A", count=2), group("B", registered=at("03:20"))],
    flights=[flight("F"), flight("G", "O 10:00", "V 14:00")],
    pins=(Pin(group="B", kind="at_most", parties=1), Pin(group="A", kind="at_most", parties=2, flight="G")),
    resources=(Resource(id="STAND", count=1),),
    uses=(Use(resource="STAND", flight="G", anchor="departs", from_minutes=-60, to_minutes=0),),
)
TABLE = """time,before,out,note
2023-08-01T05:00Z,drop flights:id=G,,announced then
2023-08-01T06:00Z,earlier G=2h; seats F=4,,moved
2023-08-01T12:00Z,,7,counted by the press
"""


def _table(folder: Path, text: str) -> Path:
    path = folder / "known.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_are_read(tmp_path: Path) -> None:
    """Times, events that lead back, counts and notes."""
    announced, moved, counted = read_reveal(_table(tmp_path, TABLE), TRUTH)
    assert (announced.time, announced.note) == (at("05:00"), "announced then")
    assert set(moved.before) == {Delay("G", -120), Seats("F", 4)}
    assert (counted.time, counted.before, counted.out) == (at("12:00"), (), 7)


@pytest.mark.parametrize("end", ["xlsx", "parquet"])
def test_the_same_from_excel_and_parquet(tmp_path: Path, end: str) -> None:
    """The container makes no difference but to the place."""
    path = tmp_path / f"known.{end}"
    frame = polars.read_csv(TABLE.encode(), infer_schema_length=0)
    frame.write_excel(path) if end == "xlsx" else frame.write_parquet(path)
    read, same = read_reveal(path, TRUTH), read_reveal(_table(tmp_path, TABLE), TRUTH)
    assert [(row.time, row.before, row.out) for row in read] == [(r.time, r.before, r.out) for r in same]


def test_dates_of_excel_are_times(tmp_path: Path) -> None:
    """A date cell of a workbook is a time, and a fault beside it has its cell."""
    path, heading = tmp_path / "known.xlsx", ["time", "before"]
    polars.DataFrame([(datetime(2023, 8, 1, 5), "drop flights:id=G")], heading, orient="row").write_excel(
        path
    )
    assert read_reveal(path, TRUTH)[0].time == at("05:00")
    polars.DataFrame([(datetime(2023, 8, 1, 5), "cancle F")], heading, orient="row").write_excel(path)
    with pytest.raises(InstanceError, match="cell B2, before: 'cancle F' is no event"):
        read_reveal(path, TRUTH)


def test_what_was_known_when(tmp_path: Path) -> None:
    """Going back, the later row is undone first; what hangs on an unknown flight or group is unknown too."""
    worlds = worlds_of(TRUTH, read_reveal(_table(tmp_path, TABLE), TRUTH))
    assert [world.time for world in worlds] == [at("00:00"), at("04:00"), at("05:00"), at("06:00")]
    begin, registered, announced, last = (world.instance for world in worlds)
    assert last == TRUTH
    assert announced.flight["G"].departs == at("08:00")
    assert announced.flight["F"].seats == 4
    assert (announced.uses, announced.pins) == (TRUTH.uses, TRUTH.pins)
    assert set(registered.flight) == {"F"}
    assert (registered.uses, registered.pins) == ((), TRUTH.pins[:1])
    assert (begin.groups.id, begin.pins) == (("A",), ())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("yesterday,cancel F,,", "known.csv:2, time"),
        (",cancel F,,", "must not be blank"),
        ("2023-08-01T05:00Z,,,", "says nothing"),
        ("2023-08-01T05:00Z,cancle F,,", "is no event; write"),
        ("2023-08-01T05:00Z,cancel X,,", "no flight is called X"),
        ("2022-08-01T05:00Z,cancel X,,", "no flight is called X"),
        ("2023-08-01T05:00Z,earlier F=soon,,", "is no length of time"),
        ("2023-08-01T05:00Z,set groups.A.assisted=5,,", "leaves data that break a rule"),
        ("2023-08-01T05:00Z,,-1,", "known.csv:2, out"),
        ("2023-08-01T05:00Z,,,,x", "known.csv"),
        (
            "2023-08-01T05:00Z,,9,\n2023-08-01T06:00Z,,8,",
            "must not be less than at an earlier time (9), got 8",
        ),
        ("2023-08-01T07:00Z,earlier F=2h,,", "F had left at 2023-08-01T06:00Z"),
        ("2023-08-01T09:00Z,seats F=2,,", "F had left at 2023-08-01T08:00Z"),
    ],
)
def test_faults(tmp_path: Path, row: str, said: str) -> None:
    """Each is told with its place, and nothing is read."""
    with pytest.raises(InstanceError) as told:
        read_reveal(_table(tmp_path, f"time,before,out,note\n{row}\n"), TRUTH)
    assert said in str(told.value)
    assert "known.csv:" in str(told.value)


def test_that_a_flight_did_not_leave_is_known_when_it_should_have(tmp_path: Path) -> None:
    """At its very departure that is news, and no fault."""
    path = _table(tmp_path, "time,before\n2023-08-01T06:00Z,earlier F=2h\n")
    (row,) = read_reveal(path, TRUTH)
    assert row.time == at("06:00")
