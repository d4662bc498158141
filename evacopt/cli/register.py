"""`evacopt register`."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import EXISTING, NEW, gathered, json_option
from evacopt.cli.exits import Exit, finding_line
from evacopt.cli.streams import answer, answer_json, kept_elsewhere, say
from evacopt.domain.finding import Finding, first_lines
from evacopt.domain.gathered import told_once
from evacopt.domain.keyed_code import KEY_BYTES
from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.registration.register import Asked, Register


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """What was asked for."""

    output: Path | None
    mapping: Path | None
    sheet: str
    origin: str
    nationality: str
    on: datetime | None
    previous: Path | None
    key: Path | None
    into: Path | None
    as_json: bool


@click.command()
@click.argument("persons", type=EXISTING, metavar="LIST")
@click.option("-o", "--output", type=NEW, metavar="DIR", help="The folder to make, for its owner only.")
@click.option(
    "--mapping",
    type=NEW,
    metavar="FILE",
    help="How headings and words are read; where FILE is not there, it is written for you to look at.",
)
@click.option("--sheet", default="", metavar="NAME", help="Of a workbook with several sheets.")
@click.option("--origin", default="", metavar="PLACE", help="Where those wait of whom the list does not say.")
@click.option(
    "--nationality", default="", metavar="CODE", help="Of those of whom the list does not say, such as FRA."
)
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day by which ages are counted.  [default: today]",
)
@click.option(
    "--previous", type=EXISTING, metavar="DIR", help="What register wrote of an earlier list: codes are kept."
)
@click.option("--key", type=EXISTING, metavar="FILE", help="Make codes with this key, of another list.")
@click.option(
    "--into", type=EXISTING, metavar="INSTANCE", help="Write INSTANCE with these groups into DIR as well."
)
@json_option
@gathered(_Wish)
@click.pass_context
def command(ctx: click.Context, /, persons: Path, wish: _Wish) -> None:
    """Make groups under codes, and a file of names, of a LIST with a row a person: CSV or .xlsx.

    Headings are read in English, French, German and Spanish, and as KoboToolbox and ODK write them. Who has
    the same family number, or is called at the same number, is one party. Nobody is merged: who may be there
    twice is listed. Names and documents are in DIR/names.csv alone. Without -o nothing is written.
    """
    from evacopt.files.atomic import refuse_folder
    from evacopt.registration.page import register_lines
    from evacopt.registration.register import drafted, register
    from evacopt.registration.write import write_mapping

    if wish.output is not None:
        refuse_folder(wish.output)
    asked = _asked(persons, wish)
    if wish.mapping is not None and not wish.mapping.exists():
        draft = drafted(asked)
        write_mapping(draft, wish.mapping)
        for line in register_lines(draft):
            answer(line)
        say(phrase("wrote {path}: look at it, edit it, and run the same command again", path=wish.mapping))
        return
    made = register(asked)
    instance, findings = _joined(made, wish)
    failed = any(finding.severity == "error" for finding in findings)
    with kept_elsewhere():
        _answer(made, findings, as_json=wish.as_json)
    if failed:
        say(
            phrase(
                "evacopt: nothing was written; words that mean something else are put right "
                "in a --mapping FILE"
            )
        )
        ctx.exit(Exit.INVALID)
    if wish.output is not None:
        _write(made, instance, wish.output, wish.into.name if wish.into else "", asked.key)


def _asked(persons: Path, wish: _Wish) -> Asked:
    from evacopt.domain.countries import NATIONALITIES
    from evacopt.registration.field_map import read_field_map
    from evacopt.registration.persons import Wishes
    from evacopt.registration.register import Asked

    if wish.nationality and wish.nationality not in NATIONALITIES:
        raise UsageError(f"--nationality {wish.nationality} is no nationality; write its three letters")
    on = wish.on.date() if wish.on else datetime.now(UTC).date()
    mapping = read_field_map(wish.mapping) if wish.mapping and wish.mapping.exists() else None
    return Asked(
        path=persons,
        wishes=Wishes(on=on, origin=wish.origin, nationality=wish.nationality),
        key=_key(wish),
        sheet=wish.sheet,
        mapping=mapping,
        previous=wish.previous,
    )


def _key(wish: _Wish) -> bytes:
    """The key of another list, or a new one."""
    from evacopt.registration.write import KEY_FILE, read_key

    if wish.key is not None:
        return read_key(wish.key)
    return read_key(wish.previous / KEY_FILE) if wish.previous else secrets.token_bytes(KEY_BYTES)


def _joined(made: Register, wish: _Wish) -> tuple[Instance | None, tuple[Finding, ...]]:
    """The instance with these groups, if one was named, and everything that is to be said."""
    from evacopt.domain.group import Groups
    from evacopt.files.instance_file import check_with_groups

    if wish.into is None or not made.groups:
        return None, made.findings
    instance, findings = check_with_groups(wish.into, Groups.of(made.groups), made.place)
    return instance, made.merged(findings)


def _answer(made: Register, findings: Sequence[Finding], *, as_json: bool) -> None:
    from evacopt.registration.page import register_lines, register_object

    errors = [finding for finding in findings if finding.severity == "error"]
    warnings = [finding for finding in findings if finding.severity == "warning"]
    if as_json:
        answer_json({"valid": not errors, "errors": errors, "warnings": warnings, **register_object(made)})
        return
    for line in first_lines(told_once(findings), say=finding_line):
        answer(line)
    for line in register_lines(made):
        answer(line)


def _write(made: Register, instance: Instance | None, folder: Path, name: str, key: bytes) -> None:
    from evacopt.files import write_instance
    from evacopt.registration.write import write_register

    write_register(made, key, folder)
    say(
        phrase(
            "wrote {folder}; keep it as you keep the list, names are in {path}",
            folder=folder,
            path=folder / "names.csv",
        )
    )
    if instance is not None:
        write_instance(instance, folder / name)
        say(phrase("wrote {path}: try `evacopt solve {path}`", path=folder / name))
