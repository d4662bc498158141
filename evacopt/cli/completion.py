"""What the shell offers at the Tab key, by click's own completion."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.errors import EvacoptError

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance

Complete = Callable[[click.Context, click.Parameter, str], list[str]]

MOST_BYTES = 2_000_000
"""Of an instance that is read for its ids while somebody waits: some tenths of a second."""


def backends(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    """Names of backends; of two, `highs,cpsat`, each."""
    from evacopt.backends.registry import registered

    before, comma, last = begun.rpartition(",")
    return [f"{before}{comma}{name}" for name in ("auto", *registered()) if name.startswith(last)]


def examples(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    """Crises that come with evacopt."""
    from evacopt.files.examples import examples as known

    return [name for name in known() if name.startswith(begun)]


def campaigns(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    """TOML files, and the folders in which there may be more."""
    folder = begun.rpartition("/")[0] + "/" if "/" in begun else ""
    with suppress(OSError):
        found = sorted(Path(folder or ".").iterdir())
        names = [f"{folder}{path.name}{'/' if path.is_dir() else ''}" for path in found]
        return [name for name in names if name.startswith(begun) and name.endswith((".toml", "/"))]
    return []


def ids(of: Callable[[Instance], Iterable[str]], *, then: str = "") -> Complete:
    """Completion by the ids of the instance that was typed before, with what has to follow one."""

    def complete(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
        # where an option still waits for its value, click leaves all words unparsed
        typed = ctx.params.get("instance") or next(iter(ctx.args), None)
        instance = None if typed is None else _read(Path(typed))
        known = of(instance) if instance else ()
        return [f"{name}{then}" for name in known if name.startswith(begun)]

    return complete


def _read(path: Path) -> Instance | None:
    """The instance, where it is one, valid and small."""
    from evacopt.files import read_instance

    with suppress(EvacoptError, OSError):
        files = path.iterdir() if path.is_dir() else (path,)
        if sum(file.stat().st_size for file in files) <= MOST_BYTES:
            return read_instance(path)
    return None


groups = ids(lambda instance: (group.id for group in instance.groups))
flights = ids(lambda instance: (flight.id for flight in instance.flights))
flights_and_sorties = ids(
    lambda instance: [*(one.id for one in instance.flights), *(one.id for one in instance.sorties)]
)
flights_to_change = ids(lambda instance: (flight.id for flight in instance.flights), then="=")
