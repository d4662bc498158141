"""Files of nothing but integers, read one by one, with the line that each stands on."""

from __future__ import annotations

import re
from pathlib import Path

from evacopt.domain.fields import LARGEST
from evacopt.domain.finding import Finding
from evacopt.errors import InstanceError
from evacopt.files.encoding import not_utf8

_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)


class Numbers:
    """The integers of a text file, in order.

    Parameters
    ----------
    path : file of UTF-8 text; line breaks only separate, as blanks do

    Raises
    ------
    InstanceError
        If the file cannot be read, or anything in it is no integer: with a finding for each such word.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        words = [
            (word, number)
            for number, line in enumerate(_text_of(path).splitlines(), start=1)
            for word in line.split()
        ]
        wrong = [
            self._finding("must be an integer", line, word) for word, line in words if not _is_integer(word)
        ]
        if wrong:
            raise InstanceError(wrong)
        self._numbers = [(int(word), line) for word, line in words]
        self._at = 0

    @property
    def left(self) -> int:
        """How many numbers have not been taken."""
        return len(self._numbers) - self._at

    def take(self, what: str, *, low: int = 0, high: int = LARGEST) -> int:
        """The next number, which is `what`.

        Raises
        ------
        InstanceError
            If there is none, or it is not from `low` to `high`.
        """
        if not self.left:
            raise self.refusal(f"ends where {what} should stand")
        number, _ = self._numbers[self._at]
        self._at += 1
        if not low <= number <= high:
            raise self.refusal(f"{what} must be from {low} to {high}", number)
        return number

    def take_all(self, what: str, count: int, *, low: int = 0, high: int = LARGEST) -> tuple[int, ...]:
        """The next `count` numbers, each of which is `what`."""
        return tuple(self.take(what, low=low, high=high) for _ in range(count))

    def refusal(self, rule: str, value: int | None = None) -> InstanceError:
        """What to raise about the number taken last."""
        line = self._numbers[self._at - 1][1] if self._at else 1
        return InstanceError([self._finding(rule, line, "" if value is None else str(value))])

    def end(self) -> None:
        """Raise InstanceError if anything is left."""
        if self.left:
            line = self._numbers[self._at][1]
            rule = f"goes on after its end with {self.left} more numbers"
            raise InstanceError([self._finding(rule, line, "")])

    def _finding(self, rule: str, line: int, value: str) -> Finding:
        return Finding(rule=rule, place=f"{self._name}:{line}", value=value)


def _is_integer(word: str) -> bool:
    return _INTEGER.fullmatch(word) is not None


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InstanceError([Finding(rule=not_utf8(error.object).rule, place=path.name)]) from None
    except OSError as error:
        rule = f"cannot be read: {error.strerror}"
        raise InstanceError([Finding(rule=rule, place=str(path))]) from None
