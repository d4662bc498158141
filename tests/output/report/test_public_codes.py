"""Codes for public pages: they say nothing, stay the same along a chain of plans, and are kept privately."""

from __future__ import annotations

import json
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.errors import UsageError
from evacopt.output.report import public_codes as module
from evacopt.output.report.public_codes import NOBODY, public_codes
from tests.output.report.cases import INSTANCE

FORM = re.compile(r"[B-Z]\d[B-Z]\d(-[B-Z]\d[B-Z]\d){2}")


def _of(*names: str) -> Instance:
    groups = [Group(id=name, nationality="FRA", origin="KRT", size=1) for name in names]
    return replace(INSTANCE, groups=Groups.of(groups), shares=())


def test_the_file_is_private_and_holds_both(tmp_path: Path) -> None:
    """Key and codes are for the owner only, whatever the mode of the file was."""
    file = tmp_path / "codes.json"
    codes = public_codes(INSTANCE, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = json.loads(file.read_text())
    assert content["codes"] == codes
    assert codes.keys() == {*INSTANCE.groups.id, *NOBODY}
    assert len(bytes.fromhex(content["key"])) == 32
    file.chmod(0o644)
    assert public_codes(INSTANCE, file) == codes
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_another_key_gives_other_codes(tmp_path: Path) -> None:
    """Without the key nobody can try whether a group that he guesses has a code."""
    one, other = (public_codes(INSTANCE, tmp_path / name) for name in ("one", "other"))
    assert not set(one.values()) & set(other.values())


def test_codes_say_nothing(tmp_path: Path) -> None:
    """Letters and digits take turns: no nationality, no number, and no order of the groups."""
    names = [f"FRA-{number}" for number in range(300)]
    codes = public_codes(_of(*names), tmp_path / "codes")
    assert all(FORM.fullmatch(code) for code in codes.values())
    assert len(set(codes.values())) == len(names) + len(NOBODY)
    assert sorted(names, key=codes.__getitem__) != sorted(names)


@pytest.mark.parametrize(
    ("later", "old"),
    [
        ("A-stayed", "A"),
        ("A-stayed'", "A"),
        ("A-stayed-stayed", "A"),
        ("A-stranded", "A"),
        ("A-stranded''-stayed", "A"),
        ("A", "A"),
    ],
)
def test_whoever_is_split_off_keeps_the_code(tmp_path: Path, later: str, old: str) -> None:
    """Families of a group that a replanning parted find the code that they were told."""
    file = tmp_path / "codes"
    before = public_codes(_of("A", "B"), file)
    after = public_codes(_of(*{"A", "B", later, "C"}), file)
    assert after[later] == before[old]
    assert public_codes(_of("B", later), file)[later] == before[old]
    assert after["B"] == before["B"]
    assert after["C"] not in before.values()


def test_a_group_that_is_only_called_so(tmp_path: Path) -> None:
    """A name that ends like a part of another, which is not there, is a group of its own."""
    codes = public_codes(_of("A-stayed", "A"), tmp_path / "one")
    assert codes["A-stayed"] == codes["A"]
    alone = public_codes(_of("A-stayed", "B"), tmp_path / "two")
    assert alone["A-stayed"] != alone["B"]


def test_groups_that_are_gone_keep_theirs(tmp_path: Path) -> None:
    """A group that is not in today's instance has its old code again tomorrow."""
    file = tmp_path / "codes"
    before = public_codes(_of("A", "B"), file)
    public_codes(_of("C"), file)
    assert public_codes(_of("A", "B"), file) == before


def test_two_groups_never_share_a_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where digests fall together the later group gets another code, and keeps it."""
    codes_of = module._codes
    monkeypatch.setattr(module, "_codes", lambda key, name: (code[:2] for code in codes_of(key, name)))
    file = tmp_path / "codes"
    names = [f"G{number}" for number in range(150)]
    codes = public_codes(_of(*names), file)
    assert len(set(codes.values())) == len(names) + len(NOBODY)
    assert public_codes(_of(*names, "new"), file).items() >= codes.items()


@given(st.text(min_size=1, max_size=12))
def test_any_name_has_a_code(name: str) -> None:
    """Whatever signs it has."""
    assert FORM.fullmatch(next(module._codes(b"key", name.encode("utf-8", "replace").decode())))


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"format": "evacopt-codes/2", "key": "", "codes": {}}']
    + [
        f'{{"format": "evacopt-codes/1", "key": {key}, "codes": {codes}}}'
        for key, codes in (('"zz"', "{}"), ('""', "{}"), ("1", "{}"), (f'"{"0" * 64}"', "[1]"))
    ]
    + [f'{{"format": "evacopt-codes/1", "key": "{"0" * 64}", "codes": {{"A": 1}}}}'],
)
def test_another_file_is_not_taken_for_one(tmp_path: Path, content: str) -> None:
    """It is refused, and stays as it is."""
    file = tmp_path / "codes"
    file.write_text(content)
    with pytest.raises(UsageError, match="codes"):
        public_codes(INSTANCE, file)
    assert file.read_text() == content
