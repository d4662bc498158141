"""A folder with many mistakes: each is told once, with its place, and nothing else is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.errors import InstanceError
from evacopt.files import check_instance, read_instance
from tests.pseudo import english_of

HEADER = """\
format = "evacopt-instance/1"
name = "mistakes"
begins = "2023-08-01T00:00Z"
ends = 2023-08-03T00:00:00
tittle = "x"
[policy]
max_legs = 0
objectives = ["unserved", "speed"]
"""
LOCATIONS = """\
id,role,country,capacity
NIM,origin,NER,
CDG,haven,FRA,many
WUN,heaven,DEU,
JIB,hub,dji,
"""
GROUPS = """\
id,nationality,origin,size,priorty,ready,members,stretchers
G1,FRA,NIM,2,1,2023-08-01T06:00,,
G2,FRA,NIA,2,1,2023-08-01T06:00Z,,
G3,FRA,NIM,0,1,,,
G4,FRA,NIM,2,1,,FRA:1,
G4,FRA,NIM,2,1,,,3
G6,FRA,NIM,2,1
G7,fr,NIM,2.5,1,,,
"""
FLIGHTS = """\
id;operator;origin;destination;departs;arrives;seats;accepts
F1;FRA;NIM;CDG;2023-08-01T06:00Z;2023-08-01T05:00Z;10;all
F2;FRA;NIM;NIM;2023-08-01T06:00Z;2023-08-01T07:00Z;10;all;FRA

F3;FRA;NIM;CDG;2023-07-31T06:00Z;2023-08-01T07:00Z;10;all
F4;FRA;NIM;CDG;2023-08-01 6am;2023-08-01T07:00Z;ten;own
"""
SHARES = """\
id,kind,nationality,people,flight
S1,reserve,FRA,11,F1
S2,max,FRA,,F9
"""
EXPECTED = """\
flight.csv: is no table of an instance; did you mean flights.csv? It is there too: move one of them elsewhere
instance.toml, tittle: is no key; did you mean title?
instance.toml, ends: has no offset, got "2023-08-03 00:00:00"; write it with Z or an offset such as +02:00
instance.toml [policy], objectives: must be one of unserved, fairness, waiting, cost, flights, risk, \
changes, clearance, got unserved;speed
instance.toml [policy], max_legs: must be at least 1, got 0
locations.csv:3 (location CDG), capacity: must be an integer, got many
locations.csv:4 (location WUN), role: must be one of origin, hub, haven, both, got heaven; did you mean haven?
locations.csv:5 (location JIB), country: must be three capital letters, got dji; did you mean DJI?
groups.csv:1, priorty: is no column of groups; did you mean priority?
groups.csv:2 (group G1), ready: has no offset, got 2023-08-01T06:00; \
write it with Z or an offset such as +02:00
groups.csv:3 (group G2), origin: must name a location of this instance, got NIA; did you mean NIM?
groups.csv:4 (group G3), size: must be at least 1, got 0
groups.csv:5 (group G4), members: must add up to the people of the party (size + infants), 2, got 1
groups.csv:6 (group G4), id: must be unique, got G4; 2 rows have it
groups.csv:6 (group G4), stretchers: must be at most size, 2, got 3
groups.csv:7 (group G6): must have 8 cells, as the header has, got 5
groups.csv:8 (group G7), nationality: must be three capital letters, got fr; did you mean FRA?
groups.csv:8 (group G7), size: must be an integer, got 2.5; if the point parts thousands, write 2500
flights.csv:2 (flight F1), arrives: must be after departs, 2023-08-01T06:00Z, got 2023-08-01T05:00Z
flights.csv:2 (flight F1), seats: must be at least the 11 seats reserved by S1, got 10
flights.csv:3 (flight F2): must have 8 cells, as the header has, got 9; \
a cell that holds a semicolon stands in quotes
flights.csv:6 (flight F4), departs: is no ISO 8601 time, got 2023-08-01 6am; write it like 2023-08-01T06:00Z
flights.csv:6 (flight F4), seats: must be an integer, got ten
shares.csv:3 (share S2), people: must not be blank
shares.csv:3 (share S2), flight: must name a flight of this instance, got F9
"""


@pytest.fixture
def mistaken(tmp_path: Path) -> Path:
    """A folder with a mistake in almost every line."""
    files = {
        "instance.toml": HEADER,
        "locations.csv": LOCATIONS,
        "groups.csv": GROUPS,
        "flights.csv": FLIGHTS,
        "flight.csv": FLIGHTS,
        "shares.csv": SHARES,
        "README.md": "not a table",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_mistake_is_told_once_with_its_place(mistaken: Path) -> None:
    """Bad cells, references, rows, columns, keys and files of one folder are all told in one run."""
    instance, findings = check_instance(mistaken)
    errors = [str(finding) for finding in findings if finding.severity == "error"]
    assert instance is None
    assert errors == EXPECTED.splitlines()
    own = [
        "csv toml title tittle DJI",
        *(word for row in FLIGHTS.split() + SHARES.split() for word in row.split(",")),
    ]
    assert english_of(findings, *own, LOCATIONS, GROUPS) == []


def test_reading_raises_with_all_of_them(mistaken: Path) -> None:
    """`read_instance` raises what `check_instance` tells."""
    with pytest.raises(InstanceError) as caught:
        read_instance(mistaken)
    assert list(caught.value.findings) == check_instance(mistaken)[1]
