"""Integers and lists of them out of a JSON object, with a finding for whatever is not as it should be."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from evacopt.domain.fields import LARGEST
from evacopt.domain.finding import Finding
from evacopt.domain.nearest import did_you_mean
from evacopt.errors import InstanceError
from evacopt.files.grammar import shown
from evacopt.files.strict_json import Doubled, NotJsonError, parse_json


class JsonFields:
    """One object of a file; `where` names it, and what is wrong is collected until `raise_all`."""

    def __init__(self, where: str, content: Any, known: tuple[str, ...]) -> None:
        self.where = where
        self.findings: list[Finding] = []
        self.content = content if isinstance(content, dict) else {}
        if not isinstance(content, dict):
            self.refuse("", "must be an object", content)
        for name in content.twice if isinstance(content, Doubled) else ():
            self.refuse(name, "must be there once")
        for name in self.content:
            if name not in known:
                self.refuse(name, "is no key of this format", remedy=did_you_mean(name, known))

    def refuse(self, name: str, rule: str, value: Any = None, *, remedy: str = "") -> None:
        """Note that `name` breaks `rule`."""
        place = f"{self.where}, {name}" if name else self.where
        quoted = "" if value is None else shown(value, native=True)
        self.findings.append(Finding(rule=rule, place=place, value=quoted, remedy=remedy))

    def number(self, name: str, *, low: int = 0, high: int = LARGEST) -> int:
        """The integer called `name`, `low` if it is none."""
        if name not in self.content:
            self.refuse(name, "is needed and is not there")
            return low
        return self._integer(name, self.content[name], low, high)

    def numbers(self, name: str, *, count: int | None, low: int = 0, high: int = LARGEST) -> tuple[int, ...]:
        """The list called `name`, of `count` integers if that is given."""
        if name not in self.content:
            self.refuse(name, "is needed and is not there")
            return ()
        return self._list(name, self.content[name], count, low, high)

    def table(self, name: str, *, rows: int, columns: int) -> tuple[tuple[int, ...], ...]:
        """The list called `name`, of `rows` lists of `columns` integers."""
        listed = self.content.get(name)
        if not isinstance(listed, list) or len(listed) != rows:
            self.refuse(name, f"must be a list of {rows} lists")
            return ()
        return tuple(
            self._list(f"{name}[{number}]", row, columns, 0, LARGEST) for number, row in enumerate(listed)
        )

    def raise_all(self) -> None:
        """Raise InstanceError with everything noted, if there is anything."""
        if self.findings:
            raise InstanceError(self.findings)

    def _list(self, name: str, value: Any, count: int | None, low: int, high: int) -> tuple[int, ...]:
        if not isinstance(value, list) or count not in (None, len(value)):
            self.refuse(name, "must be a list" if count is None else f"must be a list of {count} integers")
            return ()
        return tuple(self._integer(f"{name}[{number}]", item, low, high) for number, item in enumerate(value))

    def _integer(self, name: str, value: Any, low: int, high: int) -> int:
        """A whole number, be it written as 1380 or 1380.0."""
        whole = type(value) is int or (isinstance(value, Decimal) and value == value.to_integral_value())
        if not whole:
            self.refuse(name, "must be an integer", value)
        elif not low <= value <= high:
            self.refuse(name, f"must be from {low} to {high}", value)
        else:
            return int(value)
        return low


def read_object(path: Path, known: tuple[str, ...]) -> JsonFields:
    """The object in the file `path`.

    Raises
    ------
    InstanceError
        If it is no JSON, with line and column, or cannot be read.
    """
    try:
        content = parse_json(path.read_bytes())
    except NotJsonError as error:
        raise InstanceError([Finding(rule=error.rule, place=error.place(path.name))]) from None
    except OSError as error:
        rule = f"cannot be read: {error.strerror}"
        raise InstanceError([Finding(rule=rule, place=str(path))]) from None
    return JsonFields(path.name, content, known)
