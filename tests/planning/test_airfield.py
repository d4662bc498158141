"""Starts, alternatives, variants, comparisons and warnings over instances of the airfield itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.clock import HOUR
from evacopt.domain.dimension import Dimension
from evacopt.domain.instance import Instance
from evacopt.domain.resource import Resource, Use
from evacopt.domain.share import Share
from evacopt.domain.slot import Slot
from evacopt.domain.window import Window
from evacopt.events.events import Event
from evacopt.events.whole_rows import Add, Drop
from evacopt.explaining.ask import explain
from evacopt.judge.verify import verify
from evacopt.output.compare_page import compare_object
from evacopt.planning.compare import compare
from evacopt.planning.comparison import LimitEntry, LimitRow
from evacopt.planning.solve import solve
from evacopt.planning.warnings import warnings_of
from evacopt.planning.what_if import what_if
from tests.build import DIRECT, VIA_HUB, at, flight, group, instance, plan
from tests.replanning.nights import quick
from tests.tiny.airfield import airfield_instance

CURFEW = Window(location="O", kind="closed", daily_from=7 * HOUR, daily_to=9 * HOUR)


def _as_before(known: Instance) -> Instance:
    """The instance without what the airfield's tables say."""
    legs = (tuple(replace(leg, alternative="", room=()) for leg in known.flights),)
    rows = tuple(replace(row, alternative="", room=()) for row in known.sorties)
    bare = replace(known, windows=(), capacities=(), slots=(), order=(), resources=(), uses=(), links=())
    return replace(bare, flights=legs[0], sorties=rows)


@pytest.mark.parametrize("seed", [7, 13, 19, 58])
def test_a_plan_made_before_the_limits_were_known(seed: int) -> None:
    """What of it keeps every rule is where the search starts; what does not is told."""
    known = airfield_instance(seed)
    before = quick(_as_before(known)).plan
    assert before is not None
    broken = verify(known, replace(before, instance_sha256=known.sha256))
    result = solve(known, start=before, time_limit=20.0, threads=1, proving=0.0)
    assert broken and any("people do not travel as it has it" in note for note in result.notes)
    assert result.plan is not None and verify(known, result.plan) == []


def test_other_plans_as_good() -> None:
    """Alternatives keep the limits too: of two flights that share a stand there is one at a time."""
    stand = Use(resource="stand", destination="V", anchor="arrives", from_minutes=0, to_minutes=90)
    twins = tuple(flight(code, "O 08:00", "V 12:00", status="optional") for code in ("A", "B"))
    known = instance(flights=twins, resources=(Resource(id="stand", count=1),), uses=(stand,))
    result = solve(known, alternatives=2, time_limit=20.0, threads=1, proving=0.0)
    assert result.plan is not None
    plans = [result.plan, *result.alternatives]
    assert sorted(row.itinerary for one in plans for row in one.assignments) == [("A",), ("B",)]
    assert all(verify(known, one) == [] for one in plans)


def test_what_a_curfew_would_do() -> None:
    """A variant in which it comes, and one in which it goes, beside the instance as it is."""
    known = instance(windows=(CURFEW,))
    lifted, comes = Drop("windows", (("location", "O"),)), Add(CURFEW)
    variants: dict[str, list[Event]] = {"both": [lifted, comes], "lifted": [lifted]}
    found = what_if(known, variants, time_limit=20.0, threads=1, proving=0.0)
    assert [row.served for row in found] == [0, 0, 1]


def test_how_full_resources_and_slots_are() -> None:
    """A comparison shows of each what is used, where that differs, and counts money by the head."""
    flights = (replace(DIRECT, status="optional", copies=3, cost_per_person=7), *VIA_HUB)
    known = instance(
        groups=(group(count=4, size=2, infants=1),),
        flights=flights,
        resources=(Resource(id="fuel", count=9, used_up=True), Resource(id="none", count=1)),
        uses=(Use(resource="fuel", flight="F", amount=4),),
        slots=(Slot(id="S", location="V", since=at("11:00"), until=at("13:00"), movements=2),),
    )
    plans = [plan(known), plan(known, ("G", "F", 2), sorties={"F": 2})]
    found = compare([(known, one) for one in plans])
    assert found.limits == (
        LimitRow(
            kind="resource", name="fuel", entries=(LimitEntry(used=0, limit=9), LimitEntry(used=8, limit=9))
        ),
        LimitRow(kind="slot", name="S", entries=(LimitEntry(used=0, limit=2), LimitEntry(used=2, limit=2))),
    )
    assert [entry.spent for entry in found.plans] == [0, 2 * 3 * 7]
    assert "limits" in compare_object(found)
    assert "limits" not in compare_object(compare([(known, plans[0])]))


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (
            instance(windows=(CURFEW,)),
            "can never leave: whatever leads out of O would come or go while a place is closed",
        ),
        (
            instance(
                flights=(replace(DIRECT, room=(("dog", 1),)),),
                groups=(group(needs=(("dog", 2),)),),
                dimensions=(Dimension(id="dog"),),
            ),
            "can never leave: no flight that it could take has room for 2 dog",
        ),
    ],
)
def test_who_can_never_leave(known: Instance, said: str) -> None:
    """A curfew over all flights, and a hold too small for one party, are told before solving."""
    assert said in [finding.rule for finding in warnings_of(known)]


def test_a_promise_to_a_list_that_cannot_be_kept() -> None:
    """It is named with the list, and the repair is counted in people of it."""
    listed = Share(id="L", kind="min", tag="list", people=5)
    known = instance(groups=(group(size=2, tags=("list",)), group("H", count=9)), shares=(listed,))
    story = explain(known, time_limit=20.0, threads=1).conflict
    assert story is not None
    assert story.conflict == ("share L (at least 5 people of the list list)",)
    assert [(repair.before, repair.after) for repair in story.repairs] == [(5, 2)]
