"""Warnings: codes that look like another one, or as if a spreadsheet had made them of another one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import Remark
from evacopt.domain.checks.thresholds import LOOK_ALIKE
from evacopt.domain.countries import NATIONALITIES, certain_nationality
from evacopt.domain.fields import TABLES
from evacopt.domain.group import Groups
from evacopt.domain.look_alikes import as_typed, odd_sign
from evacopt.domain.nearest import suggested
from evacopt.domain.phrase import phrase

_FIRST = str.maketrans({sign: signs[0] for signs in LOOK_ALIKE for sign in signs})
_MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_REMADE = re.compile(
    rf"^(\d(\.\d+)?E\+\d+|\d{{1,2}}-{_MONTH}(-\d\d)?|{_MONTH}-\d\d)$", re.ASCII | re.MULTILINE
)
"""What Excel makes of the codes 1E5, 3-1 and MAR1."""

_CONVENTION = 100
"""Groups, the first ones, by which it is seen whether ids begin with the nationality."""


def code_slips(facts: Facts) -> Iterator[Remark]:
    """Ids and operators, table by table, then ids that name another state than their row does."""
    for table in TABLES:
        if table.key:
            rows = getattr(facts.instance, table.name)
            keys = rows.id if table.name == "groups" else [getattr(row, table.key) for row in rows]
            yield from _look_alikes(table.name, table.key, keys)
            yield from _cases(table.name, table.key, keys)
            yield from _remade(table.name, table.key, keys)
            yield from _odd_signs(table.name, table.key, keys)
    for name in ("flights", "sorties"):
        operators = [leg.operator for leg in getattr(facts.instance, name)]
        yield from _odd_signs(name, "operator", operators)
        yield from _states(name, operators)
    yield from _other_states(facts.instance.groups)


def _look_alikes(table: str, column: str, keys: Iterable[str]) -> Iterator[Remark]:
    """Ids that differ from an earlier one in one sign that looks like another."""
    heaps: dict[str, list[tuple[int, str]]] = {}
    for row, key in enumerate(keys):
        heaps.setdefault(key.translate(_FIRST), []).append((row, key))
    for heap in heaps.values():
        for (_, earlier), (row, key) in combinations(heap, 2):
            odd = [(one, other) for one, other in zip(earlier, key, strict=True) if one != other]
            if len(odd) == 1:
                rule = phrase(
                    "differs from {earlier} in nothing but {sign} for {other}",
                    earlier=earlier,
                    sign=odd[0][1],
                    other=odd[0][0],
                )
                yield Remark(table, row, column, rule, key, phrase("are they one?"))
                break


def _cases(table: str, column: str, keys: Sequence[str]) -> Iterator[Remark]:
    """Ids that differ from an earlier one in capitals, or in zeros before a number."""
    for how, plain in ((phrase("capitals"), str.casefold), (phrase("zeros before it"), _without_zeros)):
        first: dict[str, str] = {}
        if len(set(map(plain, keys))) < len(set(keys)):
            for row, key in enumerate(keys):
                earlier = first.setdefault(plain(key), key)
                if earlier != key:
                    rule = phrase("differs from {earlier} in nothing but {how}", earlier=earlier, how=how)
                    yield Remark(table, row, column, rule, key, phrase("are they one?"))


def _without_zeros(key: str) -> str:
    return (key.lstrip("0") or "0") if key.isdecimal() else key


def _remade(table: str, column: str, keys: Sequence[str]) -> Iterator[Remark]:
    """Ids of the form that a spreadsheet gives to what it takes for a number or a day."""
    if _REMADE.search("\n".join(keys)):
        rule = phrase("looks like what a spreadsheet makes of a code that it takes for a number or a day")
        remedy = phrase("format the column as text and write the code again")
        for row, key in enumerate(keys):
            if _REMADE.fullmatch(key):
                yield Remark(table, row, column, rule, key, remedy)


def _odd_signs(table: str, column: str, codes: Sequence[str]) -> Iterator[Remark]:
    """Codes with signs that look like those of a keyboard: they name nothing that is typed."""
    if not "".join(codes).isascii():
        for row, code in enumerate(codes):
            if as_typed(code) != code:
                remedy = phrase("write {code} with the signs of a keyboard", code=as_typed(code))
                yield Remark(
                    table,
                    row,
                    column,
                    phrase("holds a sign that is {sign}", sign=odd_sign(code)),
                    ascii(code)[1:-1],
                    remedy,
                )


def _states(table: str, operators: Sequence[str]) -> Iterator[Remark]:
    """Operators that are states under a name, or under another code than the one by which they fly too."""
    meant = {code: certain_nationality(code) for code in dict.fromkeys(operators)}
    for row, code in enumerate(operators):
        state = "" if code in NATIONALITIES else meant[code]
        if state and as_typed(code) == code and (len(code) > len(state) or state in meant):
            rule = phrase("is a state by another name than its code, and so another operator")
            yield Remark(table, row, "operator", rule, code, suggested(state))


def _other_states(groups: Groups) -> Iterator[Remark]:
    """Groups whose id begins with the code of another state, where ids begin with the nationality as a rule.

    Whoever sorts one column without the others makes such groups.
    """
    begins = [
        code[:3] if code[3:4] == "-" and code[:3] in NATIONALITIES else "" for code in groups.id[:_CONVENTION]
    ]
    shown = groups.nationality.values
    states = [shown[code] for code in groups.nationality.codes[:_CONVENTION].tolist()]
    right = sum(one == other for one, other in zip(begins, states, strict=True))
    if not begins or (2 * right < len(begins) and Counter(begins) != Counter(states)):
        return
    odd = list(_of_another(groups))
    for row, state, nationality in odd[:1]:
        rule = phrase("is not {state}, with which the id of the group begins", state=state)
        if odd[1:]:
            rule = phrase("{rule}, as in {count} rows", rule=rule, count=len(odd))
        remedy = phrase("is it a slip, or was a column sorted without the others?")
        yield Remark("groups", row, "nationality", rule, nationality, remedy, ("id", "members"))


def _of_another(groups: Groups) -> Iterator[tuple[int, str, str]]:
    """Row, state of the id and nationality where they differ, and no member is of that state."""
    for row, (code, nationality) in enumerate(zip(groups.id, groups.nationality, strict=True)):
        state = code[:3]
        other = code[3:4] == "-" and state != nationality and {state, nationality} <= NATIONALITIES
        if other and state not in dict(groups.members[row]):
            yield row, state, nationality
