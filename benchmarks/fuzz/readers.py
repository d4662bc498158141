"""Every reader of evacopt: files that it reads, and how it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.fuzz import boards, right
from evacopt.errors import InvalidInput


@dataclass(frozen=True)
class Reader:
    """One reader.

    Attributes
    ----------
    modules : the modules of evacopt whose reading this is, below `evacopt`
    kind : how its files are spoilt, see `benchmarks.fuzz.spoil`
    ending : what the name of its files ends with
    seeds : files that it reads
    read : reads the file at a path; whatever is wrong with it is an `EvacoptError`
    """

    modules: tuple[str, ...]
    kind: str
    ending: str
    seeds: Callable[[], list[bytes]]
    read: Callable[[Path], Any]


def _checked(path: Path) -> None:
    from evacopt.files import check_instance

    instance, findings = check_instance(path)
    if instance is None:
        raise InvalidInput(findings)
    assert all(str(finding) for finding in findings)


def _in_folder(name: str) -> Callable[[Path], None]:
    """Reads the small folder with the file in place of `name`."""

    def read(path: Path) -> None:
        with TemporaryDirectory(dir=path.parent) as place:
            for file in right.SMALL.iterdir():
                if file.stem != Path(name).stem:
                    (Path(place) / file.name).write_bytes(file.read_bytes())
            (Path(place) / name).write_bytes(path.read_bytes())
            _checked(Path(place))

    return read


def _plan(path: Path) -> None:
    """As `verify` does: what can be read is judged."""
    from evacopt.files import read_plan
    from evacopt.judge.verify import verify

    plan = read_plan(path)
    if plan.instance_sha256 == right.small().sha256:
        verify(right.small(), plan)


def _certificate(path: Path) -> None:
    from evacopt.files import read_certificate

    read_certificate(path)


def _names(path: Path) -> None:
    from evacopt.output.export.names import read_names

    read_names(path, needed=list(right.people()), people=right.people())


def _costs(path: Path) -> None:
    from evacopt.output.export.costs import read_costs

    read_costs(path)


def _groups(path: Path) -> None:
    from evacopt.files.side_tables import read_groups

    read_groups(path)


def _no_shows(path: Path) -> None:
    from evacopt.files.side_tables import read_no_shows

    read_no_shows(path)


def _outlines(path: Path) -> None:
    from evacopt.output.report.outlines import read_outlines

    read_outlines(path)


def _marker(path: Path) -> None:
    """As `purge` does, in a folder of its own."""
    from evacopt.output.export.marker import MARKER
    from evacopt.output.export.purge import purge

    with TemporaryDirectory(dir=path.parent, ignore_cleanup_errors=True) as place:
        folder = Path(place) / "out"
        folder.mkdir()
        (folder / MARKER).write_bytes(path.read_bytes())
        (folder / "a.csv").write_text("x")
        purge(folder)


def _codes(path: Path) -> None:
    from evacopt.output.report.public_codes import public_codes

    public_codes(right.small(), path)


def _results(path: Path) -> None:
    """As `bench --first 0` does: tables of whatever is read."""
    from evacopt.bench import tables
    from evacopt.bench.results_file import read_results

    tables(read_results(path), None)


def _campaign(path: Path) -> None:
    from evacopt.bench.campaign import read_campaign

    read_campaign(path)


def _references(path: Path) -> None:
    campaign = (
        'format = "evacopt-campaign/1"\nname = "c"\n'
        '[[instances]]\nfamily = "surge"\n[[runs]]\nbackends = "auto"\ntime_limits = 9\n'
        f'[reference]\npath = "{path.name}"\ninstance = "name"\n'
    )
    file = path.with_name("campaign.toml")
    file.write_text(campaign)
    _campaign(file)


def _events(path: Path) -> None:
    from evacopt.bench.watch import log_of

    log_of(path)


def _trace(path: Path) -> None:
    from evacopt.bench.watch import trace_of

    trace_of(path)


def _published(form: Any) -> Callable[[Path], None]:
    def read(path: Path) -> None:
        from evacopt.files.published import read_published

        read_published(path, form, case=1 if b'"cases"' in path.read_bytes() else None)

    return read


def _typed(path: Path) -> None:
    """What a planner types after `--what-if`, and as a time or a cell."""
    from evacopt.domain.clock import parse_time
    from evacopt.errors import UsageError
    from evacopt.events.events import after
    from evacopt.events.words import events_of_text

    text = path.read_bytes().decode("utf-8", "replace")
    try:
        parse_time(text)
    except (ValueError, OverflowError) as error:
        if not text.strip():
            raise UsageError(str(error)) from None
    after(right.small(), events_of_text(text))


def _fixed(path: Path) -> None:
    """As `check --fix` does: a copy is written, and read."""
    from evacopt.files.fix import fix

    with TemporaryDirectory(dir=path.parent) as place:
        copy = Path(place) / path.name
        fix(path, copy)
        _checked(copy)


def _fixed_groups(path: Path) -> None:
    """As `check --fix` does with a folder."""
    from evacopt.files.fix import fix

    with TemporaryDirectory(dir=path.parent) as place:
        folder = Path(place) / "folder"
        folder.mkdir()
        for file in right.SMALL.iterdir():
            (folder / file.name).write_bytes(file.read_bytes())
        (folder / "groups.csv").write_bytes(path.read_bytes())
        fix(folder, Path(place) / "copy")
        _checked(Path(place) / "copy")


def _persons(path: Path, **asked: Any) -> None:
    """As `register` does, everything but the writing."""
    from datetime import date

    from evacopt.registration.persons import Wishes
    from evacopt.registration.register import Asked, register

    wishes = Wishes(on=date(2023, 8, 1), origin="NIM", nationality="FRA")
    made = register(Asked(**{"path": path, "wishes": wishes, "key": bytes(32), **asked}))
    if any(finding.severity == "error" for finding in made.findings):
        raise InvalidInput(made.findings)


def _mapping(path: Path) -> None:
    from evacopt.registration.field_map import read_field_map

    people = path.with_name("people.csv")
    people.write_bytes(right.PERSONS)
    _persons(people, mapping=read_field_map(path))


def _earlier(path: Path) -> None:
    """As the file of names of an earlier list."""
    with TemporaryDirectory(dir=path.parent) as place:
        (Path(place) / "names.csv").write_bytes(path.read_bytes())
        (Path(place) / "groups.csv").write_bytes(right.groups_csv()[0])
        (Path(place) / "people.csv").write_bytes(right.PERSONS)
        _persons(Path(place) / "people.csv", previous=Path(place))


def _key(path: Path) -> None:
    from evacopt.registration.write import read_key

    read_key(path)


def _one(data: bytes) -> Callable[[], list[bytes]]:
    return lambda: [data]


_JSON = ("files.json_instance", "files.json_file")
_WORKBOOK = ("files.xlsx.book", "files.xlsx.texts", "files.workbook_read")
_MENDED = ("files.fix", "files.xlsx.patch")
_EXPORT = ("output.export.marker", "output.export.purge", "output.export.write")
_NUMBERS = ("files.published.source",)
_ASIDE = ("files.side_tables",)
READERS: dict[str, Reader] = {
    "groups csv": Reader(("files.csv_table",), "csv", ".csv", right.groups_csv, _in_folder("groups.csv")),
    "flights csv": Reader(("files.folder",), "csv", ".csv", right.flights_csv, _in_folder("flights.csv")),
    "groups parquet": Reader(
        ("files.parquet_table",), "bytes", ".parquet", right.parquet, _in_folder("groups.parquet")
    ),
    "header toml": Reader(
        ("files.header",), "text", ".toml", _one(right.HEADER), _in_folder("instance.toml")
    ),
    "instance json": Reader(_JSON, "json", ".json", right.written(".json"), _checked),
    "workbook": Reader(_WORKBOOK, "zip", ".xlsx", right.written(".xlsx"), _checked),
    "mended workbook": Reader(_MENDED, "zip", ".xlsx", right.written(".xlsx"), _fixed),
    "mended groups": Reader(_MENDED, "csv", ".csv", right.groups_csv, _fixed_groups),
    "plan": Reader(("files.plan_file",), "json", ".json", right.plans, _plan),
    "certificate": Reader(("files.certificate_file",), "json", ".json", right.certificates, _certificate),
    "board": Reader(boards.MODULES, "bytes", ".board", boards.boards, boards.opened),
    "names csv": Reader(("output.export.names",), "csv", ".csv", right.names_csv, _names),
    "names workbook": Reader(("output.export.names",), "zip", ".xlsx", right.names_xlsx, _names),
    "costs csv": Reader(
        ("output.export.costs",), "csv", ".csv", _one(b"flight,cost\nIN,9.50\nUK,1\n"), _costs
    ),
    "costs workbook": Reader(_ASIDE, "zip", ".xlsx", right.costs_xlsx, _costs),
    "arrivals csv": Reader(_ASIDE, "csv", ".csv", right.groups_csv, _groups),
    "arrivals parquet": Reader(_ASIDE, "bytes", ".parquet", right.parquet, _groups),
    "no-shows csv": Reader(_ASIDE, "csv", ".csv", _one(b"group,parties,flight\nA,1,F\n"), _no_shows),
    "persons csv": Reader(("registration.listing",), "csv", ".csv", _one(right.PERSONS), _persons),
    "persons workbook": Reader(("registration.listing",), "zip", ".xlsx", right.persons_xlsx, _persons),
    "mapping": Reader(("registration.field_map",), "text", ".toml", _one(right.MAPPING), _mapping),
    "earlier names": Reader(("registration.rolls",), "csv", ".csv", _one(right.EARLIER), _earlier),
    "key of codes": Reader(("registration.write",), "text", ".txt", _one(b"ab" * 32 + b"\n"), _key),
    "outlines": Reader(("output.report.outlines",), "json", ".json", right.geojson, _outlines),
    "public codes": Reader(("output.report.public_codes",), "json", ".json", right.codes, _codes),
    "export marker": Reader(_EXPORT, "json", ".json", right.markers, _marker),
    "results": Reader(("bench.results_file",), "lines", ".jsonl", right.lines, _results),
    "campaign": Reader(("bench.campaign",), "text", ".toml", _one(right.CAMPAIGN), _campaign),
    "references csv": Reader(
        ("bench.references",), "csv", ".csv", _one(b"name,best,bound\nx,1,2\n"), _references
    ),
    "log": Reader(("bench.news",), "lines", ".log", _one(right.LOG), _events),
    "trace": Reader(("bench.news",), "text", ".log", _one(b"0.5 unserved[1] 9\n1.5 waiting 8\n"), _trace),
    "typed events": Reader(("events.words",), "text", ".txt", lambda: list(right.WHAT_IF), _typed),
    "published rsp": Reader(("files.published.source",), "json", ".json", right.rsp, _published("rsp")),
    "published rpsp": Reader(_NUMBERS, "text", ".txt", _one(right.RPSP), _published("rpsp")),
    "published mkp": Reader(_NUMBERS, "text", ".txt", _one(b"2 3\n5 6\n2 3\n4 5\n3 4\n"), _published("mkp")),
}
