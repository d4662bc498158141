"""Groups by commodity: units add up to everybody, and are asked as much of every rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from evacopt.domain.columns import BLANK
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.judge.commodities import FEATURES, Commodities
from tests.judge.slow_paths import strewn
from tests.judge.world import COUPLE, FAMILY, WORLD, policy

SEEDS = range(120)


def _of(*groups: Group, instance: Instance = WORLD) -> Commodities:
    return Commodities.of(replace(instance, groups=Groups.of(groups)))


def _asked(commodities: Commodities, row: int) -> Counter[str]:
    """What the units of a party of group `row` ask in all."""
    profile, asked = commodities.profile[row], Counter[str]()
    for unit, amount in zip(
        commodities.unit[profile].tolist(), commodities.amount[profile].tolist(), strict=True
    ):
        if amount:
            for name in (*FEATURES, "people"):
                asked[name] += (
                    amount * int(commodities.times[row]) * int(getattr(commodities.units.groups, name)[unit])
                )
            for dimension, need in commodities.units.groups[unit].needs:
                asked[f"need of {dimension}"] += amount * int(commodities.times[row]) * need
    return +asked


@pytest.mark.parametrize("seed", SEEDS)
def test_units_are_asked_as_much_as_the_party(seed: int) -> None:
    """Seats, lap infants, who lies, who needs help where that counts, people, and what else is limited."""
    instance = strewn(seed)
    commodities = Commodities.of(instance)
    helped, limited = instance.policy.assistance_ratio is not None, instance.limited_dimensions
    for row, group in enumerate(instance.groups):
        true = Counter({name: getattr(group, name) for name in (*FEATURES, "people")})
        true.update({f"need of {code}": need for code, need in group.needs if code in limited})
        asked = _asked(commodities, row)
        if not helped:
            true.pop("assisted")
            asked.pop("assisted", None)
        assert asked == +true, (seed, group)
        assert commodities.people[commodities.profile[row]] * commodities.times[row] == group.people


@pytest.mark.parametrize("seed", SEEDS)
def test_units_are_like_their_groups_and_add_up(seed: int) -> None:
    """Nationality, origin, destinations, operators, members and stay; and as many as all parties have."""
    instance = strewn(seed)
    commodities, count = Commodities.of(instance), Counter[int]()
    units = commodities.units.groups
    for row, group in enumerate(instance.groups):
        profile = commodities.profile[row]
        for unit, amount in zip(
            commodities.unit[profile].tolist(), commodities.amount[profile].tolist(), strict=True
        ):
            if amount:
                count[unit] += amount * int(commodities.times[row]) * group.count
                like = units[unit]
                for name in ("nationality", "origin", "destinations", "operators", "stay"):
                    assert getattr(like, name) == getattr(group, name)
                assert like.members == (() if like.needs else group.members)
    assert [count[unit] for unit in range(len(units))] == units.count.tolist()


def test_parties_of_seats_alone_are_one_commodity_whatever_their_size() -> None:
    """So many times one seat; class, times and weight do not tell apart."""
    commodities = _of(
        replace(COUPLE, id="A", size=1, assisted=0),
        replace(COUPLE, id="B", size=4, assisted=0, priority=1, weight=9),
        replace(COUPLE, id="C", size=2, ready=WORLD.begins, leave_by=WORLD.ends, registered=5),
    )
    assert (len(commodities.unit), commodities.times.tolist(), commodities.profile.tolist()) == (
        1,
        [1, 4, 2],
        [0, 0, 0],
    )
    (unit,) = commodities.units.groups
    assert (unit.size, unit.count, unit.priority) == (1, COUPLE.count * 7, 1)
    assert (unit.ready, unit.leave_by, unit.weight, unit.registered) == (None, None, None, None)


def test_who_needs_help_counts_only_where_the_rule_is_applied() -> None:
    """Without a ratio a couple with one who needs help is two seats; with one it has a unit of its own."""
    assert _of(COUPLE).amount.tolist() == [[1, 0, 0, 0]]
    commodities = _of(COUPLE, instance=policy(assistance_ratio=1_000_000))
    assert (commodities.amount.tolist(), commodities.times.tolist()) == ([[2, 0, 0, 1]], [1])
    assert commodities.units.groups.assisted.tolist() == [0, 1]


def test_a_mixed_family_is_a_unit_as_a_whole() -> None:
    """Its members keep their number, so families that ask for other things are other units."""
    mixed = replace(FAMILY, members=(("FRA", 2), ("NER", 1)))
    commodities = _of(
        mixed, replace(mixed, id="MORE", count=2), replace(mixed, id="LAP", size=1, infants=2), FAMILY
    )
    assert commodities.people[commodities.profile].tolist() == [3, 3, 3, 3]
    assert commodities.amount[commodities.profile].tolist() == [[1, 0, 0, 0]] * 3 + [[2, 1, 0, 0]]
    families = [unit for unit in commodities.units.groups if unit.members]
    assert sorted((unit.size, unit.infants, unit.count) for unit in families) == [(1, 2, 3), (2, 1, 5)]


def test_stays_of_their_own_are_commodities_of_their_own() -> None:
    """A blank stay is not a stay of no minutes."""
    commodities = _of(COUPLE, replace(COUPLE, id="B", stay=0), replace(COUPLE, id="C", stay=60))
    assert sorted(commodities.units.groups.stay.tolist()) == [BLANK, 0, 60]
    assert np.unique(commodities.profile).tolist() == [0, 1, 2]
