"""Text that a spreadsheet might run is marked, and comes back as it was."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.spreadsheet import SIGNS, guarded, unguarded

TRICKY = st.text(alphabet="=+-@＝'\"\t\r\n ;,|aé\ufeff\u200b\u00a0", max_size=9) | st.text(max_size=9)


@given(TRICKY)
def test_guard_is_undone_exactly(text: str) -> None:
    """Whatever the text, apostrophes of its own included, reading gives it back."""
    assert unguarded(guarded(text)) == text


@given(TRICKY)
def test_no_part_begins_with_a_sign(text: str) -> None:
    """However a reader splits the cell and whatever it drops at the beginning, an apostrophe stands first."""
    parts = [guarded(text)]
    for separator in ',;\t|"\r\n':
        parts = [piece for part in parts for piece in part.split(separator)]
    assert not [part for part in parts if _stripped(part)[:1] in set(SIGNS)]


def _stripped(part: str) -> str:
    """`part` without what is a blank or cannot be seen at its beginning."""
    while part and (part[0].isspace() or unicodedata.category(part[0]) in {"Cf", "Cc"}):
        part = part[1:]
    return part


@pytest.mark.parametrize(
    "text", ["FRA-1a", "2023-08-01T06:00Z", "a+b", "x@y.org", "SHUTTLE@6", "it's", "'q'", ""]
)
def test_plain_text_is_not_touched(text: str) -> None:
    """Signs within a word mean nothing; most cells are written as they are."""
    assert guarded(text) == text


def test_every_sign_that_unicode_takes_for_one_is_known() -> None:
    """Compatibility forms of = + - and @, found by asking Unicode, are all on the list."""
    known = set("=+-@\u2212")
    alike = {
        letter
        for letter in map(chr, range(sys.maxunicode + 1))
        if unicodedata.normalize("NFKC", letter)[:1] in known
    }
    assert alike <= set(SIGNS)
