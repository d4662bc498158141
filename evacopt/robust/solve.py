"""Decide who flies while nobody knows what comes: the best plan for many scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace

import numpy as np

from evacopt import __version__
from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.arguments import a_whole_number, an_instance, rows_with
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import GoalResult, GoalTable, Plan, Run
from evacopt.domain.stored import MILLION
from evacopt.errors import UsageError
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation
from evacopt.planning.large import within_reach
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Result
from evacopt.planning.solve import solve
from evacopt.reasons.reasons import unserved_with_reasons
from evacopt.robust.fresh import Compared
from evacopt.robust.measure import worst_tenth
from evacopt.robust.over_worlds import OverWorlds
from evacopt.robust.pairs import OverPairs
from evacopt.robust.result import RISKS, LeftBehind, Risk, RobustResult, Worth
from evacopt.robust.task import Task
from evacopt.robust.worlds import UNIT, shares
from evacopt.scenarios.draws import Draws
from evacopt.scenarios.story import Story
from evacopt.simulation.estimate import interval

MOST_SCENARIOS = 10_000
ENGINE = "highs"
"""Whose relaxations have the bases that the next one goes on from."""


def solve_robust(
    instance: Instance,
    stories: Sequence[Story] = (),
    *,
    risk: Risk = "mean",
    scenarios: int = 200,
    seed: int = 0,
    executor: Executor | None = None,
    options: SolveOptions | None = None,
) -> RobustResult:
    """Decide who is called where and what is ordered, for what may happen; never prints.

    Sample-average approximation of a two-stage model: see `evacopt.robust.recourse`. Of those left behind the
    risk counts, the most urgent class first as in the policy; then their means; then the plan's own goals.

    Parameters
    ----------
    stories : what may happen to all at once; flights that fail, people who do not come and ranges of parties
        are drawn besides, as the instance has them
    risk : `mean`; `cvar`, the mean of the worst tenth (Rockafellar and Uryasev 2000); `worst`, of all
    scenarios : how many the plan is made from
    seed : of the scenarios
    executor : what is spread; `None` does everything here, one after the other
    options : how to solve; the time limit is for everything together

    Returns
    -------
    RobustResult
        Its plan is accepted by the judge. Where nothing is uncertain it is the plan of `solve`.

    Raises
    ------
    UsageError
        If an argument is of the wrong kind or out of range, with what to pass instead.
    InstanceError, BackendError
        As `solve`.
    """
    an_instance(instance)
    told = tuple(rows_with(stories, "events", "stories", "ev.read_stories(…)"))
    _check(risk, scenarios, seed)
    asked = options or SolveOptions()
    if is_certain(instance, told):
        plain = solve(instance, options=asked)
        return RobustResult(plain, plain)
    task = Task(
        instance=instance,
        draws=Draws(instance, told, seed),
        risk=risk,
        scenarios=scenarios,
        seed=seed,
        executor=executor,
        options=asked,
    )
    worlds = None if within_reach(instance) else OverWorlds(task)
    share, limit = task.tuning.plain_share, asked.time_limit
    plain = solve(instance, options=replace(asked, time_limit=None if limit is None else limit * share))
    if plain.plan is None or plain.status == "interrupted":
        return RobustResult(plain, plain)
    try:
        return _over_pairs(task, plain, plain.plan) if worlds is None else _over_worlds(task, worlds, plain)
    except KeyboardInterrupt:
        return RobustResult(replace(plain, status="interrupted"), plain)


def _check(risk: object, scenarios: object, seed: object) -> None:
    if risk not in RISKS:
        raise UsageError(f"risk must be one of {', '.join(RISKS)}, got {risk!r}"[:300])
    a_whole_number(scenarios, "scenarios", least=1, most=MOST_SCENARIOS)
    a_whole_number(seed, "seed", least=0)


def is_certain(instance: Instance, stories: Sequence[Story]) -> bool:
    """Whether there is but one scenario."""
    flights = any(flight.cancel_probability for flight in instance.schedule if flight.status != "cancelled")
    told = any(story.probability and story.events for story in stories)
    return not (flights or told or (shares(instance.groups) != MILLION).any())


def _over_pairs(task: Task, plain: Result, plan: Plan) -> RobustResult:
    stop = task.options.should_stop or (lambda: False)
    with Session(ENGINE, memory=memory_for_a_backend(), stop=stop) as session:
        over = OverPairs(task, session)
        before = over.values(plan)
        if before is None:
            note = phrase("the plan is not one of the model over scenarios; they were passed over")
            return RobustResult(replace(plain, notes=(*plain.notes, note)), plain)
        found, result = over.solved(before), plain
        if found is None:
            text = phrase("no plan for the scenarios was known to be better in time: this one ignores them")
            result = replace(plain, notes=(*plain.notes, text))
        chosen = before if found is None else found
        compared = over.compared(chosen, before)
        if chosen is not before and (over.whole if compared is None else compared.kept):
            result = _result(task, plain, _of_values(over.worlds.base, chosen), session.version)
        if compared is None:
            text = phrase("there was no time to find out what the plan is worth over scenarios")
            return RobustResult(replace(result, notes=(*result.notes, text)), plain)
        if chosen is not before and not compared.kept:
            text = phrase("the plan found is no better over fresh scenarios than the one that ignores them")
            result = replace(plain, notes=(*plain.notes, text))
        return RobustResult(result, plain, _worth(task, over, compared))


def _over_worlds(task: Task, over: OverWorlds, plain: Result) -> RobustResult:
    assert plain.plan is not None
    plan, compared = over.compared(plain.plan)
    if compared is None:
        text = phrase("there was no time to find out what the plan is worth over scenarios")
        return RobustResult(replace(plain, notes=(*plain.notes, text)), plain)
    version = plain.plan.run.backend if plain.plan.run else ENGINE
    result = _result(task, plain, plan, version) if compared.kept else plain
    return RobustResult(result, plain, _worth(task, over, compared))


def _result(task: Task, plain: Result, plan: Plan, version: str) -> Result:
    """The plan, judged.

    Its goals have the bounds of the plain plan as long as it is as good as that: a bound of a goal is one of
    plans no worse in those before it.
    """
    instance = task.instance
    broken = verify(instance, plan)
    if broken:
        raise AssertionError(f"the plan for many scenarios breaks a rule: {broken[0]}")
    goals, as_good = list[GoalResult](), True
    for (name, value), before in zip(count_goals(instance, plan), plain.goals, strict=True):
        bound = before.bound if as_good else None
        proven = before.grade if value == before.value and as_good else "feasible"
        goals.append(GoalResult(name, value, bound, proven))
        as_good = as_good and value <= before.value
    options = task.options
    run = Run(
        evacopt=__version__,
        backend=version,
        seed=options.seed,
        threads=options.threads,
        time_limit_s=options.time_limit,
        seconds=(("solve", round(task.elapsed(), 3)),),
    )
    plan = replace(plan, goals=GoalTable(tuple(goals)), run=run)
    message = phrase(
        "{engine}: the best plan found for {scenarios:,} scenarios", engine=version, scenarios=task.scenarios
    )
    return Result("stopped", plan, message=message, instance=instance)


def _of_values(formulation: Formulation, values: Ints) -> Plan:
    """The plan that `values` stand for, with why groups stay."""
    plan = decode(formulation, values)
    return replace(plan, unserved=unserved_with_reasons(formulation, values, plan))


def _worth(task: Task, over: OverPairs | OverWorlds, compared: Compared) -> Worth:
    levels = over.levels
    names = [level[9:-1] for level in levels]
    classes = tuple(
        _left_behind(compared, slice(number, number + 1), name, number) for number, name in enumerate(names)
    )
    everybody = _left_behind(compared, slice(None), "", len(levels))
    left, plain, often = compared.left.sum(axis=1), compared.plain.sum(axis=1), compared.often
    return Worth(
        risk=task.risk,
        seed=task.seed,
        scenarios=task.scenarios,
        courses=len(over.sample),
        fresh=int(often.sum()),
        replications=compared.replications,
        classes=classes if len(classes) > 1 else (),
        everybody=everybody,
        tail=round(worst_tenth(left, often), 2),
        plain_tail=round(worst_tenth(plain, often), 2),
        worst=round(int(left.max()) / UNIT, 2),
        plain_worst=round(int(plain.max()) / UNIT, 2),
        seconds=round(task.elapsed(), 3),
    )


def _left_behind(compared: Compared, levels: slice, name: str, number: int) -> LeftBehind:
    left, plain, total = (
        np.repeat(column[:, levels].sum(axis=1), compared.often) / UNIT
        for column in (compared.left, compared.plain, compared.total)
    )
    each = np.ones(len(left))
    return LeftBehind(
        name=name,
        people=round(float(total.mean()), 2),
        left=interval(left, each, exact=False),
        plain=interval(plain, each, exact=False),
        fewer=interval(plain - left, each, exact=False),
        gap=compared.gaps[number],
        tail=round(worst_tenth(compared.left[:, levels].sum(axis=1), compared.often), 2),
        plain_tail=round(worst_tenth(compared.plain[:, levels].sum(axis=1), compared.often), 2),
    )
