"""Small faults in Python source, one at a time: what tests should notice.

The operators are those of the literature (DeMillo, Lipton and Sayward, 1978; Offutt and others, 1996) for
code of this sort: boundaries of comparisons, arithmetic, constants by one, logic, statements left out, what
is returned, the least for the most, the side of a search. Texts, annotations and decorators stay as they are.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_REVERSED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_WORKED_OUT: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_NAMED = {
    "min": "max",
    "minimum": "maximum",
    "any": "all",
    "zeros": "ones",
    "zeros_like": "ones_like",
    "add": "subtract",
    "argmin": "argmax",
    "intersection": "union",
}
_NAMED |= {other: name for name, other in _NAMED.items()}
_LEFT_ALONE = ("strict", "kind", "stable", "slots")
_STATEMENTS = (ast.Assign, ast.AugAssign, ast.Raise, ast.Continue, ast.Break, ast.Delete)


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, what it says, and the code of the whole module with it.

    `key` tells it from all others of its module, also where lines are added above; `place` is the qualified
    name of its function.
    """

    module: str
    line: int
    key: str
    place: str
    code: CodeType


def mutants(module: str, path: Path) -> Iterator[Mutant]:
    """Every mutant of a source file, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    count: dict[str, int] = {}
    for parent, field, index, replaced, line, place in _Sites().of(tree):
        before = _get(parent, field, index)
        text = f"{place}: {_said(before)} -> {_said(replaced)}"
        count[text] = count.get(text, 0) + 1
        key = text if count[text] == 1 else f"{text} ({count[text]})"
        _set(parent, field, index, replaced)
        code = compile(ast.fix_missing_locations(tree), str(path), "exec", dont_inherit=True)
        _set(parent, field, index, before)
        yield Mutant(module, line, key, place, code)


def _said(node: ast.AST) -> str:
    return type(node).__name__ if isinstance(node, ast.cmpop | ast.operator) else ast.unparse(node)[:60]


def _get(parent: ast.AST, field: str, index: int | None) -> Any:
    value = getattr(parent, field)
    return value if index is None else value[index]


def _set(parent: ast.AST, field: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


Site = tuple[ast.AST, str, int | None, ast.AST, int, str]


class _Sites:
    """Walks a tree; knows in which function it is."""

    def __init__(self) -> None:
        self._place: list[str] = []
        self._depth = 0

    def of(self, node: ast.AST) -> Iterator[Site]:
        """All sites below `node`: parent, field, index in it, what to put there, line, function."""
        named = isinstance(node, ast.FunctionDef | ast.ClassDef)
        if named:
            self._place.append(node.name)  # type: ignore[attr-defined]
        self._depth += isinstance(node, ast.FunctionDef)
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            if isinstance(value, list):
                for index, child in enumerate(value):
                    if isinstance(child, ast.AST) and not _docstring(node, field, index, child):
                        yield from self._at(node, field, index, child)
            elif isinstance(value, ast.AST):
                yield from self._at(node, field, None, value)
        self._depth -= isinstance(node, ast.FunctionDef)
        if named:
            self._place.pop()

    def _at(self, parent: ast.AST, field: str, index: int | None, child: ast.AST) -> Iterator[Site]:
        if isinstance(child, ast.keyword) and child.arg in _LEFT_ALONE:
            return
        if isinstance(child, ast.Import | ast.ImportFrom):
            return
        line, place = getattr(child, "lineno", getattr(parent, "lineno", 0)), ".".join(self._place)
        for replaced in _instead(child, field, within=self._depth > 0):
            yield parent, field, index, replaced, line, place
        yield from self.of(child)


def _docstring(parent: ast.AST, field: str, index: int, child: ast.AST) -> bool:
    return field == "body" and isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)


def _instead(node: ast.AST, field: str, *, within: bool) -> Iterator[ast.AST]:
    """What may stand in place of `node`."""
    if isinstance(node, ast.Compare):
        yield from _compared(node)
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _WORKED_OUT:
        yield _with(node, op=_WORKED_OUT[type(node.op)]())
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.BoolOp):
        yield _with(node, op=ast.And() if isinstance(node.op, ast.Or) else ast.Or())
        yield from (_with(node, values=_but(node.values, n)) for n in range(len(node.values)))
    elif isinstance(node, ast.Constant):
        yield from map(ast.Constant, _constants(node.value))
    elif isinstance(node, ast.Attribute | ast.Name) and _name(node) in _NAMED and within:
        other = _NAMED[_name(node)]
        yield _with(node, attr=other) if isinstance(node, ast.Attribute) else _with(node, id=other)
    elif isinstance(node, ast.Call):
        yield from _called(node)
    elif isinstance(node, ast.Slice):
        yield from _sliced(node)
    yield from _steps(node, field, within=within)


def _steps(node: ast.AST, field: str, *, within: bool) -> Iterator[ast.AST]:
    """Statements left out, other returns, conditions the other way round."""
    called = isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
    if within and (isinstance(node, _STATEMENTS) or called):
        yield ast.Pass()
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))
    if field in ("test", "ifs") and not isinstance(node, ast.Compare | ast.UnaryOp):
        yield ast.UnaryOp(ast.Not(), node)  # type: ignore[arg-type]
    if field == "ifs":
        yield ast.Constant(True)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _compared(node: ast.Compare) -> Iterator[ast.AST]:
    for place, op in enumerate(node.ops):
        ops = list(node.ops)
        ops[place] = _COMPARED[type(op)]()
        yield _with(node, ops=ops)
        if isinstance(op, _REVERSED):
            ops = list(node.ops)
            ops[place] = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt}[type(op)]()
            yield _with(node, ops=ops)


def _called(node: ast.Call) -> Iterator[ast.AST]:
    if _name(node.func) == "searchsorted":
        others = [word for word in node.keywords if word.arg != "side"]
        side = [] if len(others) < len(node.keywords) else [ast.keyword("side", ast.Constant("right"))]
        yield _with(node, keywords=others + side)


def _sliced(node: ast.Slice) -> Iterator[ast.AST]:
    for field in ("lower", "upper"):
        bound = getattr(node, field)
        if bound is not None and not isinstance(bound, ast.Constant | ast.UnaryOp):
            yield _with(node, **{field: ast.BinOp(bound, ast.Add(), ast.Constant(1))})
        elif bound is not None:
            yield _with(node, **{field: None})


def _constants(value: object) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _but(values: list[ast.expr], index: int) -> list[ast.expr]:
    rest = values[:index] + values[index + 1 :]
    return rest if len(rest) > 1 else [*rest, *rest]


def _with(node: ast.AST, **fields: Any) -> Any:
    other = copy.copy(node)
    for field, value in fields.items():
        setattr(other, field, value)
    return other
