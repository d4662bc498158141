"""How far a campaign is: a bar on a terminal, a line for every job elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from evacopt.bench.runner import Standing

Watcher: TypeAlias = "Callable[[Standing], None]"


@contextmanager
def campaign_progress(*, quiet: bool) -> Iterator[Watcher | None]:
    """What is called with each standing, for as long as the block runs."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar() as watch:
            yield watch
    else:
        yield _line


@contextmanager
def _bar() -> Iterator[Watcher]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.progress import TimeRemainingColumn as Left

    from evacopt.cli.streams import console_of

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        Left(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console_of(sys.stderr), transient=True) as progress:
        bar = progress.add_task("", total=None)

        def show(standing: Standing) -> None:
            progress.update(bar, completed=standing.done, total=standing.total, description=_counts(standing))

        yield show


def _line(standing: Standing) -> None:
    from evacopt.cli.streams import say

    if standing.last is None:
        say(f"{standing.done} of {standing.total} jobs have a result")
        return
    record = standing.last
    told = f"{record.job.source.code}, {record.job.ask.backend}: {record.outcome.status}"
    detail = f" ({record.trouble})" if record.trouble else ""
    say(f"{standing.done}/{standing.total} {told}{detail}, {record.measured.wall:.1f} s")


def _counts(standing: Standing) -> str:
    return ", ".join(f"{count} {status}" for status, count in sorted(standing.counts.items()))
