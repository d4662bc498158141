"""A certificate: multipliers that let anyone recompute, in integers, what no plan can do better than."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

CERTIFICATE_FORMAT = "evacopt-certificate/2"

Key: TypeAlias = tuple[str, ...]
"""What a row or a column is known by: its rule, or what it counts, then codes and a time, each by itself."""
Name: TypeAlias = Key | str
"""A key; or words, in certificates of the first form, which must fit one thing only."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Multipliers of named rows over the denominator `scale`; scale 0 says that nothing is feasible.

    With `pools` the seats of some flights are taken together, and who boards them is counted as whole
    parties: each pool is the flights of it, and no flight is in two. With `congruence`, a row and a modulus,
    what the row counts may only be what whole numbers come to modulo that. With `surrogate`, flights, the
    rows of parties count together: all who leave take no more seats than those flights have.
    """

    scale: int
    multipliers: tuple[tuple[Name, int], ...] = ()
    pools: tuple[tuple[str, ...], ...] = ()
    congruence: tuple[Name, int] | None = None
    surrogate: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """Either the named column is at most `at`, or at least `at` + 1."""

    column: Name
    at: int
    down: Tree
    up: Tree


@dataclass(frozen=True, slots=True)
class RowBranch:
    """Either the named row counts at most `at`, or at least `at` + 1, and may have a multiplier below 0."""

    row: Name
    at: int
    down: Tree
    up: Tree


Tree: TypeAlias = Leaf | Branch | RowBranch


@dataclass(frozen=True, slots=True)
class Cut:
    """No more than `most` of `amounts` x columns fits on one scheduled flight, by its seats alone."""

    flight: str
    amounts: tuple[tuple[Name, int], ...]
    most: int


@dataclass(frozen=True, slots=True)
class Rounding:
    """Rows added up at multipliers over `scale`, and rounded as whole numbers allow.

    The columns `above` count from their most downwards, the others from their least upwards.
    """

    scale: int
    multipliers: tuple[tuple[Name, int], ...]
    above: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalProof:
    """Why a goal cannot go below `bound` while the goals before it are no worse than the plan's values.

    `wholesale` says that it is over commodities and single legs, a leaf without cuts; else it is over pairs.
    """

    goal: str
    bound: int
    tree: Tree
    cuts: tuple[Cut, ...] = ()
    wholesale: bool = False
    roundings: tuple[Rounding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is claimed of one instance, and the proof.

    Attributes
    ----------
    values : the values of the goals of the plan that it speaks of, in order
    proofs : a bound for each goal, of either kind
    conflict : rows of promises that no plan keeps together, `contradiction` shows it
    """

    instance_name: str
    instance_sha256: str
    values: tuple[tuple[str, int], ...] = ()
    proofs: tuple[GoalProof, ...] = ()
    conflict: tuple[Name, ...] = ()
    contradiction: Tree | None = None
