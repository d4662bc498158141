"""Plans get better with time: the best plan at parts of a limit, against baselines and the part before.

    python -m benchmarks.campaign_anytime --families surge tight fleet --people 1000 --limit 20
    python -m benchmarks.campaign_anytime --families mixed --people 10000 --limit 60 --load

A run of `solve` is ended by `should_stop` after 10, 25, 50 and 100 % of its limit, each a run of its own; its
goals must be no worse, in their order, than those of the best baseline and of the part before. With `--load`
two processes keep both cores busy in a further run of the whole limit, no worse than half of it.
Ends with 1 where a plan was worse, or the judge refused it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context

from benchmarks.verdict import verdict
from evacopt.domain.instance import Instance
from evacopt.generation.generate import generate
from evacopt.judge.certificate import check_certificate
from evacopt.judge.verify import verify
from evacopt.model.formulation import ORDERS
from evacopt.output.markdown import markdown
from evacopt.output.table import sheet
from evacopt.planning.result import Result
from evacopt.planning.solve import solve

PARTS = (0.1, 0.25, 0.5, 1.0)
"""Of the limit."""
BUSY = 2
"""Processes of the competing load."""
HEADING = ("instance", "ended after (s)", "of what", "goals", "bounds", "no worse")


def main() -> int:
    """Run all and print the table."""
    arguments = _arguments()
    rows: list[tuple[str, ...]] = [
        row
        for family in arguments.families
        for people in arguments.people
        for seed in arguments.seeds
        for row in _rows(
            f"{family} {people:,}, seed {seed}", generate(family, people=people, seed=seed), arguments
        )
    ]
    print(markdown(sheet("anytime", f"Plans of a limit of {arguments.limit:g} s", HEADING, rows)))
    return verdict(wrong=sum(row[-1] == "WORSE" for row in rows), done=len(rows))


def _rows(name: str, known: Instance, arguments: argparse.Namespace) -> Iterator[tuple[str, ...]]:
    """One for each baseline and each part, then one under load."""
    least: list[int] = []
    reached = list[list[int]]()
    for order in ORDERS if arguments.baselines else ():
        begun = time.monotonic()
        values = _values(known, solve(known, backend=order, time_limit=arguments.limit))
        least = min(filter(None, (least, values)), default=[])
        yield (name, *_row(begun, order, values, []), "yes")
    for part in PARTS:
        begun = time.monotonic()
        result = _ended(known, arguments.limit, begun + part * arguments.limit)
        values = _values(known, result)
        fair = all(values <= other for other in (least, *reached) if other)
        reached.append(values)
        yield (name, *_row(begun, f"{part:.0%}", values, _bounds(result)), "yes" if fair else "WORSE")
    if arguments.load:
        begun = time.monotonic()
        with _busy():
            result = _ended(known, arguments.limit, begun + arguments.limit)
        values, half = _values(known, result), reached[PARTS.index(0.5)]
        fair = bool(values) and values <= half
        yield (name, *_row(begun, "100% under load", values, _bounds(result)), "yes" if fair else "WORSE")


def _ended(known: Instance, limit: float, ends: float) -> Result:
    return solve(known, time_limit=limit, should_stop=lambda: time.monotonic() > ends)


def _values(known: Instance, result: Result) -> list[int]:
    """The goals of a plan that the judge accepts with its bounds; none where there is no plan.

    Raises
    ------
    SystemExit
        If the judge refuses it.
    """
    plan, certificate = result.plan, result.certificate
    if plan is None or certificate is None:
        return []
    refused = [*verify(known, plan), *check_certificate(known, plan, certificate)]
    if refused:
        raise SystemExit(f"{known.name}: {refused[0]}")
    return [goal.value for goal in plan.goals]


def _bounds(result: Result) -> list[int]:
    return [goal.bound or 0 for goal in result.goals]


def _row(begun: float, what: str, values: Sequence[int], bounds: Sequence[int]) -> tuple[str, ...]:
    row = f"{time.monotonic() - begun:.1f}", what, *(" ".join(map(str, each)) for each in (values, bounds))
    print(*row, sep="; ", file=sys.stderr, flush=True)
    return row


@contextmanager
def _busy() -> Iterator[None]:
    """Processes that do nothing but count, as long as this lasts."""
    context = get_context("spawn")
    busy = [context.Process(target=_count, daemon=True) for _ in range(BUSY)]
    for process in busy:
        process.start()
    try:
        yield
    finally:
        for process in busy:
            process.terminate()
            process.join()


def _count() -> None:
    while True:
        pass


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--families", nargs="+", default=["surge", "tight", "fleet"])
    parser.add_argument("--people", nargs="+", type=int, default=[1000])
    parser.add_argument("--seeds", nargs="+", type=int, default=[5])
    parser.add_argument("--limit", type=float, default=20.0, help="seconds")
    parser.add_argument("--load", action="store_true", help="a further run beside busy processes")
    parser.add_argument("--baselines", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
