"""Solving again: what is left is decided as well as can be, with what is known, and moves nobody in vain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.model.formulation import formulate
from evacopt.simulation.again import Again, Decided, Known
from evacopt.simulation.tuning import ReplanTuning
from tests.brute.search import best
from tests.build import VIA_HUB, flight, group, instance
from tests.tiny.instances import tiny_instance

LATER = (flight("F", "O 08:00", "V 12:00", seats=1), flight("L", "O 14:00", "V 18:00", seats=2))


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """One engine for all."""
    with Session("highs") as session:
        yield session


def _at_rest(again: Again) -> Known:
    """Nothing has flown, everybody waits at home, nobody is called."""
    travel, flights = again.formulation.travel, len(again.formulation.instance.schedule)
    waiting = np.zeros(again.stands.count, dtype=np.int64)
    waiting[: len(travel.cohorts)] = travel.cohorts.parties.count
    nobody = np.zeros(len(travel), dtype=np.int64)
    return Known(
        flown=nobody,
        waiting=waiting,
        over=np.zeros(flights, dtype=np.bool_),
        sorties=np.zeros(flights, dtype=np.int64),
        called=nobody,
    )


def _goals(again: Again, flown: Ints, decided: Decided) -> list[tuple[str, int]]:
    formulation = again.formulation
    values, column = formulation.model.lower.copy(), formulation.sortie_column
    values[formulation.pair_column] = flown + decided.called
    values[column[column >= 0]] = decided.sorties[column >= 0]
    return [(goal.name, goal.of(formulation.completed(values))) for goal in formulation.model.goals]


def _called(again: Again, parties: Ints) -> dict[tuple[str, str], int]:
    """Parties by group and flights."""
    travel = again.formulation.travel
    return {
        (
            travel.cohorts.parties.id[int(travel.cohort[pair])],
            ">".join(travel.itineraries.flights(int(travel.itinerary[pair]))),
        ): int(parties[pair])
        for pair in np.flatnonzero(parties).tolist()
    }


def _pairs(again: Again, rows: Sequence[tuple[str, str, int]]) -> Ints:
    """The other way round."""
    parties = np.zeros(len(again.formulation.travel), dtype=np.int64)
    number = {place: pair for pair, place in enumerate(_places(again))}
    for code, legs, count in rows:
        parties[number[code, legs]] = count
    return parties


def _places(again: Again) -> list[tuple[str, str]]:
    everybody = np.ones(len(again.formulation.travel), dtype=np.int64)
    return list(_called(again, everybody))


def _over(of: Instance, *codes: str) -> np.ndarray:
    return np.array([leg.id in codes for leg in of.schedule], dtype=np.bool_)


@pytest.mark.parametrize("seed", [0, 1, 3, 10, 17, 22, 29])
def test_from_the_start_the_best_is_found(session: Session, seed: int) -> None:
    """Where nothing has happened yet, every goal is what a search of all plans finds, shares rounded up."""
    again = Again(formulate(tiny_instance(seed)), session)
    known = _at_rest(again)
    decided = again.decided(known)
    assert decided is not None
    wanted = best(tiny_instance(seed))
    assert wanted is not None
    assert _goals(again, known.flown, decided) == wanted


def test_people_of_a_cancelled_flight_take_the_next(session: Session) -> None:
    """Whoever was called to it goes by the next one, which has room; those called there stay on it."""
    of = instance(groups=(group("A"), group("B", nationality="DEU"), group("C", priority=2)), flights=LATER)
    again = Again(formulate(of), session)
    called = _pairs(again, [("B", "L", 1), ("C", "L", 1)])
    known = replace(_at_rest(again), over=_over(of, "F"), called=called)
    decided = again.decided(known)
    assert decided is not None
    assert _called(again, decided.called) == {("A", "L"): 1, ("B", "L"): 1}


def test_of_equals_those_called_keep_their_seats(session: Session) -> None:
    """Where as many get out either way, those who are called stay called, whoever else waits."""
    nations = {"A": "FRA", "B": "DEU", "C": "ITA", "D": "USA"}
    groups = tuple(group(code, nationality=nation) for code, nation in nations.items())
    of = instance(groups=groups, flights=LATER, policy=Policy(objectives=("unserved",)))
    again = Again(formulate(of), session)
    for aboard in ("BD", "AC", "CD"):
        called = _pairs(again, [(code, "L", 1) for code in aboard])
        decided = again.decided(replace(_at_rest(again), over=_over(of, "F"), called=called))
        assert decided is not None
        assert _called(again, decided.called) == {(code, "L"): 1 for code in aboard}


def test_some_of_a_group_keep_their_seats(session: Session) -> None:
    """Parties of one group are kept as many as were called, not more for the price of others."""
    of = instance(groups=(group("A", count=3), group("B", nationality="DEU", count=3)), flights=LATER)
    again = Again(formulate(of), session)
    called = _pairs(again, [("A", "L", 1), ("B", "L", 1)])
    decided = again.decided(replace(_at_rest(again), over=_over(of, "F"), called=called))
    assert decided is not None
    assert _called(again, decided.called) == {("A", "L"): 1, ("B", "L"): 1}


def test_who_has_flown_goes_on_from_there(session: Session) -> None:
    """Of those at the hub no more go on than stand there, and nobody from home takes their first flight."""
    late = flight("LATE", "H 14:00", "V 18:00", seats=1)
    of = instance(groups=(group("A", count=5),), flights=(*VIA_HUB, late))
    again = Again(formulate(of), session)
    known = _at_rest(again)
    waiting = known.waiting.copy()
    pair = _places(again).index(("A", "IN>LATE"))
    waiting[again.stands.of[pair, 0]], waiting[again.stands.of[pair, 1]] = 2, 3
    decided = again.decided(replace(known, waiting=waiting, over=_over(of, "IN", "OUT")))
    assert decided is not None
    assert _called(again, decided.called) == {("A", "IN>LATE"): 1}


def test_a_promise_that_nothing_keeps_any_more_binds_nobody(session: Session) -> None:
    """Where a sortie that was flown is not as full as was asked, the rest is decided all the same."""
    flights = (flight("F", status="optional", min_load=5), flight("L", "O 14:00", "V 18:00"))
    of = instance(groups=(group("A", count=6),), flights=flights)
    again = Again(formulate(of), session)
    known = _at_rest(again)
    waiting = np.where(known.waiting > 0, 4, 0)
    flown = _pairs(again, [("A", "F", 2)])
    known = replace(known, flown=flown, waiting=waiting, over=_over(of, "F"), sorties=np.array([1, 0]))
    decided = again.decided(known)
    assert decided is not None
    assert _called(again, decided.called) == {("A", "L"): 4}
    assert decided.sorties.tolist()[0] == 1


def test_what_is_known_is_solved_once(session: Session) -> None:
    """The same situation has the same answer, which is not asked of an engine again."""
    again = Again(formulate(instance(flights=LATER)), session)
    known = _at_rest(again)
    assert again.decided(known) is again.decided(replace(known))


def test_without_time_the_plan_stays(session: Session) -> None:
    """Where nothing is found in time there is no answer."""
    again = Again(formulate(tiny_instance(0)), session, ReplanTuning(seconds=0.0))
    assert again.decided(_at_rest(again)) is None
