"""Better plans: true ones, each better than the last, in regions of any size."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.exact.greedy import begin_values
from evacopt.generation.generate import generate
from evacopt.improve.search import Start, better_plans
from evacopt.improve.tuning import TUNING, ImproveTuning
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.milp.contract import Options
from evacopt.model.decode import decode
from evacopt.model.formulation import formulate
from evacopt.planning.solve import solve
from tests.build import flight, group, instance, plan
from tests.exact.script import Script
from tests.tiny.airfield import airfield_instance
from tests.tiny.instances import tiny_instance

SEEDS = range(60)
SMALL = replace(
    TUNING,
    most_pairs=10,
    pairs=10,
    most_cohorts=3,
    columns_first=6,
    columns_least=3,
    columns_most=12,
    flights_least=1,
    flights_most=2,
    patience=6,
    idle_regions=3,
)
"""Many regions and many neighbourhoods even in a tiny instance."""
LONG = 60.0


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """One engine for all."""
    with Session("highs") as engine:
        yield engine


def _first(known: Instance) -> Plan | None:
    """Who must travel travels, nobody else; `None` where promises could not be kept so simply."""
    formulation = formulate(known)
    values = begin_values(formulation)
    return None if values is None else decode(formulation, values)


def _values(known: Instance, made: Plan, baseline: Plan) -> list[int]:
    """The goals as the judge counts them, of a plan that it accepts."""
    assert verify(known, made, baseline=baseline) == []
    return [value for _, value in count_goals(known, made, baseline=baseline)]


def _improved(
    known: Instance, start: Plan, session: Session, tuning: ImproveTuning, seed: int = 0
) -> list[list[int]]:
    """The goals of the start and of each plan after it; the start is the baseline too."""
    found = better_plans(
        known,
        Start(start, _values(known, start, start)),
        session,
        Options(seed=seed),
        baseline=start,
        ends=time.monotonic() + LONG,
        tuning=tuning,
    )
    values = [_values(known, start, start)]
    for better in found:
        values.append(_values(known, better.plan(), start))
        told = dict(count_goals(known, better.plan(), baseline=start))
        assert told[better.goal] == better.value
    return values


def _known(seed: int) -> Instance:
    """The tiny instance of `seed`, every third one with an airfield."""
    return airfield_instance(seed) if seed % 3 == 1 else tiny_instance(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_plan_is_accepted_and_better_than_the_last(seed: int, session: Session) -> None:
    """Over every rule and all goals in their order, in small regions and neighbourhoods."""
    known = _known(seed)
    start = _first(known)
    if start is None:
        return
    values = _improved(known, start, session, SMALL, seed)
    assert values == sorted(values, reverse=True)
    assert len({tuple(row) for row in values}) == len(values)


@pytest.mark.parametrize("seed", range(20))
def test_what_fits_in_one_neighbourhood_is_the_best(seed: int, session: Session) -> None:
    """The last plan has the values of the best one, as the exact method has it."""
    known = _known(seed)
    start = _first(known)
    if start is None:
        return
    (best,) = _improved(known, start, session, TUNING)[-1:]
    again = _improved(known, start, session, replace(TUNING, most_pairs=10**9))[-1]
    assert best == again
    assert best == _exact(known, start)


def _exact(known: Instance, baseline: Plan) -> list[int]:
    result = solve(known, backend="highs", threads=1, baseline=baseline)
    return [goal.value for goal in result.goals]


def test_an_empty_seat_is_filled(session: Session) -> None:
    """Ten seats, twelve people, nobody aboard: two stay, and then the plan is done."""
    known = instance(groups=(group("A", count=7), group("B", nationality="DEU", count=5)))
    assert _improved(known, plan(known), session, TUNING) == [[12], [2]]


def test_a_sortie_is_exchanged(session: Session) -> None:
    """One aircraft flies the ten who wait in the second hour, not the one who waits in the first."""
    known = instance(
        groups=(group("ONE", operators=("DEU",)), group("TEN", count=10)),
        flights=(
            flight("D", "O 08:00", "V 12:00", operator="DEU", status="optional"),
            flight("F", "O 09:00", "V 13:00", status="optional"),
        ),
        places=(),
    )
    start = plan(known, ("ONE", "D", 1), sorties={"D": 1})
    assert _improved(known, start, session, TUNING)[-1] == [0]


def test_nothing_to_search() -> None:
    """Without an itinerary no engine is asked."""
    known = instance(groups=(group(),), flights=())
    assert _improved(known, plan(known), Script([]).session, TUNING) == [[1]]


def test_a_plan_of_another_instance_is_left_alone() -> None:
    """A trip that no model of the instance knows is the end of it."""
    known = instance(groups=(group(),))
    other = plan(known, ("G", "X", 1))
    begin = Start(other, [1])
    search = better_plans(known, begin, Script([]).session, Options(), ends=time.monotonic() + LONG)
    assert list(search) == []


def test_what_is_proven_is_held() -> None:
    """Where every goal is at a bound that the caller knows, no engine is asked for anything."""
    known = instance(groups=(group(count=3),))
    begin = Start(plan(known), [3])
    search = better_plans(
        known,
        begin,
        Script([]).session,
        Options(),
        ends=time.monotonic() + LONG,
        bound_of={"unserved[1]": 3}.get,
    )
    assert list(search) == []


def test_whoever_wants_no_more_is_heard_before_a_region_is_built() -> None:
    """A session that is to stop ends it."""
    known = instance(groups=(group(count=3),))
    session = Session("highs", stop=lambda: True)
    search = better_plans(known, Start(plan(known), [3]), session, Options(), ends=time.monotonic() + LONG)
    with session, pytest.raises(KeyboardInterrupt):
        next(search)


def test_it_ends_with_the_time() -> None:
    """With no time left nothing is searched."""
    known = generate("surge", people=200, seed=1)
    begin = Start(plan(known), _values(known, plan(known), plan(known)))
    search = better_plans(known, begin, Script([]).session, Options(), ends=time.monotonic())
    assert list(search) == []
