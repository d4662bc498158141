"""Text from files cannot steer a terminal."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from evacopt.output.clean import clean, clean_lines, json_text

ESCAPE = "\x1b[2J\x9b31m\u202eevil\u2069"


def test_escapes_and_direction_marks_are_replaced() -> None:
    """ESC, the one-character CSI and marks that turn the writing all become U+FFFD."""
    assert clean(ESCAPE) == "\ufffd[2J\ufffd31m\ufffdevil\ufffd"


def test_letters_of_every_script_stay() -> None:
    """Names in Arabic, Polish or Persian with a joiner are not touched."""
    names = "نيامي Łódź می\u200cخواهم 日本"
    assert clean(names) == names


def test_line_feeds_stay_only_where_lines_are_meant() -> None:
    """A cell cannot break its row; a report may have lines."""
    assert clean("a\nb") == "a\ufffdb"
    assert clean_lines("a\nb\r") == "a\nb\ufffd"


@given(st.text())
def test_nothing_that_controls_is_left(text: str) -> None:
    """Whatever the text, no control character comes through."""
    assert not any(unicodedata.category(letter) in {"Cc", "Zl", "Zp", "Cs"} for letter in clean(text))


@given(st.dictionaries(st.text(max_size=5), st.text()))
def test_json_says_the_same_but_escaped(data: dict[str, str]) -> None:
    """JSON keeps every character for programs and shows no control character to a terminal."""
    text = json_text(data)
    assert json.loads(text) == data
    assert clean_lines(text) == text


def test_half_a_character() -> None:
    """JSON files can hold half a character, `\\ud800`; what is quoted of them is printed all the same."""
    text = json_text({"errors": [{"value": "a\ud800b"}]})
    assert json.loads(text) == {"errors": [{"value": "a\ufffdb"}]}
