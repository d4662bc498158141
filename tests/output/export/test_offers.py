"""Seats that are left, for whom, and what partners are told."""

from __future__ import annotations

from typing import Any

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.share import Bloc, Share
from evacopt.output.export.offers import Offers, message
from evacopt.output.export.options import ExportOptions
from evacopt.output.export.roll import Roll
from evacopt.output.export.seats import Offered, Seats, offered_on
from evacopt.output.local_time import Clocks
from tests.build import plan as planned
from tests.output.export.world import flight, group, world

EU = Bloc(bloc="EU", members=("BEL", "DEU", "FRA"))
OTHERS = Bloc(bloc="others", members=("BEL", "DEU"))


def _case(leg: Flight, aboard: dict[str, int], **pools: int) -> tuple[Instance, Plan]:
    """One flight, so many people of each nationality aboard, and so many seats in each pool."""
    groups = [group(code, nationality=code, count=many) for code, many in aboard.items()]
    shares = tuple(
        Share(id=name, kind="reserve", nationality=name, people=seats, flight=leg.id)
        for name, seats in pools.items()
    )
    table = world([leg], groups, blocs=(EU, OTHERS), shares=shares)
    return table, planned(table, *((code, leg.id, many) for code, many in aboard.items()))


def _seats(leg: Flight, aboard: dict[str, int], **pools: int) -> Seats:
    table, plan = _case(leg, aboard, **pools)
    return Seats.of(Roll.of(table, plan), leg)


def test_left_by_nationality() -> None:
    """Ten seats, four kept for others; the three Belgians may sit there, so the free pool has more room."""
    seats = _seats(flight("F1"), {"FRA": 4, "BEL": 3}, others=4)
    assert (seats.all, seats.taken, seats.left, seats.free_pool) == (10, 7, 3, 6)
    assert seats.left_for("NER") == 2
    assert seats.left_for("FRA") == 2
    assert seats.left_for("DEU") == 3
    assert seats.left_for_any() == 2


def test_a_flight_that_does_not_accept_has_nothing_left() -> None:
    """Own nationals only, or a list: others cannot be left a seat."""
    own = _seats(flight("F1", accepts=("own",)), {"FRA": 1})
    assert (own.left_for("FRA"), own.left_for("BEL")) == (9, 0)
    listed = _seats(flight("F1", accepts=("others", "NER")), {"BEL": 1})
    assert [listed.left_for(code) for code in ("BEL", "NER", "FRA", "USA")] == [9, 9, 0, 0]


def test_stretchers_take_their_seats() -> None:
    """A person who lies takes as many seats as the flight says, of every sortie together."""
    leg = flight("F1", stretchers=2, seats_per_stretcher=4, status="optional", copies=2)
    table = world([leg], [group("G", size=2, stretchers=1, count=2)])
    seats = Seats.of(Roll.of(table, planned(table, ("G", "F1", 2), sorties={"F1": 2})), leg)
    assert (seats.all, seats.taken, seats.left) == (20, 10, 10)


def _offered(leg: Flight, aboard: dict[str, int], **pools: int) -> tuple[list[tuple[Any, ...]], str]:
    table, plan = _case(leg, aboard, **pools)
    offers = Offers(Roll.of(table, plan), Clocks(table), ExportOptions())
    sheet = offers.table("FRA")
    lines = [row[6:11] for row in sheet.rows]
    return lines, message(sheet, "FRA").decode()


def test_what_is_offered_and_said() -> None:
    """A line for everybody, and one for those for whom more is kept; the message says the same."""
    lines, text = _offered(flight("F1"), {"FRA": 4, "BEL": 3}, others=4)
    assert lines == [(10, 7, 3, "everybody", 2), (10, 7, 3, "others", 3)]
    assert text == (
        "SEATS OFFERED BY FRA\n"
        "\n"
        "Flight F1, NIM to CDG\n"
        "  departs 2023-08-01T12:00Z (2023-08-01 13:00 +01:00 local time)\n"
        "  seats left: 3\n"
        "  for everybody: up to 2\n"
        "  for others: up to 3\n"
        "  answer by 2023-08-01T06:00Z (2023-08-01 07:00 +01:00 local time)\n"
    )


def test_nothing_to_offer() -> None:
    """A full flight, and one for own nationals, are no offer."""
    for leg in (flight("F1", seats=4), flight("F1", accepts=("own",))):
        lines, text = _offered(leg, {"FRA": 4})
        assert lines == []
        assert "No seats are left for nationals of other states." in text


def test_whom_a_list_means() -> None:
    """Blocs are named as they are; a list of own nationals only is no offer."""
    lines, _ = _offered(flight("F1", accepts=("others", "FRA")), {"FRA": 4})
    assert lines == [(10, 4, 6, "others, FRA", 6)]
    table = world([flight("F1", accepts=("allies",))], [], blocs=(Bloc(bloc="allies", members=("BEL",)),))
    roll = Roll.of(table, planned(table))
    sheet = Offers(roll, Clocks(table), ExportOptions()).table("FRA")
    assert [row[9] for row in sheet.rows] == ["allies"]
    assert _offered(flight("F1", accepts=("FRA",)), {"FRA": 4})[0] == []


def _rule(leg: Flight, aboard: dict[str, int], **pools: int) -> Offered | None:
    table, plan = _case(leg, aboard, **pools)
    roll = Roll.of(table, plan)
    return offered_on(roll, Seats.of(roll, leg))


def test_thirty_per_cent() -> None:
    """Offered is the free pool where others are accepted, and reserves open to them, taken or not."""
    free = _rule(flight("F1"), {"FRA": 4, "BEL": 1}, FRA=8, others=1)
    assert free == Offered(seats=10, offered=2, kept=1, taken=1, states=26)
    assert not free.is_met
    enough = _rule(flight("F1"), {"FRA": 4}, FRA=7)
    assert enough == Offered(seats=10, offered=3, kept=0, taken=0, states=26)
    assert enough.is_met
    own = _rule(flight("F1", accepts=("own",)), {"FRA": 4})
    assert own == Offered(seats=10, offered=0, kept=0, taken=0, states=0)
    listed = _rule(flight("F1", accepts=("EU",)), {"FRA": 1}, others=2)
    assert listed == Offered(seats=10, offered=10, kept=2, taken=0, states=2)


def test_the_rule_is_for_member_states() -> None:
    """A British flight has no such rule."""
    assert _rule(flight("F1", operator="GBR"), {"FRA": 1}) is None
