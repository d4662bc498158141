"""Tables as Markdown and CSV."""

from __future__ import annotations

import csv
from pathlib import Path

from evacopt.bench.table import Table, markdown, write_tables
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


def test_markdown_of_a_table() -> None:
    """Figures to the right, no border but the bars, bars in cells escaped, nothing cut however wide."""
    wide = "x" * 300
    table = Table(name="t", title="", note="", columns=("name", "n"), rows=(("a|b", 1), (wide, 22)))
    head, rule, first, second = markdown(table).split("\n")
    assert [cell.strip() for cell in head.split("|")] == ["", "name", "n", ""]
    assert set(rule) == {"|", "-", ":"} or set(rule) == {"|", "-"}
    assert "a\\|b" in first and first.endswith("|  1 |")
    assert wide in second
