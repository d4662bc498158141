"""What comes true, and what a planner knows of it: stories that are news, and what is decided with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import takewhile

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import BLANK, Ints, Mask, int_column, same
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary
from evacopt.events.events import after
from evacopt.model.formulation import formulate
from evacopt.routes.itineraries import Timetable
from evacopt.scenarios.draws import Draws
from evacopt.scenarios.story import Story
from evacopt.scenarios.world import world
from evacopt.simulation.again import Again, Known
from evacopt.simulation.handed_out import Wanted

NOWHERE = -1


def news_of(instance: Instance, story: Story) -> int | None:
    """From when on it is known that the story happens, UTC minutes; `None` where nobody decides by it.

    That is said, or else it is felt: at the first departure that is not as it was, or, where more than
    flights changes, at the first of all. By how likely flights are to fail and people to come nothing is
    decided.
    """
    before, now = (_without_chances(one) for one in (instance, after(instance, story.events)))
    legs, changed = (_flying(one) for one in (before, now))
    more = any(
        not same(getattr(before, each.name), getattr(now, each.name))
        for each in fields(Instance)
        if each.name not in ("flights", "sorties")
    )
    felt = [
        min(flying[code].departs for flying in (legs, changed) if code in flying)
        for code in {*legs, *changed}
        if more or legs.get(code) != changed.get(code)
    ]
    if not felt:
        return None
    return min(felt) if story.known_from is None else min(*felt, story.known_from)


def _without_chances(instance: Instance) -> Instance:
    groups = replace(instance.groups, show_up=np.zeros_like(instance.groups.show_up))
    flights = tuple(replace(leg, cancel_probability=0) for leg in instance.schedule)
    return replace(instance, groups=groups, flights=flights, sorties=())


def _flying(instance: Instance) -> dict[str, Flight]:
    """The flights that may be flown."""
    usable = Timetable.of(instance).usable.tolist()
    return {leg.id: leg for leg, flies in zip(instance.schedule, usable, strict=True) if flies}


@dataclass(frozen=True, eq=False, kw_only=True)
class Truth:
    """What comes true in a scenario, though it is not known beforehand.

    Attributes
    ----------
    stories : which happen, by set
    flies : of each flight by its sorties whether they are not cancelled
    comes : of each group by its parties whether they come
    seen : how many parties of each group a planner takes to be there, shape (groups,)
    """

    stories: tuple[int, ...]
    flies: Sequence[Mask]
    comes: Sequence[Mask]
    seen: Ints


class Belief:
    """A world as the planner takes it to be.

    Attributes
    ----------
    instance : the instance after what is known, with as many parties as there may be
    again : what is decided in it
    members : for each cohort the rows of its groups, first registered first
    """

    def __init__(self, instance: Instance, session: Session) -> None:
        groups = replace(instance.groups, count=np.maximum(instance.groups.count, instance.groups.most))
        self.instance = replace(instance, groups=groups)
        self.again = Again(formulate(self.instance), session)
        self._travel = self.again.formulation.travel
        registered = np.where(groups.registered == BLANK, np.iinfo(np.int64).max, groups.registered)
        self.members = [
            rows[np.lexsort((rows, registered[rows]))].tolist() for rows in self._travel.cohorts.members
        ]

    def cohort(self, group: str) -> int:
        """The cohort of a group, `NOWHERE` where nobody knows it."""
        row = self.instance.groups.row.get(group)
        return NOWHERE if row is None else int(self._travel.cohorts.of[row])

    def pair(self, cohort: int, itinerary: Itinerary) -> int:
        """The pair of a cohort and an itinerary, `NOWHERE` where it may not take it."""
        number = self._number.get(itinerary, NOWHERE)
        key = cohort * max(len(self._travel.itineraries), 1) + number
        place = int(np.searchsorted(self._keys, key))
        known = cohort >= 0 and number >= 0 and place < len(self._keys) and self._keys[place] == key
        return place if known else NOWHERE

    def stand(self, cohort: int, flown: Itinerary) -> int:
        """Where those of a cohort are who have flown these flights; `NOWHERE` where no way goes on."""
        if not flown:
            return cohort
        ways = (self.pair(cohort, itinerary) for itinerary in self._onward.get(flown, ()))
        return next((int(self.again.stands.of[one, len(flown)]) for one in ways if one >= 0), NOWHERE)

    def known(
        self,
        standing: Iterable[tuple[str, Itinerary, int, Wanted]],
        arrived: Mapping[tuple[str, Itinerary], int],
        over: Collection[str],
        sorties: Mapping[str, int],
    ) -> Known:
        """What is known, in the terms of the model.

        Parameters
        ----------
        standing : a group, what it has flown, how many of it wait there, and those who are called to go on
        arrived : parties by group and itinerary that have left on its last flight
        over : flights that nobody can board any more
        sorties : flown of these
        """
        flown, called = (np.zeros(len(self._travel), dtype=np.int64) for _ in range(2))
        waiting = np.zeros(self.again.stands.count, dtype=np.int64)
        for group, before, count, on in standing:
            cohort = self.cohort(group)
            _count(waiting, self.stand(cohort, before), count + sum(on.values()))
            for itinerary, parties in on.items():
                _count(called, self.pair(cohort, itinerary), parties)
        for (group, itinerary), parties in arrived.items():
            _count(flown, self.pair(self.cohort(group), itinerary), parties)
        legs = self.instance.schedule
        return Known(
            flown=flown,
            waiting=waiting,
            over=np.array([leg.id in over for leg in legs], dtype=np.bool_),
            sorties=int_column(sorties.get(leg.id, 0) if leg.id in over else 0 for leg in legs),
            called=called,
        )

    def wanted(self, called: Ints, over: Collection[str]) -> dict[tuple[int, Itinerary], Wanted]:
        """Of each cohort those who are to take each itinerary, by the flights of it that they have flown."""
        wanted: dict[tuple[int, Itinerary], Wanted] = {}
        for pair in np.flatnonzero(called).tolist():
            itinerary = self._itineraries[int(self._travel.itinerary[pair])]
            flown = tuple(takewhile(over.__contains__, itinerary))
            wants = wanted.setdefault((int(self._travel.cohort[pair]), flown), {})
            wants[itinerary] = int(called[pair])
        return wanted

    @cached_property
    def _keys(self) -> Ints:
        return self._travel.cohort * max(len(self._travel.itineraries), 1) + self._travel.itinerary

    @cached_property
    def _itineraries(self) -> list[Itinerary]:
        itineraries = self._travel.itineraries
        return [itineraries.flights(number) for number in range(len(itineraries))]

    @cached_property
    def _number(self) -> dict[Itinerary, int]:
        return {itinerary: number for number, itinerary in enumerate(self._itineraries)}

    @cached_property
    def _onward(self) -> dict[Itinerary, list[Itinerary]]:
        """By flights that begin one the longer itineraries."""
        onward: dict[Itinerary, list[Itinerary]] = {}
        for itinerary in self._itineraries:
            for legs in range(1, len(itinerary)):
                onward.setdefault(itinerary[:legs], []).append(itinerary)
        return onward


def _count(column: Ints, place: int, parties: int) -> None:
    """Count them where there is a place for them."""
    if place != NOWHERE:
        column[place] += parties


class Beliefs:
    """All that a planner may believe, each worked out once."""

    def __init__(self, draws: Draws, session: Session) -> None:
        self._draws, self._session = draws, session
        self._known = dict[tuple[int, ...], Belief]()
        self._news = [[news_of(draws.instance, story) for story in each.stories] for each in draws.sets]

    def of(self, stories: Sequence[int]) -> Belief:
        """What is believed where these stories are known to happen, by set, -1 for none."""
        key = tuple(stories)
        if key not in self._known:
            self._known[key] = Belief(
                world(self._draws.instance, self._draws.sets, key).instance, self._session
            )
        return self._known[key]

    def news(self, stories: Sequence[int]) -> list[tuple[int, int]]:
        """When of each story that happens it is known, earliest first, and of which set it is."""
        times = ((self._news[place][story], place) for place, story in enumerate(stories) if story >= 0)
        return sorted((time, place) for time, place in times if time is not None)
