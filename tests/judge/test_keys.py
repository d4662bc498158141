"""Keys of rows and columns: two things never have one, however their codes are written."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.certificate import Branch, Cut, Key, Leaf
from evacopt.domain.checks import errors_of
from evacopt.domain.flight import Crew, Fleet, Flight
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.policy import Policy
from evacopt.domain.share import Admission, Bloc, Share
from evacopt.judge.bounds import DualBound
from evacopt.judge.certificate import cut_rows
from evacopt.judge.keys import Keys, words
from evacopt.judge.lagrangian import lagrangian_bound
from evacopt.judge.limits import RefusedError
from evacopt.judge.relaxation import relax
from evacopt.judge.rows import Relaxation
from tests.build import flight, group, instance, place
from tests.judge.world import plan_of
from tests.tiny.instances import tiny_instance

NOON = "2023-08-01T08:00Z"


def _renamed(known: Instance, **codes: str) -> Instance:
    """The instance with other codes of locations, wherever they stand."""

    def code(old: str) -> str:
        return codes.get(old, old)

    groups = known.groups
    return replace(
        known,
        locations=tuple(replace(place, id=code(place.id)) for place in known.locations),
        flights=tuple(
            replace(leg, origin=code(leg.origin), destination=code(leg.destination)) for leg in known.flights
        ),
        groups=replace(groups, origin=groups.origin.map(code)),
    )


def _leg(code: str, **more: Any) -> Flight:
    return flight(code, "O 08:00", "V 12:00", **more)


def _pin(code: str, **more: Any) -> Pin:
    return Pin(**{"group": code, "kind": "at_most", "parties": 1, **more})


def _share(code: str, kind: str, **more: Any) -> Share:
    return Share(**{"id": code, "kind": kind, "nationality": "FRA", "people": 1, **more})


def _goals(*objectives: Any, full_loads: bool = False) -> Policy:
    return Policy(objectives=objectives, full_loads=full_loads)


CREWED: dict[str, Any] = {"fleets": (Fleet(id="A", count=9, cycle=60), Fleet(id="B", count=9, cycle=60))}
OPTIONAL = {"status": "optional", "copies": 2}

CLASHES: dict[str, tuple[Instance, Key, Key]] = {
    "a group's way and sorties": (
        instance(groups=(group("sorties X"),), flights=(_leg("F"), _leg("X on F"))),
        ("travel", "sorties X", "F"),
        ("sorties", "X on F"),
    ),
    "a group and the flight behind it": (
        instance(groups=(group("A"), group("A on B", priority=2)), flights=(_leg("C"), _leg("B on C"))),
        ("travel", "A", "B on C"),
        ("travel", "A on B", "C"),
    ),
    "a group's way and an empty origin": (
        _renamed(
            instance(
                groups=(group("all out P"),),
                flights=(_leg("F", **OPTIONAL),),
                policy=_goals("unserved", full_loads=True),
            ),
            O="P on F",
        ),
        ("travel", "all out P", "F"),
        ("all out", "P on F"),
    ),
    "a group's way and staying as before": (
        instance(
            groups=(group("home G"), group("G on F")),
            flights=(_leg("F"),),
            policy=_goals("unserved", "changes"),
        ),
        ("travel", "home G", "F"),
        ("home", "G on F"),
    ),
    "a group's full loads and an origin's": (
        instance(
            groups=(group("empty O"),),
            flights=(_leg("F", **OPTIONAL),),
            policy=_goals("unserved", full_loads=True),
        ),
        ("full_loads", "empty O"),
        ("full_loads empty", "O"),
    ),
    "a flight's clearance and its order": (
        instance(flights=(_leg("order 0"), flight("G", "O 09:00", "V 12:00")), policy=_goals("clearance")),
        ("clearance", "order 0"),
        ("clearance order", "0"),
    ),
    "a pin's floor and a group of that name": (
        instance(
            groups=(group("G"), group("at least G")), pins=(_pin("at least G"), _pin("G", kind="at_least"))
        ),
        ("pin", "at least G", "at_most", "1"),
        ("pin at least", "G", "at_least", "1"),
    ),
    "pins of two groups": (
        instance(
            groups=(group("G"), group("G on A")),
            flights=(_leg("B"), _leg("A on B")),
            pins=(_pin("G", flight="A on B"), _pin("G on A", flight="B")),
        ),
        ("pin", "G", "at_most", "1", "flight", "A on B"),
        ("pin", "G on A", "at_most", "1", "flight", "B"),
    ),
    "pins of a flight and of any": (
        instance(groups=(group("G"), group("G on F")), pins=(_pin("G", flight="F"), _pin("G on F"))),
        ("pin", "G", "at_most", "1", "flight", "F"),
        ("pin", "G on F", "at_most", "1"),
    ),
    "pins of a flight and of an itinerary": (
        instance(pins=(_pin("G", flight="F"), _pin("G", itinerary=("F",)))),
        ("pin", "G", "at_most", "1", "flight", "F"),
        ("pin", "G", "at_most", "1", "itinerary", "F"),
    ),
    "two pins of one thing": (
        instance(pins=(_pin("G", flight="F"), _pin("G", flight="F", parties=2))),
        ("pin", "G", "at_most", "1", "flight", "F"),
        ("pin", "G", "at_most", "2", "flight", "F"),
    ),
    "a pool and a flight of that name": (
        instance(
            groups=(group("G"), group("H", nationality="DEU")),
            flights=(_leg("F"), _leg("F S")),
            shares=(_share("S", "reserve"),),
        ),
        ("reserve", "F", "S"),
        ("reserve", "F S"),
    ),
    "two pools and one of both names": (
        instance(
            groups=(group("G"), group("H", nationality="DEU")),
            shares=(
                _share("A", "reserve"),
                _share("B", "reserve"),
                _share("A,B", "reserve", nationality="DEU"),
            ),
        ),
        ("reserve", "F", "A", "B"),
        ("reserve", "F", "A,B"),
    ),
    "two crews and one of both names": (
        instance(
            flights=(_leg("F", fleet="A"), flight("G", "O 08:00", "V 13:00", fleet="B")),
            crews=(
                Crew(id="1", count=1, fleets=("A",), rest=60),
                Crew(id="2", count=1, fleets=("A",), rest=60),
                Crew(id="1+2", count=1, fleets=("B",), rest=60),
            ),
            **CREWED,
        ),
        ("crew", "1", "2", NOON),
        ("crew", "1+2", NOON),
    ),
    "a country and a place of that code": (
        replace(
            _renamed(
                instance(
                    places=(place("V", country="DEU"), place("W", country="FRA")),
                    flights=(_leg("F"), flight("G", "O 08:00", "W 12:00")),
                ),
                V="FRA",
            ),
            admissions=(
                Admission(nationality="FRA", location="FRA", people=1),
                Admission(nationality="FRA", country="FRA", people=1),
            ),
        ),
        ("admission", "FRA", "location", "FRA", "1"),
        ("admission", "FRA", "country", "FRA", "1"),
    ),
    "a bloc and the place behind it": (
        replace(
            _renamed(
                instance(flights=(_leg("F"), flight("G", "O 08:00", "W 12:00"))),
                V="B at C",
                W="C",
            ),
            blocs=(Bloc(bloc="A", members=("FRA",)), Bloc(bloc="A at B", members=("FRA",))),
            admissions=(
                Admission(nationality="A", location="B at C", people=1),
                Admission(nationality="A at B", location="C", people=1),
            ),
        ),
        ("admission", "A", "location", "B at C", "1"),
        ("admission", "A at B", "location", "C", "1"),
    ),
}


def _relaxed(known: Instance) -> Relaxation:
    """With the first group of each instance as before, where changes count."""
    assert errors_of(known) == []
    before = plan_of(known, {(known.groups.id[0], (known.flights[0].id,)): 1}, direct=0)
    return relax(known, before if "changes" in known.policy.objectives else None)


def _both(relaxation: Relaxation, *keys: Key) -> Keys:
    """The rows, or the columns, that have `keys`."""
    return relaxation.column if keys[0] in relaxation.column else relaxation.row


@pytest.mark.sibling("31")
@pytest.mark.parametrize("case", CLASHES)
def test_two_things_of_the_same_words_are_two(case: str) -> None:
    """Each has a key and a number of its own; asked for by the words they share, both are refused."""
    known, one, other = CLASHES[case]
    keys = _both(_relaxed(known), one, other)
    assert words(one) == words(other)
    assert keys[one] != keys[other]
    assert [keys.key(keys[key]) for key in (one, other)] == [one, other]
    with pytest.raises(RefusedError, match="fits two things: make the certificate again"):
        keys.number(words(one))


def test_a_code_may_hold_any_words() -> None:
    """The rows and columns of random instances with every rule have keys of their own, with any codes."""
    seen = Counter[str]()
    for seed in range(40):
        known = tiny_instance(seed)
        relaxation = relax(known, plan_of(known, {}, direct=0))
        for keys in (relaxation.row, relaxation.column, lagrangian_bound(known).row):
            assert [keys[key] for key in keys] == list(range(len(keys)))
            assert [keys.key(number) for number in range(len(keys))] == list(keys)
            seen.update(key[0] for key in keys)
    assert seen.keys() >= {"travel", "sorties", "seats", "capacity", "crew", "pin", "reserve", "admission"}


FORGED = {
    "a cut on a flight called as a way": (
        instance(
            groups=(group("sorties X"), group("G", count=2, weight=2)),
            flights=(_leg("F", seats=1), _leg("X on F", seats=2)),
        ),
        Cut("X on F", ((("travel", "G", "X on F"), 1), (("travel", "sorties X", "X on F"), 1)), 0),
    ),
    "the same cut in words": (
        instance(
            groups=(group("sorties X"), group("G", count=2, weight=2)),
            flights=(_leg("F", seats=1), _leg("X on F", seats=2)),
        ),
        Cut("X on F", (("G on X on F", 1), ("sorties X on X on F", 1)), 0),
    ),
    "a cut on a flight whose sorties are a way on another": (
        instance(
            groups=(group("sorties A"), group("G", count=3, size=2)),
            flights=(_leg("B", seats=1), _leg("A on B", seats=6, **OPTIONAL)),
        ),
        Cut("A on B", ((("travel", "G", "A on B"), 1),), 2),
    ),
}


@pytest.mark.sibling("31")
@pytest.mark.parametrize("case", FORGED)
def test_a_cut_that_lives_on_a_clash_is_refused(case: str) -> None:
    """More fits on the flight than is claimed: the sorties of a flight are not somebody's way."""
    known, cut = FORGED[case]
    with pytest.raises(RefusedError, match=f"more than {cut.most} of cut 0 fits on {cut.flight}"):
        cut_rows(relax(known), (cut,))


def test_words_that_fit_one_thing_only_are_understood() -> None:
    """A certificate of the first form still holds where nothing clashes, and a row said twice is refused."""
    known = instance(groups=(group("G", count=12),))
    side = DualBound(relax(known), relax(known).goals[0])
    assert side.floor(Leaf(1, (("seats F", 1),))) == side.floor(Leaf(1, ((("seats", "F"), 1),))) == 2
    assert side.floor(Branch("sorties F", 0, Leaf(0), Leaf(1))) == 2
    with pytest.raises(RefusedError, match="'seats F' is named twice"):
        side.floor(Leaf(1, (("seats F", 1), (("seats", "F"), 1))))
