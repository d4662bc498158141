"""What could be asked for at the airfield itself: every kind, and that each brings out whom it should."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.checks import errors_of
from evacopt.domain.clock import HOUR
from evacopt.domain.instance import Instance
from evacopt.domain.reception import Capacity
from evacopt.domain.share import Share
from evacopt.domain.slot import Order, Slot
from evacopt.domain.window import Window
from evacopt.explaining.change import Change
from evacopt.explaining.flight_story import flight_story
from evacopt.explaining.offers import offers, ones
from evacopt.explaining.solving import Spread
from evacopt.explaining.worth import base_of, worths_of
from evacopt.planning.options import SolveOptions
from evacopt.reasons.slack import Slack
from tests.build import DIRECT, at, flight, group, instance, place, plan
from tests.planning.test_counterexample import airfield
from tests.reasons.test_airfield import CASES


def _wide() -> Instance:
    """Something of every kind to ask for."""
    known = airfield()
    return replace(
        known,
        windows=(
            *known.windows,
            Window(location="O", kind="closed", daily_from=22 * HOUR, daily_to=5 * HOUR),
            Window(location="H", kind="closed", since=at("07:00"), until=at("08:00")),
            Window(location="W", kind="open", since=at("07:00"), until=at("20:00")),
            Window(location="V", kind="open", daily_from=0, daily_to=23 * HOUR + 50),
        ),
        capacities=(Capacity(location="W", since=at("09:00"), people=4),),
        locations=tuple(
            replace(one, arrivals_per_hour=3, arrivals_per_day=9) if one.id == "W" else one
            for one in known.locations
        ),
    )


def _texts(changes: list[Change]) -> list[str]:
    return [change.text for change in changes]


def test_everything_can_be_asked_for() -> None:
    """Hours of curfews, stands, slots, room, landings and places of steps, alternatives and order."""
    known = _wide()
    assert errors_of(known) == []
    made = list(offers(known, Slack(known, plan(known))))
    texts = _texts(made)
    assert len(set(texts)) == len(texts)
    for text in (
        "O open an hour longer every day, until 23:00Z",
        "O open an hour longer every day, from 04:00Z",
        "H open an hour longer, until 2023-08-01T08:00Z",
        "W open an hour longer, from 2023-08-01T06:00Z",
        "W open an hour longer, until 2023-08-01T21:00Z",
        "one more of SECRETR",
        "2 more movements in the slot SECRETSLOT",
        "room for 1 more SECRETPET on SECRETF",
        "room for 5 more SECRETKG at V",
        "W lets 10 more people land in an hour",
        "W lets 10 more people land on a day",
        "10 more places at W",
        "SECRETO and its alternatives may all be flown",
        "SECRETO may be flown without SECRETF",
        "the share SECRETSHARE lets 10 more of the list SECRETTAG go",
    ):
        assert text in texts
    for change in made:
        assert change.ask, change.text
        changed = change.made(known)
        assert changed.sha256 != known.sha256 and errors_of(changed) == [], change.text
    assert {"resource", "slot", "room", "hour", "place"} <= {change.kind for change in ones(known)}


def test_a_curfew_of_an_hour_is_lifted() -> None:
    """An hour less of it is none of it."""
    known = _wide()
    gone = [change for change in offers(known, Slack(known, plan(known))) if change.text.startswith("H open")]
    assert [[row.location for row in one.made(known).windows].count("H") for one in gone] == [0, 0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("curfew", "O open an hour longer every day, from 07:01Z"),
        ("landings a day", "V lets 10 more people land on a day"),
        ("slot", "2 more movements in the slot S"),
        ("stand", "one more of stand"),
        ("no dogs", "room for 20 more kg on F"),
    ],
)
def test_an_offer_brings_out_who_stays(name: str, text: str) -> None:
    """What alone stands in the way is worth a party, solved again; where a dog is barred too it is not."""
    known, now = CASES[name].of()
    known = replace(known, flights=tuple(leg for leg in known.flights if leg.id != "E"))
    if name in ("slot", "stand"):  # the other one flies whatever is decided
        other = replace(CASES[name].cells["flights"][1], status="scheduled")
        known = replace(known, flights=(*known.flights, other))
    now = replace(now, instance_sha256=known.sha256, sorties=())
    base = base_of(known, now, SolveOptions(time_limit=60, threads=1))
    (asked,) = (one for one in offers(base.instance, Slack(base.instance, base.plan)) if one.text == text)
    (found,) = worths_of(base, [asked], Spread(SolveOptions(threads=1)), time_limit=None, each=30)
    better = [] if name == "no dogs" else [("unserved[1]", 1, 0)]
    assert found.worth.known == "proven" and not base.better
    assert [(goal.goal, goal.before, goal.after) for goal in found.worth.goals] == better


@pytest.mark.parametrize("name", ["curfew", "slot", "alternative", "order", "stand", "fuel"])
def test_a_flight_that_is_not_flown(name: str) -> None:
    """Its story names the rule that keeps it on the ground, and who holds what it needs."""
    known, now = CASES[name].of()
    if name == "curfew":
        known = replace(known, flights=(replace(DIRECT, status="optional"),))
        now = replace(now, instance_sha256=known.sha256)
    said = {
        "stand": "not flown: of stand there are 1, which E hold when it needs 1",
        "fuel": "not flown: of stand there are 5, which E use up, and it needs 3",
    }
    why = flight_story(known, now, "F", no_shows=1).why
    assert said.get(name, f"not flown: {CASES[name].text}") in why


def test_a_flight_like_another_finds_its_place_open() -> None:
    """Where it is offered at an hour of curfew, the place is open for it and for nothing else."""
    curfew = Window(location="O", kind="closed", daily_from=9 * HOUR, daily_to=11 * HOUR)
    known = instance(groups=(group(ready=at("09:30")),), windows=(curfew,))
    made = list(offers(known, Slack(known, plan(known))))
    text = "one more flight like F at 2023-08-01T10:00Z (10 seats), and O open for it"
    (later,) = (change for change in made if change.text == text)
    changed = later.made(known)
    assert changed.permits("O", "out", "FRA", at("10:00"))
    assert not changed.permits("O", "out", "FRA", at("10:01"))
    assert errors_of(changed) == []


def test_a_twin_is_no_alternative() -> None:
    """One more flight like an alternative flies beside it; order and slots are as they were."""
    known = instance(
        flights=(
            flight("A1", "O 08:00", "V 12:00", status="optional", alternative="A"),
            flight("A2", "O 10:00", "V 14:00", status="optional", alternative="A"),
        ),
        order=(Order(flight="A2", needs="A1"),),
        slots=(
            Slot(id="S", location="V", since=at("00:00"), until=at("23:00"), movements=1, direction="in"),
        ),
        shares=(Share(id="R", kind="reserve", tag="list", people=1),),
        places=(place("V"),),
    )
    made = list(offers(known, Slack(known, plan(known))))
    assert "one more movement in the slot S" in _texts(made)
    (twin,) = (one for one in made if one.text.startswith("one more flight like A1 at the same time"))
    assert [leg.alternative for leg in twin.made(known).flights] == ["A", "A", ""]
