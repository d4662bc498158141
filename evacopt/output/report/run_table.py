"""How a plan was made, and what it was made from: enough to make it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evacopt import __version__
from evacopt.domain.clock import format_time
from evacopt.output.report.table import Column, Table, table

if TYPE_CHECKING:
    from evacopt.domain.plan import Run
    from evacopt.output.report.situation import Situation


def run_table(situation: Situation) -> Table:
    """Instance, hash, backend, limits and seconds."""
    rows = [*_instance(situation), *_run(situation.plan.run), ("report made by", f"evacopt {__version__}")]
    return table("How this plan was made", (Column("what", "words"), Column("value", "code")), rows)


def _instance(situation: Situation) -> Iterator[tuple[str, str]]:
    instance = situation.instance
    yield "instance", instance.name
    yield "sha256 of its content", instance.sha256
    yield "horizon", f"{format_time(instance.begins)} to {format_time(instance.ends)}"
    yield "parties, groups", f"{int(instance.groups.count.sum()):,}, {len(instance.groups):,}"
    yield "flights in the tables", f"{len(instance.schedule):,}"
    if instance.source:
        yield "source", instance.source
    if instance.license:
        yield "licence of the data", instance.license


def _run(run: Run | None) -> Iterator[tuple[str, str]]:
    if run is None:
        yield "run", "not recorded in the plan"
        return
    yield "plan made by", f"evacopt {run.evacopt}, {run.backend}"
    yield "seed", str(run.seed)
    yield "threads", "chosen by the backend" if run.threads is None else str(run.threads)
    yield "time limit", "none" if run.time_limit_s is None else f"{run.time_limit_s:g} s"
    yield "seconds", ", ".join(f"{name} {seconds:.2f}" for name, seconds in run.seconds)
