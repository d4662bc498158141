"""The keys of one table of a campaign file, with a finding for whatever is not as it should be."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from evacopt.domain.finding import Finding
from evacopt.domain.nearest import did_you_mean
from evacopt.files.grammar import shown

MOST_SEEDS = 10_000


class Keys:
    """A table of a TOML file; `where` names it, and `findings`, shared with others, takes what is wrong.

    A key that may hold a list may hold one value alone instead.
    """

    def __init__(self, where: str, content: Any, known: tuple[str, ...], findings: list[Finding]) -> None:
        self.where, self.findings = where, findings
        self.content: dict[str, Any] = content if isinstance(content, dict) else {}
        if not isinstance(content, dict):
            self.refuse("", "must be a table", content)
        for name in self.content:
            if name not in known:
                near = did_you_mean(name, known) or f"there are {', '.join(known)}"
                self.refuse(name, "is no key here", remedy=near)

    def __contains__(self, name: str) -> bool:
        return name in self.content

    def refuse(self, name: str, rule: str, value: Any = None, *, remedy: str = "") -> None:
        """Note that `name` breaks `rule`."""
        quoted = "" if value is None else shown(value, native=True)
        finding = Finding(rule=rule, column=name, value=quoted, remedy=remedy, place=self.where)
        self.findings.append(finding)

    def need(self, *names: str) -> None:
        """Refuse each of `names` that is not there."""
        for name in names:
            if name not in self.content:
                self.refuse(name, "is needed and is not there")

    def text(self, name: str, usual: str = "") -> str:
        """The text called `name`."""
        return next(iter(self.texts(name, several=False)), usual)

    def texts(self, name: str, *, several: bool = True) -> list[str]:
        """The texts called `name`; empty where there are none."""
        return self._each(name, lambda item: isinstance(item, str) and bool(item.strip()), "text", several)

    def integers(self, name: str, *, low: int, high: int = 2**31) -> list[int]:
        """The integers called `name`; empty where there are none."""
        what = f"integers from {low} to {high}"
        return self._each(name, lambda item: type(item) is int and low <= item <= high, what, True)

    def integer(self, name: str, usual: int, *, low: int, high: int = 2**31) -> int:
        """The integer called `name`."""
        return next(iter(self.integers(name, low=low, high=high)), usual)

    def seconds(self, name: str) -> list[float]:
        """The lengths of time called `name`, above 0."""
        return [
            float(item)
            for item in self._each(
                name, lambda item: _is_number(item) and 0 < item < 10**7, "seconds above 0", True
            )
        ]

    def gap(self, name: str) -> float:
        """The relative gap called `name`, from 0 to 1; 0 where there is none."""
        gaps = self._each(
            name, lambda item: _is_number(item) and 0 <= item <= 1, "a number from 0 to 1", False
        )
        return float(next(iter(gaps), 0))

    def yes(self, name: str) -> bool:
        """Whether `name` is true."""
        return any(self._each(name, lambda item: isinstance(item, bool), "true or false", False))

    def seeds(self, name: str) -> list[int]:
        """Integers from 0, as a list or as a range `0:5`, whose end is not part of it."""
        given = self.content.get(name)
        if not isinstance(given, str):
            return self.integers(name, low=0, high=2**63 - 1)
        first, colon, end = given.partition(":")
        if colon and first.isdecimal() and end.isdecimal() and 0 < int(end) - int(first) <= MOST_SEEDS:
            return list(range(int(first), int(end)))
        self.refuse(name, "must be integers from 0, or a range", given, remedy='write [0, 1, 2] or "0:3"')
        return []

    def table(self, name: str) -> Mapping[str, Any]:
        """The table called `name`; empty where there is none."""
        table = self.content.get(name, {})
        if isinstance(table, dict):
            return table
        self.refuse(name, "must be a table", table)
        return {}

    def tables(self, name: str) -> list[Any]:
        """The tables called `name`, of which at least one is needed."""
        tables = self.content.get(name)
        if isinstance(tables, list) and tables:
            return tables
        self.refuse(name, "must be there at least once", remedy=f"write [[{name}]]")
        return []

    def _each(self, name: str, fits: Any, what: str, several: bool) -> list[Any]:
        given = self.content.get(name)
        if given is None:
            return []
        items = given if several and isinstance(given, list) else [given]
        if name in self.content and not items:
            self.refuse(name, "must not be empty")
        for item in items:
            if not fits(item):
                self.refuse(name, f"must be {what}", item)
        return list(dict.fromkeys(item for item in items if fits(item)))


def _is_number(item: Any) -> bool:
    return isinstance(item, int | Decimal) and not isinstance(item, bool)
