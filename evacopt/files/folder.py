"""The folder: `instance.toml` and one CSV or Parquet file a table, read and written."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from evacopt.domain.fields import TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.errors import OutputError
from evacopt.files.atomic import Draft, output_errors
from evacopt.files.csv_table import read_csv, write_csv
from evacopt.files.header import HEADER_FILE, header_text, read_header
from evacopt.files.near_tables import TABLE_FILES, near_tables
from evacopt.files.parquet_table import read_parquet, write_parquet
from evacopt.files.raw import RawInstance, RawTable

_READERS = {".csv": read_csv, ".parquet": read_parquet}


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
        files = [f"{table.name}{ending}" for ending in _READERS if f"{table.name}{ending}" in names]
        if len(files) > 1:
            rule = f"must not stand beside {files[1]}: one table, one file"
            findings.append(Finding(rule=rule, table=table.name, place=files[0]))
        if files:
            raw, wrong = _READERS[Path(files[0]).suffix](path / files[0], table.name)
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
        missing="add {}.csv or {}.parquet",
    )


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
        raise OutputError(f"{path} is a file; give a folder, or a name ending in .xlsx or .json")
    old = [name for name in (*TABLE_FILES, HEADER_FILE) if (path / name).exists()]
    if old and not force:
        raise OutputError(f"{path} holds an instance already; use force to replace it")
    ending, write = (".parquet", write_parquet) if parquet else (".csv", write_csv)
    with output_errors(path), Draft(path) as draft:
        for table in TABLES:
            if table.required or len(getattr(instance, table.name)):
                draft.add(f"{table.name}{ending}", partial(write, instance, table))
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
