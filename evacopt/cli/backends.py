"""`evacopt backends`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from evacopt.cli.arguments import json_option
from evacopt.cli.completion import backends
from evacopt.cli.exits import Exit
from evacopt.cli.streams import answer_json, answer_page, kept_elsewhere

if TYPE_CHECKING:
    from rich.console import RenderableType

    from evacopt.backends.catalogue import Listed
    from evacopt.backends.conformance import Checked

ABILITIES = ("exact", "bound", "gap", "threads", "seed", "start", "duals")
"""What the columns of the table say yes to, in the names of the contract."""


@click.command()
@click.option(
    "--check",
    metavar="NAME",
    shell_complete=backends,
    help="Hold one backend against every claim that it must keep.",
)
@json_option
@click.pass_context
def command(ctx: click.Context, /, *, check: str | None, as_json: bool) -> None:
    """Every backend: version, what it can do, or why it is missing or does not start here.

    Each is asked in a process of its own, so that one that does not even load says so and harms nobody.
    With --check: exit code 7 if it breaks a claim, or takes none of the programs.
    """
    if check is not None:
        if not _check(check, as_json=as_json):
            ctx.exit(Exit.BACKEND)
        return
    from evacopt.backends.catalogue import catalogue
    from evacopt.backends.registry import resolve_auto
    from evacopt.large.tuning import TUNING
    from evacopt.planning.large import NAME

    listed = catalogue()
    auto = {**resolve_auto()._asdict(), "large": {"name": NAME, "ways": TUNING.auto_ways}}
    if as_json:
        answer_json({"backends": [_as_object(backend) for backend in listed], "auto": auto})
    else:
        answer_page(_page(listed, auto))


def _check(name: str, *, as_json: bool) -> bool:
    """Try every claim on the backend `name` and tell; whether it keeps them."""
    from evacopt.backends.conformance import conformance, keeps

    claims = tuple(conformance(name))
    with kept_elsewhere():  # the exit code says it too
        if as_json:
            answer_json({"backend": name, "conforms": keeps(claims), "claims": claims})
        else:
            answer_page(_claims_page(name, claims, conforms=keeps(claims)))
    return keeps(claims)


def _claims_page(name: str, claims: tuple[Checked, ...], *, conforms: bool) -> RenderableType:
    from rich.console import Group

    from evacopt.output.table import Column, table
    from evacopt.output.terminal import body, line

    columns = [Column("claim", "code"), Column("", "code"), Column("what it says", "words")]
    rows = [[one.claim, one.verdict, one.says] for one in claims]
    seen = [
        line(f"{one.claim} is {one.verdict}: {one.seen}")
        for one in claims
        if one.verdict in ("broken", "refused")
    ]
    kept = sum(one.verdict == "kept" for one in claims)
    asked = sum(one.verdict != "not claimed" for one in claims)
    verdict = "conforms" if conforms else "does not conform"
    return Group(
        body(table("", columns, rows)),
        line(""),
        *seen,
        line(f"{name} {verdict}: {kept} of {asked} claims kept"),
    )


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


def _page(listed: tuple[Listed, ...], auto: dict[str, Any]) -> RenderableType:
    from rich.console import Group

    from evacopt.output.table import Column, table
    from evacopt.output.terminal import body, line, tabled

    name = Column("backend", "code")
    able = [
        [
            backend.name,
            backend.version or "",
            *("yes" if getattr(backend.capabilities, ability) else "-" for ability in ABILITIES),
        ]
        for backend in listed
        if backend.capabilities
    ]
    abilities = [Column(ability, "code") for ability in ABILITIES]
    parts: list[RenderableType] = [
        body(table("", [name, Column("version", "words"), *abilities], able)),
        line(""),
        line("auto picks {name}: {reason}".format(**auto)),
        line("From about {ways:,} ways to travel on it picks {name}.".format(**auto["large"])),
    ]
    for title, installed in (("Installed, but not at work", True), ("Not available", False)):
        missing = [
            backend for backend in listed if not backend.capabilities and backend.installed == installed
        ]
        if missing:
            rows = [[backend.name, backend.reason] for backend in missing]
            parts.append(tabled(table(title, [name, Column("why", "words")], rows)))
    return Group(*parts)
