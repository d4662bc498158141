"""Linear rules and goals of the instance: sums over people aboard flights and over sorties (3.13, 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.rule import Term
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal
from evacopt.model.builder import NO_COLUMN, ModelBuilder
from evacopt.routes.eligibility import Travel


def add_linear_rules(builder: ModelBuilder) -> None:
    """State each limit; what scheduled flights add to its sum moves to the other side."""
    for rule in builder.instance.rules:
        if rule.limit is not None:
            column, coefficient, flown = sum_of(builder, builder.instance.terms_of[rule.id])
            builder.rows(
                "rule",
                [rule.id],
                [(np.zeros_like(column), column, coefficient)],
                lower=NO_LOWER if rule.kind == "at_most" else rule.limit - flown,
                upper=NO_UPPER if rule.kind == "at_least" else rule.limit - flown,
            )


def linear_goal(builder: ModelBuilder, name: str) -> Goal:
    """A goal: what lowers it counts what is missing from the most there is, so that it is never below 0."""
    instance = builder.instance
    (rule,) = (rule for rule in instance.rules if rule.id == name)
    sign, terms = -1 if rule.kind == "maximise" else 1, instance.terms_of[name]
    column, coefficient, flown = sum_of(builder, terms)
    lowering = (term for term in terms if sign * term.coefficient < 0)
    missing = sum(abs(term.coefficient) * _most(instance, term) for term in lowering)
    return Goal(name, column, sign * coefficient, sign * flown + missing)


class Columns(Protocol):
    """A model, finished or in the making, as far as sums of people and sorties go."""

    @property
    def instance(self) -> Instance:
        """What is decided about."""

    @property
    def travel(self) -> Travel:
        """The pairs of a cohort and an itinerary."""

    @property
    def pair_column(self) -> Ints:
        """The column of each pair."""

    @property
    def sortie_column(self) -> Ints:
        """The column of the sorties of each flight, `NO_COLUMN` where they are not to be decided."""


def sum_of(model: Columns, terms: Sequence[Term]) -> tuple[Ints, Ints, int]:
    """Columns, each once, and coefficients of a sum of terms, and what scheduled flights add to it."""
    instance, travel, flown = model.instance, model.travel, 0
    number = instance.number
    people, legs = travel.cohorts.parties.people, travel.itineraries.legs[travel.itinerary]
    columns = int(model.pair_column.size) + int((model.sortie_column != NO_COLUMN).sum())
    added, counted = np.zeros(columns, dtype=np.int64), set[tuple[int, str]]()
    for term in terms:
        if not term.group:
            column = int(model.sortie_column[number[term.flight]])
            if column == NO_COLUMN:
                flown += term.coefficient * instance.flight[term.flight].least_sorties
            else:
                added[column] += term.coefficient
            continue
        cohort = int(travel.cohorts.of[instance.groups.row[term.group]])
        if (cohort, term.flight) not in counted:  # groups of a cohort are counted alike
            counted.add((cohort, term.flight))
            mine = travel.pairs_of(cohort)
            if term.flight:
                mine = mine[(legs[mine] == number[term.flight]).any(axis=1)]
            added[model.pair_column[mine]] += term.coefficient * people[cohort]
    used = np.flatnonzero(added)
    return used, added[used], flown


def _most(instance: Instance, term: Term) -> int:
    """How many people or sorties a term counts at most."""
    if not term.group:
        return instance.flight[term.flight].most_sorties
    row = instance.groups.row[term.group]
    return int(instance.groups.people[row] * instance.groups.count[row])
