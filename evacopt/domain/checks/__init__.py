"""Every rule of the data that can be judged without asking who could travel how.

`errors_of` and `warnings_of` are pure: they look at an instance, wherever it came from, and answer with
findings that name table, row (from 0), column and subject. Readers add the place in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from evacopt.domain.checks.airfield import airfield_remarks
from evacopt.domain.checks.airfield_idle import idle_airfield_remarks
from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.flights import flight_remarks
from evacopt.domain.checks.idle import idle_remarks
from evacopt.domain.checks.lists import list_remarks
from evacopt.domain.checks.names import name_remarks
from evacopt.domain.checks.places import group_remarks, place_remarks
from evacopt.domain.checks.promises import (
    idle_pin_remarks,
    idle_share_remarks,
    pin_remarks,
    share_remarks,
)
from evacopt.domain.checks.references import key_remarks, reference_remarks
from evacopt.domain.checks.remark import NOTHING, Remark, Unread, in_order, subject_of
from evacopt.domain.checks.rules import idle_rule_remarks, rule_remarks
from evacopt.domain.checks.scheduled import scheduled_remarks
from evacopt.domain.checks.totals import total_remarks
from evacopt.domain.checks.values import value_remarks
from evacopt.domain.checks.zones import zone_remarks
from evacopt.domain.finding import Finding, Severity
from evacopt.domain.instance import Instance

__all__ = ["NOTHING", "Unread", "errors_of", "findings_of", "warnings_of"]

_Check = Callable[[Facts], Iterator[Remark]]

_ERRORS: tuple[_Check, ...] = (
    key_remarks,
    reference_remarks,
    place_remarks,
    group_remarks,
    flight_remarks,
    list_remarks,
    share_remarks,
    pin_remarks,
    rule_remarks,
    airfield_remarks,
    scheduled_remarks,
    total_remarks,
    zone_remarks,
)
_WARNINGS: tuple[_Check, ...] = (
    idle_remarks,
    idle_share_remarks,
    idle_pin_remarks,
    idle_rule_remarks,
    idle_airfield_remarks,
    name_remarks,
)


def errors_of(instance: Instance, *, unread: Unread = NOTHING) -> list[Finding]:
    """Everything that makes `instance` invalid, in the order of its tables.

    Parameters
    ----------
    unread
        Cells that a reader could not read and filled with placeholders: nothing is said of them, nor of
        anything that follows from them.
    """
    values = list(value_remarks(instance))
    findings = findings_of(instance, values, unread, "error")
    if not any(remark.mistyped for remark in values):
        hidden = unread.also(cell for remark in values for cell in remark.cells)
        facts = Facts(instance)
        remarks = (remark for check in _ERRORS for remark in check(facts))
        findings += findings_of(instance, remarks, hidden, "error")
    return in_order(findings)


def warnings_of(instance: Instance, *, unread: Unread = NOTHING) -> list[Finding]:
    """What is allowed but probably not meant, in the order of the tables; `instance` must have no errors.

    With `unread`, an instance whose errors are all in the cells named there will do.
    """
    facts = Facts(instance)
    remarks = (remark for check in _WARNINGS for remark in check(facts))
    return in_order(findings_of(instance, remarks, unread, "warning"))


def findings_of(
    instance: Instance, remarks: Iterable[Remark], unread: Unread, severity: Severity
) -> list[Finding]:
    """What `remarks` say, but for those that are true of cells in `unread`."""
    return [
        Finding(
            rule=remark.rule,
            table=remark.table,
            row=remark.row,
            column=remark.column,
            subject=subject_of(instance, remark.table, remark.row),
            value=remark.value,
            remedy=remark.remedy,
            severity=severity,
        )
        for remark in remarks
        if not any(map(unread.hides, remark.cells))
    ]
