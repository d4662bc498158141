"""`evacopt report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import EXISTING, NEW, force_option, instance_argument, plan_argument

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.domain.violation import Violation
    from evacopt.output.report.outlines import Outlines


@click.command()
@instance_argument
@plan_argument
@click.option("-o", "--output", type=NEW, required=True, metavar="FILE.html", help="Write the report here.")
@click.option(
    "--as-of", metavar="TIME", help="Look at the plan at this time; default: the begin of the horizon."
)
@click.option("--before", type=EXISTING, metavar="PLAN", help="The last plan, to say what has changed.")
@click.option(
    "--before-instance", type=EXISTING, metavar="INSTANCE", help="What --before is a plan of, if of another."
)
@click.option("--public", is_flag=True, help="Tell no count under five, and groups by opaque code only.")
@click.option("--codes", type=NEW, metavar="FILE", help="Key and table of the opaque codes, private to you.")
@click.option("--outlines", type=EXISTING, metavar="GEOJSON", help="Coastlines and borders of your own.")
@click.option("--title", default="", metavar="TEXT", help="Instead of the title of the instance.")
@force_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    instance: Path,
    plan: Path,
    output: Path,
    as_of: str | None,
    before: Path | None,
    before_instance: Path | None,
    public: bool,
    codes: Path | None,
    outlines: Path | None,
    title: str,
    force: bool,
) -> None:
    """Write the situation report of a PLAN: one HTML file that needs no network.

    The plan is judged first; one that breaks a rule gets no report, but exit code 6.
    """
    from datetime import UTC, datetime

    from evacopt.cli.exits import Exit
    from evacopt.cli.inputs import read_plan_of, refuse_early
    from evacopt.cli.streams import say
    from evacopt.files import read_instance
    from evacopt.output.report.public_codes import CODES_FILE
    from evacopt.output.report.report import broken_rules, unjudged_html

    refuse_early(output, force=force)
    _refuse_codes(codes, public=public)
    told = read_instance(instance)
    found = read_plan_of(told, plan)
    last_instance, last = _before(told, before, before_instance)
    violations = broken_rules(told, found, last)
    if violations:
        _say_broken(violations, output)
        ctx.exit(Exit.BROKEN)
    text = unjudged_html(
        told,
        found,
        as_of=_minutes(as_of),
        made_at=datetime.now(UTC),
        before=last,
        before_instance=last_instance,
        public=public,
        codes=_codes(told, found, codes or output.with_name(CODES_FILE)) if public else {},
        outlines=_outlines(outlines),
        title=title,
    )
    _write(output, text, force=force)
    say(f"wrote {output} ({len(text.encode()) // 1000:,} kB)")


def _before(instance: Instance, path: Path | None, of: Path | None) -> tuple[Instance | None, Plan | None]:
    """The last plan with its instance, where either is named."""
    from evacopt.cli.inputs import read_plan_of
    from evacopt.errors import UsageError
    from evacopt.files import read_instance

    if path is None:
        if of is not None:
            raise UsageError("--before-instance says what --before is a plan of; name that too")
        return None, None
    beside = path.with_name(path.name.removesuffix(".json").removesuffix(".plan") + ".instance.json")
    if of is None and beside.exists():
        of = beside  # where replan puts what its plan is a plan of
    its = read_instance(of) if of else instance
    return its, read_plan_of(its, path)


def _refuse_codes(path: Path | None, *, public: bool) -> None:
    from evacopt.cli.inputs import refuse_early
    from evacopt.errors import UsageError

    if path is not None and not public:
        raise UsageError("--codes goes with --public")
    refuse_early(path, force=True)


def _codes(instance: Instance, plan: Plan, path: Path) -> dict[str, str]:
    """The codes kept in the file at `path`, before a page that speaks of them is written."""
    from evacopt.cli.streams import say
    from evacopt.output.report.public_codes import public_codes

    if plan.replanned and not path.exists():
        say(
            f"warning: this plan follows another, and {path} is new: with --codes and the file of the page "
            "before, families find their old codes"
        )
    codes = public_codes(instance, path)
    say(f"the codes of groups are in {path}: keep it, and do not publish it")
    return codes


def _minutes(text: str | None) -> int | None:
    from evacopt.domain.clock import parse_time
    from evacopt.errors import UsageError

    try:
        return None if text is None else parse_time(text)
    except ValueError as error:
        raise UsageError(f"--as-of {text}: {error}") from None


def _outlines(path: Path | None) -> Outlines | None:
    from evacopt.output.report.outlines import read_outlines

    return read_outlines(path) if path else None


def _say_broken(violations: list[Violation], output: Path) -> None:
    from evacopt.cli.streams import say
    from evacopt.domain.finding import first_lines

    for line in first_lines(violations):
        say(line)
    say(f"evacopt: the plan breaks {len(violations)} rules, {output} was not written")


def _write(path: Path, text: str, *, force: bool) -> None:
    from evacopt.files.atomic import write_whole

    write_whole(path, text.encode(), force=force)
