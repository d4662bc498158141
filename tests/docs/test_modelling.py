"""The examples of the modelling guide and of the field reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.errors import InstanceError
from evacopt.files import read_instance
from tests.brute.search import best
from tests.docs.examples import Example, examples_of

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = [*examples_of(DOCS / "modelling.md"), *examples_of(DOCS / "files.md")]
VALID = [example for example in EXAMPLES if "goals" in example.blocks]
BROKEN = [example for example in EXAMPLES if "error" in example.blocks]


@pytest.mark.parametrize("example", VALID, ids=str)
def test_goals_of_the_best_plan_are_as_printed(example: Example, tmp_path: Path) -> None:
    """An example reads without an error, and trying out all plans gives the goals under it."""
    instance = read_instance(example.write(tmp_path / "example"))
    assert best(instance) == example.goals


@pytest.mark.parametrize("example", BROKEN, ids=str)
def test_traps_are_errors_at_the_place_named(example: Example, tmp_path: Path) -> None:
    """An example of a mistake is refused, and the message names the place that the page names."""
    with pytest.raises(InstanceError) as refused:
        read_instance(example.write(tmp_path / "example"))
    for line in example.blocks["error"].splitlines():
        assert any(line in str(finding) for finding in refused.value.findings), str(refused.value)


def test_there_are_examples_of_both_kinds() -> None:
    """The page was parsed: it has many valid examples and some broken ones."""
    assert len(VALID) > 30
    assert len(BROKEN) >= 4
