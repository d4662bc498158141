"""Replanning: what has flown stays, what is open is decided anew, and the planner is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.policy import Objective, Policy
from evacopt.domain.replanned import Stranded
from evacopt.domain.share import Bloc, Share
from evacopt.errors import InstanceError, UsageError
from evacopt.events.events import Arrivals, Cancel, Close, Delay, Event, Seats, SetCell
from evacopt.judge.verify import verify
from evacopt.planning.solve import solved
from evacopt.replanning import replan as replanning
from evacopt.replanning.news import NoShow
from evacopt.replanning.replan import Replan, replan
from evacopt.replanning.stability import Stability, stable
from tests.build import VIA_HUB, at, flight, group, instance, place
from tests.replanning.nights import quick

Rows = Sequence[tuple[str, tuple[str, ...], int]]
LATER = (flight("F", "O 08:00", "V 12:00"), flight("L", "O 14:00", "V 18:00"))


@pytest.fixture(autouse=True)
def _without_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans by class, kept close to the plan in force; the real solver has its own tests."""
    monkeypatch.setattr(replanning, "solved", quick)


def _plan(of: Instance, rows: Rows, **more: Any) -> Plan:
    return Plan(
        instance_name=of.name,
        instance_sha256=of.sha256,
        assignments=Assignments.of(Assignment(*row) for row in rows),
        **more,
    )


def _rows(done: Replan) -> list[tuple[str, tuple[str, ...], int]]:
    assert done.result.plan is not None
    return sorted((row.group, row.itinerary, row.parties) for row in done.result.plan.assignments)


def _replan(of: Instance, plan: Plan, now: str, *events: Event, **more: Any) -> Replan:
    done = replan(of, plan, as_of=at(now), events=events, **{"freeze": 0, **more})
    if done.result.plan is not None:
        assert verify(done.instance, done.result.plan, baseline=plan) == []
    return done


def test_who_has_flown_stays_though_others_are_more_urgent() -> None:
    """Ten urgent newcomers do not take the seats of people who are in the air."""
    before = instance(groups=(group(count=10, priority=3),), flights=LATER)
    urgent = Arrivals(Groups.of([group("N", count=12, priority=1)]))
    done = _replan(before, _plan(before, [("G", ("F",), 10)]), "09:00", urgent)
    assert _rows(done) == [("G", ("F",), 10), ("N", ("L",), 10)]


def test_nobody_gets_on_a_flight_that_has_left() -> None:
    """Seats that were empty when it left stay empty; a real flight keeps its number of seats."""
    before = instance(groups=(group(count=12),), flights=LATER[:1])
    done = _replan(before, _plan(before, [("G", ("F",), 4)]), "09:00")
    assert _rows(done) == [("G", ("F",), 4)]
    assert done.instance.flight["F"].seats == 10


@pytest.mark.parametrize(("now", "aboard"), [("07:00", 10), ("07:01", 4)])
def test_check_in_closes_a_flight(now: str, aboard: int) -> None:
    """With an hour of check-in, somebody can still come an hour before departure, and not later."""
    policy = Policy(objectives=("unserved",), check_in_minutes=60)
    before = instance(groups=(group(count=12),), flights=LATER[:1], policy=policy)
    assert _rows(_replan(before, _plan(before, [("G", ("F",), 4)]), now)) == [("G", ("F",), aboard)]


@pytest.mark.parametrize(("freeze", "aboard"), [(0, "N"), (120, "G")])
def test_who_was_called_forward_stays(freeze: int, aboard: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the notice the called people keep their seats; before that, the more urgent get them."""
    monkeypatch.setattr(replanning, "solved", solved)
    before = instance(groups=(group(count=10, priority=3),), flights=LATER[:1])
    urgent = Arrivals(Groups.of([group("N", count=10, priority=1)]))
    done = _replan(before, _plan(before, [("G", ("F",), 10)]), "07:00", urgent, freeze=freeze)
    assert _rows(done) == [(aboard, ("F",), 10)]


def test_seats_on_a_flight_called_forward_are_not_lost() -> None:
    """Somebody who stands by may take a free seat on a flight that others were called to."""
    before = instance(groups=(group(count=12),), flights=LATER[:1])
    done = _replan(before, _plan(before, [("G", ("F",), 4)]), "07:00", freeze=240)
    assert _rows(done) == [("G", ("F",), 10)]


def test_check_in_can_change_with_the_news() -> None:
    """The policy after the events is the one that closes flights."""
    before = instance(groups=(group(count=12),), flights=LATER[:1])
    plan = _plan(before, [("G", ("F",), 4)])
    done = _replan(before, plan, "07:30", SetCell("policy", "", "check_in_minutes", 60))
    assert _rows(done) == [("G", ("F",), 4)]


def test_cancelled_people_are_free() -> None:
    """Who was called to a flight that is cancelled is put on another one."""
    before = instance(groups=(group(count=3),), flights=LATER)
    done = _replan(before, _plan(before, [("G", ("F",), 3)]), "07:00", Cancel("F"), freeze=240)
    assert _rows(done) == [("G", ("L",), 3)]


def test_a_smaller_aircraft_takes_whom_it_can() -> None:
    """Where those called forward do not all fit any more, as many as fit stay; the others are free."""
    before = instance(groups=(group(count=10),), flights=LATER)
    done = _replan(before, _plan(before, [("G", ("F",), 10)]), "07:00", Seats("F", 6), freeze=240)
    assert _rows(done) == [("G", ("F",), 6), ("G", ("L",), 4)]


def test_the_way_on_is_open() -> None:
    """Who has flown to the hub stays flown; the onward flight may be another."""
    onward = flight("ALSO", "H 13:00", "W 17:00")
    before = instance(groups=(group(count=3),), flights=(*VIA_HUB, onward))
    done = _replan(before, _plan(before, [("G", ("IN", "OUT"), 3)]), "11:00", Cancel("OUT"))
    assert _rows(done) == [("G", ("IN", "ALSO"), 3)]


def test_a_missed_connection() -> None:
    """A first flight that lands too late for the onward one keeps its people, who take the next."""
    onward = flight("ALSO", "H 15:00", "W 19:00")
    before = instance(groups=(group(count=3),), flights=(*VIA_HUB, onward))
    done = _replan(before, _plan(before, [("G", ("IN", "OUT"), 3)]), "09:00", Delay("IN", 90), freeze=90)
    assert _rows(done) == [("G", ("IN", "ALSO"), 3)]


def test_stranded_people_are_named() -> None:
    """Without a way on people who have flown are left behind in the numbers, and named where they are."""
    before = instance(groups=(group(count=5),), flights=(*VIA_HUB, flight("F", "O 14:00", "V 18:00")))
    done = _replan(before, _plan(before, [("G", ("IN", "OUT"), 3)]), "11:00", Cancel("OUT"))
    assert _rows(done) == [("G-stayed", ("F",), 2)]
    assert done.result.plan is not None
    assert done.result.plan.replanned is not None
    assert done.result.plan.replanned.stranded == (Stranded("G", ("IN",), 3),)
    assert "3 people are stranded at H and left behind in the numbers; parties: G 3" in done.notes


def test_stranded_people_go_on_when_there_is_a_way() -> None:
    """The next replan finds them at the hub, not at home."""
    before = instance(groups=(group(count=3),), flights=VIA_HUB)
    first = _replan(before, _plan(before, [("G", ("IN", "OUT"), 3)]), "11:00", Cancel("OUT"))
    assert first.result.plan is not None
    relief = flight("RELIEF", "H 18:00", "V 20:00")
    news = replace(first.instance, flights=(*first.instance.flights, relief))
    second = _replan(news, first.result.plan, "13:00")
    assert _rows(second) == [("G", ("IN", "RELIEF"), 3)]
    assert second.result.plan is not None
    assert second.result.plan.replanned is not None
    assert second.result.plan.replanned.stranded == ()


def test_nobody_takes_the_seat_of_somebody_stranded() -> None:
    """People at home cannot get on the flight that the stranded came on, though the plan shows it empty."""
    others = group("B", count=4)
    before = instance(groups=(group(count=3), others), flights=(*VIA_HUB, flight("X", "H 12:30", "V 17:00")))
    plan = _plan(before, [("G", ("IN", "OUT"), 3)])
    done = _replan(before, plan, "11:00", Cancel("OUT"), Seats("X", 2))
    assert _rows(done) == [("G", ("IN", "X"), 2)]
    assert done.result.plan is not None
    assert done.result.plan.replanned is not None
    assert done.result.plan.replanned.stranded == (Stranded("G", ("IN",), 1),)


def test_optional_flights_that_have_left_were_flown() -> None:
    """Two sorties that left are two, whatever they cost: all their seats, and their aircraft, are taken."""
    sortie = flight("S", "O 08:00", "V 10:00", status="optional", copies=3, seats=4, cost=5)
    before = instance(groups=(group(count=6),), flights=(sortie,))
    done = _replan(before, _plan(before, [("G", ("S",), 6)], sorties=(("S", 2),)), "09:00")
    assert [(one.id, one.status, one.seats, one.cost) for one in done.instance.flights] == [
        ("S", "scheduled", 8, 10),
        ("S+2", "scheduled", 4, 0),
    ]
    assert _rows(done) == [("G", ("S",), 6)]


def test_an_optional_flight_not_flown_is_over() -> None:
    """What did not fly when it could is cancelled."""
    sortie = flight("S", "O 08:00", "V 10:00", status="optional")
    before = instance(groups=(group(count=6),), flights=(sortie,))
    done = _replan(before, _plan(before, []), "09:00")
    assert done.instance.flights[0].status == "cancelled"


def test_no_shows_wait_again() -> None:
    """Who missed the flight is not on it, and takes the next one."""
    before = instance(groups=(group(count=5),), flights=LATER)
    done = _replan(before, _plan(before, [("G", ("F",), 5)]), "09:00", no_shows=[NoShow("G", 2)])
    assert _rows(done) == [("G", ("F",), 3), ("G", ("L",), 2)]


def test_no_shows_that_are_named_twice_add_up() -> None:
    """Two rows of one group and flight, one of them with the flight left blank, are one; that is told."""
    before = instance(groups=(group(count=5),), flights=LATER)
    rows = [NoShow("G", 1), NoShow("G", 2, "F")]
    done = _replan(before, _plan(before, [("G", ("F",), 5)]), "09:00", no_shows=rows)
    assert _rows(done) == [("G", ("F",), 2), ("G", ("L",), 3)]
    assert "no-shows: G is named 2 times for F, taken together: 1 + 2 = 3 parties" in done.notes


def test_no_shows_that_are_too_many_together() -> None:
    """What is refused is the sum, with the number that the plan has."""
    before = instance(groups=(group(count=5),), flights=LATER)
    said = "4 parties of G cannot have missed F: the plan put 3 of them on it"
    with pytest.raises(UsageError, match=said):
        _replan(
            before,
            _plan(before, [("G", ("F",), 3)]),
            "09:00",
            no_shows=[NoShow("G", 2, "F"), NoShow("G", 2, "F")],
        )


def test_no_shows_of_two_flights_are_two() -> None:
    """A group that was called to two flights can have missed both; nothing is taken together."""
    before = instance(groups=(group(count=5),), flights=LATER)
    plan = _plan(before, [("G", ("F",), 3), ("G", ("L",), 2)])
    rows = [NoShow("G", 1, "F"), NoShow("G", 1, "L")]
    done = _replan(before, plan, "15:00", no_shows=rows)
    assert _rows(done) == [("G", ("F",), 2), ("G", ("L",), 1)]
    assert not any("taken together" in note for note in done.notes)


def test_no_shows_are_first_those_whose_way_on_is_gone() -> None:
    """Of two ways on from the hub one is cancelled: who can still go as told is not moved."""
    also = flight("ALSO", "H 13:00", "W 17:00", seats=1)
    before = instance(groups=(group(count=2),), flights=(*VIA_HUB, also))
    plan = _plan(before, [("G", ("IN", "ALSO"), 1), ("G", ("IN", "OUT"), 1)])
    done = _replan(before, plan, "09:00", Cancel("OUT"), no_shows=[NoShow("G", 1, "IN")])
    assert _rows(done) == [("G", ("IN", "ALSO"), 1)]
    assert done.result.plan is not None
    assert verify(done.instance, done.result.plan) == []


def test_no_shows_lower_what_was_decided() -> None:
    """A planner's own pin asks for no more than came."""
    pin = Pin(group="G", kind="exactly", parties=5, itinerary=("F",))
    before = instance(groups=(group(count=5),), flights=LATER, pins=(pin,))
    plan = _plan(before, [("G", ("F",), 5)])
    done = _replan(before, plan, "09:00", no_shows=[NoShow("G", 2, "F")])
    assert done.instance.pins == (replace(pin, parties=3),)


@pytest.mark.parametrize(
    ("absent", "said"),
    [
        (NoShow("H", 1), "no group is called H"),
        (NoShow("G", 9, "F"), "9 parties of G cannot have missed F: the plan put 3 of them on it"),
        (NoShow("G", 1), "G was called to F, L; name the flight it missed"),
        (NoShow("B", 1), "nobody of B has been called to a flight by now"),
        (NoShow("Q", 1, "F"), "no group is called Q"),
    ],
)
def test_no_shows_that_cannot_be(absent: NoShow, said: str) -> None:
    """Nobody can have missed what they were not called to."""
    before = instance(groups=(group(count=5), group("B")), flights=LATER)
    plan = _plan(before, [("G", ("F",), 3), ("G", ("L",), 2)])
    with pytest.raises(UsageError, match=said):
        _replan(before, plan, "09:00", no_shows=[absent], freeze=600)


def test_late_news_is_taken_and_told() -> None:
    """A flight that should have left and has not is taken at the planner's word."""
    before = instance(groups=(group(count=5),), flights=LATER)
    done = _replan(before, _plan(before, [("G", ("F",), 5)]), "09:00", Cancel("F"))
    assert _rows(done) == [("G", ("L",), 5)]
    assert done.notes[0] == "F was due at 2023-08-01T08:00Z: taken at your word that it has not left"


@pytest.mark.parametrize("event", [Seats("F", 2), SetCell("flights", "F", "operator", "DEU")])
def test_what_has_flown_cannot_be_changed(event: Event) -> None:
    """Another aircraft cannot have come for a flight that has left."""
    before = instance(groups=(group(count=5),), flights=LATER)
    with pytest.raises(UsageError, match=r"F departed at 2023-08-01T08:00Z.*what has flown stays"):
        _replan(before, _plan(before, [("G", ("F",), 5)]), "09:00", event)


@pytest.mark.parametrize("event", [Cancel("F"), Delay("F", 300)])
def test_what_an_earlier_replan_knew_gone_stays_gone(event: Event) -> None:
    """A chain of plans does not take back what it was made on."""
    before = instance(groups=(group(count=5),), flights=LATER)
    first = _replan(before, _plan(before, [("G", ("F",), 5)]), "09:00")
    assert first.result.plan is not None
    with pytest.raises(UsageError, match="made at 2023-08-01T09:00Z with it gone; it stays flown"):
        _replan(first.instance, first.result.plan, "10:00", event)


def test_a_chain_leaves_nothing_behind() -> None:
    """Each replan takes out the pins, shares and bloc that the one before it put in."""
    own = Pin(group="G", kind="at_most", parties=5)
    before = instance(groups=(group(count=5),), flights=LATER, pins=(own,))
    done = _replan(before, _plan(before, [("G", ("F",), 5)]), "09:00")
    for now in ("10:00", "11:00"):
        assert done.result.plan is not None
        done = _replan(done.instance, done.result.plan, now)
    assert done.instance.pins == (own, Pin(group="G", kind="exactly", parties=5, itinerary=("F",)))
    assert [share.id for share in done.instance.shares] == ["closed:F"]
    assert [bloc.bloc for bloc in done.instance.blocs] == ["everybody"]


def test_the_plan_names_the_one_before() -> None:
    """Plans form a chain by their hashes."""
    before = instance(groups=(group(count=5),), flights=LATER)
    plan = _plan(before, [("G", ("F",), 5)])
    done = _replan(before, plan, "09:00")
    assert done.result.plan is not None
    assert done.result.plan.replanned is not None
    assert done.result.plan.replanned.before == plan.sha256
    assert done.result.plan.replanned.as_of == at("09:00")
    assert done.result.plan.instance_sha256 == done.instance.sha256


def test_a_group_that_is_smaller_now() -> None:
    """Parties that found their own way leave the instance; those who have flown are kept first."""
    before = instance(groups=(group(count=5),), flights=LATER)
    plan = _plan(before, [("G", ("F",), 2), ("G", ("L",), 3)])
    done = _replan(before, plan, "09:00", SetCell("groups", "G", "count", 4))
    assert _rows(done) == [("G", ("F",), 2), ("G", ("L",), 2)]


def test_promises_that_cannot_be_kept_are_named() -> None:
    """What was promised between states and cannot be any more is infeasible, not a weaker plan."""
    promise = Share(id="P", kind="min", nationality="FRA", people=6)
    before = instance(groups=(group(count=6),), flights=LATER, shares=(promise,))
    plan = _plan(before, [("G", ("F",), 6)])
    done = _replan(before, plan, "07:00", Close("V", at("07:00"), at("17:00")), Seats("L", 3))
    assert (done.result.status, done.result.plan) == ("infeasible", None)
    assert done.result.conflict == ("share P (at least 6 people of FRA)",)


def test_news_that_break_the_data() -> None:
    """Events that leave the data with errors are refused with all of them."""
    before = instance(groups=(group(count=6),), flights=LATER)
    with pytest.raises(InstanceError, match="must be within the horizon"):
        _replan(before, _plan(before, []), "07:00", Delay("L", 6000))


def test_a_bad_time() -> None:
    """A time without an offset is no time."""
    before = instance()
    with pytest.raises(UsageError, match="has no offset"):
        replan(before, _plan(before, []), as_of="2023-08-01T09:00")


@pytest.mark.parametrize(
    ("goals", "stability", "found"),
    [
        (("unserved", "fairness", "cost"), "strict", ("unserved", "changes", "fairness", "cost")),
        (("unserved", "fairness", "cost"), "balanced", ("unserved", "fairness", "changes", "cost")),
        (("unserved", "fairness", "cost"), "free", ("unserved", "fairness", "cost", "changes")),
        (("unserved", "fairness", "cost"), None, ("unserved", "fairness", "changes", "cost")),
        (("cost", "changes"), None, ("cost", "changes")),
        (("cost", "changes"), "strict", ("changes", "cost")),
        (("fairness", "waiting", "unserved"), "strict", ("fairness", "waiting", "unserved", "changes")),
    ],
)
def test_where_changes_stand(
    goals: tuple[Objective, ...], stability: Stability | None, found: tuple[Objective, ...]
) -> None:
    """`changes` stands where it was asked for; unasked, where the policy has it."""
    before = instance(policy=Policy(objectives=goals))
    assert stable(before, stability).policy.objectives == found


def test_a_planners_bloc_of_the_same_name() -> None:
    """A bloc of the planner's that is called everybody is left alone."""
    own = Bloc(bloc="everybody", members=("DEU",))
    before = instance(groups=(group(count=5),), flights=LATER, blocs=(own,), places=(place("O"),))
    done = _replan(before, _plan(before, [("G", ("F",), 5)]), "09:00")
    assert [bloc.bloc for bloc in done.instance.blocs] == ["everybody", "everybody'"]
    assert done.instance.blocs[0] == own
