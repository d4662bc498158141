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


def test_who_comes_in_time_and_may_be_carried_gets_out(instance: Instance) -> None:
    """The best plan leaves 243 people: the 219 who come too late and 24 whom no flight accepts."""
    people_first = replace(instance, policy=replace(instance.policy, objectives=("unserved",)))
    result = solve(people_first, time_limit=300, threads=1)
    assert result.plan is not None, result.message
    assert [goal.value for goal in result.goals] == [8, 182, 53]
    assert {row.group.split("-")[1][0] for row in result.plan.unserved} == {"9", "X"}
