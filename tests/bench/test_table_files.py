"""Tables as a page and as CSV."""

from __future__ import annotations

import csv
from pathlib import Path

from evacopt.bench.table import write_tables
from evacopt.bench.tabulate import tables
from tests.bench.records import job, record, results


def test_a_page_and_a_file_a_table(tmp_path: Path) -> None:
    """The page names machine, versions and commit; every CSV has as many rows as its table."""
    made = results(record(job("a")), record(job("b"), status="failed"))
    listed = tables(made)
    written = write_tables(made, listed, tmp_path)
    page = (tmp_path / "made-up.md").read_text(encoding="utf-8")
    assert page.startswith(
        "# Made up\n\n2026-01-01T00:00Z, 1 process: a machine, Linux; evacopt 0.1.0; commit 0000"
    )
    assert "## How the jobs ended" in page and "## Every job" not in page
    assert len(written) == 1 + len(listed)
    for table in listed:
        with (tmp_path / f"made-up.{table.name}.csv").open(encoding="utf-8", newline="") as lines:
            assert len(list(csv.reader(lines))) == 1 + len(table.rows)
    assert write_tables(made, listed, tmp_path) == written
