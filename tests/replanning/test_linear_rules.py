"""Linear rules when planning again: what has flown counts, and so do parts of a group."""

from __future__ import annotations

from dataclasses import replace

from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.events.events import Cancel
from evacopt.events.void import without_void
from evacopt.judge.linear_rules import count_rules
from evacopt.judge.verify import verify
from evacopt.planning.solve import solve
from evacopt.replanning.replan import replan
from tests.build import VIA_HUB, at, flight, group, instance


def test_sorties_that_have_flown_all_count() -> None:
    """Three sorties of a flight of one seat have left: a rule that allows five leaves two of the next."""
    flights = (
        flight("X", "O 08:00", "V 09:00", seats=1, status="optional", copies=3),
        flight("Y", "O 12:00", "V 13:00", seats=1, status="optional", copies=3),
    )
    bare = instance(groups=(group(count=9),), flights=flights)
    known = bare.with_rule("five", {"X": 1, "Y": 1}, at_most=5)
    first = solve(known.with_rule("early", {"X": 1}, exactly=3), threads=1).plan
    assert first is not None
    plan = replace(first, instance_sha256=known.sha256)
    assert verify(known, plan) == []
    done = replan(known, plan, as_of=at("10:00"), freeze=0, threads=1)
    assert done.result.plan is not None
    assert verify(done.instance, done.result.plan, baseline=plan) == []
    assert dict(count_rules(done.instance, done.result.plan)) == {"five": 5}
    assert done.result.plan.flown["Y"] == 2


def test_a_rule_that_asks_for_a_cancelled_flight_is_void() -> None:
    """It is told; one that only limits the flight stays."""
    optional = flight("X", "O 12:00", "V 13:00", status="optional")
    known = (
        instance(flights=(optional,))
        .with_rule("one", {"X": 1}, at_least=1)
        .with_rule("few", {"X": 1}, at_most=0)
    )
    now = known.with_flight("X", status="cancelled")
    kept, words = without_void(known, now)
    assert [rule.id for rule in kept.rules] == ["few"]
    assert {term.rule for term in kept.terms} == {"few"}
    assert words == ("void with its flights: rule one (at least 1)",)
    assert without_void(now, now)[0].rules == now.rules, "nothing was cancelled in between"


def test_a_rule_on_a_group_is_one_on_its_parts() -> None:
    """Of a group of six two are stranded at the hub: the four who are home count as before."""
    late = flight("LATE", "O 20:00", "V 22:00", seats=9)
    bare = instance(groups=(group(count=6),), flights=(*VIA_HUB, late))
    known = bare.with_rule("three", {("G", "LATE"): 1}, at_most=3)
    rows = [Assignment("G", ("IN", "OUT"), 2), Assignment("G", ("LATE",), 3)]
    plan = Plan(instance_name=known.name, instance_sha256=known.sha256, assignments=Assignments.of(rows))
    done = replan(known, plan, as_of=at("11:00"), events=[Cancel(flight="OUT")], freeze=0, threads=1)
    assert done.result.plan is not None
    assert len(done.instance.groups) == 2
    assert {(term.group, term.coefficient) for term in done.instance.terms} == {
        (code, 1) for code in done.instance.groups.id
    }
    assert verify(done.instance, done.result.plan, baseline=plan) == []
    assert dict(count_rules(done.instance, done.result.plan)) == {"three": 3}
