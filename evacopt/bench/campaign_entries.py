"""`[[instances]]` of a campaign: files, or families by size, seed and parameters; lists multiply out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, cast

from evacopt.backends.registry import target_of
from evacopt.bench.job import Ask, Form, Source, Value, sha256_of
from evacopt.bench.keys import Keys
from evacopt.domain.fields import POLICY
from evacopt.domain.finding import Finding
from evacopt.domain.misread import MisreadError
from evacopt.domain.nearest import did_you_mean
from evacopt.errors import BackendError, UsageError
from evacopt.files.grammar import reader
from evacopt.generation.families import FAMILIES, parameters_of
from evacopt.generation.generate import LARGEST_SEED, MOST_PEOPLE
from evacopt.generation.parameter import settle

_FILES = ("set", "path", "exclude", "from", "case")
_FAMILY = ("set", "family", "people", "seeds", "params")
ENTRY_KEYS = (*_FILES, *_FAMILY)
FORMS = ("rsp", "rpsp", "mkp")


def sources_of(where: str, table: Any, folder: Path, findings: list[Finding]) -> list[Source]:
    """The instances of one entry."""
    named = table if isinstance(table, dict) else {}
    if ("path" in named) == ("family" in named):
        keys = Keys(where, table, ENTRY_KEYS, findings)
        keys.refuse("path", "or family must be there, and not both")
        return []
    if "family" in named:
        return _of_family(Keys(where, table, _FAMILY, findings))
    return _of_files(Keys(where, table, _FILES, findings), folder)


def _of_files(keys: Keys, folder: Path) -> list[Source]:
    form = keys.text("from")
    if form and form not in FORMS:
        keys.refuse("from", f"must be one of {', '.join(FORMS)}", form)
        form = ""
    cases: list[int | None] = [*keys.integers("case", low=1)]
    if cases and form != "rsp":
        keys.refuse("case", 'goes with from = "rsp"')
    group = keys.text("set")
    return [
        Source(
            group=group or path.resolve().parent.name,
            code=path.stem if case is None else f"{path.stem}-{case}",
            path=str(path.resolve()),
            sha256=sha256_of(path),
            form=cast("Form", form),
            case=case,
            params={},
        )
        for path in _files(keys, folder)
        for case in cases or [None]
    ]


def _files(keys: Keys, folder: Path) -> list[Path]:
    """The files that the patterns find, without those that are excluded."""
    left_out, every = set(keys.texts("exclude")), list[Path]()
    for pattern in keys.texts("path"):
        files = [file for file in _matches(folder, pattern) if file.name not in left_out]
        if not files:
            keys.refuse("path", "finds no file", pattern, remedy="it is relative to the campaign's folder")
        every += files
    return list(dict.fromkeys(every))


def _matches(folder: Path, pattern: str) -> list[Path]:
    """Files and folders; the part of `pattern` before any wildcard is a folder as it stands."""
    parts = Path(pattern).parts
    fixed = next((number for number, part in enumerate(parts) if set(part) & set("*?[")), len(parts))
    start = folder.joinpath(*parts[:fixed])
    if fixed == len(parts):
        return [start] if start.exists() else []
    return sorted(start.glob(str(Path(*parts[fixed:])))) if start.is_dir() else []


def _of_family(keys: Keys) -> list[Source]:
    family = keys.text("family")
    if family not in FAMILIES:
        remedy = did_you_mean(family, FAMILIES) or f"there are {', '.join(FAMILIES)}"
        if family:  # one that is blank, or no text at all, is refused already
            keys.refuse("family", "is no family", family, remedy=remedy)
        return []
    group = keys.text("set", family)
    sizes: list[int | None] = [*keys.integers("people", low=1, high=MOST_PEOPLE)]
    seeds = [seed for seed in keys.seeds("seeds") if seed <= LARGEST_SEED] or [0]
    return [
        Source(
            group=group,
            code="-".join(
                [
                    family,
                    *([] if people is None else [str(people)]),
                    f"s{seed}",
                    *(f"{name}={value}" for name, value in params.items()),
                ]
            ),
            family=family,
            people=people,
            seed=seed,
            params=params,
        )
        for params in _each_params(keys, family)
        for people in sizes or [None]
        for seed in seeds
    ]


def _each_params(keys: Keys, family: str) -> Iterator[dict[str, int | str]]:
    """Every choice of parameters; those that the family refuses are findings."""
    listed = {
        name: value if isinstance(value, list) else [value] for name, value in keys.table("params").items()
    }
    refused = set()
    for values in product(*listed.values()):
        params = dict(zip(listed, values, strict=True))
        try:
            settle(family, parameters_of(family), params)
        except UsageError as refusal:
            if str(refusal) not in refused:
                keys.refuse("params", str(refusal))
            refused.add(str(refusal))
        else:
            yield params


RUN_KEYS = ("sets", "backends", "peers", "time_limits", "threads", "solver_seed", "gap", "policy")


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
    keys = Keys(where, table, RUN_KEYS, findings)
    keys.need("time_limits")
    solvers = _backends(keys) + _peers(keys, folder)
    if "backends" not in keys and "peers" not in keys:
        keys.refuse("backends", "or peers must be there")
    sets = tuple(keys.texts("sets"))
    for name in sets if known else ():
        if name not in known:
            remedy = did_you_mean(name, known) or f"there are {', '.join(sorted(known))}"
            keys.refuse("sets", "names no set of instances", name, remedy=remedy)
    gap, policy = keys.gap("gap"), _policy(keys)
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


def _backends(keys: Keys) -> list[_Solver]:
    """Those that are known; several with commas between them are compared by one run."""
    solvers = []
    for name in keys.texts("backends"):
        try:
            for part in name.split(","):
                if part.strip() != "auto":
                    target_of(part.strip())
        except BackendError as refusal:
            keys.refuse("backends", str(refusal))
        else:
            solvers.append(_Solver(name))
    return solvers


def _peers(keys: Keys, folder: Path) -> list[_Solver]:
    solvers = []
    for name in keys.texts("peers"):
        file = (folder / name).resolve()
        if file.is_file():
            solvers.append(_Solver(f"peer {file.stem}", str(file), sha256_of(file)))
        else:
            keys.refuse("peers", "is no file", name, remedy="it is relative to the campaign's folder")
    return solvers


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
