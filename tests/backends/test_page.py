"""The page about backends names what there is."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from evacopt.backends.registry import BACKENDS, FAMILIES
from evacopt.cli.backends import ABILITIES
from evacopt.large.tuning import TUNING
from evacopt.milp.contract import Capabilities, SolutionStatus, Termination

PAGE = (Path(__file__).parents[2] / "docs" / "backends.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*BACKENDS, *(f"{family}:NAME" for family in FAMILIES)])
def test_every_backend_is_on_the_page(name: str) -> None:
    """In the table of names."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert any(f"`{name}`" in row.split("|")[1] for row in rows)


def test_from_where_on_an_instance_is_large() -> None:
    """The numbers on the page are those that `auto` goes by."""
    assert f"large from {TUNING.auto_ways:,} ways to\ntravel on" in PAGE
    assert f"fewer than {TUNING.few_pairs:,} pairs" in PAGE
    assert f"beyond {TUNING.counted_ways:,} ways" in PAGE


@pytest.mark.parametrize("ability", ABILITIES)
def test_every_ability_is_explained(ability: str) -> None:
    """A column of `evacopt backends` has its line, and is a field of the contract."""
    assert f"\n| `{ability}` | " in PAGE
    assert ability in Capabilities.__dataclass_fields__


@pytest.mark.parametrize("word", [*get_args(Termination), *get_args(SolutionStatus)])
def test_every_word_of_an_answer_is_on_the_page(word: str) -> None:
    """Why it stopped, and what it holds."""
    assert f"`{word}`" in PAGE.partition("answers two things")[2]
