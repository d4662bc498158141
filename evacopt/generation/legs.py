"""Scheduled flights between places, drawn as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Coded, Ints
from evacopt.domain.flight import Flight
from evacopt.generation.draws import Draws
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.world import Place, World, at_hour, rank_weights

FRIENDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepting:
    """Whom flights accept: weights of `own`, of the operator and its friends, and of `all`.

    `extra` is added to the friends: a bloc, say.
    """

    own: int
    friends: int
    everybody: int
    extra: tuple[str, ...] = ()


EVERYBODY = Accepting(own=0, friends=0, everybody=1)

SEATS = Parameter("seats", 70, low=1, high=1000).with_law(
    "seats for so many of a hundred people; aircraft are drawn until they have them"
)


def accepting_of(settings: Settings) -> Accepting:
    """Whom flights accept by the parameters `own` and `friends`, in hundredths of the flights."""
    own = settings["own"]
    friends = min(settings["friends"], 100 - own)
    return Accepting(own=own, friends=friends, everybody=100 - own - friends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Legs from any of `starts` to any of `stops`, leaving on a whole hour from `first` to `last`."""

    prefix: str
    starts: tuple[Place, ...]
    stops: tuple[Place, ...]
    first: int
    last: int


def straight(world: World) -> Stage:
    """Direct flights: from any origin to any haven, from the sixth hour on."""
    return Stage(prefix="F", starts=world.origins, stops=world.havens, first=6, last=world.hours)


@dataclass(frozen=True, slots=True)
class Legs:
    """Columns of legs: the hour of departure, from where and to where; all of shape (legs,)."""

    prefix: str
    hours: Ints
    starts: Coded[Place]
    stops: Coded[Place]


def accept_rules(draws: Draws, world: World, operators: Ints, accepting: Accepting) -> list[tuple[str, ...]]:
    """Whom each flight accepts; the first one accepts all, so that nobody is without any flight."""
    nations = np.array(world.nations)
    rules: list[dict[int, tuple[str, ...]]] = []
    for state in world.operators:
        friends = {state, *nations[draws.pick(world.weights, FRIENDS)].tolist()}
        rules.append({0: ("own",), 1: (*sorted(friends), *accepting.extra), 2: ("all",)})
    chosen = draws.pick((accepting.own, accepting.friends, accepting.everybody), len(operators))
    chosen[:1] = 2
    return [rules[who][how] for who, how in zip(operators.tolist(), chosen.tolist(), strict=True)]


def drawn_legs(
    draws: Draws, world: World, stage: Stage, aircraft: tuple[Coded[str], Ints], accepting: Accepting
) -> tuple[Flight, ...]:
    """One scheduled flight of each aircraft, in the order of departure."""
    number = len(aircraft[1])
    hours = np.sort(draws.between(stage.first, max(stage.first, stage.last), number))
    starts = Coded(draws.below(len(stage.starts), number), stage.starts)
    stops = Coded(draws.below(len(stage.stops), number), stage.stops)
    return flights_at(draws, world, Legs(stage.prefix, hours, starts, stops), aircraft, accepting)


def flights_at(
    draws: Draws, world: World, legs: Legs, aircraft: tuple[Coded[str], Ints], accepting: Accepting
) -> tuple[Flight, ...]:
    """A scheduled flight on each of `legs`, of operators and with accept rules that are drawn."""
    kinds, seats = aircraft
    # States fly the more, the more of their people wait.
    operators = draws.pick(rank_weights(len(world.operators)), len(seats))
    rules = accept_rules(draws, world, operators, accepting)
    states = [world.operators[code] for code in operators.tolist()]
    hours = legs.hours.tolist()
    return tuple(
        Flight(
            id=f"{legs.prefix}{row + 1}",
            operator=states[row],
            origin=legs.starts[row].id,
            destination=legs.stops[row].id,
            departs=at_hour(hours[row]),
            arrives=at_hour(hours[row]) + legs.stops[row].hours * HOUR,
            seats=room,
            aircraft=kinds[row],
            accepts=rules[row],
        )
        for row, room in enumerate(seats.tolist())
    )


def seats_wanted(people: int, percent: int) -> int:
    """Seats for `percent` of the people, at least 1."""
    return max(1, people * percent // 100)
