"""No plan is lost to what comes after it: proofs, reasons, other backends, the caller's functions, Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from evacopt.backends.registry import BACKENDS
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import BackendError, ProgressError
from evacopt.events.events import Cancel
from evacopt.generation.generate import generate
from evacopt.judge.verify import verify
from evacopt.planning import agree, run
from evacopt.planning.kept import STRICT, Kept
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Progress, Result
from evacopt.planning.solve import solve
from evacopt.planning.what_if import WhatIf, what_if
from evacopt.proof.branch_and_price import Knapsacks
from evacopt.replanning.replan import Replan, replan
from tests.brute.full_loads import full_loads_instance
from tests.build import DIRECT, group, instance
from tests.planning.failing import FROM_THE_FIRST_PLAN, PROOFS, calls_in, lost
from tests.planning.in_process import without_children
from tests.tiny.instances import tiny_instance

KNOWN = instance(
    groups=(group("A", count=3), group("B", nationality="DEU", count=2)), flights=(replace(DIRECT, seats=2),)
)
SEEDS = (lambda: tiny_instance(1), lambda: full_loads_instance(1), lambda: full_loads_instance(7))


@pytest.fixture
def lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    """As users have it: faults of evacopt are noted and not raised."""
    monkeypatch.setenv(STRICT, "0")


def _in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    without_children(monkeypatch)


def _judged(known: Instance, result: Result) -> Plan:
    assert result.plan is not None
    assert verify(known, result.plan) == []
    assert all(goal.bound is None or goal.bound <= goal.value for goal in result.goals)
    return result.plan


@pytest.mark.parametrize("make", SEEDS)
def test_whatever_fails_in_proofs_and_reasons_the_plan_comes_out(
    make: Callable[[], Instance], lenient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Errors out of calls picked evenly: a judged plan, bounds that hold, and a sentence on what failed."""
    _in_process(monkeypatch)
    known, errors = make(), (RuntimeError, MemoryError, RecursionError)
    calls = calls_in(known, PROOFS)
    for number in range(15):
        assert lost(known, 1 + number * calls // 15, errors[number % 3], PROOFS) == ""


@pytest.mark.parametrize("make", SEEDS)
def test_wherever_ctrl_c_falls_the_plan_comes_out(
    make: Callable[[], Instance], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first plan on Ctrl-C anywhere gives a judged plan, bounds that hold, and `interrupted`."""
    _in_process(monkeypatch)
    known = make()
    calls = calls_in(known, FROM_THE_FIRST_PLAN)
    for number in range(15):
        assert lost(known, 1 + number * calls // 15, KeyboardInterrupt, FROM_THE_FIRST_PLAN) == ""


STEPS: dict[str, tuple[str, Exception, str]] = {
    "no relaxation": (
        "proof.proving.relax",
        IndexError("index -1 is out of bounds"),
        "proving failed (IndexError",
    ),
    "no memory for one": ("proof.proving.relax", MemoryError(), "proving failed (not enough memory)"),
    "too deep a tree": (
        "proof.proving.branch_and_bound",
        RecursionError("maximum depth"),
        "proving failed (RecursionError",
    ),
    "no duals": ("proof.proving.Prover.root", KeyError("seats F"), "proving failed (KeyError"),
    "no loads": ("proof.proving.pool_bound", KeyError("seats F"), ""),
    "no inequalities": ("proof.proving.separated", ZeroDivisionError("by zero"), ""),
    "no engine to prove": (
        "planning.certify.prover_beside",
        BackendError("highspy is missing"),
        "proving failed (Back",
    ),
    "no process for it": (
        "planning.certify.prover_beside",
        OSError(11, "Resource unavailable"),
        "proving failed (Bl",
    ),
    "too slow": ("planning.certify.budget_of", TimeoutError("over"), "proving failed (TimeoutError: over)"),
    "no reasons": (
        "planning.run.unserved_with_reasons",
        KeyError("G"),
        "looking for reasons failed (KeyError",
    ),
    "no memory for reasons": (
        "planning.run.unserved_with_reasons",
        MemoryError(),
        "reasons failed (not enough",
    ),
    "no names of rows": (
        "proof.proving.Proving.take_stock",
        ValueError("twice"),
        "taking stock of proofs failed",
    ),
}


@pytest.mark.sibling("34")
@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_costs_its_bound_or_sentence(
    step: str, lenient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan is the same as ever, and the note says which step failed and how, in the plan file as well."""
    _in_process(monkeypatch)
    name, error, said = STEPS[step]
    best = _judged(KNOWN, solve(KNOWN, backend="highs", threads=1))

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(f"evacopt.{name}", fail)
    result = solve(KNOWN, backend="highs", threads=1)
    plan = _judged(KNOWN, result)
    assert list(plan.assignments) == list(best.assignments)
    assert [row.parties for row in plan.unserved] == [row.parties for row in best.unserved]
    assert plan.run is not None
    assert plan.run.notes == result.notes
    assert said in "; ".join(result.notes)
    assert bool(result.notes) == bool(said)


def test_faults_are_seen_where_they_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """In tests a step that fails by a fault of evacopt raises; for want of memory or an engine none does."""
    monkeypatch.setenv(STRICT, "1")
    for error, raises in ((KeyError("x"), True), (MemoryError(), False), (BackendError("gone"), False)):
        kept = Kept()
        if raises:
            with pytest.raises(KeyError):
                kept.failed("proving", error)
        else:
            kept.failed("proving", error)
            assert len(kept.notes) == 1


@pytest.mark.sibling("34")
@pytest.mark.parametrize("how", ["DiesOfRelaxations", "ExitsOfRelaxations", "RaisesOfRelaxations"])
def test_a_solver_that_dies_of_a_proof_costs_the_proof(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child ends while it proves: nothing is called proven, and the note says how the child ended."""
    monkeypatch.setattr(Knapsacks, "of", lambda _: None)  # it proves without any relaxation
    monkeypatch.setitem(BACKENDS, "highs", f"tests.backends.lying:{how}")
    result = solve(KNOWN, backend="highs", threads=1)
    _judged(KNOWN, result)
    assert [(goal.value, goal.grade) for goal in result.goals] == [(3, "claimed")]
    (note,) = result.notes
    assert note.startswith("proving failed (BackendError: the solver ")


def test_a_large_plan_is_kept_too(lenient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same of the large-scale method: proofs, reasons, and deciding once somebody has boarded."""
    _in_process(monkeypatch)
    known = generate("surge", people=200, seed=1)
    homes = {
        "lagrangian_bound": "judge.lagrangian",
        "unserved_of": "planning.run",
        "duals_of": "large.prices",
        "decide": "large.method",
    }
    for name, home in homes.items():
        with monkeypatch.context() as patch:
            real = getattr(import_module(f"evacopt.{home}"), name)

            def fail(*given: Any, real: Any = real, name: str = name, **more: Any) -> None:
                if name == "decide":
                    real(*given, **more)
                raise IndexError("of all things")

            patch.setattr(f"evacopt.{home}.{name}", fail)
            result = solve(known, backend="scale", threads=1)
        assert _judged(known, result).assignments.parties.sum() > 40
        assert any("IndexError: of all things" in note for note in result.notes), name


@pytest.mark.sibling("34")
def test_another_backend_that_fails_takes_no_plan_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two backends the second cannot do it: the plan of the first comes out, compared with nothing."""
    _in_process(monkeypatch)
    monkeypatch.setattr(agree, "_family", lambda name: name)
    real = run.attempt

    def second_fails(known: Instance, options: SolveOptions, **more: Any) -> Result:
        if options.backend == "scip":
            raise BackendError("scip: the plan breaks a rule and is withheld")
        return real(known, options, **more)

    monkeypatch.setattr(agree, "attempt", second_fails)
    result = solve(KNOWN, backend="highs,scip", threads=1)
    _judged(KNOWN, result)
    assert any("scip failed (BackendError: scip: the plan breaks" in note for note in result.notes)
    with pytest.raises(BackendError):
        solve(KNOWN, backend="scip,highs", threads=1)


def _solve(backend: str) -> Callable[..., Any]:
    return lambda **more: solve(KNOWN, backend=backend, threads=1, **more)


def _replan(**more: Any) -> Replan:
    plan = solve(KNOWN, backend="highs", threads=1).plan
    assert plan is not None
    return replan(KNOWN, plan, as_of="2023-08-01T01:00Z", backend="highs", threads=1, **more)


def _what_if(**more: Any) -> WhatIf:
    return what_if(KNOWN, {"none": [Cancel("F")]}, backend="highs", threads=1, **more)


METHODS: dict[str, Callable[..., Any]] = {
    "exact": _solve("highs"),
    "large": _solve("scale"),
    "a baseline": _solve("first-come"),
    "two backends": _solve("highs,scip"),
    "replan": _replan,
    "what if": _what_if,
}


def _results(outcome: Any) -> list[Result]:
    if isinstance(outcome, WhatIf):
        assert outcome[1].fault == "interrupted"
        return [outcome[0].result] if outcome[0].result else []
    return [outcome.result if isinstance(outcome, Replan) else outcome]


def _press(_: Progress) -> None:
    signal.raise_signal(signal.SIGINT)


def _raise(*_: object) -> bool:
    raise ZeroDivisionError("of my own")


ENDS: dict[str, dict[str, Callable[..., object]]] = {
    "Ctrl-C in on_progress": {"on_progress": _press},
    "on_progress gives False": {"on_progress": lambda _: False},
    "on_progress raises": {"on_progress": _raise},
    "should_stop gives true": {"should_stop": lambda: True},
    "should_stop raises": {"should_stop": _raise},
}


@pytest.mark.sibling("34")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("end", ENDS)
def test_who_watches_can_end_it_and_loses_no_plan(
    method: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every method ends `interrupted` with what it has; what the caller's function raised comes along."""
    _in_process(monkeypatch)
    monkeypatch.setattr(agree, "_family", lambda name: name)
    if end.endswith("raises"):
        with pytest.raises(ProgressError, match=r"ZeroDivisionError.*of my own") as raised:
            METHODS[method](**ENDS[end])
        assert isinstance(raised.value.__cause__, ZeroDivisionError)
        outcome = raised.value.result
    else:
        outcome = METHODS[method](**ENDS[end])
    early = method == "large" and end.startswith("should_stop")  # it knows no plan before its first flow
    for result in _results(outcome):
        assert result.status == "interrupted"
        assert (result.plan is None) == early
        if result.plan is not None and method != "replan":
            _judged(KNOWN, result)


def test_nobody_is_told_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who said `False` hears no more; who says anything else, `0` included, is told to the end."""
    _in_process(monkeypatch)
    told: list[Progress] = []

    def heard(news: Progress) -> object:
        told.append(news)
        return False if len(told) == 1 else 0

    solve(tiny_instance(1), backend="highs", threads=1, on_progress=heard)
    assert len(told) == 1
    result = solve(tiny_instance(1), backend="highs", threads=1, on_progress=lambda _: 0)
    assert result.status == "solved"
