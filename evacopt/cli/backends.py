"""`evacopt backends`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from evacopt.cli.arguments import json_option

if TYPE_CHECKING:
    from rich.console import RenderableType

    from evacopt.backends.catalogue import Listed

ABILITIES = ("exact", "bound", "gap", "threads", "seed", "start", "duals")
"""What the columns of the table say yes to, in the names of the contract."""


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Every backend: version, what it can do, or why it is missing or does not start here.

    Each is asked in a process of its own, so that one that does not even load says so and harms nobody.
    """
    from evacopt.backends.catalogue import catalogue
    from evacopt.cli.streams import answer_json, answer_page

    listed = catalogue()
    if as_json:
        answer_json(
            {
                "backends": [_as_object(backend) for backend in listed],
                "auto": {**_as_pick(), "large": _as_large_pick()},
            }
        )
    else:
        answer_page(_page(listed))


def _as_object(backend: Listed) -> dict[str, Any]:
    can = backend.capabilities
    return {
        "name": backend.name,
        "available": can is not None,
        "installed": backend.installed,
        "version": backend.version,
        "family": can.family if can else None,
        "can": {name: getattr(can, name) for name in ABILITIES} if can else None,
        "reason": backend.reason,
    }


def _as_pick() -> dict[str, Any]:
    from evacopt.backends.registry import resolve_auto

    return resolve_auto()._asdict()


def _as_large_pick() -> dict[str, str | int]:
    from evacopt.large.tuning import TUNING
    from evacopt.planning.large import NAME

    return {"name": NAME, "ways": TUNING.auto_ways}


def _page(listed: tuple[Listed, ...]) -> RenderableType:
    from rich.console import Group

    from evacopt.output.table import Column, table
    from evacopt.output.terminal import body, line, tabled

    able = [backend for backend in listed if backend.capabilities]
    heads = [
        Column("backend", "code"),
        Column("version", "words"),
        *(Column(name, "code") for name in ABILITIES),
    ]
    parts: list[RenderableType] = [
        body(table("", heads, [_row(backend) for backend in able])),
        line(""),
        line("auto picks {name}: {reason}".format(**_as_pick())),
        line("From about {ways:,} ways to travel on it picks {name}.".format(**_as_large_pick())),
    ]
    for title, installed in (("Installed, but not at work", True), ("Not available", False)):
        rows = [
            [backend.name, backend.reason]
            for backend in listed
            if not backend.capabilities and backend.installed == installed
        ]
        if rows:
            parts.append(tabled(table(title, [Column("backend", "code"), Column("why", "words")], rows)))
    return Group(*parts)


def _row(backend: Listed) -> list[str]:
    can = backend.capabilities
    return [
        backend.name,
        backend.version or "",
        *("yes" if getattr(can, name) else "-" for name in ABILITIES),
    ]
