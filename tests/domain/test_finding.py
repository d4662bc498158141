"""What is said at once fits a screen: no line over 300 characters, no more than fifty of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.finding import LONGEST, MOST, Finding, cut, first_lines, fitted
from evacopt.domain.violation import Violation
from evacopt.errors import InstanceError

_TEXTS = st.text(max_size=20) | st.integers(0, 5000).map(lambda length: "x" * length)


@given(st.text(max_size=50), st.integers(1, 60))
def test_texts_are_cut_in_the_middle(text: str, most: int) -> None:
    """Beginning and end of a long value remain, with a sign between them; a short one is left alone."""
    short = cut(text, most)
    assert len(short) <= most
    assert short == text or (text.startswith(short[: (most - 1) // 2]) and "…" in short)
    assert short != text or len(text) <= most


@given(st.lists(_TEXTS, min_size=1, max_size=6), st.integers(60, 400))
def test_the_longest_give_way_first(parts: list[str], room: int) -> None:
    """Parts together fit the room, and none is cut below what a longer one keeps."""
    kept = fitted(parts, room)
    assert sum(map(len, kept)) <= room
    assert kept == parts or sum(map(len, parts)) > room
    lost = [len(new) for new, old in zip(kept, parts, strict=True) if new != old]
    assert all(len(new) <= max(lost, default=room) for new in kept)


@given(
    st.fixed_dictionaries(dict.fromkeys(("rule", "subject", "value", "remedy", "place", "column"), _TEXTS))
)
def test_no_finding_is_longer_than_300(parts: dict[str, Any]) -> None:
    """Whatever a file holds, a finding is a line of at most 300 characters, `warning: ` included."""
    finding = Finding(**parts, severity="warning")
    assert len(f"warning: {finding}") <= LONGEST


@given(_TEXTS, _TEXTS, _TEXTS)
def test_no_violation_is_longer_than_300(rule: str, subject: str, text: str) -> None:
    """The same of broken rules, whose subjects are names out of files."""
    assert len(str(Violation(rule, subject, text))) <= LONGEST


@pytest.mark.sibling("19")
def test_of_many_findings_fifty_are_told() -> None:
    """A thousand of one kind hide none of another: one of each is among the fifty, then the count."""
    same = [Finding(rule=f"must be at most {n}", table="groups", row=n, column="size") for n in range(361)]
    lines = first_lines([*same, Finding(rule="must be text", table="groups", row=9, column="id")])
    assert len(lines) == MOST + 1
    assert lines[-2:] == ["groups[9], id: must be text", "and 312 more of these kinds"]
    many = [Finding(rule="is no column", column=chr(0x4E00 + n)) for n in range(100)]
    assert first_lines(many)[-1] == "and 50 more"
    assert len(str(InstanceError(many)).splitlines()) == MOST + 1
    assert len(InstanceError(many).findings) == 100
