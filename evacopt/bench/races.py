"""Solvers beside each other on the same problems: costs, the virtual best, performance profiles."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from evacopt.bench.history import NOTHING, Values, best_at, best_known, primal_integral
from evacopt.bench.measures import solver_names, total
from evacopt.bench.record import FINISHED, Record

Problem: TypeAlias = tuple[str, int]
"""An instance, and a seed of the solver."""
Cost: TypeAlias = Callable[[Record, Values | None], float | None]

PENALTY = 10
"""An unsolved problem costs so many times the limit: the PAR10 of algorithm selection."""
LEAST = 0.001
"""Seconds, as measured: costs below it are taken for it, so that ratios stay finite."""


def solved_after(record: Record, best: Values | None) -> float | None:
    """Seconds of the command, of a job whose every goal was solved to the end or that is contradictory."""
    solved = record.outcome.status in FINISHED or record.outcome.status == "infeasible"
    return total(record) if solved else None


COSTS: dict[str, Cost] = {
    "every goal solved": solved_after,
    "best known plan": best_at,
    "primal integral": primal_integral,
}


@dataclass(frozen=True, slots=True)
class Race:
    """What each solver paid for each problem that all of them were asked, of one set within one limit.

    Attributes
    ----------
    what : a key of `COSTS`
    costs : seconds by solver, one a problem and in the order of `problems`; `None` where it was not solved
    """

    set: str
    limit: float
    what: str
    problems: tuple[Problem, ...]
    costs: dict[str, tuple[float | None, ...]]

    def penalised(self, costs: Sequence[float | None]) -> list[float]:
        """Seconds a problem, `PENALTY` limits where it was not solved."""
        return [self.limit * PENALTY if cost is None else cost for cost in costs]

    @property
    def virtual_best(self) -> tuple[float | None, ...]:
        """The least cost of each problem: of a solver that always picked the right one."""
        each = zip(*self.costs.values(), strict=True)
        return tuple(min((cost for cost in costs if cost is not None), default=None) for costs in each)

    def ratios(self, solver: str) -> list[float]:
        """The cost of each problem over the least of all solvers; infinite where it was not solved.

        E. D. Dolan, J. J. Moré, Benchmarking optimization software with performance profiles, Mathematical
        Programming 91 (2002) 201-213.
        """
        pairs = zip(self.costs[solver], self.virtual_best, strict=True)
        return [
            math.inf if cost is None or least is None else max(cost, LEAST) / max(least, LEAST)
            for cost, least in pairs
        ]

    def share_within(self, solver: str, factor: float) -> float:
        """The performance profile at `factor`: the share of problems within so many times the least cost."""
        ratios = self.ratios(solver)
        return sum(ratio <= factor for ratio in ratios) / len(ratios)


def races(records: Sequence[Record], published: Mapping[str, Values] = NOTHING) -> list[Race]:
    """A race for each set, limit and cost; problems that not all solvers of the set were asked are left out.

    Otherwise who is only asked what is easy would look good.

    Parameters
    ----------
    published : the goals of the best plan in a published set, by the hash of the instance
    """
    name, best = solver_names(records), best_known(records, published)
    fields: dict[tuple[str, float], dict[str, dict[Problem, Record]]] = {}
    for record in records:
        job = record.job
        field = fields.setdefault((job.source.group, job.ask.time_limit), {})
        field.setdefault(name(record), {})[job.source.code, job.ask.seed] = record
    made = []
    for (group, limit), field in sorted(fields.items()):
        shared = tuple(sorted(set.intersection(*(set(its) for its in field.values()))))
        for what, cost in COSTS.items() if shared else ():
            paid = {
                solver: tuple(cost(its[problem], _best(its[problem], best)) for problem in shared)
                for solver, its in sorted(field.items())
            }
            made.append(Race(group, limit, what, shared, paid))
    return made


def _best(record: Record, best: dict[str, Values]) -> Values | None:
    facts = record.outcome.facts
    return best.get(facts.sha256) if facts else None
