"""The notebooks run as they stand, and hold what running them shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.output.report.reading import outward, scripts

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
BY_NAME = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def _cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def _pages(path: Path) -> list[str]:
    outputs = [output for cell in _cells(path) for output in cell["outputs"]]
    return ["".join(output.get("data", {}).get("text/html", "")) for output in outputs]


def test_both_notebooks_are_there() -> None:
    """One of flights straight home, one of hubs."""
    assert [path.stem for path in NOTEBOOKS] == ["khartoum-2023", "niamey-2023"]


@BY_NAME
def test_each_has_been_run_without_an_error(path: Path) -> None:
    """Every cell has a number, in order; none failed; instance, plan and comparison show themselves."""
    cells = _cells(path)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert not any(output["output_type"] == "error" for cell in cells for output in cell["outputs"])
    assert sum('class="evacopt"' in page for page in _pages(path)) == 3
    assert sum('class="map"' in page for page in _pages(path)) == 2


@BY_NAME
def test_outputs_are_small_and_ask_nothing(path: Path) -> None:
    """A notebook can be mailed; what it shows refers to nothing outside and runs nothing."""
    assert path.stat().st_size < 400_000
    for page in _pages(path):
        assert (outward(page), scripts(page)) == ([], 0)


@BY_NAME
def test_nothing_of_the_machine_is_in_it(path: Path) -> None:
    """No path and no warning of the machine that ran it."""
    text = path.read_text(encoding="utf-8")
    assert "/home/" not in text
    assert str(ROOT) not in text
    assert '"stderr"' not in text


def test_the_first_notebook_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The cells of Niamey, one after the other, as plain Python."""
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    for number, cell in enumerate(_cells(ROOT / "docs" / "notebooks" / "niamey-2023.ipynb")):
        exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
    assert "0 scripts" in capsys.readouterr().out
