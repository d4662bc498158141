"""Times that name their zone once, in the sheet `instance`, and need no offset."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from evacopt.domain.clock import parse_time
from evacopt.domain.zones import on_the_clock, zone_called
from evacopt.files import read_instance, write_instance
from tests.files.writing import FILES, folder, said


def _header(zone: str, begins: str = "2023-08-01T00:00Z", ends: str = "2023-08-03T00:00Z") -> str:
    first = 'format = "evacopt-instance/1"\nname = "small"'
    return f'{first}\nbegins = "{begins}"\nends = "{ends}"\ntimezone = "{zone}"\n'


def _small(path: Path, zone: str, departs: str, arrives: str = "2023-08-01T11:00Z") -> Path:
    flights = FILES["flights.csv"].replace("2023-08-01T06:00Z,2023-08-01T11:00Z", f"{departs},{arrives}")
    path.mkdir()
    (path / "instance.toml").write_text(_header(zone))
    for name in ("locations.csv", "groups.csv"):
        (path / name).write_text(FILES[name])
    (path / "flights.csv").write_text(flights)
    return path


def test_a_time_without_an_offset_is_of_the_zone(tmp_path: Path) -> None:
    """`07:00` on the clocks of Niamey is 06:00Z; an offset that is said counts before the zone."""
    instance = read_instance(_small(tmp_path / "x", "Africa/Niamey", "2023-08-01 07:00"))
    assert instance.flights[0].departs == parse_time("2023-08-01T06:00Z")
    instance = read_instance(_small(tmp_path / "y", "Africa/Niamey", "2023-08-01T07:00+02:00"))
    assert instance.flights[0].departs == parse_time("2023-08-01T05:00Z")


def test_begins_and_ends_are_of_the_zone_too(tmp_path: Path) -> None:
    """The horizon of the header needs no offset either."""
    path = _small(tmp_path / "x", "Africa/Niamey", "2023-08-01T06:00Z")
    (path / "instance.toml").write_text(_header("Africa/Niamey", "2023-08-01T01:00", "2023-08-03T01:00"))
    instance = read_instance(path)
    assert (instance.begins, instance.ends) == tuple(
        map(parse_time, ("2023-08-01T00:00Z", "2023-08-03T00:00Z"))
    )


def test_without_a_zone_an_offset_stays_needed(tmp_path: Path) -> None:
    """Nothing is assumed where nothing is said."""
    flights = FILES["flights.csv"].replace("06:00Z", "06:00")
    assert said(folder(tmp_path / "x", flights_csv=flights)) == [
        "flights.csv:2 (flight F1), departs: has no offset, got 2023-08-01T06:00; "
        "write it with Z or an offset such as +02:00"
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            "2023-10-29T02:30",
            "is there twice in Europe/Paris, where clocks go back, got 2023-10-29T02:30; "
            "write 2023-10-29T02:30+02:00 or 2023-10-29T02:30+01:00",
        ),
        (
            "2023-03-26T02:30",
            "does not exist in Europe/Paris, where clocks go forward, got 2023-03-26T02:30; "
            "perhaps 2023-03-26T03:30+02:00",
        ),
    ],
)
def test_hours_of_a_change_of_clocks_are_errors(typed: str, expected: str, tmp_path: Path) -> None:
    """An hour that is there twice, or never, has its cell and what to write."""
    findings = said(_small(tmp_path / "x", "Europe/Paris", typed))
    assert f"flights.csv:2 (flight F1), departs: {expected}" in findings


def test_every_hour_of_a_year_is_read_once_or_refused() -> None:
    """What the clocks show at a moment is read as that moment, but for an hour in autumn."""
    zone, refused = zone_called("Europe/Paris"), 0
    assert zone is not None
    for minutes in range(parse_time("2023-01-01T00:00Z"), parse_time("2024-01-01T00:00Z"), 30):
        shown = datetime.fromtimestamp(minutes * 60, tz=zone).replace(tzinfo=None)
        try:
            assert on_the_clock(shown, zone).timestamp() == minutes * 60
        except ValueError:
            refused += 1
    assert refused == 4  # the hour that is there twice, by halves


def test_a_zone_that_is_none_is_named(tmp_path: Path) -> None:
    """A slip in the name of a zone is an error, of the instance and of a place."""
    findings = said(_small(tmp_path / "x", "Europe/Pariss", "2023-08-01T06:00Z"))
    assert findings == [
        "instance.toml, timezone: must be a time zone of the IANA database, got Europe/Pariss; "
        "did you mean Europe/Paris?"
    ]
    places = FILES["locations.csv"].replace("country", "country,timezone").replace("NER", "NER,Niamey time")
    assert said(folder(tmp_path / "y", locations_csv=places.replace("FRA", "FRA,"))) == [
        "locations.csv:2 (location NIM), timezone: must be a time zone of the IANA database, "
        "got Niamey time; did you mean Africa/Niamey?"
    ]


def test_zones_are_kept_and_change_no_older_hash(tmp_path: Path) -> None:
    """Every container keeps the zones; an instance that names none has the hash that it always had."""
    plain = read_instance(folder(tmp_path / "plain"))
    assert plain.sha256 == "c2610acfff447740d3de40323d09c2e075087d81c0455a11f62b1a52fcc54884"
    instance = read_instance(_small(tmp_path / "x", "Africa/Niamey", "2023-08-01 07:00"))
    assert (instance.timezone, instance.sha256 != plain.sha256) == ("Africa/Niamey", True)
    for name in ("y", "y.xlsx", "y.json"):
        write_instance(instance, tmp_path / name)
        again = read_instance(tmp_path / name)
        assert (again, again.sha256) == (instance, instance.sha256)


@pytest.mark.parametrize(("zone", "hour"), [("", "07:00Z"), ("Africa/Niamey", "06:00Z")])
def test_date_cells_are_of_the_zone(zone: str, hour: str, tmp_path: Path) -> None:
    """A date cell of Excel is UTC where no zone is named, and of the zone where one is."""
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(str(path))
    date = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    header = [line.split(" = ") for line in _header(zone).splitlines()]
    sheet = book.add_worksheet("instance")
    for row, cells in enumerate([["key", "value"], *header]):
        sheet.write_row(row, 0, [cell.strip('"') for cell in cells])
    for name in ("locations", "groups", "flights"):
        sheet = book.add_worksheet(name)
        for row, line in enumerate(FILES[f"{name}.csv"].splitlines()):
            sheet.write_row(row, 0, [int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    sheet.write_datetime(1, 4, datetime(2023, 8, 1, 7), date)
    book.close()
    assert read_instance(path).flights[0].departs == parse_time(f"2023-08-01T{hour}")
