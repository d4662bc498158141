"""The page about generators is complete and says what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.generation.families import FAMILIES, parameters_of
from evacopt.generation.parameter import Parameter
from evacopt.generation.world import COMMON

PAGE = (Path(__file__).parents[2] / "docs" / "generators.md").read_text(encoding="utf-8")


def _row(parameter: Parameter) -> str:
    words = " or ".join(f"`{word}`" for word in parameter.choices)
    limits = words or f"{parameter.low} to {parameter.high}"
    return f"\n| `{parameter.name}` | {parameter.default} | {limits} | {parameter.law} |"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_parameter_is_on_the_page(family: str) -> None:
    """The section of a family has a row for each of its own parameters: default, limits, law."""
    section = PAGE.split(f"\n## {family}\n")[1].split("\n## ")[0]
    own = [parameter for parameter in parameters_of(family) if parameter not in COMMON]
    assert [parameter.name for parameter in own if _row(parameter) not in section] == []
    assert section.count("\n| `") == len(own)


def test_common_parameters_stand_with_the_people() -> None:
    """Those that all families with people have are listed once."""
    section = PAGE.split("\n## People\n")[1].split("\n## ")[0]
    assert [parameter.name for parameter in COMMON if _row(parameter) not in section] == []
