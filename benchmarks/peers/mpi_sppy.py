"""mpi-sppy on Pyomo and HiGHS: the two-stage model of plans for many scenarios, group by group.

    python -m venv PEER
    PEER/bin/pip install -e . mpi-sppy==0.14.0 pyomo==6.10.1
    PEER/bin/python benchmarks/peers/mpi_sppy.py INSTANCE SCENARIOS extensive
    PEER/bin/python benchmarks/peers/mpi_sppy.py INSTANCE SCENARIOS hedging --rho 1
    PEER/bin/python benchmarks/peers/mpi_sppy.py INSTANCE SCENARIOS plan --plan PLAN

SCENARIOS is a file of `scenarios.py`. Until the first flight of a scenario fails all goes as the plan has it;
then the whole course is known, and what leaves later is decided again. The rules are those of `rules.py`, and
the goal is the mean weighted sum of the people left behind. `extensive` solves the extensive form, `hedging`
hedges progressively (Rockafellar and Wets 1991), and `plan` says what a plan comes to in the same model. The
last line printed is a JSON object. MPI is not needed; mpi-sppy leaves `xhateval.log` in the working folder.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyomo.environ as pyo
from mpisppy.extensions.xhatclosest import XhatClosest
from mpisppy.opt.ef import ExtensiveForm
from mpisppy.opt.ph import PH
from mpisppy.utils.sputils import attach_root_node
from mpisppy.utils.xhat_eval import Xhat_Eval

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # a script from anywhere

import evacopt
from benchmarks.peers.limits import Limits
from benchmarks.peers.parties import parties_of
from benchmarks.peers.rules import refuse_other_rules
from benchmarks.peers.scenarios import Scenarios, read_scenarios

ENGINE = "appsi_highs"
EXACT = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "threads": 1, "random_seed": 0}
PREFIX = "scenario"

Pair = tuple[int, int]
"""A group and a flight that takes it, by their rows."""


@dataclass(frozen=True, eq=False)
class TwoStages:
    """An instance, who may board what, and the scenarios."""

    instance: evacopt.Instance
    pairs: tuple[Pair, ...]
    scenarios: Scenarios

    @property
    def names(self) -> list[str]:
        """Of the scenarios; mpi-sppy wants each to end with its number."""
        return [f"{PREFIX}{number}" for number in range(len(self.scenarios.courses))]

    def scenario(self, name: str) -> Any:
        """Its model: the first stage is whom the plan boards."""
        course = self.scenarios.courses[int(name.removeprefix(PREFIX))]
        groups, flights = self.instance.groups, self.instance.flights
        fails = {row for row, flight in enumerate(flights) if flight.id in course.fails}
        news = min((flights[row].departs for row in fails), default=self.instance.ends + 1)
        past = [pair for pair in self.pairs if flights[pair[1]].departs < news]
        later = [pair for pair in self.pairs if flights[pair[1]].departs >= news and pair[1] not in fails]
        model = pyo.ConcreteModel(name)
        model.plan, model.again = self._boarding(self.pairs), self._boarding(later)
        model.rules = pyo.ConstraintList()
        flown = {pair: model.plan[pair] for pair in past} | {pair: model.again[pair] for pair in later}
        for boarding in (dict(model.plan), flown):
            for row in self._rows(boarding):
                model.rules.add(row)
        weights = self.instance.policy.party_weights(groups).tolist()
        out = pyo.quicksum(weights[group] * parties for (group, _), parties in flown.items())
        model.left = pyo.Objective(expr=sum(map(int.__mul__, weights, groups.count.tolist())) - out)
        attach_root_node(model, 0, [model.plan])
        model._mpisppy_probability = course.times / self.scenarios.scenarios
        return model

    def _boarding(self, pairs: Sequence[Pair]) -> Any:
        """Parties of each group on each flight."""
        count = self.instance.groups.count.tolist()
        bounds = {pair: (0, count[pair[0]]) for pair in pairs}
        return pyo.Var(pairs, domain=pyo.NonNegativeIntegers, bounds=lambda _, *pair: bounds[pair])

    def _rows(self, boarding: dict[Pair, Any]) -> Iterator[Any]:
        """No party twice; seats and lap infants."""
        groups, flights = self.instance.groups, self.instance.flights
        of_group, of_flight = defaultdict[int, list[Any]](list), defaultdict[int, list[tuple[int, Any]]](list)
        for (group, row), parties in boarding.items():
            of_group[group].append(parties)
            of_flight[row].append((group, parties))
        for group, each in of_group.items():
            yield (0, pyo.quicksum(each), int(groups.count[group]))
        for row, aboard in of_flight.items():
            for use, most in (
                (groups.size, flights[row].seats),
                (groups.infants, flights[row].infant_limit),
            ):
                yield (0, pyo.quicksum(int(use[group]) * parties for group, parties in aboard), most)


def two_stages(instance: evacopt.Instance, scenarios: Scenarios) -> TwoStages:
    """The model of an instance whose only goal is a weighted sum of the people left behind."""
    strict = replace(instance.policy, priority_rule="strict", priority_weights=())
    refuse_other_rules(replace(instance, policy=strict))
    parties = parties_of(instance, Limits(seconds=1e6, memory=2**60))
    pairs = zip(parties.group_of_pair.tolist(), parties.flight.tolist(), strict=True)
    return TwoStages(instance, tuple(sorted(set(pairs))), scenarios)


def extensive(of: TwoStages, asked: argparse.Namespace) -> dict[str, object]:
    """The extensive form, solved by HiGHS."""
    form = ExtensiveForm({"solver": ENGINE}, of.names, of.scenario, suppress_warnings=True)
    answer = form.solve_extensive_form({**EXACT, "time_limit": asked.time_limit})
    return {
        "value": form.get_objective_value(),
        "bound": answer.problem.lower_bound,
        "ended": str(answer.solver.termination_condition),
    }


def hedging(of: TwoStages, asked: argparse.Namespace) -> dict[str, object]:
    """Progressive hedging: the plan of the scenario closest to the mean, and the bound of its weights.

    HiGHS has no quadratic integer programs, so the proximal term is made of tangents.
    """
    options = {
        "solver_name": ENGINE,
        "PHIterLimit": asked.iterations,
        "defaultPHrho": asked.rho,
        "convthresh": 1e-6,
        "time_limit": asked.time_limit,
        "verbose": False,
        "display_progress": False,
        "linearize_proximal_terms": True,
        "linearize_binary_proximal_terms": True,
        "proximal_linearization_tolerance": 1e-2,
        "iter0_solver_options": EXACT,
        "iterk_solver_options": EXACT,
        "xhat_closest_options": {"xhat_solver_options": EXACT, "keep_solution": True},
    }
    method = PH(options, of.names, of.scenario, extensions=XhatClosest)
    convergence, _, wait_and_see = method.ph_main()
    return {
        "value": method.extobject._final_xhat_closest_obj,
        "bound": max(wait_and_see, method.post_solve_bound(EXACT)),
        "iterations": method._PHIter,
        "convergence": convergence,
    }


def plan(of: TwoStages, asked: argparse.Namespace) -> dict[str, object]:
    """What a plan file comes to, with the best second stages."""
    boards = {(row.group, row.itinerary): row.parties for row in evacopt.read_plan(asked.plan).assignments}
    groups, flights = of.instance.groups.id, of.instance.flights
    chosen = [boards.get((groups[group], (flights[row].id,)), 0) for group, row in of.pairs]
    options = {"solver_name": ENGINE, "verbose": False, "solver_options": EXACT}
    value = Xhat_Eval(options, of.names, of.scenario).evaluate({"ROOT": np.array(chosen, dtype=float)})
    return {"value": float(value)}


METHODS = {"extensive": extensive, "hedging": hedging, "plan": plan}


def main() -> None:
    """Read, solve, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instance")
    parser.add_argument("scenarios", type=Path)
    parser.add_argument("method", choices=METHODS)
    parser.add_argument("--plan", help="the plan file to evaluate")
    parser.add_argument("--rho", type=float, default=1.0, help="the penalty of progressive hedging")
    parser.add_argument("--iterations", type=int, default=50)
    parser.add_argument("--time-limit", type=float, default=300.0, metavar="SECONDS")
    asked = parser.parse_args()
    with contextlib.redirect_stdout(sys.stderr):  # the library greets
        of = two_stages(evacopt.read_instance(asked.instance), read_scenarios(asked.scenarios))
        found = METHODS[asked.method](of, asked)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
