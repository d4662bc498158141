"""Single rows and single steps of the judge, each written out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.certificate import Key
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary, Plan, Unserved
from evacopt.domain.share import Admission, Share
from evacopt.judge.commodities import Commodities, Legs
from evacopt.judge.relaxation import relax
from evacopt.judge.seating import seated
from evacopt.judge.travel import flaws
from evacopt.judge.verify import verify
from tests.build import at
from tests.judge.slow_paths import dense
from tests.judge.world import COUPLE, DIRECT, FAMILY, GOOD, VIA_HUB, WORLD, flight, location, plan_of, policy

SEATED: list[tuple[list[int], list[int], list[list[int]], int]] = [
    ([1, 1], [1, 1], [[1, 1], [1, 0]], 2),  # the first moves over
    ([2], [0], [[1]], 0),
    ([0], [2], [[1]], 0),
    ([1, 2], [3, 1], [[1, 0], [1, 1]], 3),
    ([2, 2], [1, 3], [[1, 1], [0, 1]], 4),
    ([2, 2], [1, 2], [[1, 1], [0, 1]], 3),
    ([3], [1, 1], [[0, 1]], 1),
    ([5, 5], [], [[], []], 0),
]


@pytest.mark.parametrize(("people", "pools", "admits", "seats"), SEATED)
def test_seats_in_pools(people: list[int], pools: list[int], admits: list[list[bool]], seats: int) -> None:
    """As many as fit, whoever sat down first."""
    assert seated(people, pools, admits) == seats


def test_where_all_seats_are_reserved_nobody_else_sits() -> None:
    """Six seats for FRA: a couple of NER misses two of them, and both are named."""
    instance = replace(
        WORLD, shares=(Share(id="R", kind="reserve", nationality="FRA", people=6, flight="DIRECT"),)
    )
    found = verify(instance, plan_of(instance, {("COUPLE", DIRECT): 1}))
    assert [str(row) for row in found] == ["reserve DIRECT: keeps 2 seats that they need from its people"]


def test_why_nobody_could_travel_is_said_alone() -> None:
    """One reason each; none for the way by the hub."""
    assert flaws(WORLD, VIA_HUB) == []
    assert flaws(WORLD, ("IN",)) == ["ends at H1, which is no haven"]
    assert flaws(WORLD, ("GONE",)) == ["uses GONE, which is cancelled"]
    assert flaws(policy(max_legs=1), VIA_HUB) == ["has 2 legs, more than 1"]
    assert "comes to a location twice" in flaws(WORLD, ("IN", "BACK"))


def test_who_stays_is_counted_against_what_is_said() -> None:
    """A group of which nobody stays, and one of which nobody is said to."""
    said = Unserved("LYING", 1), Unserved("COUPLE", 2), Unserved("FAMILY", 1)
    plan: Plan = replace(plan_of(WORLD, GOOD), unserved=said)
    text = "plan FAMILY: is said to have 1 parties that stay, the count is 0"
    assert [str(row) for row in verify(WORLD, plan)] == [text]
    few = verify(WORLD, replace(plan, unserved=said[:1]))
    assert [str(row) for row in few] == ["plan COUPLE: is said to have 0 parties that stay, the count is 2"]


def test_the_first_flight_of_all_may_be_an_onward_one() -> None:
    """Who goes on at 12:00 has left the hub when others land at 13:00, whatever the order of flights."""
    more = (
        *WORLD.flights,
        replace(WORLD.flight["IN"], id="IN2", arrives=at("13:00")),
        replace(WORLD.flight["OUT"], id="OUT2", departs=at("15:00")),
    )
    rows: dict[tuple[str, Itinerary], int] = {("FAMILY", VIA_HUB): 3, ("COUPLE", ("IN2", "OUT2")): 4}
    for flights in (more, more[::-1], (WORLD.flight["OUT"], *(leg for leg in more if leg.id != "OUT"))):
        instance = replace(location("H1", capacity=9), flights=flights)
        assert verify(instance, plan_of(instance, rows, direct=0)) == []


CLOSED: list[tuple[Admission, str, list[str]]] = [
    (Admission(nationality="NER", people=0, location="H1"), "NER", ["DIRECT", "LATE", "OUT"]),
    (Admission(nationality="NER", people=0, country="DJI"), "NER", ["DIRECT", "LATE", "OUT"]),
    (Admission(nationality="NER", people=0, country="FRA"), "NER", ["IN", "LATE"]),
    (Admission(nationality="NER", people=0, location="FRA"), "NER", ["DIRECT", "IN", "LATE", "OUT"]),
    (Admission(nationality="NER", people=0, location="H1"), "FRA", ["DIRECT", "IN", "LATE", "OUT"]),
    (Admission(nationality="EU", people=0, location="V1"), "FRA", ["IN", "LATE"]),
    (Admission(nationality="NER", people=1, location="V1"), "NER", ["DIRECT", "IN", "LATE", "OUT"]),
    (Admission(nationality="NER", people=None, location="V1"), "NER", ["DIRECT", "IN", "LATE", "OUT"]),
]


@pytest.mark.parametrize(("row", "nationality", "flights"), CLOSED)
def test_units_board_where_they_are_admitted(row: Admission, nationality: str, flights: list[str]) -> None:
    """Nobody who is not admitted boards to there; everybody else does, also where a number of them is."""
    assert _boards(replace(WORLD, admissions=(row,)), nationality) == flights


def test_units_board_what_accepts_them_by_any_name() -> None:
    """A flight for FRA and a bloc takes both, and nobody else."""
    instance = flight("DIRECT", accepts=("EU", "FRA"))
    assert "DIRECT" in _boards(instance, "FRA")
    assert "DIRECT" in _boards(instance, "DEU")
    assert "DIRECT" not in _boards(instance, "NER")


def _boards(instance: Instance, nationality: str) -> list[str]:
    """Flights that the units of a nationality may board; BACK goes to no hub and no haven."""
    legs = Legs.of(Commodities.of(instance).units)
    units, schedule = legs.pairs.instance.groups, instance.schedule
    boards = zip(legs.pairs.group.tolist(), legs.flight.tolist(), strict=True)
    return sorted({schedule[leg].id for unit, leg in boards if units[unit].nationality == nationality})


def _row(instance: Instance, key: Key, before: Plan | None = None) -> tuple[dict[Key, int], int]:
    """The amounts of one row of the relaxation by column, and its limit."""
    relaxation = relax(instance, before)
    columns, number = list(relaxation.column), relaxation.row[key]
    amounts = dense(relaxation.families, len(columns))[number].tolist()
    found = {column: amount for column, amount in zip(columns, amounts, strict=True) if amount}
    return found, int(relaxation.high[number])


TRIP = {code: ("travel", "FAMILY", *code.split(">")) for code in ("DIRECT", "IN>OUT", "LATE")}


def _families(**rules: object) -> Instance:
    """Three families of three alone, two seats each."""
    return policy(replace(WORLD, groups=Groups.of([FAMILY])), **rules)


def test_rows_of_full_loads() -> None:
    """Where nobody stays all are aboard; where somebody may, no seat of the six is empty or missing."""
    instance = _families(full_loads=True)
    out, flown = ("all out", "O1"), ("sorties", "DIRECT")
    stay = {out: 3, **dict.fromkeys(TRIP.values(), -1)}
    assert _row(instance, ("full_loads", "FAMILY")) == (stay, 0)
    aboard = {TRIP["DIRECT"]: -2, flown: 6}
    assert _row(instance, ("full_loads empty", "O1")) == ({**aboard, out: -12}, 0)
    assert _row(instance, ("full_loads over", "O1")) == ({TRIP["DIRECT"]: 2, flown: -6, out: -6}, 0)


def test_rows_of_what_changes() -> None:
    """Two families flew by the hub and one stayed: as many do as before as still do, or did."""
    instance = _families(objectives=("changes",))
    before = plan_of(instance, {("FAMILY", VIA_HUB): 2})
    home, kept = ("home", "FAMILY"), ("kept", "0")
    stays, limit = _row(instance, ("changes home", "FAMILY"), before)
    assert (stays, limit) == ({home: 1, **dict.fromkeys(TRIP.values(), 1)}, 3)
    relaxation = relax(instance, before)
    name = next(key for key in relaxation.column if key[0] == "kept")
    row = next(key for key in relaxation.row if key[0] == "changes kept")
    assert _row(instance, row, before) == ({name: 1, TRIP["IN>OUT"]: -1}, 0)
    assert [int(relaxation.upper[relaxation.column[key]]) for key in (name, home)] == [2, 1]
    (form,) = relaxation.goals
    assert (form.offset, sorted(form.amount.tolist())) == (9, [-3, -3])
    assert kept[0] == name[0]


def test_rows_of_clearance() -> None:
    """By departure 08:00, 09:00 and 18:00: whoever leaves needs its column, and each the one before."""
    instance = _families(objectives=("clearance",))
    relaxation = relax(instance)
    later = [key for key in relaxation.column if key[0] == "later"]
    for place, (code, flown) in enumerate((("IN", "IN>OUT"), ("DIRECT", "DIRECT"), ("LATE", "LATE"))):
        assert _row(instance, ("clearance", code)) == ({TRIP[flown]: 1, later[place]: -3}, 0)
    order = [key for key in relaxation.row if key[0] == "clearance order"]
    assert [_row(instance, key) for key in order] == [
        ({later[1]: 1, later[0]: -1}, 0),
        ({later[2]: 1, later[1]: -1}, 0),
    ]
    (form,) = relaxation.goals
    assert form.amount.tolist() == [120, 60, 540]


def test_rows_of_fairness() -> None:
    """Nine FRA and eight NER: a share in parts per million is at least who stays; levels the largest."""
    instance = replace(
        policy(objectives=("fairness",), fairness_levels=2), groups=Groups.of([FAMILY, COUPLE])
    )
    million = 1_000_000
    own, limit = _row(instance, ("share", "FRA"))
    trips = dict.fromkeys(TRIP.values(), -3 * million)
    assert (own, limit) == ({("share", "FRA"): -9, **trips}, -9 * million)
    for level in ("fairness[1]", "fairness[2]"):
        base, above = (f"{level} level",), (level, "NER")
        relaxation = relax(instance)
        assert {base, above} <= {*relaxation.column}
        assert _row(instance, (level, "NER")) == ({("share", "NER"): 1, base: -1, above: -1}, 0)
    assert [form.amount.tolist() for form in relax(instance).goals] == [[1, 1, 1], [2, 1, 1]]


def test_rows_of_reserved_pools() -> None:
    """Two of six seats for FRA: who is not FRA keeps to the other four of each sortie, all keep to six."""
    share = Share(id="R", kind="reserve", nationality="FRA", people=2, flight="DIRECT")
    instance = replace(WORLD, shares=(share,), groups=Groups.of([FAMILY, COUPLE]))
    flown, couples = ("sorties", "DIRECT"), ("travel", "COUPLE", "DIRECT")
    assert _row(instance, ("reserve", "DIRECT")) == ({couples: 2, flown: -4}, 0)
    every = {couples: 2, TRIP["DIRECT"]: 2, flown: -6}
    assert _row(instance, ("reserve", "DIRECT", "R")) == (every, 0)
