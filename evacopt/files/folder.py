"""The folder: `instance.toml` and one CSV or Parquet file a table, read and written."""

from __future__ import annotations

import difflib
import re
from functools import partial
from pathlib import Path

from evacopt.domain.field import Table
from evacopt.domain.fields import TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import nearest, suggested
from evacopt.domain.phrase import phrase
from evacopt.errors import OutputError
from evacopt.files.atomic import Draft, output_errors
from evacopt.files.cells import TableRows
from evacopt.files.csv_table import read_csv, write_csv
from evacopt.files.header import HEADER_FILE, header_text, read_header
from evacopt.files.headings import is_note
from evacopt.files.raw import TABLE_NAMES, RawInstance, RawTable

_ENDINGS = (".csv", ".parquet")
TABLE_FILES = tuple(f"{table}{ending}" for table in TABLE_NAMES for ending in _ENDINGS)
_OTHERS = """
csv parquet tsv tab txt dat xlsx xlsm xlsb xls ods numbers json jsonl ndjson feather arrow orc html gz bz2 xz
zst zip 7z bak orig old tmp part crdownload download toml tml yaml yml
"""
_OTHER_ENDINGS = frozenset(_OTHERS.split())
_KEPT_BESIDE = ("~", ".bak", ".orig", ".swp", ".tmp")
_HEADER_ENDINGS = frozenset(("toml", "tml", "txt", "yaml", "yml", "ini", "cfg", "bak", "old", "orig"))
_BESIDE = {"stories.csv": b"story", "reveal.csv": b"time"}
"""Tables that go with an instance, and a column of each: `stories.csv` may also mean `sorties.csv`."""
_ADDED = "copy copie kopie copia of von de old alt new neu final draft backup version v rev"
_MARKS = frozenset(_ADDED.split())
_WORD = re.compile(r"[^\W\d_]+")
_LIKENESS = 0.8


def near_tables(path: Path) -> tuple[list[Finding], frozenset[str]]:
    """What in the folder `path` looks like a table and is none; the absent tables that were meant.

    Nobody may believe that they were read. `shares.csv.txt` is what Windows makes of a file saved as text,
    `shares.xlsx` a table that was never exported, `groups (1).csv` a second download. What a program keeps
    beside a file (`groups.csv~`, `.~lock.groups.csv#`), tables of what may happen and of what was known when,
    and what nobody could take for a table, such as a README, may stand there.
    """
    names = {entry.name for entry in path.iterdir()}
    findings: list[Finding] = []
    meant: set[str] = set()
    for name in sorted(names):
        if name.startswith((".", "~$")) or is_note(name) or name == HEADER_FILE:
            continue
        if (path / name).is_dir():
            findings += _folder(path / name)
            meant |= {name.partition(".")[0]} & set(TABLE_NAMES)
            continue
        if _goes_with(path / name):
            continue
        near = _near_header(name, names) or _near_table(name, names)
        if near is not None:
            remedy = suggested(near) or phrase("name it note... if nobody is to read it")
            if near in names:
                remedy = phrase("{remedy} It is there too: move one of them elsewhere", remedy=remedy)
            elif near:
                meant.add(near.rpartition(".")[0])
            findings.append(Finding(rule=phrase("is no table of an instance"), place=name, remedy=remedy))
    return findings, frozenset(meant)


def _goes_with(file: Path) -> bool:
    """Whether it is one of the tables that go with an instance, by its name and its head."""
    if file.name not in _BESIDE:
        return False
    with file.open("rb") as lines:
        return _BESIDE[file.name] in lines.readline()


def _near_header(name: str, names: set[str]) -> str | None:
    """The header's file, if `name` is nearly its name."""
    base, *endings = name.casefold().split(".")
    if _words(base) not in (["instance"], ["policy"]):
        return None
    ending = endings[-1].strip() if endings else ""
    plain = ending in _HEADER_ENDINGS or f".{ending}" in _ENDINGS
    return HEADER_FILE if plain or (HEADER_FILE not in names and endings) else None


def _near_table(name: str, names: set[str]) -> str | None:
    """The file of a table that `name` is nearly, blank if it is one of none; `None` if it looks like none."""
    base, *endings = name.casefold().split(".")
    ending = "." + endings[-1].strip() if endings else ""
    table = _table_of(base)
    proper = table + (".parquet" if "parquet" in endings else ".csv")
    if name in TABLE_FILES:
        return None
    if ending in _ENDINGS:
        return proper if table else nearest(name, TABLE_FILES)
    kept = name.endswith(_KEPT_BESIDE) and proper in names
    looks = not ending or ending[1:].rstrip("~") in _OTHER_ENDINGS
    return proper if table and looks and not kept else None


def _words(base: str) -> list[str]:
    return [word for word in _WORD.findall(base) if word not in _MARKS]


def _table_of(base: str) -> str:
    """The table that a name without its endings speaks of, blank if of none."""
    words = _words(base)
    if len(words) != 1:
        return ""
    singular = {table.removesuffix("s"): table for table in TABLE_NAMES}
    exact = words[0] if words[0] in TABLE_NAMES else singular.get(words[0], "")
    return exact or next(iter(difflib.get_close_matches(words[0], TABLE_NAMES, n=1, cutoff=_LIKENESS)), "")


def _folder(path: Path) -> list[Finding]:
    """A folder that is called like a table and holds some."""
    holds_tables = path.name.casefold() in TABLE_NAMES and any(
        inner.suffix.lower() in _ENDINGS for inner in path.iterdir()
    )
    if path.name not in TABLE_FILES and not holds_tables:
        return []
    rule = phrase("is a folder, no table of an instance")
    return [Finding(rule=rule, place=path.name, remedy=phrase("a table is one file"))]


def read_folder(path: Path) -> RawInstance:
    """The raw instance in the folder `path`."""
    names = {entry.name for entry in path.iterdir() if not entry.is_dir()}
    findings, meant = near_tables(path)
    tables: dict[str, RawTable] = {}
    unreadable = {"instance", "policy"} if "instance" in meant else set(meant)
    if HEADER_FILE in names:
        header, wrong = read_header(path / HEADER_FILE)
        tables.update(header)
        findings += wrong
        unreadable.update({"instance", "policy"} - header.keys())
    for table in TABLES:
        files = [name for ending in _ENDINGS if (name := f"{table.name}{ending}") in names]
        if len(files) > 1:
            rule = phrase("must not stand beside {files}: one table, one file", files=files[1])
            findings.append(Finding(rule=rule, table=table.name, place=files[0]))
        if files:
            raw, wrong = _read_table(path / files[0], table.name)
            findings += wrong
            if raw is None:
                unreadable.add(table.name)
            else:
                tables[table.name] = raw
    return RawInstance(
        where=path.name or str(path),
        tables=tables,
        findings=tuple(findings),
        unreadable=frozenset(unreadable),
        missing=phrase("add {table}.csv or {table}.parquet"),
    )


def _read_table(path: Path, table: str) -> tuple[RawTable | None, list[Finding]]:
    if path.suffix == ".csv":
        return read_csv(path, table)
    from evacopt.files.parquet_table import read_parquet

    return read_parquet(path, table)


def _write_parquet(rows: TableRows, table: Table, path: Path) -> None:
    from evacopt.files.parquet_table import write_parquet

    write_parquet(rows, table, path)


def write_folder(instance: Instance, path: Path, *, force: bool, parquet: bool) -> None:
    """Write `instance` into the folder `path`, made if it is not there.

    All files are made complete first. A new folder is then put in place at once. In one that exists the
    header goes first and comes last, so that tables old and new are never read together. In between they are
    put in place one by one, and those that `instance` does not have are removed. Other files stay.

    Raises
    ------
    OutputError
        If it holds an instance already and `force` is not set, or cannot be written.
    """
    if path.exists() and not path.is_dir():
        raise OutputError(
            phrase("{path} is a file; give a folder, or a name ending in .xlsx or .json", path=path)
        )
    old = [name for name in (*TABLE_FILES, HEADER_FILE) if (path / name).exists()]
    if old and not force:
        raise OutputError(phrase("{path} holds an instance already; use force to replace it", path=path))
    ending, write = (".parquet", _write_parquet) if parquet else (".csv", write_csv)
    with output_errors(path), Draft(path) as draft:
        for table in TABLES:
            rows = getattr(instance, table.name)
            if table.required or len(rows):
                draft.add(f"{table.name}{ending}", partial(write, rows, table))
        draft.add(HEADER_FILE, header_text(instance).encode())
        _put(draft.gather(), path, old)


def _put(staging: Path, path: Path, old: list[str]) -> None:
    if not path.exists():
        staging.rename(path)
        return
    (path / HEADER_FILE).unlink(missing_ok=True)
    new = sorted(entry.name for entry in staging.iterdir() if entry.name != HEADER_FILE)
    for name in new:
        (staging / name).replace(path / name)
    for name in old:
        if name not in (*new, HEADER_FILE):
            (path / name).unlink()
    (staging / HEADER_FILE).replace(path / HEADER_FILE)
