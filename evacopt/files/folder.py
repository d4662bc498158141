"""The folder: `instance.toml` and one CSV or Parquet file a table."""

from __future__ import annotations

from pathlib import Path

from evacopt.domain.fields import TABLES
from evacopt.domain.finding import Finding
from evacopt.files.csv_table import read_csv
from evacopt.files.parquet_table import read_parquet
from evacopt.files.raw import RawInstance, RawTable
from evacopt.files.strangers import strangers
from evacopt.files.toml_header import HEADER_FILE, read_header

READERS = {".csv": read_csv, ".parquet": read_parquet}


def read_folder(path: Path) -> RawInstance:
    """The raw instance in the folder `path`."""
    names = {entry.name for entry in path.iterdir() if not entry.is_dir()}
    findings, meant = strangers(path)
    tables: dict[str, RawTable] = {}
    unreadable = {"instance", "policy"} if "instance" in meant else set(meant)
    if HEADER_FILE in names:
        header, wrong = read_header(path / HEADER_FILE)
        tables.update(header)
        findings += wrong
        unreadable.update({"instance", "policy"} - header.keys())
    for table in TABLES:
        files = [f"{table.name}{ending}" for ending in READERS if f"{table.name}{ending}" in names]
        if len(files) > 1:
            rule = f"must not stand beside {files[1]}: one table, one file"
            findings.append(Finding(rule=rule, table=table.name, place=files[0]))
        if files:
            raw, wrong = READERS[Path(files[0]).suffix](path / files[0], table.name)
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
