"""The families of synthetic instances, by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.generation.parameter import Parameter, Settings

    Build = Callable[[int, int, Settings], Instance]

FAMILIES = {
    "surge": "many people, direct flights, few seats",
    "hubs": "shuttles and onward flights, hubs with places and stays",
    "shares": "blocs, reserved and capped seats, promised seats",
    "fleet": "optional sorties, crews that rest, limited movements",
    "mixed": "every rule of the data model at once",
    "airfield": "mixed, and every rule of the airfield itself",
    "tight": "parties large against flights",
    "rsp": "repatriation in one period, in the published design",
    "rpsp": "a repatriation programme of many days, in the published design",
}
"""Each family with what it is about; its module in this folder has its name."""

GENERATOR = 1
"""The version of what is generated: raised where a family gives another instance for the same arguments."""

AS_PUBLISHED = 0
"""As the number of people: what the published design of the family has."""


def parameters_of(family: str) -> tuple[Parameter, ...]:
    """The parameters of `family`."""
    return cast("tuple[Parameter, ...]", import_module(f"evacopt.generation.{family}").PARAMETERS)


def builder_of(family: str) -> Build:
    """What builds an instance of `family` from people, seed and settings."""
    return cast("Build", import_module(f"evacopt.generation.{family}").build)
