"""The campaign of large instances, on a small one."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import campaign_large


def test_a_row_of_the_table(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An instance is made once, solved twice, verified; the table has time, memory and gaps."""
    words = ["", "--only", "surge", "--people", "300", "--repeats", "2", "-o", str(tmp_path)]
    monkeypatch.setattr("sys.argv", words)
    assert campaign_large.main() == 0
    *_, line = (tmp_path / "large.md").read_text(encoding="utf-8").splitlines()
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[:3] == ["surge", "300", "60"]
    assert len(cells[4].split(", ")) == 2
    assert "unserved[1]" in cells[6]
    assert len(cells[7].split(", ")) == 3
    assert "0 runs without an accepted plan" in capsys.readouterr().out


def test_a_run_without_a_plan_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where there is nothing to solve there is no row, and the campaign fails."""
    (tmp_path / "surge-300").mkdir()
    monkeypatch.setattr(campaign_large, "read_instance", lambda folder: folder)
    monkeypatch.setattr(
        "sys.argv", ["", "--only", "surge", "--people", "300", "--repeats", "1", "-o", str(tmp_path)]
    )
    assert campaign_large.main() == 1
    assert (tmp_path / "large.md").read_text(encoding="utf-8").count("\n| surge") == 0
