"""What the Niamey page says beyond its tables, and what its best plan teaches."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.files import read_instance
from evacopt.planning.solve import solve

FOLDER = Path(__file__).parents[2] / "instances" / "niamey-2023"
SOLDIERS = {"ITA-M", "DEU-M", "DEU-T"}
OTHER_EU = {
    "BEL",
    "DEU",
    "ITA",
    "ESP",
    "NLD",
    "PRT",
    "AUT",
    "BGR",
    "HUN",
    "ROU",
    "POL",
    "IRL",
    "GRC",
    "SWE",
    "DNK",
}
OTHER_EUROPEANS = OTHER_EU | {"GBR", "CHE", "NOR", "UKR"}
BARRED = {"USA-X", "USA-Y", "DEU-T", "NER-H", "NER-6a"}


@pytest.fixture(scope="module")
def instance() -> Instance:
    return read_instance(FOLDER)


@pytest.fixture(scope="module")
def plan(instance: Instance) -> Plan:
    result = solve(instance, time_limit=120, threads=1)
    assert result.plan is not None, result.message
    return result.plan


def test_margins_of_the_press(instance: Instance) -> None:
    """600 French and 390 other European civilians, eight flights of four states, 27 Member States."""
    others = sum(
        people * group.count
        for group in instance.groups
        for code, people in group.own_nationalities
        if group.id not in SOLDIERS and code in OTHER_EUROPEANS
    )
    assert others == 390
    assert [flight.operator for flight in instance.flights].count("FRA") == 5
    assert {flight.operator for flight in instance.flights} == {"FRA", "ITA", "DEU", "ESP"}
    assert len(instance.nationals("EU")) == 27
    assert instance.nationals("EU") - instance.nationals("EU-not-FRA") == {"FRA"}


def test_families_and_infants_are_in_the_stated_proportions(instance: Instance) -> None:
    """1,355 civilians, 4.4 % of them lap infants, in parties of 2.2 people."""
    civil = [group for group in instance.groups if group.id not in SOLDIERS]
    people = sum(group.people * group.count for group in civil)
    infants = sum(group.infants * group.count for group in civil)
    assert people == 1355
    assert round(1000 * infants / people) == 44
    assert round(10 * people / sum(group.count for group in civil)) == 22


def test_gate_lets_the_documented_first_night_through(instance: Instance) -> None:
    """65 an hour is the least multiple of five that allows the 587 people of the first night."""
    gate, last = instance.location["NIM"], instance.flight["IT1"]
    assert gate.opens is not None
    assert gate.throughput_per_hour is not None
    hours = (last.departs - gate.opens) / 60
    assert (gate.throughput_per_hour - 5) * hours < 587 <= gate.throughput_per_hour * hours


def test_seats_are_not_the_limit(instance: Instance, plan: Plan) -> None:
    """Whoever stays came after the last flight it may take, or was not to be carried: 85 people."""
    stay = {row.group: row.parties for row in plan.unserved}
    groups = {group.id: group for group in instance.groups}
    assert sum(groups[name].people * parties for name, parties in stay.items()) == 85
    for name in stay:
        assert name in BARRED or name.split("-")[1].startswith("8")


def test_first_flight_is_a_contest(instance: Instance, plan: Plan) -> None:
    """FR1 leaves full while people who were ready for it take a later flight."""
    groups = {group.id: group for group in instance.groups}
    departs = instance.flight["FR1"].departs - instance.policy.check_in_minutes
    seats = sum(groups[row.group].size * row.parties for row in plan.assignments if row.itinerary == ("FR1",))
    later = [
        row.group
        for row in plan.assignments
        if row.itinerary != ("FR1",) and (groups[row.group].ready or instance.begins) <= departs
    ]
    assert seats == instance.flight["FR1"].seats
    assert later
