"""Results as JSON lines: a header, then a line a job; a run that was cut off goes on where it ended."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evacopt.bench.machine import Session
from evacopt.bench.record import Record
from evacopt.domain.finding import Finding
from evacopt.domain.locks import lock
from evacopt.errors import InvalidInput, UsageError
from evacopt.files.atomic import output_errors, write_whole
from evacopt.files.encoding import unreadable

RESULTS_FORMAT = "evacopt-results/1"
SUFFIX = ".results.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The first line: what was run, and the sessions in which it was."""

    campaign: str
    title: str = ""
    sessions: tuple[Session, ...] = ()
    format: str = RESULTS_FORMAT


@dataclass(frozen=True, slots=True)
class Results:
    """A results file.

    Attributes
    ----------
    records : in the order of the jobs, one for each key
    """

    header: Header
    records: tuple[Record, ...]


def read_results(path: str | os.PathLike[str]) -> Results:
    """The results in a file; a last line without its end is left out, for it was torn.

    Of several lines about one job the last counts.

    Raises
    ------
    InvalidInput
        If it is no results file, with the line.
    """
    file = Path(path)
    try:
        lines = file.read_bytes().split(b"\n")[:-1]
    except OSError as error:
        raise InvalidInput([unreadable(file, error)]) from None
    if not lines:
        raise InvalidInput([Finding(rule="is no results file: it has no header", place=str(file))])
    header: Header = _decoded(lines[0], Header, f"{file.name}:1")
    if header.format != RESULTS_FORMAT:
        rule = f"must be {RESULTS_FORMAT}"
        raise InvalidInput([Finding(rule=rule, value=header.format, place=f"{file.name}:1, format")])
    records = [
        _decoded(line, Record, f"{file.name}:{number}") for number, line in enumerate(lines[1:], start=2)
    ]
    return Results(header, in_order(records))


def in_order(records: list[Record]) -> tuple[Record, ...]:
    """The last record of each key, by the order of the jobs."""
    return tuple(
        sorted({record.key: record for record in records}.values(), key=lambda record: record.job.order)
    )


class ResultsFile:
    """Results being made; use it in a `with` statement. While it is open, nobody else may write it.

    Lines are added as jobs end, each whole and at once; when it is left, the file is put in order.

    Raises
    ------
    UsageError
        If another run is writing it.
    InvalidInput
        If it is there and is no results file.
    OutputError
        If it cannot be written.
    """

    def __init__(self, path: Path, *, campaign: str, title: str) -> None:
        self.path = path
        with output_errors(path):
            # Locked by a file of its own: putting results in order replaces their file.
            self._lock = os.open(path.with_name(f".{path.name}.lock"), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            lock(self._lock, alone=True)
            old = read_results(path) if path.exists() and path.stat().st_size else None
        except BlockingIOError:
            os.close(self._lock)
            raise UsageError(f"{path}: another run is writing these results") from None
        except BaseException:
            os.close(self._lock)
            raise
        sessions = old.header.sessions if old else ()
        self.header = Header(campaign=campaign, title=title, sessions=sessions)
        self._records = {record.key: record for record in old.records} if old else {}

    @property
    def done(self) -> frozenset[str]:
        """Keys of the jobs that have a result: a line of which the worker was not lost."""
        return frozenset(key for key, record in self._records.items() if not record.is_lost)

    @property
    def results(self) -> Results:
        """What is there so far."""
        return Results(self.header, in_order(list(self._records.values())))

    def begin(self, session: Session) -> int:
        """Note that a session begins; its number. One in the same setting is gone on with."""
        settings = [replace(earlier, date="", command="") for earlier in self.header.sessions]
        setting = replace(session, date="", command="")
        number = settings.index(setting) if setting in settings else len(settings)
        if number == len(settings):
            self.header = replace(self.header, sessions=(*self.header.sessions, session))
        self.write()
        return number

    def add(self, record: Record) -> None:
        """One more line, on the disk when this returns."""
        self._records[record.key] = record
        with output_errors(self.path), self.path.open("ab", buffering=0) as file:
            file.write(_line(record))
            os.fsync(file.fileno())

    def write(self) -> None:
        """The whole file anew, in order."""
        lines = b"".join([_line(self.header), *map(_line, self.results.records)])
        write_whole(self.path, lines, force=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._records:
                self.write()
        finally:
            self.path.with_name(f".{self.path.name}.lock").unlink(missing_ok=True)
            os.close(self._lock)


def _line(content: Header | Record) -> bytes:
    import msgspec

    return msgspec.json.encode(content) + b"\n"


def _decoded(line: bytes, kind: type[Any], place: str) -> Any:
    import msgspec

    try:
        return msgspec.json.decode(line, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput([Finding(rule=f"is no line of results: {error}", place=place)]) from None
