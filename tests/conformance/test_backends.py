"""Every registered backend against every claim of the contract."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from evacopt.backends.conformance import CLAIMS, PATIENT, Claim, checked
from evacopt.backends.registry import BACKENDS, FAMILIES
from evacopt.backends.session import Session
from evacopt.backends.small_programs import crossing, packing, program, random_program
from evacopt.domain.plan import Plan
from evacopt.errors import BackendError
from evacopt.judge.verify import verify
from evacopt.milp.contract import BackendResult, Capabilities, Options, Program
from evacopt.model.formulation import formulate
from evacopt.planning.result import Result
from evacopt.planning.solve import solve
from tests.brute.search import best
from tests.conformance.reach import reached, worked_case
from tests.conftest import DATA
from tests.tiny.instances import tiny_instance

GENERAL = ("highs", "cpsat", "scip", "mathopt-highs", "cbc", "pulp:HiGHS")
EXACT = (*GENERAL, "flow")
METHODS = ("scale",)
BASELINES = ("first-come", "own-first", "priority-first")

TINY = range(200, 210)
CASES = sorted((DATA / "cases").glob("*.json"))


@dataclass(frozen=True)
class AtWork:
    """A backend at work, and the programs that it can take."""

    name: str
    session: Session

    @property
    def can(self) -> Capabilities:
        return self.session.capabilities

    def random(self, seed: int) -> Program:
        return random_program(seed, network=self.name == "flow")

    def solve(self, given: Program, options: Options = PATIENT) -> BackendResult:
        return self.session.solve(given, options)

    def long(self) -> Program:
        """More than an engine can do in the time of a test; a large network for `flow`."""
        return crossing(900, 900) if self.name == "flow" else packing(80, 10)


@pytest.fixture(scope="module", params=EXACT)
def at_work(request: pytest.FixtureRequest) -> Iterator[AtWork]:
    """One session a backend, for all claims."""
    with Session(request.param) as session:
        yield AtWork(request.param, session)


def test_every_registered_backend_is_here() -> None:
    """A new backend of evacopt is held to the same claims, or this fails."""
    names = {name for name in EXACT + METHODS + BASELINES if ":" not in name}
    assert names == set(BACKENDS)
    assert {name.partition(":")[0] for name in EXACT if ":" in name} == set(FAMILIES)


def test_what_is_exact_says_so(at_work: AtWork) -> None:
    """Exact backends say that they are; what version they are is known."""
    assert at_work.can.exact
    assert any(figure.isdigit() for figure in at_work.session.version)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_every_claim_of_the_contract(at_work: AtWork, claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `evacopt backends --check` tries is kept, where it is claimed; however busy this machine is."""
    monkeypatch.setattr("evacopt.backends.conformance.LATE", PATIENT.time_limit)
    one = checked(claim, at_work.session)
    assert one.verdict == (
        "kept" if not claim.needs or getattr(at_work.can, claim.needs) else "not claimed"
    ), one


@pytest.mark.parametrize("limit", [0.0, 0.05])
def test_hardly_any_time(at_work: AtWork, limit: float) -> None:
    """With no time there is an answer, and it claims no more than it holds."""
    given = at_work.long()
    with Session(at_work.name) as session:
        assert session.capabilities
        answer = session.solve(given, Options(time_limit=limit))
    assert answer.termination in ("time", "completed")
    assert (answer.status == "optimal") <= (answer.termination == "completed")
    if given.start is not None:
        assert answer.values is not None
        assert given.holds(answer.values)


def test_a_bound_at_the_limit_is_one(at_work: AtWork) -> None:
    """What is held at a limit: a plan that keeps the rows, and a bound that is not above it."""
    if at_work.name == "flow":
        return  # it never stops between nothing and the best
    given = at_work.long()
    with Session(at_work.name) as session:
        assert session.capabilities  # loading it is no part of the second
        answer = session.solve(given, Options(time_limit=1.0))
    assert (answer.termination, answer.status) == ("time", "feasible")
    assert answer.values is not None
    assert given.holds(answer.values)
    assert at_work.can.bound or answer.bound is None  # on a busy machine a second may be too short for one
    assert answer.bound is None or answer.bound <= given.goal.of(answer.values)


def test_interruption(at_work: AtWork) -> None:
    """Ctrl-C in the middle of work gives what is known so far, and the session can go on."""
    if at_work.name == "flow":
        return  # too fast to be met in the middle; the session's own tests interrupt a backend that is not
    given = at_work.long()
    main = threading.main_thread().ident
    assert main is not None
    alarm = threading.Timer(0.5, signal.pthread_kill, (main, signal.SIGINT))
    alarm.start()
    answer = at_work.solve(given)
    alarm.join()
    assert (answer.termination, answer.status) == ("interrupted", "feasible")
    assert answer.values is not None
    assert given.holds(answer.values)
    assert at_work.solve(at_work.random(0)).termination == "completed"


@pytest.mark.parametrize("seed", TINY)
def test_tiny_instances(at_work: AtWork, seed: int) -> None:
    """Goal by goal the same as trying every plan, with a first plan to start from and without."""
    instance = tiny_instance(seed)
    expected = best(instance) or "infeasible"
    for with_start in (True, False):
        try:
            assert reached(at_work.session, instance, with_start=with_start) == expected
        except BackendError as failure:
            assert at_work.name == "flow"
            assert "flow solves only instances whose rules are a network" in str(failure)


def test_worked_cases(at_work: AtWork, shared_data: Path, tmp_path: Path) -> None:
    """Its part of the sixty worked cases; together the general backends do them all."""
    if at_work.name == "flow":
        return
    for case in CASES[GENERAL.index(at_work.name) :: len(GENERAL)]:
        instance, expected = worked_case(case, tmp_path)
        assert reached(at_work.session, instance) == expected, case.stem


def test_wrong_by_cbc(at_work: AtWork, shared_data: Path) -> None:
    """The model that CBC, with its preprocessing, gets wrong."""
    if at_work.name == "flow":
        return
    trap = _trap(shared_data)
    answer = at_work.solve(trap)
    assert answer.values is not None
    assert (answer.status, trap.goal.of(answer.values)) == ("optimal", -43)


SEATED = {0: 2, 10: 2, 11: 2, 13: 3, 29: 5, 30: 2, 31: 2, 32: 5, 33: 4, 45: 1_000_000}
SHARES = {34: 1_000_000, 35: 500_000, 36: 1_000_000, 37: 384_616, 38: 500_000, 39: 1_000_000}
"""A plan of case 1040 that is not the best in its third goal: what CBC, given it, calls the best."""


def test_a_start_is_not_called_the_best(at_work: AtWork, shared_data: Path, tmp_path: Path) -> None:
    """A backend that is given a plan to begin with finds the better one all the same."""
    if at_work.name == "flow":
        return
    case = next(path for path in CASES if path.stem == "1040")
    model = formulate(worked_case(case, tmp_path)[0]).model
    start = np.zeros(len(model.lower), dtype=np.int64)
    for column, value in {**SEATED, **SHARES}.items():
        start[column] = value
    goals = model.goals[:3]
    fixed = [(goals[0], 18), (goals[1], 1_000_000)]
    rules = model.for_goals([goal.name for goal in goals])
    asked = Program.of(rules, goals[2], fixed_goals=fixed, start=start)
    assert asked.holds(start)
    assert goals[2].of(start) == 2_000_000
    for seed in (18, 19):  # CBC 2.10 with a seed of 19 is wrong
        options = Options(time_limit=20.0, threads=1, seed=seed if at_work.can.seed else 0)
        answer = at_work.session.solve(asked, options)
        assert answer.values is not None
        assert (answer.status, goals[2].of(answer.values)) == ("optimal", 1_750_000)


def _trap(shared_data: Path) -> Program:
    import json

    trap = json.loads((shared_data / "solver_traps" / "cbc_wrong.json").read_text(encoding="utf-8"))
    rows = []
    for low, high, entries in trap["rows"]:
        dense = np.zeros(len(trap["c"]), dtype=np.int64)
        dense[[column for column, _ in entries]] = [value for _, value in entries]
        rows.append((low, dense.tolist(), high))
    bounds = list(zip(trap["lb"], trap["ub"], strict=True))
    return program(bounds, rows, [-value for value in trap["c"]])


def test_a_gap_is_refused_by_who_has_none(backends_known: None) -> None:
    """The error names the option, and backends that honour it."""
    instance = tiny_instance(0)
    with pytest.raises(
        BackendError, match=r"first-come cannot honour --gap; those that can: .*highs"
    ) as caught:
        solve(instance, backend="first-come", gap=0.1)
    assert "own-first" not in str(caught.value).partition("those that can")[2]


@pytest.mark.parametrize(
    ("name", "options", "flags"),
    [
        ("cbc", {"threads": 2}, "--threads"),
        ("scip", {"threads": 2}, "--threads"),
        ("pulp:HiGHS", {"seed": 3}, "--seed"),
        ("flow", {"threads": 2, "seed": 3}, "--threads and --seed"),
    ],
)
def test_options_are_refused_before_anything_starts(
    name: str, options: dict[str, int], flags: str, backends_known: None
) -> None:
    """What a backend cannot honour is never passed over in silence."""
    with pytest.raises(BackendError, match=f"{name} cannot honour {flags}; those that can: .*cpsat"):
        solve(tiny_instance(0), backend=name, **options)  # type: ignore[arg-type]


def _baseline(name: str, seed: int) -> Result:
    return solve(tiny_instance(seed), backend=name, time_limit=60.0)


def _same_but_for_time(plan: Plan) -> Plan:
    assert plan.run is not None
    return replace(plan, run=replace(plan.run, seconds=()))


@pytest.mark.parametrize("name", BASELINES)
def test_baselines_claim_nothing(name: str) -> None:
    """They keep every rule, are no better than the best, repeat, and are called no more than feasible."""
    planned = 0
    for seed in TINY[:4]:
        result, expected = _baseline(name, seed), best(tiny_instance(seed))
        if result.plan is None:
            assert result.status == "no_plan"
            continue
        planned += 1
        assert verify(tiny_instance(seed), result.plan) == []
        assert {goal.grade for goal in result.goals} <= {"feasible", "proven"}
        assert expected is not None
        assert [goal.value for goal in result.goals] >= [value for _, value in expected]
        again = _baseline(name, seed).plan
        assert again is not None
        assert _same_but_for_time(again) == _same_but_for_time(result.plan)
    assert planned
