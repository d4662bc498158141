"""What the public functions are handed: wrong kinds and numbers are refused with what to pass instead."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evacopt as ev
from evacopt.errors import UsageError
from tests.build import group, instance
from tests.replanning.nights import quick

ev_: Any = ev
KNOWN = instance()
RESULT = quick(KNOWN)
NAN, INF = float("nan"), float("inf")


def _plan() -> Any:
    assert RESULT.plan is not None
    return RESULT.plan


OPTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "gap nan": ({"gap": NAN}, "gap must be a number of 0 or more such as 0.01, got nan"),
    "gap inf": ({"gap": INF}, "gap must be a number of 0 or more"),
    "gap below 0": ({"gap": -0.1}, "gap must be a number of 0 or more"),
    "gap as text": ({"gap": "1%"}, "gap must be a number of 0 or more such as 0.01, got '1%'"),
    "gap True": ({"gap": True}, "gap must be a number"),
    "threads 0": ({"threads": 0}, "threads must be a whole number of 1 or more, got 0"),
    "threads 1.5": ({"threads": 1.5}, "threads must be a whole number"),
    "threads True": ({"threads": True}, "threads must be a whole number"),
    "seed 1.5": ({"seed": 1.5}, "seed must be a whole number from 0 to 2147483647, got 1.5"),
    "seed below 0": ({"seed": -1}, "seed must be a whole number from 0"),
    "seed beyond every engine": ({"seed": 2**31}, "seed must be a whole number from 0 to 2147483647"),
    "seed None": ({"seed": None}, "seed must be a whole number"),
    "time_limit as text": (
        {"time_limit": "30s"},
        "time_limit must be seconds such as 30, or None for no limit",
    ),
    "time_limit nan": ({"time_limit": NAN}, "time_limit must be seconds"),
    "time_limit inf": ({"time_limit": INF}, "time_limit must be seconds such as 30, or None for no limit"),
    "time_limit below 0": ({"time_limit": -1}, "time_limit must be seconds"),
    "proving below 0": ({"proving": -1}, "proving must be seconds"),
    "backend None": ({"backend": None}, "backend must be a name such as 'auto' or 'highs', got None"),
    "backends in a list": ({"backend": ["highs", "scip"]}, "backend must be a name"),
    "on_progress no function": ({"on_progress": "print"}, "on_progress must be a function, got 'print'"),
    "should_stop no function": ({"should_stop": True}, "should_stop must be a function, got True"),
    "baseline a result": ({"baseline": RESULT}, "baseline must be a Plan, got a Result; pass result.plan"),
    "baseline a path": ({"baseline": "old.plan.json"}, "baseline must be a Plan, got a path; read it first"),
}


@pytest.mark.parametrize("case", OPTIONS)
def test_options_of_solve(case: str) -> None:
    """Before anything is solved, with what the option must be and what it was."""
    given, said = OPTIONS[case]
    with pytest.raises(UsageError) as refused:
        ev_.solve(KNOWN, **given)
    assert said in str(refused.value)


@pytest.mark.parametrize("given", [{"gap": NAN}, {"threads": 0}, {"seed": 1.5}, {"time_limit": "30s"}])
def test_relatives_refuse_the_same(given: dict[str, Any]) -> None:
    """`replan`, `what_if` and (of what it takes) `explain` refuse what `solve` refuses."""
    with pytest.raises(UsageError):
        ev_.replan(KNOWN, _plan(), as_of=KNOWN.begins, **given)
    with pytest.raises(UsageError):
        ev_.what_if(KNOWN, {}, **given)
    if "gap" not in given:
        with pytest.raises(UsageError):
            ev_.explain(KNOWN, _plan(), **given)


class _Bytes:
    """A path as the system has it."""

    def __fspath__(self) -> bytes:
        return b"x.plan.json"


LISTS = replace(KNOWN, groups=[group()])  # type: ignore[arg-type]  # what a caller may do
FLIGHTS = replace(KNOWN, flights=list(KNOWN.flights))  # type: ignore[arg-type]
ROWS = replace(_plan(), assignments=list(_plan().assignments))
KINDS: dict[str, tuple[Callable[[], object], str]] = {
    "solve a path": (lambda: ev_.solve("niamey-2023"), "got a path; read it first: read_instance(path)"),
    "solve a Path": (lambda: ev_.solve(Path("niamey")), "got a path; read it first: read_instance(path)"),
    "solve a dict": (lambda: ev_.solve({}), "got a dict; write it to a .json file and read that"),
    "solve a list of groups": (lambda: ev_.solve(LISTS), "instance.groups is a list: make it with Groups.of"),
    "solve a list of flights": (lambda: ev_.solve(FLIGHTS), "instance.flights is a list: make it a tuple"),
    "replan a result": (
        lambda: ev_.replan(KNOWN, RESULT, as_of=KNOWN.begins),
        "plan must be a Plan, got a Result; pass result.plan",
    ),
    "replan at no time": (lambda: ev_.replan(KNOWN, _plan(), as_of=None), "as_of must be a time such as"),
    "replan with words": (
        lambda: ev_.replan(KNOWN, _plan(), as_of=KNOWN.begins, events=["cancel F"]),
        """events must hold what Cancel("F1") makes, got 'cancel F'""",
    ),
    "replan with one event": (
        lambda: ev_.replan(KNOWN, _plan(), as_of=KNOWN.begins, events=ev.Cancel("F")),
        """events must be a list such as [Cancel("F1")], got Cancel""",
    ),
    "replan with no-shows as words": (
        lambda: ev_.replan(KNOWN, _plan(), as_of=KNOWN.begins, no_shows="G1"),
        """no_shows must be a list such as [NoShow("G1", 2)], got 'G1'""",
    ),
    "replan without a list of no-shows": (
        lambda: ev_.replan(KNOWN, _plan(), as_of=KNOWN.begins, no_shows=None),
        """no_shows must be a list such as [NoShow("G1", 2)], got None""",
    ),
    "replan as stable as can be": (
        lambda: ev_.replan(KNOWN, _plan(), as_of=KNOWN.begins, stability="very"),
        "stability must be None or one of strict, balanced, free, got 'very'",
    ),
    "replan beyond all calendars": (
        lambda: ev_.replan(KNOWN, _plan(), as_of=10**30),
        "as_of must be a time such as '2023-08-01T06:00Z' or UTC minutes",
    ),
    "replan with a file of events": (
        lambda: ev_.replan(KNOWN, _plan(), as_of=KNOWN.begins, events=io.StringIO("cancel F")),
        """events must be a list such as [Cancel("F1")], got <""",
    ),
    "replan with a half minute": (
        lambda: ev_.replan(KNOWN, _plan(), as_of=KNOWN.begins, freeze=0.5),
        "freeze must be a whole number of 0 or more, got 0.5",
    ),
    "what if a list": (
        lambda: ev_.what_if(KNOWN, [ev.Cancel("F")]),
        "variants must be lists of events by",
    ),
    "what if one event": (
        lambda: ev_.what_if(KNOWN, {"x": ev.Cancel("F")}),
        "the variant 'x' must be",
    ),
    "verify a result": (lambda: ev_.verify(KNOWN, RESULT), "got a Result; pass result.plan"),
    "verify the other way round": (
        lambda: ev_.verify(_plan(), KNOWN),
        "the instance comes first, then the plan",
    ),
    "verify no plan": (lambda: ev_.verify(KNOWN, None), "a result without a plan says why in result.status"),
    "verify rows": (
        lambda: ev_.verify(KNOWN, ROWS),
        "plan.assignments is a list: make it with Assig",
    ),
    "count a result": (lambda: ev_.count_goals(KNOWN, RESULT), "pass result.plan"),
    "explain a result": (lambda: ev_.explain(KNOWN, RESULT), "pass result.plan"),
    "explain no people": (lambda: ev_.explain(KNOWN, _plan(), no_shows=0), "no_shows must be a whole"),
    "compare plans alone": (
        lambda: ev_.compare([_plan(), _plan()]),
        "plans must be a list of pairs: [(",
    ),
    "compare results": (lambda: ev_.compare([(KNOWN, RESULT)]), "plan 1 must be a Plan, got a Result"),
    "report a path": (
        lambda: ev_.report_html(KNOWN, "x.plan.json"),
        "got a path; read it first: read_pl",
    ),
    "export a result": (lambda: ev_.export(KNOWN, RESULT, "out"), "pass result.plan"),
    "write a result": (lambda: ev_.write_plan(RESULT, "x.plan.json"), "pass result.plan"),
    "write to nothing": (lambda: ev_.write_plan(_plan(), None), "path must be a path, got a None"),
    "write the other way round": (
        lambda: ev_.write_instance("x.json", KNOWN),
        "instance must be an Ins",
    ),
    "read an instance": (lambda: ev_.read_instance(KNOWN), "path must be a path, got a Instance"),
    "read a plan": (lambda: ev_.read_plan(_plan()), "path must be a path, got a Plan"),
    "generate by half": (lambda: ev_.generate("surge", seed=1.5), "seed must be from 0"),
    "generate half a person": (lambda: ev_.generate("surge", people=10.5), "people must be from 1"),
    "generate nothing": (lambda: ev_.generate(None), "family must be one of surge, "),
    "compare a frame": (lambda: ev_.compare(pd.DataFrame({"a": [1]})), "plans must be a list of pairs: [("),
    "compare a number": (lambda: ev_.compare(5), "plans must be a list of pairs: [("),
    "compare under one name": (
        lambda: ev_.compare([(KNOWN, _plan())], names="now"),
        "names must be a word for each of the 1 plans, got 'now'",
    ),
    "check with no function": (lambda: ev_.check_instance("x.json", further="all"), "must be a function of"),
    "read from a name that cannot be": (lambda: ev_.read_instance("a\0b"), "without characters of code 0"),
    "read from bytes": (lambda: ev_.read_plan(_Bytes()), "path must be a path as text"),
    "purge nothing": (lambda: ev_.purge(None), "folder must be a path, got a None"),
    "purge with a word": (lambda: ev_.purge("out", changed="no"), "changed must be True or False, got 'no'"),
    "codes in nothing": (lambda: ev_.public_codes(KNOWN, None), "path must be a path, got a None"),
    "codes of a plan": (lambda: ev_.public_codes(_plan(), "c.json"), "instance must be an Instance, got a"),
    "replace with a word": (
        lambda: ev_.write_plan(_plan(), "x.plan.json", force="no"),
        "force must be True or False, got 'no'",
    ),
    "replace by an array": (
        lambda: ev_.write_instance(KNOWN, "x.json", force=np.array([1, 2])),
        "force must be True or False",
    ),
    "export over with a word": (lambda: ev_.export(KNOWN, _plan(), "out", force="no"), "got 'no'"),
}


@pytest.mark.parametrize("case", KINDS)
def test_kinds(case: str) -> None:
    """A sentence with the remedy, and not whatever would have failed first."""
    call, said = KINDS[case]
    with pytest.raises(UsageError) as refused:
        call()
    assert said in str(refused.value)


def test_events_that_are_yielded_once_happen() -> None:
    """A generator of events is looked at and taken in: nobody is put on a flight that it cancels."""
    flights = [leg.id for leg in KNOWN.schedule]
    done = ev_.replan(KNOWN, _plan(), as_of=KNOWN.begins, events=(ev.Cancel(f) for f in flights), freeze=0)
    assert {leg.status for leg in done.instance.schedule} == {"cancelled"}
    variants = {"none": (ev.Cancel(flight) for flight in flights)}
    table = ev_.what_if(KNOWN, variants, time_limit=30)
    base, none = (row.result for row in table.variants)
    assert base is not None and none is not None
    assert (len(base.plan.assignments) > 0, len(none.plan.assignments)) == (True, 0)


def test_names_that_are_yielded_once_are_said() -> None:
    """A generator of names is no list of none."""
    told = ev.compare([(KNOWN, _plan())], names=(name for name in ("now",)))  # type: ignore[arg-type]
    assert [entry.name for entry in told.plans] == ["now"]


def test_numpy_false_ends_a_run() -> None:
    """What a comparison of numpy scalars gives is false too."""
    told: list[Any] = []

    def enough(news: Any) -> object:
        told.append(news)
        return np.float64(len(told)) < 1

    assert ev.solve(KNOWN, on_progress=enough).status == "interrupted"
    assert len(told) == 1
