"""What would have been done with what was known: against hindsight, and never with what nobody knew."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

import evacopt
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.policy import Policy
from evacopt.domain.share import Share
from evacopt.domain.slot import Slot
from evacopt.events.events import Cancel, Delay, SetCell
from evacopt.events.whole_rows import Drop
from evacopt.judge.verify import verify
from evacopt.planning.options import SolveOptions
from evacopt.replaying.record import Outcome, Replay
from evacopt.replaying.replay import replay
from evacopt.replaying.reveal import Reveal
from evacopt.replaying.walk import Rules, Walk
from evacopt.replaying.worlds import worlds_of
from tests.build import VIA_HUB, at, flight, group, instance
from tests.seeds import some_or_all

QUICK = SolveOptions(threads=1, time_limit=10.0)


def _replay(truth: Instance, *reveal: Reveal, **how: object) -> Replay:
    return replay(truth, reveal, options=QUICK, **{"freeze": 0, **how})  # type: ignore[arg-type]


def _of(found: Replay, way: str) -> Outcome:
    outcome = found.outcome(way)  # type: ignore[arg-type]
    assert outcome is not None
    return outcome


TRUTH = instance(
    groups=[group("A", count=6), group("B", count=6, priority=2, nationality="DEU")],
    flights=[flight("F", "O 08:00", "V 12:00", seats=5), flight("G", "O 10:00", "V 14:00", seats=5)],
)


def test_all_known_before_the_first_departure_is_hindsight() -> None:
    """Whoever learns everything in time does as well as whoever knew it, in every class and hour."""
    news = Reveal(time=at("05:00"), before=(Drop("flights", (("id", "G"),)), Cancel("F")))
    found = _replay(TRUTH, news)
    best, done = _of(found, "hindsight"), _of(found, "evacopt")
    assert (best.out, done.out) == (10, 10)
    assert [(one.people, one.out) for one in best.classes] == [(one.people, one.out) for one in done.classes]
    assert best.curve == done.curve == ((at("12:00"), 5), (at("14:00"), 10))
    assert [step.planned for step in done.steps] == [0, 10]


def test_the_bound_of_hindsight_is_checked() -> None:
    """Of class 1 nobody has to stay, of class 2 two: both are proven and no way is better."""
    best = _of(_replay(TRUTH), "hindsight")
    assert [(one.bound, one.proven, one.people - one.out) for one in best.classes] == [
        (0, True, 0),
        (2, True, 2),
    ]


def test_a_cancellation_known_late_costs_people() -> None:
    """B, who alone could have flown early, kept their seats for a flight that was not flown."""
    early, late = flight("E", "O 06:00", "V 08:00", seats=2), flight("L", "O 12:00", "V 16:00", seats=2)
    groups = [group("A", count=2, ready=at("00:00")), group("B", count=2, priority=2, leave_by=at("07:00"))]
    truth = instance(groups=groups, flights=[early, replace(late, status="cancelled")])
    truth = replace(truth, policy=Policy(objectives=("unserved",)))
    believed = SetCell("flights", "L", "status", "scheduled")
    found = _replay(truth, Reveal(time=at("11:00"), before=(believed,)))
    best, done = _of(found, "hindsight"), _of(found, "evacopt")
    assert [one.out for one in best.classes] == [2, 0]
    assert [one.out for one in done.classes] == [0, 2]


def test_registration_is_when_a_group_is_known() -> None:
    """Who registers at 07:10 is planned for at 08:00, and misses the flight that leaves by then."""
    groups = [group("A"), group("B", registered=at("07:10"))]
    flights = [flight("F", "O 07:30", "V 10:00"), flight("G", "O 09:00", "V 12:00", seats=1)]
    done = _of(_replay(instance(groups=groups, flights=flights)), "evacopt")
    assert [(step.time, step.people, step.planned) for step in done.steps] == [
        (at("00:00"), 1, 1),
        (at("08:00"), 2, 2),
    ]
    assert done.steps[1].news == ("1 person registered",)


def test_first_come_takes_who_registered_first() -> None:
    """With one seat the order of registration leaves the urgent behind, evacopt the other."""
    groups = [
        group("A", priority=2, registered=at("01:00")),
        group("B", priority=1, registered=at("02:00")),
    ]
    found = _replay(instance(groups=groups, flights=[flight("F", seats=1)]))
    outs = {way: [one.out for one in _of(found, way).classes] for way in ("evacopt", "first-come")}
    assert outs == {"evacopt": [1, 0], "first-come": [0, 1]}


def test_who_has_flown_stays_flown() -> None:
    """At a hub the way on is lost when it is learned that the flight on is not flown: they are not out."""
    via = instance(groups=[group("A", count=3)], flights=VIA_HUB)
    truth = replace(via, flights=(VIA_HUB[0], replace(VIA_HUB[1], status="cancelled")))
    believed = SetCell("flights", "OUT", "status", "scheduled")
    done = _of(_replay(truth, Reveal(time=at("11:00"), before=(believed,))), "evacopt")
    assert [step.planned for step in done.steps] == [3, 0]
    assert any("stranded at H" in note for note in done.steps[1].notes)
    assert (done.out, done.curve, done.flown) == (0, (), ((at("10:00"), 3),))


def test_optional_flights_that_have_left_count() -> None:
    """What was flown on the way is in the plan of the whole, which breaks no rule of what came to be."""
    shuttle = flight("S", "O 06:00", "V 08:00", seats=2, status="optional", copies=3)
    groups = [group("A", count=3), group("B", count=2, registered=at("06:30"))]
    later = flight("T", "O 09:00", "V 11:00", seats=2, status="optional")
    truth = instance(groups=groups, flights=[shuttle, later])
    done = _of(_replay(truth), "evacopt")
    assert done.out == 5
    assert done.plan is not None
    assert (done.plan.flown, done.notes) == ({"S": 2, "T": 1}, ())
    assert verify(truth, done.plan) == []


def test_a_promise_that_cannot_be_kept_yet_is_asked_for_later() -> None:
    """A share of Germans is not asked for before any has registered, and kept in the end."""
    groups = [group("A", count=3, registered=at("01:00"))]
    groups += [group("B", count=2, nationality="DEU", priority=2, registered=at("03:00"))]
    share = Share(id="D", kind="min", nationality="DEU", people=1, flight="F")
    truth = instance(groups=groups, flights=[flight("F", seats=3)], shares=(share,))
    done = _of(_replay(truth), "evacopt")
    assert any("share D" in note for note in done.steps[1].notes)
    assert [one.out for one in done.classes] == [2, 1]
    assert done.notes == ()


def test_news_that_what_has_flown_stands_against_is_told() -> None:
    """Two sorties have left when a third aircraft turns out to have one of two slots: the plan stays."""
    shuttle = flight("S", "O 06:00", "V 08:00", seats=1, status="optional", copies=2)
    taken = flight("T", "O 07:00", "V 09:00", seats=1)
    slot = Slot(id="TWO", location="O", since=at("05:00"), until=at("08:00"), movements=2)
    truth = instance(groups=[group("A", count=2)], flights=[shuttle, taken], slots=(slot,))
    news = Reveal(time=at("06:30"), before=(Drop("flights", (("id", "T"),)),))
    done = _of(_replay(truth, news, first_come=False), "evacopt")
    assert [step.planned for step in done.steps] == [2, 2]
    assert "does not go with what has flown" in done.steps[1].notes[0]
    assert done.out == 2
    assert any("TWO" in note for note in done.notes)


def test_what_was_documented_is_told() -> None:
    """Counts of the table come out in time order."""
    rows = (Reveal(time=at("14:00"), out=7, note="press"), Reveal(time=at("12:00"), out=3))
    found = _replay(TRUTH, *rows)
    assert [(row.time, row.out, row.note) for row in found.documented] == [
        (at("12:00"), 3, ""),
        (at("14:00"), 7, "press"),
    ]


def test_ctrl_c_gives_what_was_reached() -> None:
    """Interrupted at the second step, hindsight and the first step are there."""

    def told(way: str, done: int, _: int, step: object) -> None:
        if way == "evacopt" and done == 1:
            raise KeyboardInterrupt

    truth = instance(groups=[group("A"), group("B", registered=at("05:00"))])
    found = _replay(truth, on_step=told)
    assert found.status == "interrupted"
    assert [(one.way, len(one.steps)) for one in found.outcomes] == [("hindsight", 0), ("evacopt", 1)]


def test_nothing_is_said_of_promises_of_days_that_were_not_replayed() -> None:
    """Interrupted before the flight of a pin is decided, nothing is told of the pin: the rest is missing."""

    def told(way: str, done: int, _: int, step: object) -> None:
        if way == "evacopt" and done == 1:
            raise KeyboardInterrupt

    late = group("B", registered=at("05:00"))
    pin = Pin(group="B", kind="at_least", parties=1, flight="F")
    truth = instance(groups=[group("A"), late], flights=[flight("F", seats=2)], pins=(pin,))
    assert _of(_replay(truth, on_step=told), "evacopt").notes == ()


def _random_days(rng: Random) -> tuple[Instance, tuple[Reveal, ...]]:
    """Groups that register in the morning, flights that are announced, move or are not flown."""
    groups = [
        group(
            f"G{number}",
            count=rng.randint(1, 3),
            priority=rng.randint(1, 2),
            registered=rng.choice((None, at("03:00"), at("06:00"), at("09:00"))),
        )
        for number in range(4)
    ]
    flights, reveals = [], list[Reveal]()
    for number in range(4):
        hour = 7 + 2 * number
        status = rng.choice(("scheduled", "scheduled", "optional", "cancelled"))
        code = f"F{number}"
        flights.append(
            flight(code, f"O {hour:02}:00", f"V {hour + 2:02}:00", seats=rng.randint(1, 4), status=status)
        )
        kind, when = rng.randrange(4), at(f"{rng.randint(1, hour - 2):02}:30")
        if kind == 0:
            reveals.append(Reveal(time=when, before=(Drop("flights", (("id", code),)),)))
        elif kind == 1:
            reveals.append(Reveal(time=when, before=(Delay(code, 60),)))
        elif kind == 2:
            reveals.append(Reveal(time=when, before=(SetCell("flights", code, "status", "scheduled"),)))
    return instance(groups=groups, flights=flights), tuple(reveals)


@pytest.mark.parametrize("seeds", some_or_all(40, every=20))
def test_nothing_is_used_before_it_is_known(seeds: range) -> None:
    """The plan of each step names no group and no flight that was not known; in the end hindsight is best."""
    for seed in seeds:
        _check(seed)


def _check(seed: int) -> None:
    truth, reveals = _random_days(Random(seed))
    worlds = worlds_of(truth, reveals)
    walk = Walk(truth, worlds, Rules(options=QUICK, freeze=0))
    used = list[tuple[set[str], set[str]]]()
    walk.run(lambda _: used.append(_named(walk)))
    for world, (groups, flights) in zip(worlds, used, strict=True):
        assert groups <= set(world.instance.groups.id)
        assert flights <= set(world.instance.flight)
    assert verify(truth, walk.plan) == []
    best, done = (
        _of(replay(truth, reveals, options=QUICK, freeze=0), way) for way in ("hindsight", "evacopt")
    )
    left = [[one.people - one.out for one in outcome.classes] for outcome in (best, done)]
    assert left[0] <= left[1]


def _named(walk: Walk) -> tuple[set[str], set[str]]:
    plan = walk.plan
    flights = {code for row in plan.assignments for code in row.itinerary}
    return set(plan.assignments.group), flights


def test_the_function_is_public_whatever_was_imported_before() -> None:
    """No package of that name stands in its way."""
    assert evacopt.replay is replay
