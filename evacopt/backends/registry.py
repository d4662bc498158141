"""Which backends there are; a backend is imported only where it runs."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from importlib.util import find_spec
from typing import NamedTuple

from evacopt.domain.phrase import phrase
from evacopt.errors import BackendError
from evacopt.milp.contract import Backend, Capabilities

BACKENDS: Mapping[str, str] = {
    "highs": "evacopt.backends.highs:HighsBackend",
    "cpsat": "evacopt.backends.cpsat:CpSatBackend",
    "scip": "evacopt.backends.mathopt:scip",
    "mathopt-highs": "evacopt.backends.mathopt:highs",
    "cbc": "evacopt.backends.cbc:CbcBackend",
    "flow": "evacopt.backends.flow:FlowBackend",
    "scale": "evacopt.backends.highs:HighsBackend",
    "first-come": "evacopt.backends.baseline:first_come",
    "own-first": "evacopt.backends.baseline:own_first",
    "priority-first": "evacopt.backends.baseline:priority_first",
}
"""Name on the command line -> module and what makes the backend, or the engine that works for a method."""

METHODS: Mapping[str, Capabilities] = {
    "scale": Capabilities(exact=False, gap=False, start=False, duals=True, family="scale"),
}
"""Methods that go by a name of their own, and what they honour, whatever their engine does: the plan is the
method's own, and what it says of a bound is checked in integers, so that it claims nothing."""

FAMILIES: Mapping[str, str] = {"pulp": "evacopt.backends.pulp_any:PulpBackend"}
"""Prefix of names such as `pulp:HiGHS` -> module and what makes the backend from the rest of the name."""

INSTALL = "pip install highspy ortools pulp"
"""What brings the engines of evacopt's own backends, should one of them be gone."""

GROUP = "evacopt.backends"
"""The entry-point group by which other packages add backends."""


class Target(NamedTuple):
    """A backend: its name, and where the child finds it."""

    name: str
    where: str


class Pick(NamedTuple):
    """What `auto` picked, and why."""

    name: str
    reason: str


_AUTO = (
    (
        "highs",
        "highspy",
        phrase("it finds the best, says a bound, and gives the multipliers that proofs are made of"),
    ),
    (
        "cpsat",
        "ortools",
        phrase("highspy is not installed; it finds the best in exact integers and says a bound"),
    ),
)


def resolve_auto() -> Pick:
    """The backend that `auto` stands for on this machine, and why.

    Raises
    ------
    BackendError
        If none of those that it would pick is installed.
    """
    for name, engine, reason in _AUTO:
        if find_spec(engine) is not None:
            return Pick(name, reason)
    raise BackendError(f"no solver is installed; try: {INSTALL}")


def registered() -> Mapping[str, str]:
    """Every backend but the families: those of evacopt, then those that other packages add.

    A package cannot replace a backend of evacopt: its own one of the same name is not listed.
    """
    from importlib.metadata import entry_points

    added = {point.name: point.value for point in sorted(entry_points(group=GROUP))}
    return {**added, **BACKENDS}


def target_of(name: str) -> Target:
    """The backend that `name` means.

    Raises
    ------
    BackendError
        If there is no such backend; the message names those there are.
    """
    family, _, rest = name.partition(":")
    if rest and family in FAMILIES:
        return Target(name, FAMILIES[family])
    known = BACKENDS if name in BACKENDS else registered()
    if name not in known:
        listed = [*sorted(known), *(f"{family}:<NAME>" for family in sorted(FAMILIES))]
        raise BackendError(f"there is no backend {name!r}; there are: auto, {', '.join(listed)}")
    return Target(name, known[name])


def load(name: str, where: str) -> Backend:
    """Import `where` (`module:attribute`) and make the backend; raises ImportError where it is not there.

    What follows the colon of `name`, if there is one, is what a family makes its backend from.
    """
    module, _, attribute = where.partition(":")
    make = getattr(importlib.import_module(module), attribute)
    _, colon, rest = name.partition(":")
    backend: Backend = make(rest) if colon else make()
    return backend
