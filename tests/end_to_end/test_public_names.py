"""`import evacopt as ev`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import evacopt as ev
from tests.end_to_end.shell import SMALL


def _names_for_types() -> set[str]:
    """What the block for type checkers imports."""
    tree = ast.parse(Path(ev.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in imports for alias in node.names}


def test_type_checkers_see_every_name() -> None:
    """The lazy names and the names for type checkers are the same."""
    assert _names_for_types() == set(ev.__all__) - {"__version__"}


@pytest.mark.parametrize("name", ev.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """Each name can be had, and `dir` shows it."""
    assert getattr(ev, name) is not None
    assert name in dir(ev)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """As with any module."""
    with pytest.raises(AttributeError, match="evacuate"):
        _ = ev.evacuate


def test_the_example_of_the_readme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Read, solve, verify, write, read again; the library prints nothing."""
    inst = ev.read_instance(SMALL)
    result = ev.solve(inst, backend="auto", time_limit=30)
    assert result.status == "solved"
    assert result.plan is not None
    assert ev.verify(inst, result.plan) == []
    ev.write_plan(result.plan, tmp_path / "small.plan.json")
    assert ev.read_plan(tmp_path / "small.plan.json") == result.plan
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "")


def test_invalid_data_raises_every_finding() -> None:
    """An `InstanceError` carries the findings."""
    with pytest.raises(ev.InstanceError) as caught:
        ev.read_instance(SMALL.parent / "broken")
    assert len(caught.value.findings) >= 3
