"""Money in whole cents, and the file of costs: what each flight has cost, known after the fact."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from evacopt.domain.finding import Finding
from evacopt.errors import InstanceError
from evacopt.files.numerals import number_remedy
from evacopt.files.raw import RawTable
from evacopt.files.side_tables import read_side_table

CENT = Decimal("0.01")
_COLUMNS = ("flight", "cost")


def money(cents: int) -> Decimal:
    """`cents` as an amount with two decimals, exactly."""
    return Decimal(cents).scaleb(-2).quantize(CENT)


def cents_of(text: str) -> int:
    """The cents of an amount such as `1234.5`.

    Raises
    ------
    ValueError
        If it is no amount of at least 0 with at most two decimals; the message is fit for a planner.
    """
    whole, point, decimals = text.strip().partition(".")
    digits = whole + decimals
    if not (digits.isascii() and digits.isdigit() and whole and len(decimals) <= 2 and len(whole) <= 13):
        raise ValueError("must be an amount such as 1234 or 1234.50")
    if point and not decimals:
        raise ValueError("must be an amount such as 1234 or 1234.50")
    return int(whole) * 100 + int((decimals + "00")[:2])


def read_costs(path: Path) -> tuple[tuple[str, int], ...]:
    """Pairs of a flight and its cost in cents, from a table with the columns `flight` and `cost`.

    Raises
    ------
    InstanceError
        With everything that is wrong with it.
    """
    raw = read_side_table(path, "costs", _COLUMNS)
    absent = [column for column in _COLUMNS if column not in raw.columns]
    findings = [
        Finding(rule="column is needed and is not there", column=column, place=raw.place(None, column))
        for column in absent
    ]
    findings += [
        Finding(rule=rule, value=value, place=raw.place(row, "")) for row, (rule, value) in raw.torn.items()
    ]
    costs = {} if absent else _costs(raw, findings)
    if findings:
        raise InstanceError(findings)
    return tuple(costs.items())


def _costs(raw: RawTable, findings: list[Finding]) -> dict[str, int]:
    costs: dict[str, int] = {}
    cells = zip(*(raw.columns[column] for column in _COLUMNS), strict=True)
    for row, (flight, cost) in enumerate((str(one).strip(), str(other).strip()) for one, other in cells):
        if row in raw.torn:
            continue
        if flight in costs:
            place = raw.place(row, "flight")
            findings.append(Finding(rule="is there twice", column="flight", value=flight, place=place))
        try:
            costs[flight] = cents_of(cost)
        except ValueError as error:
            remedy, place = number_remedy(cost, whole=False), raw.place(row, "cost")
            findings.append(Finding(rule=str(error), column="cost", value=cost, remedy=remedy, place=place))
    return costs
