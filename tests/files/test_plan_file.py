"""Plan files."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.domain.pin import Pin
from evacopt.domain.plan import (
    GRADES,
    Assignment,
    Assignments,
    GoalResult,
    GoalTable,
    Plan,
    Reason,
    Run,
    Unserved,
)
from evacopt.domain.replanned import Replanned, Stranded
from evacopt.errors import OutputError, PlanError
from evacopt.files import json_file, plan_object, read_plan, write_plan

PLAN = Plan(
    instance_name="niamey",
    instance_sha256="ab" * 32,
    goals=GoalTable((GoalResult("unserved[1]", 0, 0, "proven"), GoalResult("cost", 7, None, "feasible"))),
    assignments=Assignments.of([Assignment("FRA-2a", ("AF-02",), 12), Assignment("Zürich", ("a", "b"), 1)]),
    sorties=(("SHUTTLE@2023-08-01T06:00Z", 2),),
    crews=(("SHUTTLE@2023-08-01T06:00Z", "C1", 2),),
    unserved=(Unserved("GBR-3c", 4, (Reason("seats", "No seat is left."),)),),
    run=Run(evacopt="0.1.0", backend="highs 1.14.0", threads=2, time_limit_s=60.0, seconds=(("solve", 0.3),)),
)

_counts = st.integers(1, 10**9)
_names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=5)
_values = st.integers(-(2**53), 2**53)
_pins = st.builds(
    Pin,
    group=_names,
    kind=st.sampled_from(("at_least", "at_most", "exactly")),
    parties=st.integers(0, 10**9),
    itinerary=st.lists(_names, min_size=1, max_size=3).map(tuple),
) | st.builds(Pin, group=_names, kind=st.just("exactly"), parties=_counts, flight=_names)
_plans = st.builds(
    Plan,
    instance_name=st.text(st.characters(codec="utf-8"), max_size=5),
    instance_sha256=st.just("0" * 64),
    goals=st.lists(
        st.builds(GoalResult, _names, _values, st.none() | _values, st.sampled_from(GRADES)), max_size=3
    ).map(lambda rows: GoalTable(tuple(rows))),
    assignments=st.lists(
        st.builds(Assignment, _names, st.lists(_names, min_size=1, max_size=3).map(tuple), _counts),
        max_size=4,
    ).map(Assignments.of),
    sorties=st.dictionaries(_names, _counts, max_size=3).map(lambda flown: tuple(flown.items())),
    crews=st.lists(st.tuples(_names, _names, _counts), max_size=2).map(tuple),
    unserved=st.lists(
        st.builds(
            Unserved, _names, _counts, st.lists(st.builds(Reason, _names, _names), max_size=2).map(tuple)
        ),
        max_size=2,
    ).map(tuple),
    run=st.none()
    | st.builds(
        Run,
        evacopt=_names,
        backend=_names,
        seed=st.integers(0, 2**31),
        threads=st.none() | st.integers(1, 64),
        time_limit_s=st.none() | st.floats(0, 1e6),
        seconds=st.dictionaries(_names, st.floats(0, 1e6), max_size=3).map(
            lambda times: tuple(times.items())
        ),
    ),
    replanned=st.none()
    | st.builds(
        Replanned,
        before=st.just("ab" * 32),
        as_of=st.integers(0, 10**8),
        held=st.lists(_pins, max_size=3).map(tuple),
        stranded=st.lists(
            st.builds(Stranded, _names, st.lists(_names, min_size=1, max_size=2).map(tuple), _counts),
            max_size=2,
        ).map(tuple),
    ),
)


def _error(path: Path) -> list[str]:
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    return [str(finding) for finding in caught.value.findings]


@settings(max_examples=60)
@given(_plans)
def test_a_plan_comes_back_the_same(plan: Plan) -> None:
    """Written and read again, every part of a plan is equal, and the bytes are the same each time."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "x.plan.json"
        write_plan(plan, path)
        first = path.read_bytes()
        assert read_plan(path) == plan
        write_plan(read_plan(path), path, force=True)
        assert path.read_bytes() == first


def test_the_file_has_the_keys_in_their_order(tmp_path: Path) -> None:
    """One assignment a line, crews only where there are some, `run.seconds` last."""
    write_plan(PLAN, tmp_path / "x.json")
    text = (tmp_path / "x.json").read_text()
    content = json.loads(text)
    assert list(content) == [
        *("format", "instance", "goals", "assignments", "sorties", "crews", "unserved", "run")
    ]
    assert '\n  {"group":"FRA-2a","itinerary":["AF-02"],"parties":12},\n' in text
    assert list(content["run"])[-1] == "seconds"
    assert content["run"]["time_limit_s"] == 60
    assert content == plan_object(PLAN)
    assert "crews" not in plan_object(
        Plan(instance_name="", instance_sha256="", assignments=Assignments.of([]))
    )


def test_an_existing_plan_is_replaced_only_with_force(tmp_path: Path) -> None:
    """A plan that was made yesterday is not lost by accident."""
    path = tmp_path / "x.json"
    path.write_text("old")
    with pytest.raises(OutputError, match="exists already"):
        write_plan(PLAN, path)
    write_plan(PLAN, path, force=True)
    assert read_plan(path) == PLAN


def test_everything_wrong_with_a_plan_is_told(tmp_path: Path) -> None:
    """Each part and each row by itself."""
    content: Any = plan_object(PLAN)
    content["format"] = "evacopt-plan/9"
    content["instance"]["sha256"] = "short"
    content["goals"][0]["grade"] = "sure"
    content["assignments"][0]["parties"] = 0
    content["assignments"][1]["parties"] = "1"
    content["assignments"].append({"group": "G", "itinerary": [], "parties": 1, "x": 1})
    content["sorties"] = {"F": 1.5}
    content["sorteis"] = {}
    content["unserved"] = 5
    path = tmp_path / "x.json"
    path.write_text(json.dumps(content))
    assert _error(path) == [
        "x.json, format: must be evacopt-plan/1, got evacopt-plan/9",
        "x.json, sorteis: is no key of a plan; did you mean sorties?",
        "x.json, instance.sha256: Expected `str` matching regex '^[0-9a-f]{64}$'",
        "x.json, assignments[0].parties: Expected `int` >= 1",
        "x.json, assignments[1].parties: Expected `int`, got `str`",
        "x.json, assignments[2].itinerary: Expected `array` of length >= 1",
        "x.json, sorties[...]: Expected `int`, got `decimal`",
        "x.json, goals[0].grade: Invalid enum value 'sure'",
        "x.json, unserved: must be a list",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "x.json:1, column 2: is no JSON: Expecting property name enclosed in double quotes"),
        ("[]", "x.json: must be one object"),
        ('{"format": "evacopt-plan/1"}', "x.json, instance: is needed and is not there"),
        ('{"sorties": {"F": 1, "F": 2}}', "x.json, sorties: Object has the key F twice"),
        ('{"replan": {"before": "x", "as_of": "1970-01-01T00:00Z"}}', "x.json, replan.before: Expected"),
        (
            '{"replan": {"before": "' + "ab" * 32 + '", "as_of": "noon"}}',
            "x.json, replan.as_of: is no ISO 8601 time; write it like 2023-08-01T06:00Z, got noon",
        ),
        ('{"run": 5}', "x.json, run: Expected `object | null`, got `int`"),
    ],
)
def test_what_is_no_plan(tmp_path: Path, text: str, expected: str) -> None:
    """Broken text, other JSON, absent parts and keys that are there twice are told."""
    (tmp_path / "x.json").write_text(text)
    assert any(line.startswith(expected) for line in _error(tmp_path / "x.json"))


def test_a_plan_that_is_not_there(tmp_path: Path) -> None:
    """A wrong path is a finding."""
    assert _error(tmp_path / "x.json") == [f"{tmp_path / 'x.json'}: no such file"]


@settings(max_examples=150)
@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["format", "instance", "assignments", "sorties", "crews", "run", "name"]),
                inner,
            )
        ),
        max_leaves=10,
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_content_can_break_the_reader(data: bytes) -> None:
    """Whatever a file holds, reading it gives a plan or findings."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "x.json"
        path.write_bytes(data)
        with pytest.raises(PlanError):
            read_plan(path)


def test_a_compressed_file_is_the_same_plan(tmp_path: Path) -> None:
    """A name that ends in .gz: the same bytes each time, unpacked those of the plain file."""
    plain, packed, again = (tmp_path / name for name in ("a.json", "b.json.gz", "c.json.gz"))
    for path in (plain, packed, again):
        write_plan(PLAN, path)
    assert read_plan(packed) == read_plan(plain)
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert packed.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("keep", [0, 1, 20, -1])
def test_a_torn_compressed_file_is_refused(tmp_path: Path, keep: int) -> None:
    """With its name, wherever it was cut; so is a plain file with such a name."""
    path = tmp_path / "torn.plan.json.gz"
    write_plan(PLAN, path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(PlanError, match=r"torn\.plan\.json\.gz"):
        read_plan(path)
    path.write_bytes(b"{}")
    with pytest.raises(PlanError, match="no whole gzip file"):
        read_plan(path)


def test_what_unpacks_to_more_than_anybody_needs_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file cannot fill the memory."""
    path = tmp_path / "bomb.plan.json.gz"
    monkeypatch.setattr(json_file, "MOST_BYTES", 2**10)
    path.write_bytes(gzip.compress(b" " * 2**20))
    with pytest.raises(PlanError, match="unpacks to more than"):
        read_plan(path)
