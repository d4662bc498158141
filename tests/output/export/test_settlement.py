"""The settlement, worked by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.countries import MEMBER_STATES
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import UsageError
from evacopt.files import read_instance
from evacopt.judge.verify import verify
from evacopt.output.export.costs import cents_of, money
from evacopt.output.export.offers import Offers
from evacopt.output.export.options import ExportOptions
from evacopt.output.export.roll import Roll
from evacopt.output.export.settlement import pro_rata
from evacopt.output.export.settlement_tables import settlement_tables
from evacopt.output.local_time import Clocks
from evacopt.output.table import Table
from tests.build import plan as planned
from tests.output.export.made import started
from tests.output.export.world import flight, group, world

NIAMEY = Path(__file__).parents[3] / "instances" / "niamey-2023"
COSTS = {
    "FR1": 100_000_00,
    "FR2": 80_000_00,
    "FR3": 60_000_00,
    "FR4": 50_000_00,
    "FR5": 40_000_01,
    "IT1": 70_000_00,
    "DE1": 50_000_00,
    "ES1": 90_000_00,
}


@pytest.fixture(scope="module")
def niamey() -> Instance:
    return read_instance(NIAMEY)


@pytest.fixture(scope="module")
def few(niamey: Instance) -> Plan:
    """78 people on the eight flights; every rule is kept."""
    return planned(
        niamey,
        ("FRA-1a", "FR1", 1),  # 5 FRA
        ("FRA-1l", "FR1", 3),  # 2 FRA and 1 NER each
        ("BEL-1d", "FR1", 1),  # 2 BEL and 1 NER
        ("BEL-1a", "FR2", 2),  # 3 BEL each
        ("BEL-3a", "FR3", 1),  # 4 BEL
        ("USA-3a", "FR3", 1),  # 2 USA
        ("DEU-4a", "FR4", 1),  # 4 DEU
        ("DEU-5a", "FR5", 1),  # 2 DEU
        ("ITA-M", "IT1", 18),  # 1 ITA each
        ("FRA-1k", "IT1", 2),  # 1 FRA each
        ("DEU-M", "DE1", 9),  # 1 DEU each
        ("ESP-6c", "DE1", 1),  # 4 ESP
        ("FRA-1k", "DE1", 1),  # 1 FRA
        ("ESP-3a", "ES1", 2),  # 1 ESP and 1 NER each
        ("BEL-7b", "ES1", 1),  # 3 BEL
    )


def _tables(instance: Instance, plan: Plan, **options: Any) -> dict[str, Table]:
    told, roll = ExportOptions(**options), Roll.of(instance, plan)
    seats = Offers(roll, Clocks(instance), told).seats
    return {table.name: table for table in settlement_tables(roll, told, seats)}


def _rows(table: Table) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in table.rows]


def test_niamey_by_hand(niamey: Instance, few: Plan) -> None:
    """France: 330,000.01 less 130,000 over 35 people is 5,714.285... each; and so on, to the cent.

    20,000,001 cents x 11 / 35 leaves 21, x 4 leaves 14, x 12 and x 2 leave 7, x 6 leaves 21: the two cents
    that are left over go to DEU and FRA. Germany: 5,000,000 over 14, two cents to FRA (12) and DEU (10).
    Spain: 9,000,000 over 7, two cents to BEL (6) and, before NER in the alphabet, ESP (4).
    """
    assert verify(niamey, few) == []
    tables = _tables(
        niamey, few, costs=tuple(COSTS.items()), contributions=(("FRA", 130_000_00),), forms=("csv",)
    )
    assert _rows(tables["accounts"]) == [
        ("DEU", "1", "50000.00", "0.00", "50000.00", "14", "3571.43"),
        ("ESP", "1", "90000.00", "0.00", "90000.00", "7", "12857.14"),
        ("FRA", "5", "330000.01", "130000.00", "200000.01", "35", "5714.29"),
        ("ITA", "1", "70000.00", "0.00", "70000.00", "20", "3500.00"),
    ]
    assert _rows(tables["shares"]) == [
        ("DEU", "DEU", "9", "32142.86", "own"),
        ("DEU", "ESP", "4", "14285.71", "directive"),
        ("DEU", "FRA", "1", "3571.43", "directive"),
        ("ESP", "BEL", "3", "38571.43", "directive"),
        ("ESP", "ESP", "2", "25714.29", "own"),
        ("ESP", "NER", "2", "25714.28", "outside the directive"),
        ("FRA", "BEL", "12", "68571.43", "directive"),
        ("FRA", "DEU", "6", "34285.72", "directive"),
        ("FRA", "FRA", "11", "62857.15", "own"),
        ("FRA", "NER", "4", "22857.14", "outside the directive"),
        ("FRA", "USA", "2", "11428.57", "outside the directive"),
        ("ITA", "FRA", "2", "7000.00", "directive"),
        ("ITA", "ITA", "18", "63000.00", "own"),
    ]
    assert _rows(tables["balances"]) == [
        ("BEL", "ESP", "38571.43", "0.00", "38571.43"),
        ("BEL", "FRA", "68571.43", "0.00", "68571.43"),
        ("DEU", "FRA", "34285.72", "3571.43", "30714.29"),
        ("ESP", "DEU", "14285.71", "0.00", "14285.71"),
        ("FRA", "ITA", "7000.00", "0.00", "7000.00"),
    ]
    heads = _rows(tables["heads"])
    assert heads[:3] == [
        ("FR1", "FRA", "BEL", "2", "0"),
        ("FR1", "FRA", "FRA", "11", "1"),
        ("FR1", "FRA", "NER", "4", "3"),
    ]
    assert sum(int(row[3]) for row in heads) == 76


def test_a_full_plan_of_niamey_adds_up(niamey: Instance) -> None:
    """With everybody aboard whom the first plan takes, no cent is lost or made."""
    plan = started(niamey)
    assert plan is not None
    tables = _tables(niamey, plan, costs=tuple(COSTS.items()), contributions=(("FRA", 130_000_00),))
    assert sum(cents_of(row[3]) for row in _rows(tables["shares"])) == sum(COSTS.values()) - 130_000_00
    assert sum(int(row[2]) for row in _rows(tables["shares"])) > 1_000
    claimed = sum(cents_of(row[3]) for row in _rows(tables["shares"]) if row[4] == "directive")
    owed = sum(cents_of(row[2]) + cents_of(row[3]) for row in _rows(tables["balances"]))
    netted = sum(cents_of(row[4]) for row in _rows(tables["balances"]))
    assert claimed == owed > netted > 0


def test_niamey_seats_for_others(niamey: Instance, few: Plan) -> None:
    """France's flights take everybody: 100 %, of which 12 seats are kept; Germany keeps 10 to itself."""
    rows = _rows(_tables(niamey, few)["seats-for-others"])
    assert rows[0] == ("FRA", "FR1", "272", "272", "100.00", "12", "2", "0.73", "26", "met")
    assert ("DEU", "DE1", "116", "106", "91.37", "0", "5", "4.31", "26", "met") in rows
    assert rows[-2] == ("FRA", "all flights", "1360", "1360", "100.00", "60", "18", "1.32", "26", "met")


def test_costs_of_the_instance() -> None:
    """Without a file: cost x sorties of what is flown, in cents; what is not flown costs nothing."""
    legs = [
        flight("F1", cost=100),
        flight("F2", cost=50, status="optional", copies=3),
        flight("F3", cost=7, status="optional"),
    ]
    table = world(legs, [group("A", count=3)])
    plan = planned(table, ("A", "F1", 1), ("A", "F2", 2), sorties={"F2": 2})
    assert _rows(_tables(table, plan)["accounts"]) == [("FRA", "3", "200.00", "0.00", "200.00", "3", "66.67")]
    stated = _tables(table, plan, costs=(("F2", 1), ("F3", 2)))
    assert _rows(stated["accounts"])[0][2] == "100.03"


def test_who_takes_two_flights_of_one_operator_counts_once() -> None:
    """A shuttle and the flight home are one assistance; with two operators it is one of each."""
    legs = [flight("F1", way="NIM JIB"), flight("F2", way="JIB CDG", departs="1T16:00", operator="GBR")]
    table = world(legs, [group("A", nationality="BEL")])
    both = _tables(table, planned(table, ("A", "F1>F2", 1)))
    assert [row[5] for row in _rows(both["accounts"])] == ["1", "1"]
    same = [legs[0], flight("F2", way="JIB CDG", departs="1T16:00")]
    table = world(same, [group("A", nationality="BEL")])
    once = _tables(table, planned(table, ("A", "F1>F2", 1)))
    assert [row[1:6:4] for row in _rows(once["accounts"])] == [("2", "1")]


def test_claims_are_between_member_states() -> None:
    """British costs for French people, and French costs for British, are outside the directive."""
    legs = [flight("F1", cost=1), flight("F2", cost=1, operator="GBR")]
    table = world(legs, [group("A", nationality="GBR"), group("B")])
    tables = _tables(table, planned(table, ("A", "F1", 1), ("B", "F2", 1)))
    assert {row[4] for row in _rows(tables["shares"])} == {"outside the directive"}
    assert tables["balances"].rows == ()


def test_nobody_assisted() -> None:
    """A flight that flew empty has costs, and nobody to share them."""
    table = world([flight("F1", cost=5)], [group("A")])
    tables = _tables(table, planned(table))
    assert _rows(tables["accounts"]) == [("FRA", "1", "5.00", "0.00", "5.00", "0", "None")]
    assert tables["shares"].rows == ()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"costs": (("F9", 1),)}, "the costs must be of a flight of the instance, and F9 is none"),
        (
            {"contributions": (("ITA", 1),)},
            "must be of an operator that flies, and ITA is none",
        ),
        ({"contributions": (("FRA", 501),)}, "the Union contribution to FRA is above its costs"),
    ],
)
def test_options_that_do_not_fit(options: dict[str, Any], says: str) -> None:
    """Unknown flights and operators, and more than the costs, are refused."""
    table = world([flight("F1", cost=5)], [group("A")])
    with pytest.raises(UsageError, match=says):
        _tables(table, planned(table, ("A", "F1", 1)), **options)


@given(
    st.integers(0, 10**12), st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 500), min_size=1)
)
def test_shares_add_up(cents: int, people: dict[str, int]) -> None:
    """Exactly, none below nothing, and none a cent or more from the true share."""
    shares, heads = pro_rata(cents, people), sum(people.values())
    assert sum(shares.values()) == cents
    assert all(abs(shares[state] * heads - cents * people[state]) < heads for state in people)


@given(st.integers(0, 10**15 - 1))
def test_money_is_exact(cents: int) -> None:
    """Cents come back from the text of an amount."""
    assert cents_of(str(money(cents))) == cents


@pytest.mark.parametrize("text", ["", "-1", "1,5", "1.234", "1.", ".5", "1e3", "٣", "1 000", "9" * 14])
def test_what_is_no_amount(text: str) -> None:
    """Signs, commas, three decimals, exponents and other scripts are refused."""
    with pytest.raises(ValueError, match="must be an amount"):
        cents_of(text)


def test_member_states_are_those_of_the_instance(niamey: Instance) -> None:
    """The 27 are the bloc EU of the Niamey instance."""
    assert niamey.nationals("EU") == MEMBER_STATES
    assert len(MEMBER_STATES) == 27
