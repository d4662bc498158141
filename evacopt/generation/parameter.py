"""The parameters of a family: their names, defaults, limits and laws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evacopt.domain.nearest import did_you_mean
from evacopt.errors import UsageError


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: an integer from `low` to `high`, or one of the words `choices`.

    Attributes
    ----------
    law : str
        What is drawn or set with it, in a line.
    """

    name: str
    default: int | str
    low: int = 0
    high: int = 1_000_000
    choices: tuple[str, ...] = ()
    law: str = ""

    def with_law(self, law: str) -> Parameter:
        """It, with the law that it has a part in."""
        return replace(self, law=law)

    def parse(self, given: int | str) -> int | str:
        """The value that `given`, perhaps typed as text, stands for.

        Raises
        ------
        UsageError
            If it is of the wrong kind or out of range.
        """
        if self.choices:
            if given not in self.choices:
                raise UsageError(f"{self.name} must be one of {', '.join(self.choices)}, got {given}")
            return given
        text = str(given).strip()
        if isinstance(given, bool) or not (text.isascii() and text.removeprefix("-").isdigit()):
            raise UsageError(f"{self.name} must be an integer, got {given}")
        number = int(text)
        if not self.low <= number <= self.high:
            raise UsageError(f"{self.name} must be from {self.low} to {self.high}, got {number}")
        return number


@dataclass(frozen=True, slots=True)
class Settings:
    """What each parameter of a family is set to."""

    values: Mapping[str, int | str]

    def __getitem__(self, name: str) -> int:
        value = self.values[name]
        if not isinstance(value, int):
            raise TypeError(f"{name} is a word")
        return value

    def word(self, name: str) -> str:
        """The word that a parameter with choices is set to."""
        return str(self.values[name])


def settle(family: str, parameters: Sequence[Parameter], given: Mapping[str, int | str]) -> Settings:
    """Defaults, replaced by what is `given`.

    Raises
    ------
    UsageError
        If the family has no such parameter, or a value is out of range.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            remedy = did_you_mean(name, known) or f"it has {', '.join(known)}"
            raise UsageError(f"{family} has no parameter {name}; {remedy}")
    values = {name: parameter.default for name, parameter in known.items()}
    values.update((name, known[name].parse(value)) for name, value in given.items())
    return Settings(values)
