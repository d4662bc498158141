"""Warnings: codes that no state, bloc, operator or place bears."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from evacopt.domain.checks.distinct import objections
from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.lists import WORDS
from evacopt.domain.checks.remark import ANY_ROW, Cell, Remark
from evacopt.domain.columns import Coded
from evacopt.domain.countries import NATIONALITIES
from evacopt.domain.country_names import NationalityRemedies
from evacopt.domain.limits import NATIONALITY

_NO_NATIONALITY = "is no code of ISO 3166 or ICAO 9303"
_Judge = Callable[[str], tuple[str, str]]
"""Rule and remedy of a code, a blank rule where nothing is to be said."""


def name_remarks(facts: Facts) -> Iterator[Remark]:
    """Unknown nationalities, blocs, countries without a place, operators who fly nothing."""
    instance, groups = facts.instance, facts.instance.groups
    nationality, either = _nationality_judge(), _either_judge(facts)
    yield from _coded("nationality", groups.nationality, nationality, lambda value: (value,))
    yield from _coded("members", groups.members, nationality, lambda value: [name for name, _ in value])
    yield from _coded("operators", groups.operators, _operator_judge(facts), tuple)
    yield from _coded("destinations", groups.destinations, _country_judge(facts, "haven"), tuple)
    yield from _listed(
        "locations", [(place.country,) for place in instance.locations], "country", nationality
    )
    yield from _listed("blocs", [bloc.members for bloc in instance.blocs], "members", nationality)
    for table, rows in (("flights", instance.flights), ("sorties", instance.sorties)):
        yield from _listed(table, [flight.accepts for flight in rows], "accepts", either)
        yield from _nobody(table, rows)
    yield from _listed("shares", [(share.nationality,) for share in instance.shares], "nationality", either)
    admissions = instance.admissions
    yield from _listed("admissions", [(row.nationality,) for row in admissions], "nationality", either)
    countries = [(row.country,) for row in admissions]
    yield from _listed("admissions", countries, "country", _country_judge(facts, ""))


def _nationality_judge() -> _Judge:
    suggest = NationalityRemedies()

    def judge(code: str) -> tuple[str, str]:
        odd = NATIONALITY.fullmatch(code) and code not in NATIONALITIES
        return (_NO_NATIONALITY, suggest(code)) if odd else ("", "")

    return judge


def _either_judge(facts: Facts) -> _Judge:
    nationality, suggest = _nationality_judge(), NationalityRemedies(facts.blocs)

    def judge(code: str) -> tuple[str, str]:
        if code in facts.blocs or code in facts.nationalities or code.casefold() in WORDS:
            return "", ""
        if NATIONALITY.fullmatch(code):
            return nationality(code)
        return "is no nationality and no bloc of this instance: it speaks of nobody", suggest(code)

    return judge


def _operator_judge(facts: Facts) -> _Judge:
    operators = {flight.operator for _, _, flight in facts.flights}
    suggest = NationalityRemedies(operators)
    return lambda code: (
        ("", "") if code in operators else ("names an operator who flies nothing", suggest(code))
    )


def _country_judge(facts: Facts, role: str) -> _Judge:
    places = [place for place in facts.instance.locations if not role or place.role == role]
    known = {place.country for place in places}
    suggest = NationalityRemedies(known)

    def judge(code: str) -> tuple[str, str]:
        fine = code in known or code in facts.location_row
        return ("", "") if fine else (f"names a country without a {role or 'location'}", suggest(code))

    return judge


def _coded(
    column: str, values: Coded[Any], judge: _Judge, names: Callable[[Any], Sequence[str]]
) -> Iterator[Remark]:
    def objects(value: Any) -> list[tuple[str, str, str]] | None:
        said = [(code, *judge(code)) for code in dict.fromkeys(names(value))]
        return [verdict for verdict in said if verdict[1]] or None

    for row, _, verdicts in objections(values, objects):
        for code, rule, remedy in verdicts:
            yield Remark("groups", row, column, rule, code, remedy, _sources(column))


def _listed(table: str, rows: Sequence[tuple[str, ...]], column: str, judge: _Judge) -> Iterator[Remark]:
    for row, codes in enumerate(rows):
        for code in filter(None, dict.fromkeys(codes)):
            rule, remedy = judge(code)
            if rule:
                yield Remark(table, row, column, rule, code, remedy, _sources(column))


def _nobody(table: str, rows: Sequence[Any]) -> Iterator[Remark]:
    suggest = NationalityRemedies()
    for row, flight in enumerate(rows):
        if flight.accepts == ("own",) and flight.operator and not NATIONALITY.fullmatch(flight.operator):
            rule = f"accepts nobody: the operator {flight.operator} is no state"
            remedy = suggest(flight.operator)
            yield Remark(table, row, "accepts", rule, "own", remedy, ((table, row, "operator"),))


def _sources(column: str) -> tuple[Cell, ...]:
    if column == "operators":
        return (("flights", ANY_ROW, "operator"), ("sorties", ANY_ROW, "operator"))
    return (("locations", ANY_ROW, "country"), ("blocs", ANY_ROW, "bloc"))
