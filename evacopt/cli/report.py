"""`evacopt report`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import (
    EXISTING,
    NEW,
    force_option,
    gathered,
    instance_argument,
    plan_argument,
    timezone_option,
)
from evacopt.cli.exits import say_broken
from evacopt.cli.inputs import instance_beside, read_plan_of, refuse_early
from evacopt.cli.streams import say, spoken
from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan


@dataclass(frozen=True, slots=True)
class Wish:
    """What the report is to say, as it was typed."""

    as_of: str | None
    before: Path | None
    before_instance: Path | None
    simulation: tuple[Path, ...]
    replay: Path | None
    public: bool
    codes: Path | None
    outlines: Path | None
    title: str
    timezone: str


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
@click.option(
    "--simulation",
    type=EXISTING,
    multiple=True,
    metavar="FILE",
    help="What `simulate -o` wrote of PLAN: chances; once more for another recourse.",
)
@click.option(
    "--replay", type=EXISTING, metavar="FILE", help="What `replay -o` wrote: what could have been done."
)
@click.option("--public", is_flag=True, help="Tell no count under five, and groups by opaque code only.")
@click.option("--codes", type=NEW, metavar="FILE", help="Key and table of the opaque codes, private to you.")
@click.option("--outlines", type=EXISTING, metavar="GEOJSON", help="Coastlines and borders of your own.")
@click.option("--title", default="", metavar="TEXT", help="Instead of the title of the instance.")
@timezone_option
@force_option
@gathered(Wish)
@click.pass_context
def command(
    ctx: click.Context, /, *, instance: Path, plan: Path, output: Path, force: bool, wish: Wish
) -> None:
    """Write the situation report of a PLAN: one HTML file that needs no network.

    The plan is judged first; one that breaks a rule gets no report, but exit code 6.
    """
    from datetime import UTC, datetime

    from evacopt.files import read_instance
    from evacopt.files.atomic import write_whole
    from evacopt.output.report.outlines import read_outlines
    from evacopt.output.report.report import broken_rules, unjudged_html
    from evacopt.replaying.replay_file import read_replay
    from evacopt.simulation.result_file import read_simulation

    refuse_early(output, force=force)
    if wish.codes is not None and not wish.public:
        raise UsageError("--codes goes with --public")
    refuse_early(wish.codes, force=True)
    of = read_instance(instance)
    its = read_plan_of(of, plan)
    last_instance, last = _before(of, wish)
    if violations := broken_rules(of, its, last):
        ctx.exit(say_broken(violations, phrase("{path} was not written", path=output)))
    text = unjudged_html(
        of,
        its,
        as_of=_minutes(wish.as_of),
        made_at=datetime.now(UTC),
        before=last,
        before_instance=last_instance,
        simulations=[read_simulation(path, its) for path in wish.simulation],
        replay=read_replay(wish.replay) if wish.replay else None,
        public=wish.public,
        codes=_codes(of, its, wish.codes, output) if wish.public else {},
        outlines=read_outlines(wish.outlines) if wish.outlines else None,
        title=wish.title,
        timezone=wish.timezone,
        language=spoken().code,
    )
    write_whole(output, text.encode(), force=force)
    say(phrase("wrote {path} ({size:,} kB)", path=output, size=len(text.encode()) // 1000))


def _before(instance: Instance, wish: Wish) -> tuple[Instance | None, Plan | None]:
    """The last plan with its instance, where either is named."""
    from evacopt.files import read_instance

    path, of = wish.before, wish.before_instance
    if path is None:
        if of is not None:
            raise UsageError("--before-instance says what --before is a plan of; name that too")
        return None, None
    if of is None and (beside := instance_beside(path)).exists():
        of = beside
    its = read_instance(of) if of else instance
    return its, read_plan_of(its, path)


def _codes(instance: Instance, plan: Plan, given: Path | None, output: Path) -> dict[str, str]:
    """The codes kept in a file, before a page that speaks of them is written."""
    from evacopt.output.report.public_codes import CODES_FILE, public_codes

    path = given or output.with_name(CODES_FILE)
    if plan.replanned and not path.exists():
        say(
            phrase(
                "warning: this plan follows another, and {path} is new: with --codes and the file of the "
                "page before, families find their old codes",
                path=path,
            )
        )
    codes = public_codes(instance, path)
    say(phrase("the codes of groups are in {path}: keep it, and do not publish it", path=path))
    return codes


def _minutes(text: str | None) -> int | None:
    from evacopt.domain.clock import parse_time

    try:
        return None if text is None else parse_time(text)
    except ValueError as error:
        raise UsageError(f"--as-of {text}: {error}") from None
