"""What several checks look up in an instance, worked out once; each distinct value of a column asked once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np

from evacopt.domain.columns import Coded
from evacopt.domain.field import LARGEST
from evacopt.domain.flight import Flight, Sortie
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import joined, phrase
from evacopt.domain.rule import Term

T = TypeVar("T")
V = TypeVar("V")

MOST_SORTIES = 200_000
"""Flights that the sorties of one instance may stand for together."""


def sorties_of(sortie: Sortie) -> int:
    """How many flights `sortie` stands for, 0 where its times make no sense."""
    if sortie.every < 1 or sortie.first_departure < 0 or sortie.until > LARGEST:
        return 0
    return max(0, (sortie.until - sortie.first_departure) // sortie.every + 1)


def objections(column: Coded[T], judge: Callable[[T], V | None]) -> Iterator[tuple[int, T, V]]:
    """Row, value and verdict of every row whose value `judge` does not answer with None."""
    verdicts = [judge(value) for value in column.values]
    bad = np.array([verdict is not None for verdict in verdicts], dtype=np.bool_)
    if not bad.any():
        return
    for row in np.flatnonzero(bad[column.codes]).tolist():
        code = int(column.codes[row])
        verdict = verdicts[code]
        if verdict is not None:
            yield row, column.values[code], verdict


@dataclass(frozen=True, eq=False)
class Facts:
    """An instance and what follows from it; safe to ask for even where the instance breaks rules."""

    instance: Instance

    @cached_property
    def too_many_sorties(self) -> bool:
        """Whether the sorties stand for more flights than can be handled."""
        return sum(map(sorties_of, self.instance.sorties)) > MOST_SORTIES

    @cached_property
    def flights(self) -> tuple[tuple[str, int, Flight], ...]:
        """Every flight with the table and row it is written in; no expanded ones where those are too many."""
        listed = [("flights", row, flight) for row, flight in enumerate(self.instance.flights)]
        if self.too_many_sorties:
            return tuple(listed)
        sound = [(row, sortie) for row, sortie in enumerate(self.instance.sorties) if sorties_of(sortie)]
        return (*listed, *(("sorties", row, flight) for row, sortie in sound for flight in sortie.flights()))

    @cached_property
    def flight(self) -> dict[str, Flight]:
        """Every flight by its id."""
        return {flight.id: flight for _, _, flight in self.flights}

    @cached_property
    def operators(self) -> frozenset[str]:
        """Whoever flies anything."""
        return frozenset(flight.operator for _, _, flight in self.flights)

    def flies_nothing(self, operator: str) -> str:
        """That `operator` flies nothing, and who is meant perhaps; blank where it flies or is blank."""
        if not operator or operator in self.operators:
            return ""
        idle = phrase("{operator} flies nothing", operator=operator)
        return joined("; ", filter(None, (idle, did_you_mean(operator, self.operators))))

    @cached_property
    def terms(self) -> dict[str, list[Term]]:
        """The terms by the rule that they name, which need not be there."""
        terms: dict[str, list[Term]] = {}
        for term in self.instance.terms:
            terms.setdefault(term.rule, []).append(term)
        return terms

    @cached_property
    def scheduled(self) -> tuple[tuple[int, Flight], ...]:
        """Row and flight of every flight that flies whatever is decided."""
        return tuple(
            (row, flight) for row, flight in enumerate(self.instance.flights) if flight.status == "scheduled"
        )

    @cached_property
    def location_row(self) -> dict[str, int]:
        """The row of each location."""
        return {location.id: row for row, location in enumerate(self.instance.locations)}

    def place_called(self, name: str) -> str:
        """The remedy for a place that is named instead of its id, blank where not one place is so called."""
        called = self._names.get(name.strip().casefold(), [])
        return (
            phrase("did you mean {called}, which is called so?", called=called[0]) if len(called) == 1 else ""
        )

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for place in self.instance.locations:
            for name in filter(None, {place.name.casefold(), place.iata.casefold(), place.icao.casefold()}):
                names.setdefault(name, []).append(place.id)
        return names

    @cached_property
    def blocs(self) -> frozenset[str]:
        """The names of the blocs."""
        return frozenset(bloc.bloc for bloc in self.instance.blocs)

    @cached_property
    def nationalities(self) -> frozenset[str]:
        """Every nationality of people or of a bloc."""
        groups = self.instance.groups
        of_members = {nationality for members in groups.members.values for nationality, _ in members}
        of_blocs = {nationality for bloc in self.instance.blocs for nationality in bloc.members}
        return frozenset(groups.nationality.values) | of_members | of_blocs

    @cached_property
    def crewed_fleets(self) -> frozenset[str]:
        """Fleets that any crew names: each of their sorties needs a crew."""
        return frozenset(fleet for crew in self.instance.crews for fleet in crew.fleets)
