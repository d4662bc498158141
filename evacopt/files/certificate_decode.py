"""The object of a certificate file, checked for its form."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import msgspec

from evacopt.domain.certificate import Branch, Certificate, Cut, GoalProof, Leaf, Name, Tree
from evacopt.domain.finding import Finding
from evacopt.errors import PlanError
from evacopt.files.plan_decode import refuse_doubled


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    """No key that is not named here."""


class _Instance(_Strict):
    name: str
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class _Value(_Strict):
    goal: str
    value: int


_Name = Annotated[list[str], msgspec.Meta(min_length=1)] | str
"""A key; or words, as in the first form, where objects have them as their keys."""
_Amounts = list[tuple[_Name, int]] | dict[str, int]


class _Leaf(_Strict, tag_field="node", tag="leaf"):
    scale: int
    multipliers: _Amounts
    pools: list[list[str]] = []


class _Branch(_Strict, tag_field="node", tag="branch"):
    column: _Name
    at: int
    down: _Leaf | _Branch
    up: _Leaf | _Branch


class _Cut(_Strict):
    flight: str
    amounts: _Amounts
    most: int


class _Proof(_Strict):
    goal: str
    bound: int
    tree: _Leaf | _Branch
    cuts: list[_Cut] = []


class _File(_Strict):
    format: Literal["evacopt-certificate/1", "evacopt-certificate/2"]
    instance: _Instance
    values: list[_Value] = []
    proofs: list[_Proof] = []
    wholesale: bool = False
    conflict: list[_Name] = []
    contradiction: _Leaf | _Branch | None = None


def certificate_of(content: Any, where: str) -> Certificate:
    """The certificate that a JSON value says.

    Raises
    ------
    PlanError
        With a finding for the first part that is not as it must be.
    """
    try:
        refuse_doubled(content)
        file = msgspec.convert(content, _File)
        return Certificate(
            instance_name=file.instance.name,
            instance_sha256=file.instance.sha256,
            values=tuple((row.goal, row.value) for row in file.values),
            proofs=tuple(map(_proof, file.proofs)),
            wholesale=file.wholesale,
            conflict=tuple(map(_name, file.conflict)),
            contradiction=None if file.contradiction is None else _tree(file.contradiction),
        )
    except msgspec.ValidationError as error:
        rule, _, path = str(error).partition(" - at `$")
        raise PlanError([Finding(rule=rule, place=where, column=re.sub(r"^\.|`$", "", path))]) from None
    except UnicodeEncodeError:
        raise PlanError([Finding(rule="holds half a character", place=where)]) from None
    except RecursionError:
        raise PlanError([Finding(rule="is nested too deeply", place=where)]) from None


def _proof(row: _Proof) -> GoalProof:
    cuts = tuple(Cut(cut.flight, _amounts(cut.amounts), cut.most) for cut in row.cuts)
    return GoalProof(row.goal, row.bound, _tree(row.tree), cuts)


def _tree(node: _Leaf | _Branch) -> Tree:
    if isinstance(node, _Leaf):
        return Leaf(node.scale, _amounts(node.multipliers), tuple(map(tuple, node.pools)))
    return Branch(_name(node.column), node.at, _tree(node.down), _tree(node.up))


def _amounts(given: list[tuple[list[str] | str, int]] | dict[str, int]) -> tuple[tuple[Name, int], ...]:
    rows = given.items() if isinstance(given, dict) else given
    return tuple((_name(name), amount) for name, amount in rows)


def _name(name: list[str] | str) -> Name:
    return name if isinstance(name, str) else tuple(name)
