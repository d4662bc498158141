"""The ways that come nearest: all there are, best first, none that is no way."""

from __future__ import annotations

import pytest
from hypothesis import given

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.slack import Slack
from tests.build import VIA_HUB, flight, group, instance
from tests.explaining.plans import plan_of, plans
from tests.reasons.truth import broken, broken_when_lifted
from tests.routes.networks import similar_groups
from tests.routes.slow import allowed
from tests.tiny.instances import tiny_instance

NEVER_MORE_THAN = 500
STANDING = {"ready", "leave_by", "destinations", "connection", "max_stay", "acceptance", "operators"}
STANDING |= {"window", "cancelled"}


def _empty(known: Instance) -> Plan:
    return plan_of(known, {})


@given(similar_groups())
def test_every_itinerary_is_among_the_ways(known: Instance) -> None:
    """Where everything is looked at, what the rules of travel allow is there, none of them against it."""
    near = Nearest(Slack(known, _empty(known)))
    for party in known.groups:
        nearest = {way.itinerary: way for way in near.of(party, NEVER_MORE_THAN)}
        for chain in allowed(known, party):
            assert not nearest[chain].codes & STANDING, (party.id, chain)


@pytest.mark.parametrize("seed", range(40))
def test_exactly_what_stands_in_the_way_is_told(seed: int) -> None:
    """Nothing told: the judge lets one more party go. All of it lifted: the same. Nothing lifted: not."""
    known = tiny_instance(1_000 + seed)
    for plan in plans(known):
        near = Nearest(Slack(known, plan))
        for row, left in enumerate(near.slack.left.tolist()):
            for way in near.of(known.groups[row], NEVER_MORE_THAN)[:3] if left > 0 else ():
                group_id = known.groups.id[row]
                assert broken_when_lifted(known, plan, group_id, way) == []
                assert bool(broken(known, plan, group_id, way)) == bool(way.obstacles), way


def test_fewest_obstacles_come_first() -> None:
    """A way in which nothing stands comes before earlier ones in which something does."""
    legs = (flight("A", "O 07:00", "V 09:00", accepts=("DEU",)), flight("B", "O 08:00", "V 10:00"))
    known = instance(flights=legs)
    nearest = Nearest(Slack(known, _empty(known))).of(known.groups[0], 10)
    assert [(way.itinerary, len(way.obstacles)) for way in nearest] == [(("B",), 0), (("A",), 1)]


def test_what_left_before_the_party_was_ready_comes_last() -> None:
    """Of ways with one obstacle each, one that is gone is told after one that could still be opened."""
    legs = (flight("A", "O 07:00", "V 09:00"), flight("B", "O 09:00", "V 10:00", accepts=("DEU",)))
    known = instance(flights=legs, groups=(group(ready=legs[0].departs + 1),))
    nearest = Nearest(Slack(known, _empty(known))).of(known.groups[0], 10)
    assert [way.itinerary for way in nearest] == [("B",), ("A",)]


def test_few_ways_are_the_promising_ones() -> None:
    """Where fewer ways are wanted than there are, those that a glance shows to be open are kept."""
    shut = tuple(flight(f"A{hour}", f"O 0{hour}:00", "V 12:00", accepts=("DEU",)) for hour in range(1, 8))
    known = instance(flights=(*shut, flight("B", "O 08:00", "V 12:00")))
    (way,) = Nearest(Slack(known, _empty(known))).of(known.groups[0], 1)
    assert way.itinerary == ("B",)


@pytest.mark.parametrize("by", ["IN", "OUT"])
def test_ways_by_a_flight(by: str) -> None:
    """Only ways that use the flight are told, whichever leg it is."""
    known = instance(flights=(*VIA_HUB, flight("F", "O 07:00", "V 12:00")))
    nearest = Nearest(Slack(known, _empty(known))).of(known.groups[0], 10, by=by)
    assert [way.itinerary for way in nearest] == [("IN", "OUT")]


def test_ways_are_counted_up_to_the_policys_legs() -> None:
    """A way of more legs than the policy allows is none."""
    legs = (*VIA_HUB, flight("F", "O 07:00", "V 12:00"))
    known = instance(flights=legs)
    single = instance(flights=legs, policy=known.policy.__class__(objectives=("unserved",), max_legs=1))
    assert len(Nearest(Slack(known, _empty(known))).of(known.groups[0], 10)) == 2
    assert len(Nearest(Slack(single, _empty(single))).of(single.groups[0], 10)) == 1
