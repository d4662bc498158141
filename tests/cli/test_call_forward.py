"""`evacopt export --alpha` and `evacopt verify --call-forward` as planners and scripts use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evacopt.cli.exits import Exit
from evacopt.files import write_instance, write_plan
from tests import build
from tests.cli.conftest import Command

STORIES = "story,probability,events\nroad closed,0.2,come id=B:0.5\n"


@pytest.fixture
def given(tmp_path: Path) -> tuple[Path, Path]:
    """An instance in which half stay away, and its plan."""
    groups = (build.group("A", count=10, show_up=500_000), build.group("B", count=30, show_up=600_000))
    known = build.instance(groups=groups)
    write_instance(known, tmp_path / "small.json")
    write_plan(build.plan(known, ("A", "F", 10)), tmp_path / "plan.json")
    return tmp_path / "small.json", tmp_path / "plan.json"


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    """One story, in which fewer come."""
    path = tmp_path / "stories.csv"
    path.write_text(STORIES)
    return path


def test_export_calls_and_verify_holds_it_against_the_stories(
    run: Command, given: tuple[Path, Path], stories: Path, tmp_path: Path
) -> None:
    """Both say the bound; other stories than those that it was made with are refused with exit code 6."""
    out, promise = (
        tmp_path / "out",
        "On no flight is anybody who is called refused with a chance above 2.00 %.",
    )
    done = run("export", *given, "-o", out, "--alpha", "2%", "--stories", stories, "--release-before", "1h")
    assert done.exit_code == Exit.DONE
    assert promise in done.stderr
    assert "2023-08-01T07:00Z" in (out / "flights" / "F" / "call-forward.csv").read_text()
    file = out / "call-forward.json"
    held = run("verify", *given, "--call-forward", file, "--stories", stories)
    assert held.exit_code == Exit.DONE
    assert f"small: the call-forward holds. {promise}" in held.stdout
    stories.write_text(STORIES.replace("0.2", "0.1"))
    other = run("verify", *given, "--call-forward", file, "--stories", stories)
    assert other.exit_code == Exit.BROKEN
    assert "are not what the stories make of who comes" in other.stdout


def test_verify_refuses_one_too_many(run: Command, given: tuple[Path, Path], tmp_path: Path) -> None:
    """More called than the claim bears: exit code 6, the flight and both chances, also as JSON."""
    run("export", *given, "-o", tmp_path / "out", "--alpha", "0.02")
    file = tmp_path / "out" / "call-forward.json"
    content = json.loads(file.read_text())
    content["called"][-1]["parties"] += 2
    content["flights"][0]["standby"] = []
    file.write_text(json.dumps(content))
    refused = run("verify", *given, "--call-forward", file)
    assert refused.exit_code == Exit.BROKEN
    assert "call_forward F: refuses with a chance of" in refused.stdout
    assert "small: the call-forward does not hold" in refused.stdout
    told = json.loads(run("verify", *given, "--call-forward", file, "--json").stdout)
    assert (told["valid"], [one["rule"] for one in told["violations"]]) == (False, ["call_forward"])


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--stories", "STORIES"), "need --alpha"),
        (("--release-before", "1h"), "need --alpha"),
        (("--alpha", "1%", "--standby", "10"), "leave out --standby"),
        (("--alpha", "many"), "is no share"),
        (("--alpha", "1"), "'1' may be 1% or all; write 1% or 100%"),
        (("--alpha", "150%"), "alpha must be a chance"),
    ],
)
def test_options_that_do_not_fit(
    run: Command, given: tuple[Path, Path], stories: Path, words: tuple[str, ...], why: str
) -> None:
    """They are refused with exit code 2 before anything is written."""
    typed = [stories if word == "STORIES" else word for word in words]
    out = given[0].parent / "out"
    done = run("export", *given, "-o", out, *typed)
    assert done.exit_code == Exit.USAGE
    assert why in done.stderr
    assert not out.exists()


def test_a_call_forward_is_judged_with_its_plan(
    run: Command, given: tuple[Path, Path], stories: Path
) -> None:
    """Stories without a call-forward, or a call-forward without a plan: exit code 2; a plan is none: 3."""
    run("export", *given, "-o", given[0].parent / "out", "--alpha", "1%")
    file = given[0].parent / "out" / "call-forward.json"
    for words, code in (
        ((given[0], "--call-forward", file), Exit.USAGE),
        ((*given, "--stories", stories), Exit.USAGE),
        ((*given, "--call-forward", given[1]), Exit.INVALID),
    ):
        assert run("verify", *words).exit_code == code
