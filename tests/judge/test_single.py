"""Single cells of the judge that only one row, one message or one place in a table shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evacopt.domain.certificate import Branch, Cut, Leaf
from evacopt.domain.flight import Crew, Fleet
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Unserved
from evacopt.domain.share import Admission, Share
from evacopt.errors import UsageError
from evacopt.judge.bounds import DualBound
from evacopt.judge.certificate import cut_rows, fits
from evacopt.judge.goals import count_goals
from evacopt.judge.keys import words
from evacopt.judge.lagrangian import lagrangian_bound
from evacopt.judge.limits import LIMITS, Limits, RefusedError
from evacopt.judge.over_time import over_time
from evacopt.judge.relaxation import relax
from evacopt.judge.rows import ints, total
from evacopt.judge.time_network import largest_within
from evacopt.judge.travel import flaws
from evacopt.judge.verify import verify
from tests.build import at
from tests.judge.slow_paths import dense
from tests.judge.world import (
    COUPLE,
    DIRECT,
    FAMILY,
    GOOD,
    VIA_HUB,
    WORLD,
    flight,
    in_a_row,
    location,
    plan_of,
    policy,
)


def _one_seat(seats: int) -> tuple[Instance, str]:
    """A single person and one flight."""
    instance = flight("IN", destination="V1", seats=seats)
    group = replace(COUPLE, size=1, assisted=0, count=2)
    return replace(instance, flights=instance.flights[:1], groups=Groups.of([group])), "COUPLE on IN"


def test_nothing_fits_where_there_is_no_seat() -> None:
    """Nobody boards a flight without seats, so a cut at 0 is true."""
    instance, column = _one_seat(0)
    relaxation = relax(instance)
    assert fits(relaxation, "IN", ints([relaxation.column[column]]), ints([1])) == 0


def test_a_cut_is_worked_out_up_to_a_million_seats() -> None:
    """Seats x columns; one seat more is refused."""
    for seats in (1_000_000, 1_000_001):
        instance, column = _one_seat(seats)
        relaxation = relax(instance)
        columns = ints([relaxation.column[column]])
        if seats == 1_000_000:
            assert fits(relaxation, "IN", columns, ints([1])) == 2
        else:
            with pytest.raises(RefusedError, match="too large"):
                fits(relaxation, "IN", columns, ints([1]))


def test_a_sortie_takes_one_crew_of_the_team() -> None:
    """In every row of a team that can fly it: a crew each, at most those that there are."""
    instance = flight("DIRECT", fleet="A")
    crews = (Crew(id="one", count=3, fleets=("A",), rest=60),)
    instance = replace(instance, crews=crews, fleets=(Fleet(id="A", count=9, cycle=0),))
    relaxation = relax(instance)
    (key,) = (key for key in relaxation.row if key[0] == "crew")
    number, columns = relaxation.row[key], list(relaxation.column)
    row = dense(relaxation.families, len(columns))[number].tolist()
    assert {columns[n]: amount for n, amount in enumerate(row) if amount} == {("sorties", "DIRECT"): 1}
    assert relaxation.high[number] == 3


def test_too_many_who_leave_are_nobody_who_stays() -> None:
    """Five of four couples is wrong; that seats are empty while people stay is not said."""
    instance = replace(policy(full_loads=True), groups=Groups.of([COUPLE]))
    found = verify(instance, plan_of(instance, {("COUPLE", VIA_HUB): 4, ("COUPLE", DIRECT): 1}))
    assert {row.rule for row in found} == {"parties"}


def test_where_a_trip_ends_is_its_last_place() -> None:
    """Not its second: by the hub and back is back at the origin."""
    assert flaws(WORLD, ("IN", "BACK"))[-1:] != []
    assert "ends at O1, which is no haven" in flaws(WORLD, ("IN", "BACK"))


def test_nobody_may_be_said_to_stay() -> None:
    """A row of no parties says the same as no row."""
    said = (Unserved("LYING", 1), Unserved("COUPLE", 2), Unserved("FAMILY", 0))
    assert verify(WORLD, replace(plan_of(WORLD, GOOD), unserved=said)) == []


@pytest.mark.parametrize("order", [("IN", "OUT"), ("OUT", "IN")])
def test_the_end_of_a_trip_is_its_end_whichever_flight_is_listed_first(order: tuple[str, str]) -> None:
    """A couple for FRA by the hub in DJI: it goes where it wants to."""
    instance = replace(
        WORLD,
        groups=Groups.of([replace(COUPLE, destinations=("FRA",))]),
        flights=tuple(WORLD.flight[code] for code in order),
    )
    assert verify(instance, plan_of(instance, {("COUPLE", VIA_HUB): 4}, direct=0)) == []


def test_hashes_are_shown_by_their_first_twelve_letters() -> None:
    """Both of them, where a plan is of another instance."""
    other = replace(plan_of(WORLD, GOOD), instance_sha256="0123456789abcdef" * 4)
    (found,) = verify(WORLD, other)
    assert found.text == f"is {WORLD.sha256[:12]}, the plan is for 0123456789ab"


def test_blocks_of_tries_change_nothing() -> None:
    """Pairs tried three at a time are those of all at once."""
    found = []
    for block in (1_000_000, 3, 1):
        found.append(list(relax(WORLD, limits=Limits(pairs_at_once=block)).column))
    assert found[0] == found[1] == found[2]


def test_a_total_may_have_one_factor() -> None:
    """Then it is a sum."""
    assert total(ints((1, 2, 4))) == 7


def test_a_branch_leaves_out_no_value() -> None:
    """Above -1 a number of sorties may be 0, which costs nothing."""
    relaxation = relax(policy(objectives=("cost",)))
    side = DualBound(relaxation, relaxation.goals[0])
    above = [Branch("sorties DIRECT", at, Leaf(1), Leaf(1)) for at in (-9, -1, 0, 2)]
    assert [side.floor(tree) for tree in above] == [0, 0, 0, 0]
    assert side.floor(replace(above[1], up=above[2])) == 0


@pytest.mark.parametrize("crews", [(), (("DIRECT", "c", 2),)])
def test_crews_that_need_no_rest_are_never_away_named_or_not(crews: tuple[tuple[str, str, int], ...]) -> None:
    """Two sorties at once with one crew of no rest; also where the row counts none, which limits nothing."""
    for count in (0, 1):
        free = (Crew(id="c", count=count, fleets=("A",), rest=0),)
        instance = replace(flight("DIRECT", fleet="A"), crews=free, fleets=(Fleet(id="A", count=9, cycle=0),))
        plan = replace(plan_of(instance, {}, direct=2), crews=crews)
        assert verify(instance, plan) == []


def test_the_largest_within_is_that_of_each_stretch() -> None:
    """Up to the end or not, of either column."""
    value = np.array([[5, -1], [3, 8], [9, 0], [4, 2]])
    asked = [(low, high, at) for low in range(4) for high in range(low + 1, 5) for at in (0, 1)]
    first, stop, column = (ints(part) for part in zip(*asked, strict=True))
    expected = [max(value[low:high, at].tolist()) for low, high, at in asked]
    assert largest_within(value, column, first, stop).tolist() == expected


@pytest.mark.parametrize(("one", "other"), [(VIA_HUB, DIRECT), (DIRECT, VIA_HUB)])
def test_what_one_group_did_before_is_not_what_another_does(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    """A family flew where now a couple does, and couples stayed: all seven who fly do as never before."""
    instance = policy(objectives=("changes",))
    before = plan_of(instance, {("FAMILY", other): 1})
    after = plan_of(instance, {("LYING", one): 1, ("LYING", other): 1, ("COUPLE", other): 1})
    assert count_goals(instance, after, baseline=before) == [("changes", 3 + 2 + 2)]


PROMISED = [
    (Share(id="S", kind="max", nationality="NER", people=3), "share_max S: counts 4 people, 1 more than 3"),
    (Share(id="S", kind="min", nationality="NER", people=9), "share_min S: counts 4 people, 5 fewer than 9"),
]


@pytest.mark.parametrize(("share", "text"), PROMISED)
def test_what_is_promised_is_counted_once(share: Share, text: str) -> None:
    """Two couples are four people."""
    instance = replace(WORLD, shares=(share,))
    assert [str(row) for row in verify(instance, plan_of(instance, GOOD))] == [text]


def test_admissions_are_counted_once() -> None:
    """Of four people of NER three are admitted."""
    instance = replace(WORLD, admissions=(Admission(nationality="NER", people=3, country="FRA"),))
    (found,) = verify(instance, plan_of(instance, GOOD))
    assert (found.rule, found.text) == ("admission", "counts 4 people, 1 more than 3")


def test_a_stay_at_the_second_hub_begins_there() -> None:
    """Half an hour is allowed at each of two hubs, and half an hour is what the trip has."""
    instance = in_a_row(2)
    short = [replace(place, max_stay=30 if place.role == "hub" else None) for place in instance.locations]
    columns = relax(replace(instance, locations=tuple(short))).column
    assert ("travel", "COUPLE", "L0", "L1", "L2") in [*columns]


def test_what_never_ends_is_counted_with_its_own_thing() -> None:
    """Also where the next one begins at minute 0."""
    both = ints((0, 1))
    uses = both, ints((5, 0)), ints((2**62, 9)), both, ints((1, 2))
    family = over_time("rule", uses, ints((9, 9)), (("A",), ("B",)))
    assert family.activity(ints((1, 1))).tolist() == [1, 2]


def test_throughput_is_counted_from_when_a_place_opens() -> None:
    """Eight an hour from 07:00: nine people at 08:00 are one too many."""
    instance = location("O1", opens=at("07:00"), throughput_per_hour=8)
    found = [str(row) for row in verify(instance, plan_of(instance, {("FAMILY", VIA_HUB): 3}, direct=0))]
    assert found == ["throughput O1 at 2023-08-01T08:00Z: counts 9 people, 1 more than 8"]


def test_plans_and_instances_are_judged_and_nothing_else() -> None:
    """Whatever else is given is refused in words."""
    for public in (count_goals, verify):
        with pytest.raises(UsageError, match="plan"):
            public(WORLD, "plan.json")  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="instance"):
            public("instance", plan_of(WORLD, GOOD))  # type: ignore[arg-type]


@pytest.mark.parametrize(("size", "assisted", "ratio", "used"), [(1, 1, 999_999, 1), (3, 2, 999_999, 2)])
def test_who_has_no_help_is_counted_in_people(size: int, assisted: int, ratio: int, used: int) -> None:
    """Rows of assistance are in parts per million, and rounded up."""
    group = replace(COUPLE, size=size, assisted=assisted)
    instance = replace(policy(assistance_ratio=ratio), groups=Groups.of([group]))
    found = [
        row for row in verify(instance, plan_of(instance, {("COUPLE", DIRECT): 1})) if row.subject == "DIRECT"
    ]
    assert [row.text for row in found] == [f"counts {used} people, {used} more than 0"]


def test_limits_are_those_that_the_page_on_certificates_states() -> None:
    """What is too large to be checked by commodities, by search or by knapsack; the small world is not."""
    assert (LIMITS.legs, LIMITS.profiles) == (30_000_000, 300_000_000)
    assert (LIMITS.crew_states, LIMITS.cut) == (50_000, 1_000_000)
    assert 0 < len(lagrangian_bound(WORLD).paths.legs.flight) < LIMITS.legs
    assert verify(WORLD, plan_of(WORLD, GOOD)) == []


def test_more_who_leave_than_there_are_do_not_stay_less_than_nobody() -> None:
    """Five of four couples leave and all stayed before: all eight people have a change, and no more."""
    instance = policy(objectives=("changes",))
    nobody, too_many = plan_of(instance, {}), plan_of(instance, {("COUPLE", VIA_HUB): 5})
    assert count_goals(instance, too_many, baseline=nobody) == [("changes", 8)]


def test_of_all_that_is_unknown_the_group_is_named() -> None:
    """And rows of pools are named with their flight and pools."""
    found = verify(WORLD, plan_of(WORLD, {("NOBODY", ("IN", "NOWHERE")): 1}))
    assert [row.text for row in found] == ["names NOBODY, unknown to the instance"]
    assert words(("reserve", "DIRECT", "R", "S")) == "reserve DIRECT R,S"
    assert words(("reserve", "DIRECT")) == "reserve DIRECT"


def test_who_stays_no_minute_takes_no_place() -> None:
    """A haven for one at a time, where nobody stays at all, takes nine at once."""
    instance = location("V1", capacity=1, stay=0)
    assert verify(instance, plan_of(instance, GOOD)) == []


def test_pools_larger_than_their_flight_keep_nobody_from_a_seat() -> None:
    """Nine of six seats are for FRA, and six of FRA sit."""
    share = Share(id="R", kind="reserve", nationality="FRA", people=9, flight="DIRECT")
    instance = replace(WORLD, shares=(share,), groups=Groups.of([replace(FAMILY, infants=0)]))
    assert verify(instance, plan_of(instance, {("FAMILY", DIRECT): 3})) == []


def test_a_trip_that_nobody_takes_any_more_is_nobody_elses() -> None:
    """A family flew LATE and stays, one who lies flies now: four people have a change."""
    instance = policy(objectives=("changes",))
    before, after = plan_of(instance, {("FAMILY", ("LATE",)): 1}), plan_of(instance, {("LYING", DIRECT): 1})
    assert count_goals(instance, after, baseline=before) == [("changes", 3 + 1)]


def test_what_nobody_that_is_known_did_before_is_not_what_a_family_did() -> None:
    """A group that is not of the instance flew DIRECT: the family that does now has a change."""
    instance = policy(objectives=("changes",))
    before, after = (plan_of(instance, {(code, DIRECT): 1}) for code in ("NOBODY", "FAMILY"))
    assert count_goals(instance, after, baseline=before) == [("changes", 3)]


def test_a_cut_counts_below_a_limit() -> None:
    """2^60 is beyond any number of seats, one less is not."""
    relaxation = relax(WORLD)
    cut = Cut("DIRECT", (("COUPLE on DIRECT", 1),), 2**60 - 1)
    assert cut_rows(relaxation, (cut,)).high.tolist() == [2**60 - 1]
    with pytest.raises(RefusedError, match="beyond any number"):
        cut_rows(relaxation, (replace(cut, most=2**60),))
