"""Files in published formats, read with the place of whatever is not as it should be; the last check."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from evacopt.domain.checks import errors_of
from evacopt.domain.field import LARGEST
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase
from evacopt.errors import InstanceError
from evacopt.files.encoding import FormError, not_utf8
from evacopt.files.grammar import shown
from evacopt.files.json_file import keys_twice, parse_json

_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        rule = phrase("cannot be read: {strerror}", strerror=error.strerror)
        raise InstanceError([Finding(rule=rule, place=str(path))]) from None


class Numbers:
    """The integers of a file that holds nothing else, in order, with the line that each stands on.

    Line breaks only separate, as blanks do. InstanceError if the file cannot be read, or with a finding for
    each word in it that is no integer.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        data = _bytes_of(path)
        try:
            lines = data.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            raise InstanceError([Finding(rule=not_utf8(data).rule, place=path.name)]) from None
        words = [(word, number) for number, line in enumerate(lines, start=1) for word in line.split()]
        wrong = [
            self._finding(phrase("must be an integer"), line, word)
            for word, line in words
            if not _INTEGER.fullmatch(word)
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
        """The next number, which is `what`; InstanceError if there is none from `low` to `high`."""
        if not self.left:
            raise self.refusal(f"ends where {what} should stand")
        number, _ = self._numbers[self._at]
        self._at += 1
        if not low <= number <= high:
            raise self.refusal(
                phrase("{what} must be from {low} to {high}", what=what, low=low, high=high), number
            )
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
            rule = phrase("goes on after its end with {left} more numbers", left=self.left)
            raise InstanceError([self._finding(rule, line, "")])

    def _finding(self, rule: str, line: int, value: str) -> Finding:
        return Finding(rule=rule, place=f"{self._name}:{line}", value=value)


def json_keys(path: Path, known: tuple[str, ...]) -> JsonKeys:
    """The keys of the object in the file `path`; InstanceError, with line and column, if it is no JSON."""
    try:
        return JsonKeys(path.name, parse_json(_bytes_of(path)), known)
    except FormError as error:
        raise InstanceError([error.finding(path.name)]) from None


class JsonKeys:
    """One object of a file; `where` names it, and what is wrong is collected until `raise_all`."""

    def __init__(self, where: str, content: Any, known: tuple[str, ...]) -> None:
        self.where = where
        self.findings: list[Finding] = []
        self.content = content if isinstance(content, dict) else {}
        if not isinstance(content, dict):
            self.refuse("", phrase("must be an object"), content)
        for name in keys_twice(content):
            self.refuse(name, phrase("must be there once"))
        for name in self.content:
            if name not in known:
                self.refuse(name, phrase("is no key of this format"), remedy=did_you_mean(name, known))

    def refuse(self, name: str, rule: str, value: Any = None, *, remedy: str = "") -> None:
        """Note that `name` breaks `rule`."""
        place = f"{self.where}, {name}" if name else self.where
        quoted = "" if value is None else shown(value, native=True)
        self.findings.append(Finding(rule=rule, place=place, value=quoted, remedy=remedy))

    def number(self, name: str, *, low: int = 0, high: int = LARGEST) -> int:
        """The integer called `name`, `low` if it is none."""
        return self._integer(name, self.content[name], low, high) if self._has(name) else low

    def numbers(self, name: str, *, count: int | None, low: int = 0, high: int = LARGEST) -> tuple[int, ...]:
        """The list called `name`, of `count` integers if that is given."""
        return self._list(name, self.content[name], count, low, high) if self._has(name) else ()

    def table(self, name: str, *, rows: int, columns: int) -> tuple[tuple[int, ...], ...]:
        """The list called `name`, of `rows` lists of `columns` integers."""
        listed = self.content.get(name)
        if not isinstance(listed, list) or len(listed) != rows:
            self.refuse(name, phrase("must be a list of {rows} lists", rows=rows))
            return ()
        return tuple(
            self._list(f"{name}[{number}]", row, columns, 0, LARGEST) for number, row in enumerate(listed)
        )

    def raise_all(self) -> None:
        """Raise InstanceError with everything noted, if there is anything."""
        if self.findings:
            raise InstanceError(self.findings)

    def _has(self, name: str) -> bool:
        if name not in self.content:
            self.refuse(name, phrase("is needed and is not there"))
        return name in self.content

    def _list(self, name: str, value: Any, count: int | None, low: int, high: int) -> tuple[int, ...]:
        if not isinstance(value, list) or count not in (None, len(value)):
            self.refuse(
                name,
                phrase("must be a list")
                if count is None
                else phrase("must be a list of {count} integers", count=count),
            )
            return ()
        return tuple(self._integer(f"{name}[{number}]", item, low, high) for number, item in enumerate(value))

    def _integer(self, name: str, value: Any, low: int, high: int) -> int:
        """A whole number, be it written as 1380 or 1380.0."""
        whole = type(value) is int or (isinstance(value, Decimal) and value == value.to_integral_value())
        if not whole:
            self.refuse(name, phrase("must be an integer"), value)
        elif not low <= value <= high:
            self.refuse(name, phrase("must be from {low} to {high}", low=low, high=high), value)
        else:
            return int(value)
        return low


def checked(path: Path, instance: Instance) -> Instance:
    """`instance`; InstanceError, the place being the file, if it breaks a rule, such as a total too large."""
    findings = errors_of(instance)
    if findings:
        raise InstanceError([replace(finding, place=path.name) for finding in findings])
    return instance
