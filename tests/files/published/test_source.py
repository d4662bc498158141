"""Files of integers: every stray word is told with its line, and what is missing or too much."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.errors import InstanceError
from evacopt.files.published.source import Numbers


def _numbers(path: Path, content: str | bytes) -> Numbers:
    file = path / "some.txt"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return Numbers(file)


def _said(error: pytest.ExceptionInfo[InstanceError]) -> list[str]:
    return [str(finding) for finding in error.value.findings]


def test_numbers_in_order_whatever_divides_them(tmp_path: Path) -> None:
    """Blanks, tabs, line breaks of both kinds and a byte-order mark only separate."""
    numbers = _numbers(tmp_path, "\ufeff1 2\t3\r\n\r\n-4\n")
    assert numbers.take_all("a number", 4, low=-9) == (1, 2, 3, -4)
    numbers.end()


def test_every_stray_word_is_told(tmp_path: Path) -> None:
    """Not only the first one, each with its line."""
    with pytest.raises(InstanceError) as error:
        _numbers(tmp_path, "1 x\n2\n3.5 1_0\n")
    assert _said(error) == [
        "some.txt:1: must be an integer, got x",
        "some.txt:3: must be an integer, got 3.5",
        "some.txt:3: must be an integer, got 1_0",
    ]


def test_out_of_range_names_the_number(tmp_path: Path) -> None:
    """What it is, its limits, its line and its value."""
    numbers = _numbers(tmp_path, "1\n-7\n")
    numbers.take("the first")
    with pytest.raises(InstanceError) as error:
        numbers.take("the second", low=0, high=5)
    assert _said(error) == ["some.txt:2: the second must be from 0 to 5, got -7"]


def test_an_end_too_early_names_what_is_missing(tmp_path: Path) -> None:
    """The line is that of the last number."""
    numbers = _numbers(tmp_path, "1\n2\n")
    with pytest.raises(InstanceError) as error:
        numbers.take_all("a capacity", 3)
    assert _said(error) == ["some.txt:2: ends where a capacity should stand"]


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    """Nothing at all is an early end on line 1."""
    with pytest.raises(InstanceError, match=r"some\.txt:1: ends where the head should stand"):
        _numbers(tmp_path, " \n").take("the head")


def test_too_much_is_told(tmp_path: Path) -> None:
    """Numbers after the end, with the line where they begin."""
    numbers = _numbers(tmp_path, "1\n2 3\n")
    numbers.take("the first")
    with pytest.raises(InstanceError) as error:
        numbers.end()
    assert _said(error) == ["some.txt:2: goes on after its end with 2 more numbers"]


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    """Bytes that are not UTF-8, and a folder."""
    with pytest.raises(InstanceError, match=r"some\.txt: is UTF-16, not UTF-8"):
        _numbers(tmp_path, b"\xff\xfe1")
    with pytest.raises(InstanceError, match="cannot be read"):
        Numbers(tmp_path)
