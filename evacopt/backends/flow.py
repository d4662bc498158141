"""Minimum-cost flow of OR-Tools, for programs whose rules are a network (Goldberg, 1997).

A goal fixed at its best value keeps the network: at any best flow, potentials give each arc a reduced cost,
and the flows that are as good are those in which arcs of reduced cost other than 0 stay as they are
(Ahuja, Magnanti and Orlin, 1993, section 9). So goals in order are flows in ever smaller networks.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

import numpy as np
from ortools.graph.python import min_cost_flow

from evacopt.backends.network import Network, NothingFitsError, network_of
from evacopt.domain.columns import Ints
from evacopt.milp.contract import (
    BackendResult,
    Capabilities,
    Options,
    Program,
    Report,
    SolutionStatus,
    Termination,
    UnsuitableError,
)
from evacopt.milp.linear import Goal

STATUS: dict[str, tuple[Termination, SolutionStatus]] = {
    "NOT_SOLVED": ("error", "unknown"),
    "OPTIMAL": ("completed", "optimal"),
    "FEASIBLE": ("error", "unknown"),
    "INFEASIBLE": ("completed", "infeasible"),
    "UNBALANCED": ("error", "unknown"),  # supplies add up to 0 as they are made
    "BAD_RESULT": ("error", "unknown"),
    "BAD_COST_RANGE": ("error", "unknown"),
    "BAD_CAPACITY_RANGE": ("error", "unknown"),
}
"""Every member of SimpleMinCostFlow.Status; one that is not here is an error."""


class _StatusError(Exception):
    """The engine did not find a best flow; its text is the status."""


class FlowBackend:
    """Exact and polynomial, for the few instances that are networks; it says so where one is not."""

    name = "flow"
    capabilities = Capabilities(threads=False, seed=False, start=False, family="flow")

    def version(self) -> str:
        """Name and version."""
        return f"flow (ortools {version('ortools')})"

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        """Minimise the goal among the best flows of the fixed goals, in order.

        Raises
        ------
        UnsuitableError
            If the rules of `program` are no network, or a goal is fixed above its best value.
        """
        try:
            return _solve(program)
        except NothingFitsError:
            return BackendResult(termination="completed", status="infeasible", detail="no flow fits")
        except _StatusError as status:
            termination, solution = STATUS.get(str(status), ("error", "unknown"))
            return BackendResult(termination=termination, status=solution, detail=str(status))


def _solve(program: Program) -> BackendResult:
    network = network_of(program)
    for goal, value in program.fixed_goals:
        flow = _best_flow(network, goal)
        best = goal.of(flow[: network.columns])
        if best < value:
            raise UnsuitableError(f"flow holds a goal only at its best, and {best} is better than {value}")
        if best > value:
            raise NothingFitsError
        network = _as_good(network, goal, flow)
    values = _best_flow(network, program.goal)[: network.columns]
    value = program.goal.of(values)
    return BackendResult(
        termination="completed", status="optimal", values=values, bound=value, detail="OPTIMAL"
    )


def _costs(network: Network, goal: Goal) -> Ints:
    costs = np.zeros(len(network.lower), dtype=np.int64)
    np.add.at(costs, goal.column, goal.coefficient)
    return costs


def _best_flow(network: Network, goal: Goal) -> Ints:
    """A flow of least cost; shape (arcs,). Arcs from a node to itself are set by their cost alone."""
    costs = _costs(network, goal)
    loops = network.tail == network.head
    flow = np.where(costs < 0, network.upper, network.lower)
    arcs = np.flatnonzero(~loops)
    engine = min_cost_flow.SimpleMinCostFlow()
    engine.add_arcs_with_capacity_and_unit_cost(
        network.tail[arcs].astype(np.int32),
        network.head[arcs].astype(np.int32),
        (network.upper - network.lower)[arcs],
        costs[arcs],
    )
    supplies = np.zeros(network.nodes, dtype=np.int64)  # left to send once arcs carry their lower bounds
    np.add.at(supplies, network.head[arcs], network.lower[arcs])
    np.subtract.at(supplies, network.tail[arcs], network.lower[arcs])
    engine.set_nodes_supplies(np.arange(network.nodes, dtype=np.int32), supplies)
    status = engine.solve()
    if status != engine.OPTIMAL:
        raise _StatusError(status.name)
    flow[arcs] = network.lower[arcs] + engine.flows(np.arange(len(arcs), dtype=np.int32))
    return flow


def _as_good(network: Network, goal: Goal, flow: Ints) -> Network:
    """The network of the flows that are as good as `flow`, a best one, in `goal`."""
    costs = _costs(network, goal)
    potential = _potentials(network, costs, flow)
    settled = costs + potential[network.tail] - potential[network.head] != 0
    return replace(
        network,
        lower=np.where(settled, flow, network.lower),
        upper=np.where(settled, flow, network.upper),
    )


def _potentials(network: Network, costs: Ints, flow: Ints) -> Ints:
    """Least costs to each node from anywhere in the residual network, by Bellman and Ford; shape (nodes,)."""
    more, less = np.flatnonzero(flow < network.upper), np.flatnonzero(flow > network.lower)
    tail = np.append(network.tail[more], network.head[less])
    head = np.append(network.head[more], network.tail[less])
    cost = np.append(costs[more], -costs[less])
    potential = np.zeros(network.nodes, dtype=np.int64)
    for _ in range(network.nodes + 1):
        nearer = potential.copy()
        np.minimum.at(nearer, head, potential[tail] + cost)
        if (nearer == potential).all():
            return potential
        potential = nearer
    raise _StatusError("BAD_RESULT")  # a ring of negative cost: the flow was not a best one
