"""Methods behind one protocol: what each proposes, and what it begins with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.policy import Policy
from evacopt.exact.lexicographic import LexicographicProgram, Staged, counted_at
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.planning.exact import Exact, Greedy
from evacopt.planning.large import Large
from evacopt.planning.method import Method, Proposal, Task, Watch
from evacopt.planning.options import SolveOptions
from evacopt.planning.run import method_of
from tests.build import group, instance
from tests.tiny.instances import tiny_instance

METHODS = {"exact": method_of("highs"), "large": method_of("scale"), "greedy": method_of("priority-first")}


def _proposals(method: Method, known: Instance, start: Plan | None = None) -> list[Proposal]:
    options = SolveOptions(time_limit=None, threads=1)
    task = Task(instance=known, options=options, baseline=None, watch=Watch())
    with Session(method.name) as session:
        return list(method.propose(task, session, start))


def _values(known: Instance, proposal: Proposal) -> list[int]:
    plan = proposal.source.plan()
    assert plan is not None
    assert proposal.doubtful or verify(known, plan) == []
    return [value for _, value in count_goals(known, plan)]


def test_which_method_serves_a_name() -> None:
    """The large-scale one and the orders have names of their own; every other name is an engine."""
    kinds = {name: type(method) for name, method in METHODS.items()}
    assert kinds == {"exact": Exact, "large": Large, "greedy": Greedy}
    assert isinstance(method_of("auto"), Exact)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("seed", range(8))
def test_each_proposal_is_no_worse_than_the_last(name: str, seed: int) -> None:
    """By the goals in their order; where there is no plan that is said, once, at the end."""
    known = tiny_instance(seed)
    proposals = _proposals(METHODS[name], known)
    values = [_values(known, proposal) for proposal in proposals if not proposal.empty]
    assert proposals
    assert values == sorted(values, reverse=True)
    assert not any(proposal.empty for proposal in proposals[:-1])


def test_a_limit_that_makes_a_later_goal_worse(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was known before is better, and is what is proposed, with the news of how it ended."""
    known = instance(
        groups=(group("A"), group("B", priority=2)), policy=Policy(objectives=("unserved", "waiting"))
    )

    def cut_short(program: LexicographicProgram, *_: object, **__: object) -> Iterator[Staged]:
        values = np.zeros_like(program.model.lower)
        yield replace(counted_at(program.model, values), detail="time")

    monkeypatch.setattr("evacopt.planning.exact.stages", cut_short)
    first, last = _proposals(METHODS["exact"], known)
    assert (last.outcome, last.detail) == ("stopped", "time")
    assert _values(known, last) == _values(known, first) == [0, 0, 16]


@pytest.mark.parametrize("seed", range(8))
def test_a_method_begins_with_the_plan_of_another(seed: int) -> None:
    """The exact method's first plan is no worse than the one that it is given, and its last is the best."""
    known = tiny_instance(seed)
    given = _proposals(METHODS["greedy"], known)[-1].source.plan()
    if given is None:
        return
    first, *_, last = _proposals(METHODS["exact"], known, given)
    then = [value for _, value in count_goals(known, given)]
    assert _values(known, last) <= _values(known, first) <= then
    assert _values(known, last) == _values(known, _proposals(METHODS["exact"], known)[-1])
