"""Sorties by windows of time: plans that keep every row, no worse than the start, near the bound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.exact.greedy import start_values
from evacopt.exact.lexicographic import LexicographicProgram, stages
from evacopt.exact.relax_and_fix import NO_TIME, Windows, departures
from evacopt.exact.tuning import TUNING
from evacopt.generation.generate import generate
from evacopt.milp.contract import BackendResult, Capabilities, Event, Options, Program
from evacopt.model.formulation import Formulation, formulate
from tests.exact.script import Script

LIMIT = Options(time_limit=60.0, threads=1)
ROUGH = replace(TUNING, window_gap=0.01)


def _program() -> Formulation:
    """Sixty days, three cities, four aircraft of which crews fly few."""
    return formulate(generate("rpsp", people=600, seed=5, cities=3, groups=2, aircraft=4, crews=100))


def _windows(formulation: Formulation, session: Session, options: Options = LIMIT) -> Windows:
    start = start_values(formulation)
    program = Program.of(formulation.model, formulation.model.goals[0], start=start)
    departs, people = departures(formulation), ~formulation.helpers
    return Windows(program, session, options, departs=departs, people=people, tuning=ROUGH)


def test_windows_end_near_the_bound(highs: Session) -> None:
    """Every row is kept, the start is bettered, and a hundredth at most is left to the bound."""
    formulation = _program()
    windows, news = _windows(formulation, highs), list[Event]()
    assert windows.many
    answer = windows.search(news.append)
    goal, start = formulation.model.goals[0], start_values(formulation)
    assert answer is not None
    assert answer.values is not None
    assert answer.bound is not None
    assert start is not None
    assert formulation.model.holds(answer.values)
    told = [goal.of(event.values) for event in news if event.values is not None]
    assert told == sorted(told, reverse=True)
    assert told[-1] == goal.of(answer.values) < goal.of(start)
    assert answer.bound <= goal.of(answer.values) <= 1.01 * answer.bound
    best = highs.solve(Program.of(formulation.model, goal), Options(time_limit=10.0, threads=1))
    assert best.values is None or answer.bound <= goal.of(best.values)


def test_sorties_have_their_times() -> None:
    """Each column of a sortie has its departure, and so have people."""
    formulation = _program()
    departs, table = departures(formulation), formulation.travel.itineraries.timetable
    assert (departs[formulation.sortie_column] == table.departs).all()
    pair, leg, _ = formulation.travel.legs
    assert (departs[formulation.pair_column[pair]] == table.departs[leg]).all()
    assert len(np.unique(departs[departs != NO_TIME])) == 60


def test_it_is_not_tried_without_a_limit_or_for_few_times(highs: Session) -> None:
    """Without a limit nothing ends it; sorties that leave at once are no matter of time; a gap is enough."""
    formulation = _program()
    assert not _windows(formulation, highs, Options(threads=1)).many
    assert not _windows(formulation, highs, replace(LIMIT, gap=0.1)).many
    once = formulate(generate("rsp", seed=1, cities=3, aircraft=6))
    assert not _windows(once, highs).many


def test_an_engine_that_gives_no_whole_sorties_leads_nowhere() -> None:
    """Half a sortie where whole ones were asked for, or no point at all."""
    formulation = _program()
    half = np.full(len(formulation.model.lower), 0.5)
    for primal in (half, None):
        answer = BackendResult(termination="completed", status="unknown", primal=primal, bound=0)
        script = Script([answer])
        assert _windows(formulation, script.session).search(lambda event: None) is None
        assert len(script.asked) == 1


def test_an_interruption_comes_through() -> None:
    """What is known by then is for who asked to save."""
    script = Script([BackendResult(termination="interrupted", status="unknown")])
    with pytest.raises(KeyboardInterrupt):
        _windows(_program(), script.session).search(lambda event: None)


def test_a_programme_of_many_days_is_searched_by_windows(highs: Session) -> None:
    """Where aircraft of two sizes leave together, the first question is for the sorties of the first days."""
    formulation = formulate(generate("rpsp", people=600, seed=5, cities=2, groups=2, aircraft=8))
    start = start_values(formulation)
    script = Script([BackendResult(termination="interrupted", status="unknown")])
    script.capabilities = Capabilities(duals=True)
    *_, last = stages(LexicographicProgram.of(formulation, start), script.session, LIMIT)
    program, _ = script.asked[0]
    assert last.values is not None
    assert program.relaxed
    assert program.whole is not None
    assert program.whole.any()
    *_, last = stages(LexicographicProgram.of(formulation, start), highs, replace(LIMIT, time_limit=10.0))
    assert start is not None
    assert last.goals[0].value < formulation.model.goals[0].of(start)
