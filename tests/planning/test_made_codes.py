"""Codes of a planner's own that look like codes made by us, or like the words for something else."""

from __future__ import annotations

from typing import Any

import pytest

from evacopt.domain.checks import errors_of
from evacopt.domain.flight import Crew, Fleet
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.share import Bloc, Share
from evacopt.errors import UsageError
from evacopt.events.rows import named_flights
from evacopt.explaining.ask import explain
from evacopt.planning.solve import solve
from evacopt.reasons.lift import MORE_CREWS, lifted
from evacopt.reasons.obstacle import Obstacle
from evacopt.replanning.freeze import thawed
from evacopt.replanning.replan import replan
from tests.build import at, flight, group, instance


def _plan(known: Instance, parties: int, *, sorties: tuple[tuple[str, int], ...] = ()) -> Plan:
    """So many parties of G on F."""
    rows = [Assignment("G", ("F",), parties)] if parties else []
    return Plan(
        instance_name=known.name,
        instance_sha256=known.sha256,
        assignments=Assignments.of(rows),
        sorties=sorties,
    )


@pytest.mark.sibling("31")
@pytest.mark.parametrize(
    "share",
    [
        Share(id="closed:F", kind="max", nationality="FRA", people=3, flight="F"),
        Share(id="closed:F", kind="reserve", nationality="everybody", people=1, flight="F"),
        Share(id="closed:F", kind="max", nationality="everybody", people=3),
        Share(id="closed:borders", kind="max", nationality="everybody", people=3, flight="F"),
    ],
    ids=["a nationality", "a reserve", "all flights", "another word"],
)
def test_a_share_called_as_a_closed_flight_stays(share: Share) -> None:
    """Replanning closes F by a share of its own, and takes that one out again, not the planner's."""
    known = instance(
        groups=(group(count=4),), shares=(share,), blocs=(Bloc(bloc="everybody", members=("FRA",)),)
    )
    assert errors_of(known) == []
    done = replan(known, _plan(known, 2), as_of=at("08:30"), backend="highs", threads=1)
    assert (errors_of(done.instance), len(done.instance.shares)) == ([], 2)
    assert done.result.plan is not None
    back = thawed(done.instance, done.result.plan)
    assert (back.shares, back.blocs) == (known.shares, known.blocs)


@pytest.mark.sibling("31")
def test_a_flight_called_as_a_second_aircraft_stays() -> None:
    """Two sorties of F have flown: the second stands beside the planner's own `F+2`."""
    first = flight("F", "O 08:00", "V 12:00", seats=1, status="optional", copies=2)
    known = instance(groups=(group(count=4),), flights=(first, flight("F+2", "O 18:00", "V 22:00", seats=1)))
    done = replan(known, _plan(known, 2, sorties=(("F", 2),)), as_of=at("08:30"), backend="highs", threads=1)
    assert errors_of(done.instance) == []
    assert sorted(leg.id for leg in done.instance.schedule) == ["F", "F+2", "F+2'"]
    assert done.result.plan is not None
    assert done.result.plan.assignments[-1].itinerary == ("F+2",)


@pytest.mark.sibling("31")
def test_crews_called_as_those_that_are_lent_stay() -> None:
    """One more crew is lent to look at a way; a crew of that code is another."""
    crews = (Crew(id=f"{MORE_CREWS} 1", count=1, fleets=("A",), rest=60),)
    known = instance(
        flights=(flight("F", "O 08:00", "V 12:00", fleet="A"),),
        fleets=(Fleet(id="A", count=2, cycle=60),),
        crews=crews,
    )
    more = lifted(known, "G", [Obstacle(code="crew", subject="A", need=1)])
    assert errors_of(more) == []
    assert len({crew.id for crew in more.crews}) == 2


@pytest.mark.sibling("31")
@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("S", ["S@2023-08-01T08:00Z", "S@2023-08-01T10:00Z+2"]),
        ("S@x", ["S@x@2023-08-01T09:00Z"]),
        ("T", None),
        ("", None),
    ],
)
def test_a_row_of_sorties_is_named_by_its_whole_code(code: str, found: list[str] | None) -> None:
    """What stands before the departure is the row; `T@2` is a flight, and no sortie of a row `T`."""
    codes = (
        "S@2023-08-01T08:00Z",
        "S@2023-08-01T10:00Z+2",
        "S@x@2023-08-01T09:00Z",
        "T@2",
        "@2023-08-01T09:00Z",
    )
    known = instance(flights=tuple(flight(name, "O 08:00", "V 12:00") for name in codes))
    if found is None:
        with pytest.raises(UsageError, match="no flight is called"):
            named_flights(known, code)
    else:
        assert named_flights(known, code) == found


@pytest.mark.sibling("31")
def test_pins_of_the_same_words_are_repaired_each() -> None:
    """A flight may be called `travel`: one decision is about it, the other about any way out."""
    legs = (flight("travel", "O 08:00", "V 12:00", seats=1), flight("F", "O 09:00", "V 13:00", seats=1))
    pins = (
        Pin(group="G", kind="at_least", parties=3, flight="travel"),
        Pin(group="G", kind="at_least", parties=3),
    )
    known = instance(groups=(group("G", count=3),), flights=legs, pins=pins)
    story = explain(known, threads=1).conflict
    assert story is not None
    assert story.proven
    assert [(one.before, one.after) for one in story.repairs] == [(3, 1), (3, 2)]


def _with_shares(codes: tuple[str, ...], **more: Any) -> Instance:
    """Three reserves on two flights, two caps; more people than seats."""
    one, two, three, cap, other = codes
    return instance(
        groups=(
            group("G", count=12, size=2),
            group("H", nationality="DEU", count=9),
            group("I", nationality="ITA", count=9, priority=2),
        ),
        flights=(
            flight("F", "O 08:00", "V 12:00", seats=11, status="optional", copies=2, fleet="A"),
            flight("K", "O 09:00", "V 13:00", seats=9, fleet="A"),
        ),
        fleets=(Fleet(id="A", count=2, cycle=600),),
        shares=(
            Share(id=one, kind="reserve", nationality="FRA", people=3),
            Share(id=two, kind="reserve", nationality="DEU", people=2),
            Share(id=three, kind="reserve", nationality="ITA", people=4),
            Share(id=cap, kind="max", nationality="FRA", people=8),
            Share(id=other, kind="max", nationality="DEU", people=9),
        ),
        **more,
    )


@pytest.mark.sibling("31")
@pytest.mark.parametrize(
    "codes",
    [
        ("1", "2", "1,2", "4", "5"),
        ("1", "2", "3", "fleet A at 2023-08-01T09:00Z", "5"),
        ("1", "2", "3", "share_max 5", "5"),
    ],
    ids=["pools", "aircraft", "caps"],
)
def test_large_plans_do_not_depend_on_what_shares_are_called(codes: tuple[str, ...]) -> None:
    """The same values and bounds, whether shares have numbers or codes that look like other limits."""

    def goals(known: Instance) -> list[tuple[int, int | None]]:
        assert errors_of(known) == []
        return [(goal.value, goal.bound) for goal in solve(known, backend="scale", threads=1).goals]

    assert goals(_with_shares(codes)) == goals(_with_shares(("1", "2", "3", "4", "5")))
