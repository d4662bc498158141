"""Contradictory promises: what contradicts, and the repair by the fewest people."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.share import Share
from evacopt.errors import InstanceError, PlanError, UsageError
from evacopt.explaining.answer import ConflictStory
from evacopt.explaining.ask import explain
from tests.brute.search import best
from tests.build import group, instance
from tests.explaining.plans import plan_of
from tests.tiny.instances import tiny_instance


def _story(known: Instance) -> ConflictStory:
    story = explain(known, threads=1).conflict
    assert story is not None
    return story


def _share(nationality: str, people: int) -> Share:
    return Share(id=f"N-{nationality}", kind="min", nationality=nationality, people=people)


def test_two_shares_on_too_few_seats() -> None:
    """Eight and eight people on ten seats: both are named, and six fewer in all are the cheapest repair."""
    groups = (group("G", count=9), group("X", nationality="DEU", count=9))
    story = _story(instance(groups=groups, shares=(_share("FRA", 8), _share("DEU", 8))))
    assert len(story.conflict) == 2
    assert story.proven
    assert story.cheapest
    assert story.people == 6
    assert sum(one.before - one.after for one in story.repairs) == 6


def test_families_are_lowered_in_their_steps() -> None:
    """A promise to families of four is lowered by whole families."""
    groups = (group("G", count=3, size=4),)
    story = _story(instance(groups=groups, shares=(_share("FRA", 12),)))
    assert [(one.promise, one.before, one.after) for one in story.repairs] == [("share N-FRA", 12, 8)]
    assert story.people == 4


def test_a_decision_that_cannot_be_kept() -> None:
    """A pin of twelve parties on a flight of ten seats is lowered to ten."""
    known = instance(groups=(group(count=12),), pins=(Pin(group="G", kind="at_least", parties=12),))
    story = _story(known)
    assert [(one.before, one.after) for one in story.repairs] == [(12, 10)]


def test_a_promise_to_nobody() -> None:
    """A promise to a nationality of which nobody has a way is lowered to nothing."""
    story = _story(instance(shares=(_share("DEU", 3),)))
    assert [(one.before, one.after) for one in story.repairs] == [(3, 0)]
    assert story.people == 3


def test_a_linear_rule_that_cannot_be_kept() -> None:
    """Twelve couples on ten seats: a rule that asks for 24 people is lowered to ten; a goal is none of it."""
    known = instance(groups=(group(count=12, size=2),)).with_rule("R", {("G", "F"): 3}, at_least=72)
    story = _story(known.with_goal("T", {("G", "F"): 1}))
    assert [(one.promise, one.before, one.after) for one in story.repairs] == [("rule R", 72, 30)]
    assert story.conflict == ("rule R (at least 72)",)


@pytest.mark.parametrize("seed", [6, 12, 66])
def test_a_repair_leaves_a_plan(seed: int) -> None:
    """On random instances without a plan there is one once the promises are lowered as told."""
    known = tiny_instance(seed)
    assert best(known) is None
    story = _story(known)
    assert story.cheapest
    assert best(_lowered(known, story)) is not None


def _lowered(known: Instance, story: ConflictStory) -> Instance:
    shares, pins = list(known.shares), list(known.pins)
    for repair, place in itertools.product(story.repairs, range(len(shares))):
        if repair.promise == f"share {shares[place].id}":
            shares[place] = replace(shares[place], people=repair.after)
    for repair, place in itertools.product(story.repairs, range(len(pins))):
        if repair.promise.startswith(f"pin {pins[place].group} {pins[place].kind} {repair.before} "):
            pins[place] = replace(pins[place], parties=repair.after)
    return replace(known, shares=tuple(shares), pins=tuple(pins))


def test_where_there_is_no_contradiction() -> None:
    """Without a plan there must be a contradiction to explain."""
    with pytest.raises(UsageError, match="solve it, then explain the plan"):
        explain(instance(), threads=1)


def test_what_cannot_be_explained() -> None:
    """An instance with errors, a plan that breaks a rule, two questions at once, and a name that is none."""
    known = instance()
    plan = plan_of(known, {("G", ("F",)): 1})
    with pytest.raises(InstanceError):
        explain(replace(known, ends=known.begins - 1), plan)
    with pytest.raises(PlanError, match="breaks"):
        explain(replace(known, flights=(replace(known.flights[0], accepts=("DEU",)),)), plan)
    with pytest.raises(UsageError, match="not both"):
        explain(known, plan, group="G", flight="F")
    with pytest.raises(UsageError, match="no group is called g"):
        explain(known, plan, group="g")


def test_a_group_that_gets_out() -> None:
    """A group of which all travel has nothing to explain but its way."""
    known = instance()
    story = explain(known, plan_of(known, {("G", ("F",)): 1}), group="G").group
    assert story is not None
    assert (story.staying, story.travelling, story.ways, story.forced) == (0, ((("F",), 1),), (), None)


def test_who_holds_the_seats() -> None:
    """Of a way in which nothing but seats stand, those who hold them are told."""
    known = instance(groups=(group(), group("X", nationality="DEU", count=10)))
    story = explain(known, plan_of(known, {("X", ("F",)): 10}), group="G", time_limit=0).group
    assert story is not None
    (full,) = story.full
    assert (full.flight, full.seats, full.taken) == ("F", 10, 10)
    assert [(one.group, one.parties) for one in full.holders] == [("X", 10)]
    assert story.forced is None
