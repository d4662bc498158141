"""Bounds by commodities: never above the best plan, whatever the multipliers; false certificates refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.certificate import Branch, Certificate, Cut, GoalProof, Key, Leaf, Name
from evacopt.domain.checks import errors_of
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignments, GoalResult, GoalTable, Plan
from evacopt.files import read_instance
from evacopt.judge.certificate import check_certificate, lagrangian_floor
from evacopt.judge.goals import count_goals
from evacopt.judge.lagrangian import LagrangianBound, lagrangian_bound
from evacopt.judge.limits import Limits, RefusedError, TooLargeError
from evacopt.judge.relaxation import relax
from evacopt.judge.rows import LinearGoal, Relaxation
from evacopt.milp.contract import Options
from evacopt.proof.duals import program_of
from tests.brute.minutes import odd_instance
from tests.brute.search import TooManyPlansError, best
from tests.conftest import DATA
from tests.judge.slow_paths import dense, strewn
from tests.judge.whole import by_paths
from tests.judge.world import COUPLE, FAMILY, flight, plan_of, policy
from tests.tiny.instances import tiny_instance

FINE = (1, 2**20, 2**44, 2**300)
PLAIN = Limits(safe=0)
"""All in Python integers."""
CASES = sorted((DATA / "cases").glob("*.json"))
Goals = list[tuple[str, int]]


def _drawn(
    rows: LagrangianBound, rng: Random, number: int, goals: Goals
) -> tuple[int, list[tuple[Name, int]]]:
    """A denominator, and multipliers of some rows and goals before goal `number`, small and large."""
    scale = rng.choice(FINE)
    names: list[Key] = [*rows.row, *(("held", name) for name, _ in goals[:number])]
    some = rng.sample(names, rng.randrange(min(len(names), rng.choice((4, 12, 1000))) + 1))
    most = rng.choice((1, 2, 20))
    million = 1 if rng.randrange(2) else 1_000_000  # what rows of shares are counted in
    rare = {name for name in some if name[0] == "share" or ("fair" in name[1] and name[0] == "held")}
    return scale, [(name, rng.randint(0, most * scale) // (million if name in rare else 1)) for name in some]


def _hold(instance: Instance, goals: Goals, rng: Random, times: int) -> int:
    """How many floors at random multipliers are above 0; none is above the best plan's value."""
    rows, above = lagrangian_bound(instance), 0
    values = [value for _, value in goals]
    for number in range(len(goals)):
        for _ in range(times):
            scale, given = _drawn(rows, rng, number, goals)
            floor = rows.floor(number, values, scale, given)
            assert 0 <= floor <= values[number], (instance.name, goals[number], scale, given)
            above += floor > 0
    return above


@pytest.mark.parametrize("some", [range(first, first + 75) for first in range(0, 300, 75)])
def test_random_multipliers_never_show_more_than_the_best_plan(some: range) -> None:
    """Tiny instances with every rule, against all their plans; many a floor is above 0."""
    above = 0
    for seed in some:
        instance = tiny_instance(seed, people=12)
        goals = best(instance)
        if goals is not None:
            above += _hold(instance, goals, Random(seed), 6)
    assert above > 100


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_worked_cases_bound_every_multiplier(case: Path, shared_data: Path, tmp_path: Path) -> None:
    """Against the values worked out for the case; a case without a plan has nothing to bound."""
    content = json.loads(case.read_text(encoding="utf-8"))
    if content["expected"] != "infeasible":
        bare = tmp_path / case.name
        bare.write_text(json.dumps(content["instance"]), encoding="utf-8")
        goals = [(goal, value) for goal, value in content["expected"]]
        _hold(read_instance(bare), goals, Random(case.stem), 20)


def _by_engine(instance: Instance, goals: Goals, session: Session) -> Iterator[dict[Key, float]]:
    """For each goal, multipliers that an engine finds over the rows of itineraries."""
    relaxation = relax(instance)
    for number, form in enumerate(relaxation.goals):
        held = relaxation
        for earlier, (_, value) in zip(relaxation.goals[:number], goals, strict=False):
            held = held.holding(earlier, value)
        answer = session.solve(program_of(held, form), Options(threads=1))
        found = answer.duals
        yield {} if found is None else dict(zip(held.row, (-found).tolist(), strict=True))


def test_multipliers_of_an_engine_show_much_and_never_too_much() -> None:
    """Those of the rows that both know: never above the best plan, and at it for a good part of the goals."""
    met = missed = 0
    with Session("highs") as session:
        for seed in range(60):
            instance = tiny_instance(seed, people=12)
            goals = best(instance)
            if goals is None:
                continue
            rows, values = lagrangian_bound(instance), [value for _, value in goals]
            for number, found in enumerate(_by_engine(instance, goals, session)):
                floors = []
                for scale in FINE[1:3]:
                    given = {name: round(p * scale) for name, p in found.items() if p > 0}
                    known = [(name, p) for name, p in given.items() if name in rows.row or name[0] == "held"]
                    floors.append(rows.floor(number, values, scale, known))
                assert max(floors) <= values[number], (seed, goals[number])
                met += max(floors) == values[number] > 0
                missed += max(floors) < values[number]
    assert met > missed


@pytest.mark.parametrize("some", [range(300, 360)])
def test_groups_that_wait_at_a_hub_are_bounded_too(some: range) -> None:
    """Random multipliers where hubs are in a row, trips have up to five legs and no minute is round."""
    above = 0
    for seed in some:
        instance = replace(strewn(seed), pins=())
        try:
            goals = best(instance, most=3000)
        except TooManyPlansError:
            continue
        if goals is not None and errors_of(instance) == []:
            above += _hold(instance, goals, Random(seed), 4)
    assert above > 20


def _by_hand(
    rows: LagrangianBound, relaxation: Relaxation, goal: LinearGoal, scale: int, p: list[int]
) -> int:
    """The floor of a goal from every column written out: each group takes the best of its ways, or stays."""
    columns, families = len(relaxation.upper), relaxation.families
    rest = -(np.array(p, dtype=object) @ dense(families, columns))
    rest[goal.column] -= scale * goal.amount.astype(object)
    upper, lower = relaxation.upper.tolist(), relaxation.lower.tolist()
    first, parties = (
        len(rows.helpers.upper),
        next(family for family in families if family.rule == "everybody"),
    )
    most = sum(times * high for times, high in zip(p, relaxation.high.tolist(), strict=True))
    most += sum(max(r * u, r * low) for r, u, low in zip(rest[:first], upper, lower, strict=False))
    best = [0] * len(rows.instance.groups)
    for column, group in zip(parties.entries.column.tolist(), parties.entries.first.tolist(), strict=True):
        best[group] = max(best[group], rest[column])
    most += sum(gain * count for gain, count in zip(best, rows.instance.groups.count.tolist(), strict=True))
    return max(goal.offset - int(most) // scale, 0)


@pytest.mark.parametrize("make", [odd_instance, strewn])
def test_floors_are_what_all_columns_written_out_come_to(make: Callable[[int], Instance]) -> None:
    """Exactly, at random multipliers small and large, each goal with those before it held."""
    above = 0
    for seed in range(24):
        instance, rng = make(seed), Random(seed)
        rows, values = lagrangian_bound(instance), [rng.randrange(9) for _ in range(20)]
        relaxation = by_paths(rows)
        names: list[Key | None] = [*rows.row, *(None for _ in instance.groups)]
        for number, goal in enumerate(rows.goals):
            if isinstance(goal, str):
                continue
            form = next(form for form in relaxation.goals if form.name == goal.name)
            for _ in range(3):
                scale, most = rng.choice(FINE[:3]), rng.choice((2, 9, 2**40))
                p = [rng.choice((0, rng.randint(0, most))) if name else 0 for name in names]
                given = [(name, times) for name, times in zip(names, p, strict=True) if name and times]
                floor = rows.floor(number, values, scale, given)
                assert floor == _by_hand(rows, relaxation, form, scale, p), (seed, goal)
                above += floor > 0
            relaxation = relaxation.holding(form, values[number])
            names.append(("held", goal.name))
    assert above > 30


def test_both_arithmetics_give_the_same_floors() -> None:
    """All in Python integers, or in 64 bits where these are enough."""
    asked = []
    for seed in range(60):
        instance = tiny_instance(seed)
        rows, rng = lagrangian_bound(instance), Random(seed)
        goals = count_goals(instance, _nobody(instance))
        for number in range(len(goals)):
            scale, given = _drawn(rows, rng, number, goals)
            asked.append((rows, number, [value for _, value in goals], scale, given))
    fast = [rows.floor(number, values, scale, given) for rows, number, values, scale, given in asked]
    slow = [
        replace(rows, paths=replace(rows.paths, limits=PLAIN)).floor(number, values, scale, given)
        for rows, number, values, scale, given in asked
    ]
    assert slow == fast
    assert any(floor > 0 for floor in fast)


def _nobody(instance: Instance) -> Plan:
    """The plan that leaves everybody behind."""
    return Plan(instance_name=instance.name, instance_sha256=instance.sha256, assignments=Assignments.of(()))


def _world() -> Instance:
    """Three families of three (two seats, a lap infant), four couples; one flight of six seats."""
    one = flight("IN", destination="V1", seats=6).flights[:1]
    groups = Groups.of([FAMILY, COUPLE])
    return replace(policy(objectives=("unserved", "fairness", "changes", "cost")), flights=one, groups=groups)


FIRST = GoalProof("unserved[1]", 0, Leaf(1))
SECOND = GoalProof("unserved[2]", 8, Leaf(2, (("seats IN", 2), ("held unserved[1]", 2))))
"""Six seats less six for families who must all fly: none of eight people of class 2 does."""


def _claim(instance: Instance, *proofs: GoalProof) -> tuple[Plan, Certificate]:
    """The plan that takes all families, and a certificate of it."""
    plan = plan_of(instance, {("FAMILY", ("IN",)): 3}, direct=0)
    counted = tuple(count_goals(instance, plan))
    shown = {proof.goal: proof.bound for proof in proofs}
    goals = tuple(
        GoalResult(goal, value, 0, "proven" if shown.get(goal) == value else "feasible")
        for goal, value in counted
    )
    certificate = Certificate(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        values=counted,
        proofs=tuple(replace(proof, wholesale=True) for proof in proofs),
    )
    return replace(plan, goals=GoalTable(goals)), certificate


def test_a_true_certificate_carries_what_the_plan_says() -> None:
    """A couple is worth 2 D and its seats cost 2 D; families are held: 8 people of class 2 stay."""
    instance = _world()
    plan, certificate = _claim(instance, FIRST, SECOND)
    assert certificate.values[:2] == (("unserved[1]", 0), ("unserved[2]", 8))
    assert check_certificate(instance, plan, certificate) == []
    assert [lagrangian_floor(lagrangian_bound(instance), certificate, number) for number in (0, 1)] == [0, 8]


def test_proofs_need_not_be_of_every_goal() -> None:
    """Those of some goals, in any order, each with its own multipliers."""
    instance = _world()
    plan, certificate = _claim(instance, SECOND)
    assert check_certificate(instance, plan, certificate) == []


def _leaf(*multipliers: tuple[Name, int], scale: int = 2) -> GoalProof:
    return replace(SECOND, tree=Leaf(scale, multipliers))


SEATS, HELD = SECOND.tree.multipliers  # type: ignore[union-attr]
WRONG: list[tuple[str, GoalProof]] = [
    ("shows 8, claims 9", replace(SECOND, bound=9)),
    ("shows 2, claims 8", _leaf(SEATS)),
    ("multipliers that show nothing", _leaf(SEATS, HELD, scale=0)),
    ("multipliers that show nothing", _leaf(SEATS, HELD, scale=-2)),
    ("multipliers that show nothing", _leaf(SEATS, (HELD[0], -1))),
    ("multipliers that show nothing", _leaf((SEATS[0], -1), HELD)),
    ("there is no 'seats OUT'", _leaf(SEATS, HELD, ("seats OUT", 1))),
    ("there is no 'parties FAMILY'", _leaf(SEATS, HELD, ("parties FAMILY", 1))),
    ("there is no 'held unserved[2]'", _leaf(SEATS, HELD, ("held unserved[2]", 1))),
    ("there is no 'held cost'", _leaf(SEATS, HELD, ("held cost", 1))),
    ("there is no 'cut 0'", _leaf(SEATS, HELD, ("cut 0", 1))),
    ("is no leaf over a goal of the plan", replace(SECOND, tree=Branch("sorties IN", 0, Leaf(1), Leaf(1)))),
    ("is no leaf over a goal of the plan", replace(SECOND, cuts=(Cut("IN", (("FAMILY on IN", 1),), 3),))),
    ("is no leaf over a goal of the plan", replace(SECOND, tree=Leaf(1, (), (("IN",),)))),
    ("is no leaf over a goal of the plan", replace(SECOND, goal="waiting")),
]


@pytest.mark.parametrize(("words", "proof"), WRONG)
def test_a_wrong_proof_is_named_with_its_goal(words: str, proof: GoalProof) -> None:
    """One violation of the rule `certificate` about that goal, one more where the plan calls it proven."""
    instance = _world()
    plan, certificate = _claim(instance, FIRST, proof)
    found = [(row.rule, row.subject, row.text) for row in check_certificate(instance, plan, certificate)]
    assert ("certificate", proof.goal, words) in found
    assert all("called proven" in text for _, _, text in found if text != words)


def test_goals_of_which_nothing_is_shown_have_the_floor_0() -> None:
    """Changes are never below 0; as an earlier goal they may be held, which shows nothing either."""
    rows = lagrangian_bound(_world())
    names = [getattr(goal, "name", goal) for goal in rows.goals]
    values, at = [0, 8, 10**6, 0, 0], names.index("changes")
    assert names == ["unserved[1]", "unserved[2]", "fairness[1]", "changes", "cost"]
    assert rows.floor(at, values, 1, [("seats IN", 1)]) == 0
    with pytest.raises(RefusedError, match="there is no 'seats OUT'"):
        rows.floor(at, values, 1, [("seats OUT", 1)])
    with pytest.raises(RefusedError, match="show nothing"):
        rows.floor(at, values, 0, [])
    assert rows.floor(at + 1, values, 1, [("held changes", 5)]) == 0


def test_a_certificate_of_another_instance_is_refused() -> None:
    """By the hash, and by the values."""
    instance = _world()
    plan, certificate = _claim(instance, FIRST, SECOND)
    for other in (
        replace(certificate, instance_sha256="0" * 64),
        replace(certificate, values=(("unserved[1]", 0), ("unserved[2]", 9), *certificate.values[2:])),
    ):
        assert [row.subject for row in check_certificate(instance, plan, other)] == ["values"]


def test_what_is_too_large_by_commodities_is_not_checked() -> None:
    """The certificate is refused for that, and nothing is worked out."""
    instance = _world()
    plan, certificate = _claim(instance, FIRST, SECOND)
    (found,) = check_certificate(instance, plan, certificate, limits=Limits(legs=1))
    assert (found.subject, found.text[:18]) == ("instance", "cannot be checked:")


def test_what_is_too_large_by_profiles_is_refused_too() -> None:
    """Few units can make up many profiles."""
    with pytest.raises(TooLargeError, match="2 profiles and 1 flights are too many"):
        lagrangian_bound(_world(), Limits(profiles=1))


def test_no_price_is_so_high_that_a_way_is_lost() -> None:
    """Held goals that matter beyond any sentinel: a way that costs more than 2^2000 is a way all the same."""
    instance, huge = _world(), 2**2200
    rows = lagrangian_bound(instance)
    values = [0, 8, 10**6, 0, 0]
    assert rows.floor(1, values, 2, [("seats IN", 2 * huge), ("held unserved[1]", 2 * huge)]) == 8
