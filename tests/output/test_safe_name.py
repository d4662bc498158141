"""Codes become names that any file system takes, and different ones stay different."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.output.clean import safe_names

SAFE = re.compile(r"(?![.-])[A-Za-z0-9_@#.~-]{1,73}(?<!\.)")


@given(st.lists(st.text(max_size=90) | st.sampled_from(("a", "A", "CON", "nul.txt", "..", "."))))
def test_names_are_safe_and_differ(codes: list[str]) -> None:
    """Letters, digits, a few signs; no two alike where case is ignored; nothing that Windows reserves."""
    names = safe_names(codes)
    assert names.keys() == set(codes)
    assert len({name.casefold() for name in names.values()}) == len(names)
    for name in names.values():
        assert SAFE.fullmatch(name)
        assert name.split(".")[0].casefold() not in {"con", "nul", "prn", "aux", "com1", "lpt9"}


def test_plain_codes_are_their_own_names() -> None:
    """What is safe stays readable."""
    assert safe_names(["FR1", "AF-02", "S@2"]) == {code: code for code in ("FR1", "AF-02", "S@2")}


@pytest.mark.parametrize(
    "code", ["../etc", "/etc", "a/b", ".hidden", "-rf", "S@06:00Z", "نيامي", "x" * 200, ""]
)
def test_others_carry_a_hash(code: str) -> None:
    """No path, no hidden file, no option, no colon; the same name on every run."""
    name = safe_names([code])[code]
    assert re.fullmatch(r"[A-Za-z0-9_@.-]{0,60}~[0-9a-f]{12}", name)
    assert name == safe_names([code, "other"])[code]
