"""Files that the readers of evacopt read: what a fuzzer spoils."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evacopt.domain.instance import Instance

SMALL = Path(__file__).parents[2] / "tests" / "data" / "small"


HEADER = (SMALL / "instance.toml").read_bytes()


GROUP = "id,nationality,origin,size,count,members,ready,destinations,operators,show_up,priority"


@cache
def small() -> Instance:
    """The instance that plans, names and costs are of."""
    from evacopt.files import read_instance

    return read_instance(SMALL)


def groups_csv() -> list[bytes]:
    """Groups as CSV, plain and with every kind of column."""
    rich = f"{GROUP}\nG1,FRA,KRT,2,3,FRA:1;NER:1,2023-08-01T06:00Z,FRA,FRA,0.9,1\n".encode()
    return [(SMALL / "groups.csv").read_bytes(), rich]


def flights_csv() -> list[bytes]:
    """Flights as CSV."""
    return [(SMALL / "flights.csv").read_bytes()]


def written(ending: str) -> Callable[[], list[bytes]]:
    """Two instances as files with this ending."""

    def seeds() -> list[bytes]:
        from evacopt.files import write_instance
        from evacopt.generation.generate import generate

        with TemporaryDirectory() as place:
            made = []
            for number, instance in enumerate((small(), generate("hubs", people=30, seed=1))):
                file = Path(place) / f"{number}{ending}"
                write_instance(instance, file)
                made.append(file.read_bytes())
            return made

    return seeds


def parquet() -> list[bytes]:
    """Groups as Parquet: texts, numbers, lists; four ways of packing."""
    import polars

    texts = polars.read_csv(SMALL / "groups.csv", infer_schema=False)
    typed = texts.with_columns(polars.col("size").cast(polars.Int64), polars.lit(1.0).alias("show_up"))
    listed = typed.with_columns(destinations=polars.lit([["CDG"]]).list.first())
    made = []
    for frame, packed in ((texts, "zstd"), (typed, "uncompressed"), (listed, "snappy"), (typed, "gzip")):
        data = io.BytesIO()
        frame.write_parquet(data, compression=packed)  # type: ignore[arg-type]
        made.append(data.getvalue())
    return made


@cache
def solved() -> tuple[bytes, bytes]:
    """A plan of the small instance and its certificate, as files."""
    from evacopt.files import write_certificate, write_plan
    from evacopt.planning.solve import solve

    result = solve(small(), time_limit=30, threads=1)
    assert result.plan is not None and result.certificate is not None
    with TemporaryDirectory() as place:
        write_plan(result.plan, Path(place) / "plan")
        write_certificate(result.certificate, Path(place) / "certificate")
        return (Path(place) / "plan").read_bytes(), (Path(place) / "certificate").read_bytes()


def plans() -> list[bytes]:
    """Plan files, one of them of a plan that follows another."""
    plan = json.loads(solved()[0])
    held = [{"group": "FRA-1", "kind": "exactly", "parties": 1, "itinerary": ["IN"]}]
    stranded = [{"group": "FRA-1", "flights": ["IN"], "parties": 1}]
    link = {"before": "0" * 64, "as_of": "2023-08-01T06:00Z", "held": held, "stranded": stranded}
    return [solved()[0], json.dumps({**plan, "replan": link, "crews": []}).encode()]


def certificates() -> list[bytes]:
    """A certificate file."""
    return [solved()[1]]


def people() -> dict[str, str]:
    """The nationality of three people by their codes."""
    return {f"FRA-1/{n}": "FRA" for n in range(1, 4)}


def names_csv() -> list[bytes]:
    """Names as CSV."""
    rows = "".join(f"{code},Lee,Ann,1980-01-01,FRA\n" for code in people())
    return [f"code,surname,given_names,date_of_birth,nationality\n{rows}".encode()]


def names_xlsx() -> list[bytes]:
    """Names as a workbook."""
    return _workbook(names_csv()[0])


def costs_xlsx() -> list[bytes]:
    """Costs as a workbook."""
    return _workbook(b"flight,cost\nIN,9.50\nUK,1\n")


def _workbook(table: bytes) -> list[bytes]:
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(table.decode().splitlines()):
            sheet.write_row(number, 0, line.split(","))
    return [made.getvalue()]


def geojson() -> list[bytes]:
    """Outlines of every kind."""
    ring = [[0, 0], [10, 0], [10, 10.5], [0, 0]]
    shapes: list[dict[str, Any]] = [
        {"type": "Polygon", "coordinates": [ring]},
        {"type": "MultiPolygon", "coordinates": [[ring], [ring]]},
        {"type": "LineString", "coordinates": ring},
        {"type": "MultiLineString", "coordinates": [ring]},
    ]
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    together = {"type": "GeometryCollection", "geometries": shapes}
    return [
        json.dumps(one).encode() for one in ({"type": "FeatureCollection", "features": features}, together)
    ]


def markers() -> list[bytes]:
    """The list of files of an export."""
    from evacopt.output.export.marker import Marker, Written

    files = tuple(Written(path=path, rows=1, holds="codes", sha256="") for path in ("a.csv", "b/c.csv"))
    return [Marker(instance="small", plan_sha256="0" * 64, files=files).to_bytes()]


def codes() -> list[bytes]:
    """The codes of groups on public pages."""
    from evacopt.output.report.public_codes import public_codes

    with TemporaryDirectory() as place:
        public_codes(small(), Path(place) / "codes")
        return [(Path(place) / "codes").read_bytes()]


def lines() -> list[bytes]:
    """Results of a campaign."""
    from evacopt.bench.job import Ask, Job, Source
    from evacopt.bench.machine import session_of
    from evacopt.bench.record import Facts, GoalReached, Measured, Outcome, Record, Seen
    from evacopt.bench.results_file import Header, _line

    records = []
    for seed in range(3):
        source = Source(group="surge", code=f"s{seed}", family="surge", people=9, seed=seed, params={"a": 1})
        job = Job(source=source, ask=Ask(backend="auto", time_limit=9.0, policy={"max_legs": 2}))
        facts = Facts(sha256="0" * 64, people=9, groups=1, flights=1, weight=9)
        goals = (GoalReached("unserved[1]", 2, 1, "feasible"),)
        outcome = Outcome(status="feasible", exit=0, facts=facts, goals=goals)
        seen = (Seen(0.5, "unserved[1]", 2, 1),)
        measured = Measured(wall=1.0, seconds={"solve": 0.5}, memory=9, memory_of="tree", trace=seen)
        records.append(Record(key=job.key, job=job, outcome=outcome, measured=measured))
    head = Header(campaign="c", sessions=(session_of("evacopt bench", "1"),))
    return [b"".join([_line(head), *map(_line, records)])]


def rsp() -> list[bytes]:
    """Both forms of repatriation scheduling."""
    shared = {"cities": 2, "priority_groups": 2, "waiting": [[1, 2], [3, 4]], "priority_weight": [3, 1]}
    plain = {"flights": 2, "quarantine_capacity": 9, "flight_seats": [3, 4]}
    cases = {"seats_per_flight": 3, "cases": [{"flights": 2, "quarantine": 9}]}
    return [json.dumps({**shared, **plain}).encode(), json.dumps({**shared, **cases}).encode()]


CAMPAIGN = b"""format = "evacopt-campaign/1"
name = "c"
retries = 1
[[instances]]
family = "surge"
people = [5, 6]
seeds = "0:3"
[[instances]]
path = "*"
exclude = ["x"]
from = "rsp"
[[runs]]
backends = ["auto", "highs"]
time_limits = [1.5, 9]
threads = 1
gap = 0.1
[runs.policy]
max_legs = 2
objectives = ["unserved"]
"""


SEEN = b'{"seconds": %d.5, "goal": "unserved[1]", "incumbent": %d, "bound": null}\n'


LOG = b"".join(SEEN % (n, 9 - n) for n in range(4))


WHAT_IF = (
    b"cancel IN; delay UK=2h",
    b"seats IN=3; close JIB=2023-08-01T06:00Z/011820ZAUG23",
    b"set policy.max_legs=2",
)


RPSP = b"6\n2\n2\n3 1\n0 1 2 7\n1 2 1 14\n2\n3 4\n9\n2\n1 0\n2 0 1\n"


PERSONS = (
    "Family number,Surname,Given names,Date of birth,Nationality,Passport,Phone,Place,Wheelchair,needs\n"
    "1,Diallo,Mohamed,13/04/1980,French,12AB34567,+33 612345678,NIM,no,\n"
    "1,Diallo,Aïcha,14/05/1985,NER,,,NIM,yes,diabetes\n"
    ",Meyer,Anna,25.12.1990,Deutschland,C01X,,NIM,,\n"
).encode()

MAPPING = b"""format = "evacopt-mapping/1"
dates = "dmy"
families = ["family", "contact"]
travel_as = ["FRA"]
[columns]
surname = ["Surname"]
given_names = ["Given names"]
date_of_birth = ["Date of birth"]
nationality = ["Nationality"]
[values.nationality]
"French" = "FRA"
"""

EARLIER = (
    b"code,surname,given_names,sex,date_of_birth,document_type,document_number,document_expiry,document_issuer,"
    b"remark,contact,nationality,note_reference\n"
    b"FRA-A1/1,Diallo,Mohamed,M,1980-04-13,passport,12AB34567,,FRA,,'+33 612345678,FRA,R1\n"
)


def persons_xlsx() -> list[bytes]:
    """The persons as a workbook."""
    return _workbook(PERSONS)
