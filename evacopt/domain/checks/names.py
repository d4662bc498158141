"""Warnings: codes that no state, bloc, operator or place bears."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from evacopt.domain.checks.facts import Facts, objections
from evacopt.domain.checks.lists import NO_LIMIT, WORDS
from evacopt.domain.checks.remark import ANY_ROW, Cell, Remark
from evacopt.domain.columns import Coded
from evacopt.domain.countries import NATIONALITIES, NationalityRemedies
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import NATIONALITY

_OPERATORS: tuple[Cell, ...] = (("flights", ANY_ROW, "operator"), ("sorties", ANY_ROW, "operator"))
_NATIONS: tuple[Cell, ...] = (("locations", ANY_ROW, "country"), ("blocs", ANY_ROW, "bloc"))
_Judge = Callable[[str], tuple[str, str]]
"""Rule and remedy of a code, a blank rule where nothing is to be said."""


def name_remarks(facts: Facts) -> Iterator[Remark]:
    """Unknown nationalities, blocs, countries without a place, operators who fly nothing."""
    instance, groups = facts.instance, facts.instance.groups
    nationality, either = _nationality_judge(), _either_judge(facts)
    carriers = _operator_judge(facts, phrase("leave the cell blank if everybody may carry them"))
    movers = _operator_judge(facts, phrase("leave the cell blank if it holds for all"))
    yield from _of_groups("nationality", groups.nationality, nationality, lambda value: (value,))
    yield from _of_groups("members", groups.members, nationality, lambda value: [name for name, _ in value])
    yield from _of_groups("operators", groups.operators, carriers, tuple)
    yield from _of_groups("destinations", groups.destinations, _country_judge(facts, "haven"), tuple)
    countries = [(place.country,) for place in instance.locations]
    yield from _listed("locations", "country", countries, nationality)
    yield from _listed("blocs", "members", [bloc.members for bloc in instance.blocs], nationality)
    for table in ("flights", "sorties"):
        rows = getattr(instance, table)
        yield from _listed(table, "accepts", [flight.accepts for flight in rows], either)
        yield from _accept_nobody(table, rows)
    yield from _listed("shares", "nationality", [(share.nationality,) for share in instance.shares], either)
    nationalities = [(row.nationality,) for row in instance.admissions]
    yield from _listed("admissions", "nationality", nationalities, either)
    yield from _listed("windows", "operators", [row.operators for row in instance.windows], movers)
    countries = [(row.country,) for row in instance.admissions]
    yield from _listed("admissions", "country", countries, _country_judge(facts, ""))


def _nationality_judge() -> _Judge:
    suggest = NationalityRemedies()

    def judge(code: str) -> tuple[str, str]:
        odd = NATIONALITY.fullmatch(code) and code not in NATIONALITIES
        return (phrase("is no code of ISO 3166 or ICAO 9303"), suggest(code)) if odd else ("", "")

    return judge


def _either_judge(facts: Facts) -> _Judge:
    """A judge of nationalities and blocs."""
    nationality, suggest = _nationality_judge(), NationalityRemedies(facts.blocs)

    def judge(code: str) -> tuple[str, str]:
        if code in facts.blocs or code in facts.nationalities or code.casefold() in WORDS:
            return "", ""
        if NATIONALITY.fullmatch(code):
            return nationality(code)
        remedy = suggest(code) or phrase("write nationalities and blocs, with ; between them")
        return phrase("is no nationality and no bloc of this instance: it speaks of nobody"), remedy

    return judge


def _operator_judge(facts: Facts, blank: str) -> _Judge:
    suggest = NationalityRemedies(facts.operators)
    rule = phrase("names an operator who flies nothing")

    def judge(code: str) -> tuple[str, str]:
        if code in facts.operators:
            return "", ""
        return rule, blank if code.casefold() in NO_LIMIT else suggest(code)

    return judge


def _country_judge(facts: Facts, role: str) -> _Judge:
    places = [place for place in facts.instance.locations if not role or place.is_end]
    known = {place.country for place in places}
    suggest = NationalityRemedies(known)
    rule = (
        phrase("names a country without a haven")
        if role == "haven"
        else phrase("names a country without a location")
    )
    return lambda code: ("", "") if code in known or code in facts.location_row else (rule, suggest(code))


def _of_groups(
    column: str, values: Coded[Any], judge: _Judge, names: Callable[[Any], Sequence[str]]
) -> Iterator[Remark]:
    relies = _OPERATORS if column == "operators" else _NATIONS
    for row, _, faults in objections(values, lambda value: list(_faults(names(value), judge)) or None):
        for code, rule, remedy in faults:
            yield Remark("groups", row, column, rule, code, remedy, relies_on=relies)


def _listed(table: str, column: str, rows: Sequence[tuple[str, ...]], judge: _Judge) -> Iterator[Remark]:
    for row, codes in enumerate(rows):
        for code, rule, remedy in _faults(filter(None, codes), judge):
            yield Remark(table, row, column, rule, code, remedy, relies_on=_NATIONS)


def _faults(codes: Iterable[str], judge: _Judge) -> Iterator[tuple[str, str, str]]:
    """Each code that `judge` objects to, once."""
    for code in dict.fromkeys(codes):
        rule, remedy = judge(code)
        if rule:
            yield code, rule, remedy


def _accept_nobody(table: str, rows: Sequence[Any]) -> Iterator[Remark]:
    suggest = NationalityRemedies()
    for row, flight in enumerate(rows):
        if flight.accepts == ("own",) and flight.operator and not NATIONALITY.fullmatch(flight.operator):
            rule = phrase("accepts nobody: the operator {operator} is no state", operator=flight.operator)
            yield Remark(table, row, "accepts", rule, "own", suggest(flight.operator), ("operator",))
