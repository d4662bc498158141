"""Linear rules and goals in files."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.files import read_instance, write_instance
from tests.tiny.rules import instance_with_rules


@pytest.mark.parametrize("name", ["folder", "book.xlsx", "object.json"])
def test_each_container_says_the_same_again(name: str, tmp_path: Path) -> None:
    """Rules, terms, their places among the goals, and the hash."""
    for seed in range(6):
        known = instance_with_rules(seed)
        write_instance(known, tmp_path / name, force=True)
        again = read_instance(tmp_path / name)
        assert (again.rules, again.terms) == (known.rules, known.terms)
        assert again.sha256 == known.sha256


def test_without_rules_there_is_no_table(tmp_path: Path) -> None:
    """Neither file; an instance that has had rules has the hash that it had before."""
    known = instance_with_rules(1)
    bare = known.without_rule(*(rule.id for rule in known.rules))
    write_instance(bare, tmp_path / "x")
    assert not {"rules.csv", "terms.csv"} & {path.name for path in (tmp_path / "x").iterdir()}
    assert read_instance(tmp_path / "x").sha256 == bare.sha256
