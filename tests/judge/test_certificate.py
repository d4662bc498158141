"""Certificates of plans: what is carried, what is refused, and why."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from evacopt.domain.certificate import Branch, Certificate, Cut, GoalProof, Leaf
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import GoalResult, GoalTable, Itinerary, Plan
from evacopt.domain.share import Share
from evacopt.judge.certificate import check_certificate, check_contradiction, fits, floor_of
from evacopt.judge.goals import count_goals
from evacopt.judge.limits import Limits, RefusedError
from evacopt.judge.relaxation import relax
from evacopt.judge.rows import Relaxation, ints
from tests.judge.world import COUPLE, FAMILY, LYING, WORLD, flight, plan_of, policy

UNSERVED = ("unserved[1]", "unserved[2]")


def _world() -> Instance:
    """Three families of three (two seats, a lap infant), four couples, a trio; one flight of seven seats."""
    one = flight("IN", destination="V1", seats=7).flights[:1]
    groups = Groups.of([FAMILY, COUPLE, replace(COUPLE, id="TRIO", size=3, count=1)])
    return replace(WORLD, flights=one, groups=groups, policy=replace(WORLD.policy, objectives=("unserved",)))


ROWS: dict[tuple[str, Itinerary], int] = {("FAMILY", ("IN",)): 3}
"""All families fly, and nobody fits in the seat that is left: 0 of class 1 and 11 of class 2 stay."""
CUT = Cut("IN", (("FAMILY on IN", 1), ("COUPLE on IN", 1), ("TRIO on IN", 1)), 3)
"""Each takes two of seven seats or more: three parties at most."""


def _certificate(instance: Instance, *proofs: GoalProof) -> Certificate:
    values = tuple(count_goals(instance, _plan(instance)))
    return Certificate(
        instance_name=instance.name, instance_sha256=instance.sha256, values=values, proofs=proofs
    )


def _plan(instance: Instance, **grades: str) -> Plan:
    plan = plan_of(instance, ROWS, direct=0)
    goals = (
        GoalResult(goal, value, 0, "proven" if goal in grades.get("proven", "") else "feasible")
        for goal, value in count_goals(instance, plan)
    )
    return replace(plan, goals=GoalTable(tuple(goals)))


FIRST = GoalProof("unserved[1]", 0, Leaf(1))
SECOND = GoalProof("unserved[2]", 11, Leaf(1, (("cut 0", 3), ("held unserved[1]", 1))), (CUT,))


def test_a_true_certificate_carries_what_the_plan_says() -> None:
    """11 - 2 y - 3 z with x + y + z <= 3 and 9 - 3 x <= 0: at least 11, as all families fly."""
    instance = _world()
    certificate = _certificate(instance, FIRST, SECOND)
    assert certificate.values == (("unserved[1]", 0), ("unserved[2]", 11))
    assert check_certificate(instance, _plan(instance, proven=str(UNSERVED)), certificate) == []
    assert [floor_of(relax(instance), certificate, number) for number in (0, 1)] == [0, 11]
    assert floor_of(relax(instance), certificate, 1, Limits(safe=0)) == 11


def test_without_the_cut_the_last_seat_seems_of_use() -> None:
    """Half a couple fits on it: at least 10 stay, and a claim of 11 is named."""
    instance = _world()
    seats = GoalProof("unserved[2]", 11, Leaf(3, (("seats IN", 3), ("held unserved[1]", 2))))
    found = check_certificate(instance, _plan(instance), _certificate(instance, FIRST, seats))
    assert [str(row) for row in found] == ["certificate unserved[2]: shows 10, claims 11"]


WRONG: list[tuple[str, GoalProof]] = [
    ("shows 11, claims 12", replace(SECOND, bound=12)),
    ("there is no 'cut 0'", replace(SECOND, cuts=())),
    ("there is no 'cut 1'", replace(SECOND, tree=Leaf(1, (("cut 1", 1),)))),
    ("is no goal of the plan", replace(SECOND, goal="cost")),
    ("more than 2 of cut 0 fits on IN", replace(SECOND, cuts=(replace(CUT, most=2),))),
    ("there is no 'seats OUT'", replace(SECOND, cuts=(replace(CUT, flight="OUT"),))),
    (
        "there is no 'LYING on IN'",
        replace(SECOND, cuts=(replace(CUT, amounts=(("LYING on IN", 1),)),)),
    ),
    (
        "a cut on IN of amounts below 0",
        replace(SECOND, cuts=(replace(CUT, amounts=(("FAMILY on IN", -1),)),)),
    ),
    (
        "'FAMILY on IN' is named twice",
        replace(SECOND, cuts=(replace(CUT, amounts=(("FAMILY on IN", 1), ("FAMILY on IN", 1))),)),
    ),
    *(
        ("cut 0 counts beyond any number of seats", replace(SECOND, cuts=(cut,)))
        for cut in (
            replace(CUT, most=2**70),
            replace(CUT, most=-(2**70)),
            replace(CUT, amounts=(("FAMILY on IN", 2**63),)),
        )
    ),
    (
        "a cut on IN that is too large, or of who takes no seat",
        replace(SECOND, cuts=(replace(CUT, amounts=(("sorties IN", 1),)),)),
    ),
]


@pytest.mark.parametrize(("words", "proof"), WRONG)
def test_a_wrong_proof_is_named_with_its_goal(words: str, proof: GoalProof) -> None:
    """One violation of the rule `certificate`, about that goal."""
    instance = _world()
    found = check_certificate(instance, _plan(instance), _certificate(instance, FIRST, proof))
    assert [(row.rule, row.subject, row.text) for row in found] == [("certificate", proof.goal, words)]


def test_a_plan_says_proven_only_where_it_is_shown() -> None:
    """A goal called proven without a proof is named, unless it is 0; one that is only feasible is not."""
    instance = _world()
    found = check_certificate(instance, _plan(instance, proven=str(UNSERVED)), _certificate(instance))
    words = "certificate unserved[2]: is called proven at 11; the certificate shows 0"
    assert [str(row) for row in found] == [words]
    assert check_certificate(instance, _plan(instance), _certificate(instance)) == []


def test_a_certificate_of_something_else_is_refused() -> None:
    """Another instance, or other values than the plan reaches."""
    instance = _world()
    true = _certificate(instance, FIRST, SECOND)
    for other in (
        replace(true, instance_sha256="0" * 64),
        replace(true, values=(("unserved[1]", 0), ("unserved[2]", 9))),
        replace(true, values=true.values[:1]),
    ):
        assert [row.subject for row in check_certificate(instance, _plan(instance), other)] == ["values"]


def test_a_plan_that_cannot_be_has_no_certificate() -> None:
    """Five of three families: the multipliers show that there is no such plan, which proves nothing of it."""
    instance = _world()
    plan = plan_of(instance, {("FAMILY", ("IN",)): 5}, direct=0)
    nothing = GoalProof("unserved[2]", 11, Leaf(0, (("held unserved[1]", 1),)))
    values = tuple(count_goals(instance, plan))
    certificate = replace(_certificate(instance, FIRST, nothing), values=values)
    (found,) = check_certificate(instance, plan, certificate)
    assert (found.subject, found.text) == ("unserved[2]", "shows that there is no plan, where there is one")


def test_changes_are_checked_against_their_baseline() -> None:
    """Without the baseline nobody can count them."""
    instance = replace(_world(), policy=replace(policy(objectives=("changes",)).policy))
    plan, before = plan_of(instance, ROWS, direct=0), plan_of(instance, {}, direct=0)
    values = tuple(count_goals(instance, plan, baseline=before))
    certificate = Certificate(instance_name="", instance_sha256=instance.sha256, values=values)
    assert values == (("changes", 9),)
    assert check_certificate(instance, plan, certificate, baseline=before) == []
    (found,) = check_certificate(instance, plan, certificate)
    assert (found.subject, found.text) == ("changes", "needs the plan that it compares with")


def test_an_instance_too_large_is_not_checked() -> None:
    """Proofs are then refused for what they are, not followed for hours."""
    instance = _world()
    certificate = _certificate(instance, FIRST, SECOND)
    (found,) = check_certificate(instance, _plan(instance), certificate, limits=Limits(tries=2))
    assert (found.subject, found.text[:26]) == ("instance", "cannot be checked: too man")


@pytest.mark.parametrize(
    ("seats", "sizes", "counts", "amounts"),
    [
        (7, (2, 3), (9, 9), (2, 3)),
        (7, (4, 6), (9, 9), (4, 6)),
        (23, (5, 7), (1, 3), (3, 4)),
        (9, (4, 2), (3, 9), (5, 2)),
        (9, (10,), (9,), (1,)),
    ],
)
def test_what_fits_is_exact(
    seats: int, sizes: tuple[int, ...], counts: tuple[int, ...], amounts: tuple[int, ...]
) -> None:
    """The knapsack of the checker against every number of parties of each size."""
    groups = [
        replace(COUPLE, id=f"G{size}", size=size, count=count)
        for size, count in zip(sizes, counts, strict=True)
    ]
    one = flight("IN", destination="V1", seats=seats).flights[:1]
    relaxation = relax(replace(WORLD, flights=one, groups=Groups.of(groups)))
    ranges = [range(count + 1) for count in counts]
    paths = (
        sum(n * amount for n, amount in zip(way, amounts, strict=True))
        for way in product(*ranges)
        if sum(n * size for n, size in zip(way, sizes, strict=True)) <= seats
    )
    columns = ints(relaxation.column[f"G{size} on IN"] for size in sizes)
    assert fits(relaxation, "IN", columns, ints(amounts)) == max(paths)


def _promised() -> Instance:
    """Two couples must fly, and one party of them at most may: no plan."""
    shares = (Share(id="S", kind="min", nationality="NER", people=3, flight="IN"),)
    pins = (Pin(group="COUPLE", kind="at_most", parties=1), Pin(group="FAMILY", kind="exactly", parties=1))
    world = _world()
    return replace(world, groups=Groups.of([FAMILY, COUPLE]), shares=shares, pins=pins)


def _contradiction(instance: Instance, *conflict: str, pin: int = 2) -> Certificate:
    tree = Leaf(0, (("share_min at least S", 1), ("pin COUPLE", pin)))
    return Certificate(
        instance_name="", instance_sha256=instance.sha256, conflict=conflict, contradiction=tree
    )


def test_promises_that_contradict_each_other_are_shown() -> None:
    """3 <= 2 x and x <= 1: twice the pin and the share leave nothing."""
    instance = _promised()
    both = "share_min at least S", "pin COUPLE"
    assert check_contradiction(instance, _contradiction(instance, *both)) == []
    for wrong, words in (
        (_contradiction(instance, "pin COUPLE"), "uses share_min at least S too"),
        (_contradiction(instance, *both, pin=1), "multipliers that show nothing"),
        (
            replace(_contradiction(instance, *both), instance_sha256=""),
            "is of another instance, or shows none",
        ),
        (
            replace(_contradiction(instance, *both), contradiction=None),
            "is of another instance, or shows none",
        ),
        (
            replace(
                _contradiction(instance, *both), contradiction=Branch("COUPLE on IN", 0, Leaf(0), Leaf(0))
            ),
            "multipliers that show nothing",
        ),
    ):
        (found,) = check_contradiction(instance, wrong)
        assert (found.rule, found.subject, found.text) == ("certificate", "conflict", words)


def test_a_contradiction_may_take_branches() -> None:
    """1 <= x <= 1 and 3 <= 2 x: below 1 the share fails, above 1 the pin."""
    instance = _promised()
    share, pin = Leaf(0, (("share_min at least S", 1),)), Leaf(0, (("pin COUPLE", 1),))
    both = _contradiction(instance, "share_min at least S", "pin COUPLE")
    assert (
        check_contradiction(instance, replace(both, contradiction=Branch("COUPLE on IN", 1, share, pin)))
        == []
    )


def test_an_exact_pin_is_two_rows() -> None:
    """At least and at most, so that a contradiction names the half that it needs."""
    assert [key for key in relax(_promised()).row if key[0].startswith("pin")] == [
        ("pin", "COUPLE", "at_most", "1"),
        ("pin", "FAMILY", "exactly", "1"),
        ("pin at least", "FAMILY", "exactly", "1"),
    ]


def test_a_branch_may_use_no_other_promise_on_either_side() -> None:
    """Each side uses one of the two; a conflict that names only one of them is refused for the other."""
    instance = _promised()
    share, pin = Leaf(0, (("share_min at least S", 1),)), Leaf(0, (("pin COUPLE", 1),))
    tree = Branch("COUPLE on IN", 1, share, pin)
    for named, other in ("share_min at least S", "pin COUPLE"), ("pin COUPLE", "share_min at least S"):
        (found,) = check_contradiction(instance, replace(_contradiction(instance, named), contradiction=tree))
        assert found.text == f"uses {other} too"


def test_what_is_no_promise_is_no_part_of_a_conflict() -> None:
    """Rules are kept anyway: they may be used, and must not be named."""
    instance = _promised()
    both = "share_min at least S", "pin COUPLE"
    (found,) = check_contradiction(instance, _contradiction(instance, *both, "seats IN"))
    assert found.text == "names seats IN, no promise"
    with_seats = Leaf(0, (("share_min at least S", 1), ("pin COUPLE", 2), ("seats IN", 0)))
    certificate = replace(_contradiction(instance, *both), contradiction=with_seats)
    assert check_contradiction(instance, certificate) == []


def test_a_goal_is_not_held_for_its_own_bound() -> None:
    """Only goals before it are; and what multipliers show below 0 is 0."""
    instance = _world()
    own = GoalProof("unserved[2]", 11, Leaf(1, (("held unserved[2]", 1),)))
    (found,) = check_certificate(instance, _plan(instance), _certificate(instance, FIRST, own))
    assert found.text == "there is no 'held unserved[2]'"
    weak = GoalProof("unserved[1]", 0, Leaf(1, (("seats IN", 9),)))
    assert floor_of(relax(instance), _certificate(instance, weak), 0) == 0


def _lying() -> Relaxation:
    """Who lies takes no seat into the hub, and three of nine from there; couples fly IN alone."""
    world = flight("IN", flight("OUT", seats=9, seats_per_stretcher=3, stretchers=9), seats_per_stretcher=0)
    groups = Groups.of([replace(COUPLE, assisted=0), replace(LYING, count=8)])
    return relax(replace(flight("IN", world, stretchers=9), groups=groups))


def test_a_cut_counts_the_seats_of_its_own_flight() -> None:
    """Three who lie fit on OUT; on IN they take no seat, so nothing can be said of them there."""
    relaxation = _lying()
    columns = [relaxation.column[f"{group} on IN>OUT"] for group in ("LYING", "COUPLE")]
    assert fits(relaxation, "OUT", ints(columns[:1]), ints([1])) == 3
    assert fits(relaxation, "OUT", ints(columns), ints([1, 0])) == 3
    assert fits(relaxation, "OUT", ints(columns), ints([4, 3])) == 13
    assert fits(relaxation, "IN", ints(columns[1:]), ints([1])) == 4
    with pytest.raises(RefusedError, match="takes no seat"):
        fits(relaxation, "IN", ints(columns), ints([1, 1]))
    with pytest.raises(RefusedError, match="takes no seat"):
        fits(relaxation, "DIRECT", ints(columns), ints([1, 1]))
    with pytest.raises(RefusedError, match="below 0"):
        fits(relaxation, "OUT", ints(columns), ints([1, -1]))


def test_a_cut_too_large_is_refused() -> None:
    """Nine seats and two columns are 18."""
    relaxation = _lying()
    columns = ints(relaxation.column[f"{group} on IN>OUT"] for group in ("LYING", "COUPLE"))
    assert fits(relaxation, "OUT", columns, ints([1, 0]), Limits(cut=18)) == 3
    with pytest.raises(RefusedError, match="too large"):
        fits(relaxation, "OUT", columns, ints([1, 0]), Limits(cut=17))
