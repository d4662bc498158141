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

_HASH, _PARTIES = "sha256 of its content", "parties, groups"
_UNTOLD = frozenset({_HASH, _PARTIES})


def run_table(situation: Situation, *, told: bool = True) -> Table:
    """Instance, hash, backend, limits and seconds.

    Without `told` there is no hash: whoever guesses a count that is hidden could try it against that. And no
    number of parties.
    """
    facts = [fact for fact in _instance(situation) if told or fact[0] not in _UNTOLD]
    rows = [*facts, *_run(situation.plan.run), ("report made by", f"evacopt {__version__}")]
    return table("How this plan was made", (Column("what", "words"), Column("value", "code")), rows)


def _instance(situation: Situation) -> Iterator[tuple[str, str]]:
    instance = situation.instance
    yield "instance", instance.name
    yield _HASH, instance.sha256
    yield "horizon", f"{format_time(instance.begins)} to {format_time(instance.ends)}"
    yield _PARTIES, f"{int(instance.groups.count.sum()):,}, {len(instance.groups):,}"
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
