"""What the Khartoum page says beyond its tables, and whom its best plan leaves behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evacopt.domain.instance import Instance
from evacopt.files import read_instance
from evacopt.planning.solve import solve

FOLDER = Path(__file__).parents[2] / "instances" / "khartoum-2023"


@pytest.fixture(scope="module")
def instance() -> Instance:
    return read_instance(FOLDER)


def test_wadi_seidna_has_no_code(instance: Instance) -> None:
    """HSSW is Wadi Halfa, so no airport code may stand at Wadi Seidna; its coordinates are given."""
    base = instance.location["WADI"]
    assert (base.iata, base.icao) == ("", "")
    assert (base.lat, base.lon) == (15_807_800, 32_513_300)


def test_british_flights_on_offer_are_as_many_as_were_flown(instance: Instance) -> None:
    """23 shuttles from Wadi Seidna, as documented by 29 April."""
    shuttles = [f for f in instance.schedule if f.operator == "GBR" and f.origin == "WADI"]
    assert sum(flight.most_sorties for flight in shuttles) == 23


def test_british_waves_are_the_published_counts(instance: Instance) -> None:
    """1,195 Britons and 1,146 others with Britain; 219 of these 2,341 come too late."""
    late = [group for group in instance.groups if group.id.split("-")[1].startswith("9")]
    britons = sum(
        people * group.count
        for group in instance.groups
        for code, people in group.own_nationalities
        if code == "GBR"
    )
    assert britons == 1195
    assert sum(group.people * group.count for group in late) == 219


def test_convoys_and_slots_bind_before_seats(instance: Instance) -> None:
    """359 stay: 219 too late, 24 whom no flight takes, 18 for want of a convoy, 98 for want of a charter."""
    people_first = replace(instance, policy=replace(instance.policy, objectives=("unserved",)))
    result = solve(people_first, time_limit=300, threads=1)
    assert result.plan is not None, result.message
    assert [goal.value for goal in result.goals] == [8, 182, 169]
    people = dict(zip(instance.groups.id, instance.groups.people.tolist(), strict=True))
    origin = dict(zip(instance.groups.id, instance.groups.origin, strict=True))
    stay = {row.group: row.parties * people[row.group] for row in result.plan.unserved}
    assert sum(number for group, number in stay.items() if origin[group] == "KRT") == 18
    assert sum(number for group, number in stay.items() if group.split("-")[1][0] in "9X") == 243
