"""Goals in order: what is held, what is passed on, and what is claimed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.plan import GoalResult
from evacopt.errors import BackendError
from evacopt.exact.greedy import start_values
from evacopt.exact.lexicographic import Outcome, Staged
from evacopt.exact.tuning import TUNING
from evacopt.judge.verify import verify
from evacopt.milp.contract import BackendResult, Capabilities, Options, Program, Termination
from evacopt.milp.linear import NO_LOWER, Goal, Label, LinearModel, Matrix
from evacopt.model.decode import decode
from evacopt.model.formulation import formulate
from tests.exact.script import Reply, Script, solve_stages
from tests.model.points import with_all_goals
from tests.tiny.instances import tiny_instance


def _ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


MODEL = LinearModel(
    lower=_ints(0, 0, 0),
    upper=_ints(5, 5, 1),
    matrix=Matrix.of(2, _ints(0, 0, 1, 1), _ints(0, 1, 1, 2), _ints(1, 1, 1, -5)),
    row_lower=_ints(NO_LOWER, NO_LOWER),
    row_upper=_ints(7, 0),
    labels=(Label("seats", "F"), Label("goal", "third")),
    goals=(
        Goal("first", _ints(0), _ints(-1), offset=5),
        Goal("second", _ints(1), _ints(-2), offset=10),
        Goal("third", _ints(2), _ints(1)),
    ),
)
"""Two numbers of parties, at most 7 together; the last column is 1 where the second is not 0."""

BEST = _ints(5, 2, 1)


def _complete(values: Ints) -> Ints:
    completed = values.copy()
    completed[2] = values[1] > 0
    return completed


def _optimal(*values: int, bound: int) -> BackendResult:
    return BackendResult(termination="completed", status="optimal", values=_ints(*values), bound=bound)


def _feasible(*values: int, stopped: Termination, bound: int | None = None) -> BackendResult:
    detail = f"stopped for {stopped}"
    return BackendResult(
        termination=stopped, status="feasible", values=_ints(*values), bound=bound, detail=detail
    )


def _run(
    *replies: Reply, options: Options | None = None, start: Ints | None = None
) -> tuple[Staged, list[tuple[Program, Options]]]:
    script = Script(replies)
    staged = solve_stages(MODEL, script.session, options or Options(), start=start, complete=_complete)
    return staged, script.asked


def _graded(staged: Staged) -> list[tuple[str, int, int | None, str]]:
    return [(row.goal, row.value, row.bound, row.grade) for row in staged.goals]


def test_every_goal_is_solved_on_top_of_those_before() -> None:
    """Goals come one by one; those before are held at their values, and the best so far is the start."""
    staged, asked = _run(_optimal(5, 0, 0, bound=0), _optimal(5, 2, 0, bound=6), _optimal(5, 2, 1, bound=1))
    assert staged.outcome == "solved"
    assert _graded(staged) == [
        ("first", 0, 0, "claimed"),
        ("second", 6, 6, "claimed"),
        ("third", 1, 1, "claimed"),
    ]
    assert [program.goal.name for program, _ in asked] == ["first", "second", "third"]
    held = [[(goal.name, value) for goal, value in program.fixed_goals] for program, _ in asked]
    assert held == [[], [("first", 0)], [("first", 0), ("second", 6)]]
    assert asked[0][0].start is None
    for program, _ in asked[1:]:
        assert program.start is not None
        assert program.holds(program.start)


def test_a_goal_is_solved_without_the_rows_of_later_ones() -> None:
    """Only the goal that counts a row's column is solved with that row."""
    _, asked = _run(_optimal(5, 0, 0, bound=0), _optimal(5, 2, 0, bound=6), _optimal(5, 2, 1, bound=1))
    assert [program.rules.rows for program, _ in asked] == [1, 1, 2]


def test_values_are_completed_before_they_are_passed_on() -> None:
    """What the engine left unset because no row spoke of it is set before the next goal starts from it."""
    _, asked = _run(_optimal(5, 0, 0, bound=0), _optimal(5, 2, 0, bound=6), _optimal(5, 2, 1, bound=1))
    assert asked[2][0].start is not None
    assert asked[2][0].start.tolist() == [5, 2, 1]


def test_nobody_is_asked_what_cannot_be_better() -> None:
    """A start that reaches what the columns allow is the answer for that goal."""
    staged, asked = _run(_optimal(5, 2, 0, bound=6), _optimal(5, 2, 1, bound=1), start=_ints(5, 0, 0))
    assert [program.goal.name for program, _ in asked] == ["second", "third"]
    assert _graded(staged)[0] == ("first", 0, 0, "claimed")
    assert staged.outcome == "solved"


def test_a_start_that_breaks_a_row_is_not_taken_at_its_word() -> None:
    """Values as good as the columns allow are no answer where they break a row."""
    replies = _optimal(5, 2, 1, bound=0), _optimal(5, 2, 1, bound=6), _optimal(5, 2, 1, bound=1)
    _, asked = _run(*replies, start=_ints(5, 5, 1))
    assert len(asked) == 3


def test_the_limit_is_shared_among_the_goals() -> None:
    """Each goal may take its share of the time that is left, the last one all of it; the rest is as asked."""
    options = Options(time_limit=100.0, gap=0.25, threads=3, seed=11)
    replies = _optimal(5, 0, 0, bound=0), _optimal(5, 2, 0, bound=6), _optimal(5, 2, 1, bound=1)
    _, asked = _run(*replies, options=options)
    limits = [given.time_limit or 0.0 for _, given in asked]
    assert limits == pytest.approx([100 * TUNING.goal_share, 100 * TUNING.goal_share, 100], abs=5)
    assert {(given.gap, given.threads, given.seed) for _, given in asked} == {(0.25, 3, 11)}


def test_without_a_limit_no_goal_has_one() -> None:
    """Options without a limit reach every goal as they are."""
    replies = _optimal(5, 0, 0, bound=0), _optimal(5, 2, 0, bound=6), _optimal(5, 2, 1, bound=1)
    _, asked = _run(*replies, options=Options(threads=1))
    assert [given for _, given in asked] == [Options(threads=1)] * 3


@pytest.mark.parametrize("stopped", ["gap", "time", "memory"])
def test_what_was_stopped_is_feasible_and_the_next_goals_go_on(stopped: Termination) -> None:
    """A goal that was not finished keeps its bound and claims nothing; it is held at the value it has."""
    staged, asked = _run(
        _feasible(4, 0, 0, stopped=stopped, bound=0), _optimal(4, 3, 0, bound=4), _optimal(4, 3, 1, bound=1)
    )
    assert staged.outcome == "stopped"
    assert staged.detail == f"stopped for {stopped}"
    assert _graded(staged)[:2] == [("first", 1, 0, "feasible"), ("second", 4, 4, "claimed")]
    assert [value for _, value in asked[1][0].fixed_goals] == [1]


def test_an_interruption_ends_it_with_the_plan_there_is() -> None:
    """After Ctrl-C nothing more is asked; goals not reached are counted and claim no bound."""
    staged, asked = _run(_optimal(5, 0, 0, bound=0), _feasible(5, 1, 0, stopped="interrupted"))
    assert len(asked) == 2
    assert staged.outcome == "interrupted"
    assert staged.values is not None
    assert staged.values.tolist() == [5, 1, 1]
    assert _graded(staged) == [
        ("first", 0, 0, "claimed"),
        ("second", 8, 0, "feasible"),
        ("third", 1, None, "feasible"),
    ]


def test_a_bound_above_the_value_is_cut() -> None:
    """What another solution shows to be a lie is not passed on, and earns no better grade than it should."""
    staged, _ = _run(
        _feasible(5, 0, 0, stopped="time", bound=0),
        _feasible(5, 2, 0, stopped="time", bound=99),
        _optimal(5, 2, 1, bound=1),
    )
    assert _graded(staged)[1] == ("second", 6, 6, "feasible")


def _silent(stopped: Termination) -> BackendResult:
    return BackendResult(termination=stopped, status="unknown", detail="nothing found")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (BackendResult(termination="completed", status="infeasible", detail="no"), "infeasible"),
        (_silent("time"), "no_plan"),
        (_silent("memory"), "no_plan"),
        (_silent("interrupted"), "interrupted"),
    ],
    ids=["infeasible", "time", "memory", "interrupted"],
)
def test_without_a_plan(answer: BackendResult, outcome: Outcome) -> None:
    """Where the first goal gives no values, the outcome says why, in the engine's words."""
    staged, _ = _run(answer)
    assert (staged.outcome, staged.values, staged.goals) == (outcome, None, ())
    assert staged.detail == answer.detail


def test_an_engine_that_fails_is_an_error() -> None:
    """An error without values is raised with the goal's name and the engine's words."""
    with pytest.raises(BackendError, match=r"script 1 failed on goal second: nothing found"):
        _run(_optimal(5, 0, 0, bound=0), _silent("error"))


def test_progress_is_told_goal_by_goal() -> None:
    """Each incumbent is told with its goal and bound, and the value at the end of each goal."""
    events: list[tuple[str, int | None, int | None]] = []
    script = Script([_optimal(5, 0, 0, bound=0), _optimal(5, 2, 0, bound=6), _optimal(5, 2, 1, bound=1)])
    solve_stages(
        MODEL,
        script.session,
        Options(),
        complete=_complete,
        on_progress=lambda *news: events.append(news),
    )
    assert list(dict.fromkeys(events)) == [("first", 0, 0), ("second", 6, 6), ("third", 1, 1)]


def test_a_model_without_columns() -> None:
    """Where nothing can be decided, nobody is asked, and every goal is what it is at rest."""
    empty = np.zeros(0, dtype=np.int64)
    model = LinearModel(
        empty, empty, Matrix.of(0, empty, empty, empty), empty, empty, (), (Goal("first", empty, empty, 4),)
    )
    staged = solve_stages(model, Script([]).session, Options())
    assert staged.goals == (GoalResult("first", 4, 4, "claimed"),)
    assert staged.outcome == "solved"


def test_a_model_without_goals() -> None:
    """Where nothing is to be made better any plan will do; without a start one is asked for."""
    model = replace(MODEL, goals=())
    script = Script([_optimal(1, 0, 0, bound=0)])
    staged = solve_stages(model, script.session, Options())
    assert (staged.outcome, staged.goals) == ("solved", ())
    assert staged.values is not None
    started = solve_stages(model, Script([]).session, Options(), start=_ints(2, 0, 0))
    assert (started.outcome, started.goals) == ("solved", ())


@pytest.mark.parametrize("seed", range(25))
def test_later_goals_never_cost_an_earlier_one(seed: int, highs: Session) -> None:
    """The values at the end have, in every goal, what its stage reached, and keep every row."""
    formulation = formulate(with_all_goals(seed))
    staged = solve_stages(formulation.model, highs, Options(threads=1), complete=formulation.completed)
    if staged.values is None:
        assert staged.outcome == "infeasible"
        return
    assert formulation.model.holds(staged.values)
    assert [goal.of(staged.values) for goal in formulation.model.goals] == [row.value for row in staged.goals]


def test_a_gap_is_honest(highs: Session) -> None:
    """With a gap allowed the best of the first goal lies from bound to value; only the best is claimed."""
    stopped = 0
    for seed in range(40):
        formulation = formulate(tiny_instance(seed))
        rough, best = (
            solve_stages(
                formulation.model, highs, Options(threads=1, gap=gap), complete=formulation.completed
            )
            for gap in (1.0, 0.0)
        )
        for row in rough.goals:
            assert row.bound is not None
            assert (row.grade == "claimed") == (row.value == row.bound)
        assert (rough.outcome == "solved") <= all(row.grade == "claimed" for row in rough.goals)
        for first, exact in zip(rough.goals[:1], best.goals, strict=False):
            assert first.bound is not None
            assert first.bound <= exact.value <= first.value
        stopped += any(row.grade == "feasible" for row in rough.goals)
    assert stopped > 0


@pytest.mark.parametrize("seed", range(12))
def test_no_time_still_gives_the_start(seed: int, highs: Session) -> None:
    """With no time at all the plan is the start, which the judge accepts, or a better one."""
    instance = tiny_instance(seed)
    formulation = formulate(instance)
    start = start_values(formulation)
    if start is None:
        return
    staged = solve_stages(
        formulation.model, highs, Options(time_limit=0.0), start=start, complete=formulation.completed
    )
    assert staged.values is not None
    assert verify(instance, decode(formulation, staged.values)) == []
    assert [row.value for row in staged.goals] <= [goal.of(start) for goal in formulation.model.goals]


def test_what_the_search_leaves_is_improved_nearby() -> None:
    """A search that runs out of time hands its best to small programs, in the time kept back for them."""
    relaxed = BackendResult(
        termination="completed", status="unknown", bound=0, primal=np.array([4.5, 0.0, 0.0])
    )
    script = Script(
        [
            relaxed,
            BackendResult(termination="time", status="unknown"),
            _feasible(3, 0, 0, stopped="time", bound=0),
            _feasible(5, 0, 0, stopped="gap", bound=0),
        ]
    )
    script.capabilities = Capabilities(duals=True)
    staged = solve_stages(
        replace(MODEL, goals=MODEL.goals[:1]),
        script.session,
        Options(time_limit=60.0),
        decisions=np.array([True, True, False]),
    )
    search, nearby = script.asked[2:]
    assert search[0].start is None
    assert search[1].time_limit is not None
    assert 30 < search[1].time_limit < 40
    assert nearby[0].start is not None
    assert nearby[0].start.tolist() == [3, 0, 0]
    assert _graded(staged)[0][:2] == ("first", 0)
