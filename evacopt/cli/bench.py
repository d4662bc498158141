"""`evacopt bench`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from evacopt.cli.against import Against
from evacopt.cli.arguments import NEW, all_option, gathered, json_option, quiet_option
from evacopt.cli.completion import campaigns
from evacopt.cli.exits import Exit
from evacopt.cli.progress import bar
from evacopt.cli.spreading import Hands, spread_options
from evacopt.cli.streams import answer_json, answer_page, kept_elsewhere, say
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from evacopt.bench.campaign import Reference
    from evacopt.bench.results_file import Results
    from evacopt.bench.runner import Standing
    from evacopt.output.table import Table

Watcher: TypeAlias = "Callable[[Standing], None]"


@contextmanager
def campaign_progress(*, quiet: bool) -> Iterator[Watcher | None]:
    """What is called with each standing, for as long as the block runs."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with bar() as draw:

            def show(standing: Standing) -> None:
                counts = ", ".join(f"{count} {status}" for status, count in sorted(standing.counts.items()))
                draw(standing.done, standing.total, counts)

            yield show
    else:
        yield _line


def _line(standing: Standing) -> None:
    record = standing.last
    if record is None:
        say(f"{standing.done} of {standing.total} jobs have a result")
        return
    ending = f"{record.job.source.code}, {record.job.ask.backend}: {record.outcome.status}"
    detail = f" ({record.trouble})" if record.trouble else ""
    say(f"{standing.done}/{standing.total} {ending}{detail}, {record.measured.wall:.1f} s")


LONG = frozenset({"goals", "pairs", "features", "against-each"})
"""Tables that a terminal gets only where it asks for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """Who runs the jobs, which of them, and what is printed."""

    output: Path | None
    against: Path | None
    again: bool
    first: int | None
    everything: bool
    as_json: bool
    quiet: bool


@click.command()
@click.argument(
    "campaign",
    shell_complete=campaigns,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=False,
)
@click.option(
    "-o", "--output", type=NEW, metavar="DIR", help="Where results go.  [default: beside the campaign]"
)
@click.option(
    "--against",
    type=NEW,
    metavar="SET",
    help="Compare with the published set in this folder (`set`: that of the checkout), judged first; "
    "without a CAMPAIGN run the set's own, into the working folder.",
)
@spread_options("Processes that run jobs.  [default: 1]")
@click.option("--again", is_flag=True, help="Run also jobs that have a result.")
@click.option(
    "--first", type=click.IntRange(min=0), metavar="N", help="Run no more than N jobs; 0 only makes tables."
)
@all_option
@json_option
@quiet_option
@gathered(_Wish)
@click.pass_context
def command(ctx: click.Context, /, campaign: Path | None, hands: Hands, wish: _Wish) -> None:
    """Run the CAMPAIGN, a TOML file: backends and peers over many instances, side by side.

    Each result is kept as it comes; the same command goes on where the last one ended. Then: tables, here and
    as Markdown and CSV, and pictures. Exit code 6 if a bound is contradicted by another plan, 1 if jobs
    failed.
    """
    from evacopt.bench import read_campaign, run
    from evacopt.bench.dispatch import Means
    from evacopt.bench.published import set_folder
    from evacopt.spread.workers import processes

    file, folder = _places(campaign, wish)
    read, against = read_campaign(file), None
    if wish.against is not None:
        against = Against.of(set_folder(wish.against), read, folder, quiet=wish.quiet)
    with hands.at_work() as asked, campaign_progress(quiet=wish.quiet) as watch:
        typed = shlex.join(["evacopt", *sys.argv[1:]])
        results = run(
            read,
            executor=Means(asked or processes(1), typed, against.kept if against else None),
            folder=folder,
            again=wish.again,
            first=wish.first,
            on_progress=watch,
        )
    wrong = _tell(results, read.reference, against, folder, wish)
    failed = [record for record in results.records if record.outcome.status == "failed"]
    if failed:
        of, lost = len(results.records), sum(record.is_lost for record in failed)
        jobs, trouble = "job" if of == 1 else "jobs", failed[0].trouble or "see the table of jobs"
        again = f"; the same command runs the {lost} again whose workers died" if lost else ""
        say(f"evacopt: {len(failed)} of {of} {jobs} failed: {trouble}{again}")
    ctx.exit(Exit.BROKEN if wrong else Exit.BUG if failed else Exit.DONE)


def _places(campaign: Path | None, wish: _Wish) -> tuple[Path, Path]:
    """The campaign's file, and where results go.

    Raises
    ------
    UsageError
        If there is no campaign.
    """
    from evacopt.bench.published import CAMPAIGN, set_folder

    if campaign is not None:
        return campaign, wish.output or campaign.parent
    if wish.against is None:
        raise UsageError("name a CAMPAIGN, or the published set by --against set")
    return set_folder(wish.against) / CAMPAIGN, wish.output or Path.cwd()


def _tell(
    results: Results, reference: Reference | None, against: Against | None, folder: Path, wish: _Wish
) -> bool:
    """Tables and pictures; whether anything is contradicted."""
    from evacopt.bench import pictures, tables
    from evacopt.bench.against import against_tables
    from evacopt.bench.drawing import can_draw
    from evacopt.bench.measures import contradictions
    from evacopt.bench.paired import INSTALL, can_test
    from evacopt.bench.table import write_tables

    published = against.values if against else {}
    made = tables(results, reference, published)
    made += against_tables(results.records, against.known) if against else []
    written = write_tables(results, made, folder)
    written += pictures(results, folder, published) if can_draw() else []
    wrong = contradictions(results.records)
    with kept_elsewhere():
        if wish.as_json:
            answer_json({table.name: _objects(table) for table in made})
        else:
            answer_page(_page([table for table in made if wish.everything or table.name not in LONG]))
    for record in wrong:
        source, ask = record.job.source, record.job.ask
        say(f"evacopt: WARNING: {ask.backend} says a bound for {source.code} that another plan contradicts")
    if not wish.quiet:
        say("wrote " + ", ".join(str(path) for path in written))
        if not can_draw():
            say(f"evacopt: no pictures without matplotlib; for them: {INSTALL}")
        if not can_test():
            say(f"evacopt: no intervals and tests without scipy; for them: {INSTALL}")
    crossed = against is not None and against.tell(results.records, quiet=wish.quiet)
    return bool(wrong) or crossed


def _objects(table: Table) -> list[dict[str, Any]]:
    """Rows as objects; of columns with one name, the figure's and how many jobs it is of, all are kept."""
    heads = table.heads
    names = [f"{heads[place - 1]} of" if head == "of" else head for place, head in enumerate(heads)]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def _page(made: list[Table]) -> Any:
    from rich.console import Group

    from evacopt.bench.table import NOT_ON_THE_PAGE, for_people
    from evacopt.output.terminal import body, line, section

    return Group(
        *(
            section(table.caption, *(line(note, "dim") for note in table.notes), body(for_people(table)))
            for table in made
            if table.name not in NOT_ON_THE_PAGE
        )
    )
