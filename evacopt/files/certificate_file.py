"""Certificate files: what shows the bounds of a plan, or that promises contradict each other, as JSON.

The names in it are codes of the instance (groups, flights, shares), so the file is as private as the plan.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from evacopt.domain.certificate import (
    CERTIFICATE_FORMAT,
    Branch,
    Certificate,
    Cut,
    GoalProof,
    Leaf,
    Name,
    Rounding,
    RowBranch,
    Tree,
)
from evacopt.domain.finding import Finding
from evacopt.errors import PlanError
from evacopt.files.json_file import MisfitError, OfInstance, Strict, converted, read_json, write_json

_Name = Annotated[list[str], msgspec.Meta(min_length=1)] | str
"""A key; or words, as in the first form, where objects have them as their keys."""
_Amounts = list[tuple[_Name, int]] | dict[str, int]


class _Value(Strict):
    goal: str
    value: int


class _Leaf(Strict, tag_field="node", tag="leaf"):
    scale: int
    multipliers: _Amounts
    pools: tuple[tuple[str, ...], ...] = ()
    congruence: tuple[_Name, int] | None = None
    surrogate: tuple[str, ...] = ()


class _Branch(Strict, tag_field="node", tag="branch"):
    column: _Name
    at: int
    down: _Leaf | _Branch | _RowBranch
    up: _Leaf | _Branch | _RowBranch


class _RowBranch(Strict, tag_field="node", tag="row"):
    row: _Name
    at: int
    down: _Leaf | _Branch | _RowBranch
    up: _Leaf | _Branch | _RowBranch


class _Cut(Strict):
    flight: str
    amounts: _Amounts
    most: int


class _Rounding(Strict):
    scale: int
    multipliers: _Amounts
    above: tuple[_Name, ...] = ()


class _Proof(Strict):
    goal: str
    bound: int
    tree: _Leaf | _Branch | _RowBranch
    cuts: tuple[_Cut, ...] = ()
    wholesale: bool = False
    roundings: tuple[_Rounding, ...] = ()


class _File(Strict):
    format: Literal["evacopt-certificate/1", "evacopt-certificate/2"]
    instance: OfInstance
    values: tuple[_Value, ...] = ()
    proofs: tuple[_Proof, ...] = ()
    wholesale: bool = False
    conflict: tuple[_Name, ...] = ()
    contradiction: _Leaf | _Branch | _RowBranch | None = None


def read_certificate(path: str | os.PathLike[str]) -> Certificate:
    """The certificate in a file. Whether it holds is for the judge to say.

    Raises
    ------
    PlanError
        If it is no certificate file; the finding says where and why.
    """
    return certificate_of(read_json(path), Path(path).name)


def certificate_of(content: Any, where: str) -> Certificate:
    """The certificate that a JSON value says; PlanError for the first part that is not as it must be."""
    try:
        file: _File = converted(content, _File)
        return Certificate(
            instance_name=file.instance.name,
            instance_sha256=file.instance.sha256,
            values=tuple((row.goal, row.value) for row in file.values),
            proofs=tuple(
                GoalProof(
                    row.goal,
                    row.bound,
                    _tree(row.tree),
                    tuple(Cut(cut.flight, _amounts(cut.amounts), cut.most) for cut in row.cuts),
                    row.wholesale or file.wholesale,
                    tuple(map(_rounding, row.roundings)),
                )
                for row in file.proofs
            ),
            conflict=tuple(map(_name, file.conflict)),
            contradiction=None if file.contradiction is None else _tree(file.contradiction),
        )
    except MisfitError as error:
        finding = Finding(rule=error.rule, place=where, column=error.path.removeprefix("."))
        raise PlanError([finding]) from None
    except RecursionError:
        raise PlanError([Finding(rule="is nested too deeply", place=where)]) from None


def _tree(node: _Leaf | _Branch | _RowBranch) -> Tree:
    if isinstance(node, _Leaf):
        (congruence,) = _amounts([node.congruence]) if node.congruence else (None,)
        return Leaf(node.scale, _amounts(node.multipliers), node.pools, congruence, node.surrogate)
    if isinstance(node, _RowBranch):
        return RowBranch(_name(node.row), node.at, _tree(node.down), _tree(node.up))
    return Branch(_name(node.column), node.at, _tree(node.down), _tree(node.up))


def _rounding(given: _Rounding) -> Rounding:
    return Rounding(given.scale, _amounts(given.multipliers), tuple(map(_name, given.above)))


def _amounts(given: list[tuple[list[str] | str, int]] | dict[str, int]) -> tuple[tuple[Name, int], ...]:
    rows = given.items() if isinstance(given, dict) else given
    return tuple((_name(name), amount) for name, amount in rows)


def _name(name: list[str] | str) -> Name:
    return name if isinstance(name, str) else tuple(name)


def write_certificate(certificate: Certificate, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write `certificate` whole or not at all, readable by its owner only; equal ones give equal bytes.

    Raises
    ------
    OutputError
        If the file exists and `force` is not set, or it cannot be written.
    """
    write_json(certificate_object(certificate), path, lists=("values", "proofs"), force=force)


def certificate_object(certificate: Certificate) -> dict[str, Any]:
    """`certificate` as the object of its file; where all proofs are wholesale that is said once, of all."""
    every = bool(certificate.proofs) and all(proof.wholesale for proof in certificate.proofs)
    content: dict[str, Any] = {
        "format": CERTIFICATE_FORMAT,
        "instance": {"name": certificate.instance_name, "sha256": certificate.instance_sha256},
        "values": [{"goal": goal, "value": value} for goal, value in certificate.values],
        "proofs": [
            {
                "goal": proof.goal,
                "bound": proof.bound,
                "cuts": [
                    {"flight": cut.flight, "amounts": list(cut.amounts), "most": cut.most}
                    for cut in proof.cuts
                ],
                "tree": _tree_object(proof.tree),
                **({"wholesale": True} if proof.wholesale and not every else {}),
                **({"roundings": list(map(_rounding_object, proof.roundings))} if proof.roundings else {}),
            }
            for proof in certificate.proofs
        ],
    }
    if every:
        content["wholesale"] = True
    if certificate.contradiction is not None:
        content["conflict"] = list(certificate.conflict)
        content["contradiction"] = _tree_object(certificate.contradiction)
    return content


def _rounding_object(rounding: Rounding) -> dict[str, Any]:
    return {
        "scale": rounding.scale,
        "multipliers": list(rounding.multipliers),
        "above": list(rounding.above),
    }


def _tree_object(tree: Tree) -> dict[str, Any]:
    if not isinstance(tree, Leaf):
        sides = {"at": tree.at, "down": _tree_object(tree.down), "up": _tree_object(tree.up)}
        if isinstance(tree, RowBranch):
            return {"node": "row", "row": tree.row, **sides}
        return {"node": "branch", "column": tree.column, **sides}
    more: dict[str, Any] = {"pools": [list(pool) for pool in tree.pools]} if tree.pools else {}
    if tree.congruence is not None:
        more["congruence"] = tree.congruence
    if tree.surrogate:
        more["surrogate"] = list(tree.surrogate)
    return {"node": "leaf", "scale": tree.scale, "multipliers": list(tree.multipliers), **more}
