"""Every value by itself: its type, its shape, its range, and whether it may be blank."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from evacopt.domain.checks.facts import objections
from evacopt.domain.checks.remark import Remark
from evacopt.domain.columns import BLANK, Coded, Ints
from evacopt.domain.field import Field
from evacopt.domain.fields import GROUPS, HEADER, POLICY, TABLES
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.policy import Policy
from evacopt.domain.stored import code_fault, fault, is_blank, mistyped, plain_codes, written

MUST_NOT_BE_BLANK = phrase("must not be blank")


_RECORDS: tuple[type[Any], ...] = (Instance, Policy, *(table.record for table in TABLES))
DEFAULTS: dict[type[Any], dict[str, Any]] = {
    record: {
        field.name: field.default
        for field in dataclasses.fields(record)
        if field.default is not dataclasses.MISSING
    }
    for record in _RECORDS
}
"""What each attribute of a record is where its cell is blank; absent where the cell is needed."""


def blank_allowed(field: Field, value: Any, record: type[Any]) -> bool:
    """Whether the blank `value` says the same as an empty cell would."""
    return not field.required and DEFAULTS[record].get(field.attribute, field) == value


def value_remarks(instance: Instance) -> Iterator[Remark]:
    """Remarks on the values of every table, one by one."""
    yield from _of_record("instance", None, HEADER, instance, Instance)
    yield from _of_record("policy", None, POLICY, instance.policy, Policy)
    for table in TABLES:
        if table is not GROUPS:
            for row, record in enumerate(getattr(instance, table.name)):
                yield from _of_record(table.name, row, table.fields, record, table.record)
    for field in GROUPS.fields:
        yield from _of_column(field, getattr(instance.groups, field.attribute), len(instance.groups))


def _of_record(
    table: str, row: int | None, fields: tuple[Field, ...], record: Any, kind: type[Any]
) -> Iterator[Remark]:
    usual = DEFAULTS[kind]
    for field in fields:
        value = getattr(record, field.attribute)
        if value is usual.get(field.attribute, field) and not field.required:
            continue  # what a blank cell means breaks no rule: most cells of a large table
        rule = _rule(field, value, kind)
        if rule:
            yield _remark(table, row, field, rule, value)


def _rule(field: Field, value: Any, record: type[Any]) -> str:
    if is_blank(value):
        return "" if blank_allowed(field, value, record) else MUST_NOT_BE_BLANK
    return fault(field, value)


def _remark(table: str, row: int | None, field: Field, rule: str, value: Any) -> Remark:
    if value is None or mistyped(field, value):
        text = "" if is_blank(value) else repr(value)
        return Remark(table, row, field.column, rule, text, mistyped=True)
    return Remark(table, row, field.column, rule, written(field, value))


def _of_column(field: Field, column: Any, rows: int) -> Iterator[Remark]:
    if len(column) != rows:
        rule = phrase("must have as many rows as the ids: {rows}", rows=rows)
        yield Remark("groups", None, field.column, rule, str(len(column)), mistyped=True)
    elif isinstance(column, Coded):
        for row, value, rule in objections(column, lambda value: _rule(field, value, Group) or None):
            yield _remark("groups", row, field, rule, value)
    elif isinstance(column, np.ndarray):
        yield from _of_integers(field, column)
    else:
        yield from _of_ids(field, column)


def _of_integers(field: Field, column: Ints) -> Iterator[Remark]:
    if column.dtype != np.int64:
        yield Remark("groups", None, field.column, phrase("must be int64"), str(column.dtype), mistyped=True)
        return
    wrong = (column < field.low) | (column > field.high)
    if blank_allowed(field, None, Group):
        wrong &= column != BLANK
    for row in np.flatnonzero(wrong).tolist():
        value = int(column[row])
        if value == BLANK:
            yield Remark("groups", row, field.column, MUST_NOT_BE_BLANK)
        else:
            yield _remark("groups", row, field, fault(field, value), value)


def _of_ids(field: Field, ids: tuple[str, ...]) -> Iterator[Remark]:
    if not set(map(type, ids)) <= {str}:
        strays = [(row, name) for row, name in enumerate(ids) if type(name) is not str]
        yield from (_remark("groups", row, field, phrase("must be text"), name) for row, name in strays)
    elif not plain_codes(ids):
        for row, name in enumerate(ids):
            rule = code_fault(name)
            if rule:
                yield Remark("groups", row, field.column, rule, name)
