"""The hash of a change, and codes of users."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from evacopt.errors import UsageError
from evacopt.ledger.change import Change, Draft, Head, changed, user_code

DRAFT = Draft(user="ops", kind="move", content=b"{}", plan_before="aa", plan_after="bb", keeps=("cc", "dd"))
CHANGE = changed(DRAFT, Head(4, "ee"), code="c0de", at="2026-11-29T22:00:00.000Z")


def test_the_hash_is_of_netstrings() -> None:
    """Anybody can compute it again: the format, then each field, with its length before it."""
    told = (
        b"15:evacopt-board/1,1:5,4:c0de,24:2026-11-29T22:00:00.000Z,3:ops,4:move,2:{},2:aa,2:bb,5:cc dd,2:ee,"
    )
    assert CHANGE.hash == hashlib.sha256(told).hexdigest()


def test_a_change_comes_back_from_its_row() -> None:
    """What the table has is the whole change."""
    assert Change.of_row(CHANGE.row) == CHANGE


def test_text_moved_to_the_next_field_is_another_change() -> None:
    """Lengths are hashed too: no two changes have the same bytes."""
    other = replace(DRAFT, plan_before="aab", plan_after="b")
    assert changed(other, Head(4, "ee"), code="c0de", at=CHANGE.at).hash != CHANGE.hash


@pytest.mark.parametrize("name", ["planner-2", "FRA.ops", "a", "x" * 40, "1_2"])
def test_codes_of_users(name: str) -> None:
    """Letters, digits and three signs."""
    assert user_code(name) == name


@pytest.mark.parametrize("name", ["", "Anna Schmidt", "-x", "zoë", "x" * 41, "a\n", "a/b", "<b>"])
def test_what_may_be_a_name_is_no_code(name: str) -> None:
    """The error says what to write, and that it is not the name of a person."""
    with pytest.raises(UsageError, match="never the name of a person"):
        user_code(name)


def test_a_printed_head_can_be_typed() -> None:
    """As it was printed, in capitals, or with the first 16 figures of the hash only."""
    head = CHANGE.head
    assert Head.of(str(head)) == Head.of(str(head).upper()) == head
    assert Head.of(f" 5: {head.hash[:16]} ") == Head(5, head.hash[:16])
    with pytest.raises(UsageError, match="41 3f2a"):
        Head.of("5 abc")
