"""`[[runs]]` of a campaign: backends and peers by limit, threads and seed; lists multiply out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from evacopt.backends.registry import target_of
from evacopt.bench.job import Ask, Value, sha256_of
from evacopt.bench.keys import Keys
from evacopt.domain.fields import POLICY
from evacopt.domain.finding import Finding
from evacopt.domain.nearest import did_you_mean
from evacopt.errors import BackendError
from evacopt.files.grammar import MisreadError, reader

KEYS = ("sets", "backends", "peers", "time_limits", "threads", "solver_seed", "gap", "policy")


@dataclass(frozen=True, slots=True)
class Run:
    """How instances are solved; `sets` names those that it is for, and is empty for all."""

    ask: Ask
    sets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Solver:
    """A backend, or a peer with its script."""

    name: str
    script: str = ""
    sha256: str = ""


def runs_of(where: str, table: Any, folder: Path, known: set[str], findings: list[Finding]) -> list[Run]:
    """The runs of one entry; `known` are the sets of instances, empty where that is not known."""
    keys = Keys(where, table, KEYS, findings)
    keys.need("time_limits")
    solvers = _backends(keys) + _peers(keys, folder)
    if "backends" not in keys and "peers" not in keys:
        keys.refuse("backends", "or peers must be there")
    sets, gap, policy = _sets(keys, known), keys.gap("gap"), _policy(keys)
    limits = keys.seconds("time_limits")
    threads: list[int | None] = [*keys.integers("threads", low=1, high=10_000)]
    seeds = keys.seeds("solver_seed") or [0]
    return [
        Run(
            Ask(
                backend=solver.name,
                peer=solver.script,
                peer_sha256=solver.sha256,
                time_limit=limit,
                threads=count,
                seed=seed,
                gap=gap,
                policy=policy,
            ),
            sets,
        )
        for solver, limit, count, seed in product(solvers, limits, threads or [None], seeds)
    ]


def _sets(keys: Keys, known: set[str]) -> tuple[str, ...]:
    named = keys.texts("sets")
    for name in named if known else ():
        if name not in known:
            remedy = did_you_mean(name, known) or f"there are {', '.join(sorted(known))}"
            keys.refuse("sets", "names no set of instances", name, remedy=remedy)
    return tuple(named)


def _backends(keys: Keys) -> list[_Solver]:
    """Those that are known; several with commas between them are compared by one run."""
    found = []
    for name in keys.texts("backends"):
        try:
            for part in name.split(","):
                if part.strip() != "auto":
                    target_of(part.strip())
        except BackendError as refusal:
            keys.refuse("backends", str(refusal))
        else:
            found.append(_Solver(name))
    return found


def _peers(keys: Keys, folder: Path) -> list[_Solver]:
    found = []
    for name in keys.texts("peers"):
        file = (folder / name).resolve()
        if file.is_file():
            found.append(_Solver(f"peer {file.stem}", str(file), sha256_of(file)))
        else:
            keys.refuse("peers", "is no file", name, remedy="it is relative to the campaign's folder")
    return found


def _policy(keys: Keys) -> dict[str, Value]:
    """What replaces keys of the policy, as stored values."""
    known = {field.column: field for field in POLICY}
    made: dict[str, Value] = {}
    for name, cell in keys.table("policy").items():
        if name not in known:
            keys.refuse(f"policy.{name}", "is no key of the policy", remedy=did_you_mean(name, known))
            continue
        try:
            made[known[name].attribute] = _plain(reader(known[name], native=True, may_be_empty=False)(cell))
        except MisreadError as error:
            keys.refuse(f"policy.{name}", error.rule, cell, remedy=error.remedy)
    return made


def _plain(value: Any) -> Value:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
