"""Certificate files: what shows the bounds of a plan, or that promises contradict each other, as JSON.

The names in it are codes of the instance (groups, flights, shares), so the file is as private as the plan.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from evacopt.domain.certificate import CERTIFICATE_FORMAT, Branch, Certificate, GoalProof, Leaf, Tree
from evacopt.files.json_file import read_object, write_object


def read_certificate(path: str | os.PathLike[str]) -> Certificate:
    """The certificate in a file. Whether it holds is for the judge to say.

    Raises
    ------
    PlanError
        If it is no certificate file; the finding says where and why.
    """
    from evacopt.files.certificate_decode import certificate_of

    file = Path(path)
    content = read_object(file)
    return certificate_of(content, file.name)


def write_certificate(certificate: Certificate, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write `certificate` whole or not at all, readable by its owner only; equal ones give equal bytes.

    Raises
    ------
    OutputError
        If the file exists and `force` is not set, or it cannot be written.
    """
    write_object(certificate_object(certificate), path, lists=("values", "proofs"), force=force)


def certificate_object(certificate: Certificate) -> dict[str, Any]:
    """`certificate` as the object of its file."""
    made: dict[str, Any] = {
        "format": CERTIFICATE_FORMAT,
        "instance": {"name": certificate.instance_name, "sha256": certificate.instance_sha256},
        "values": [{"goal": goal, "value": value} for goal, value in certificate.values],
        "proofs": [_proof(proof) for proof in certificate.proofs],
    }
    if certificate.wholesale:
        made["wholesale"] = True
    if certificate.contradiction is not None:
        made["conflict"] = list(certificate.conflict)
        made["contradiction"] = _tree(certificate.contradiction)
    return made


def _proof(proof: GoalProof) -> dict[str, Any]:
    cuts = [{"flight": cut.flight, "amounts": list(cut.amounts), "most": cut.most} for cut in proof.cuts]
    return {"goal": proof.goal, "bound": proof.bound, "cuts": cuts, "tree": _tree(proof.tree)}


def _tree(tree: Tree) -> dict[str, Any]:
    if isinstance(tree, Branch):
        sides = {"down": _tree(tree.down), "up": _tree(tree.up)}
        return {"node": "branch", "column": tree.column, "at": tree.at, **sides}
    return {"node": "leaf", **_leaf(tree)}


def _leaf(leaf: Leaf) -> dict[str, Any]:
    pools = {"pools": [list(pool) for pool in leaf.pools]} if leaf.pools else {}
    return {"scale": leaf.scale, "multipliers": list(leaf.multipliers), **pools}
