"""What the commands say of the goal `changes` with, without, and with another plan to compare with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evacopt.cli.exits import Exit
from evacopt.domain.plan import Assignments
from evacopt.files import write_certificate, write_instance, write_plan
from evacopt.output.plan_page import RECORDED
from evacopt.output.wording import NOT_JUDGED
from tests.cli.conftest import Command
from tests.judge.test_baseline import BEFORE, LINK, OTHER, TWO, _certificate, _plan

PLANS = {
    "plain": _plan(),
    "forged": _plan(flight="F2"),
    "linked": _plan(replanned=LINK),
    "moved": _plan(flight="F2", changes=2, replanned=LINK),
    "lying": _plan(flight="F2", replanned=LINK),
    "before": BEFORE,
    "other": OTHER,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The instance, its plans, and a certificate of no changes."""
    write_instance(TWO, tmp_path / "two.json")
    for name, plan in PLANS.items():
        write_plan(plan, tmp_path / f"{name}.plan.json")
    write_certificate(_certificate(_plan()), tmp_path / "certificate.json")
    return tmp_path


def _words(folder: Path, plan: str, *more: str) -> list[str]:
    """The words behind `verify`, of files by name."""
    files = {"CERTIFICATE": "certificate.json", **{name.upper(): f"{name}.plan.json" for name in PLANS}}
    return [str(folder / files[word]) if word in files else word for word in (plan, *more)]


@pytest.mark.sibling("32")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("FORGED", "--certificate", "CERTIFICATE"), Exit.DONE, "1 bounds, 1 of 1 goals proven"),
        (
            ("FORGED", "--certificate", "CERTIFICATE"),
            Exit.DONE,
            "changes not judged: name the plan that they",
        ),
        (("LINKED", "--certificate", "CERTIFICATE"), Exit.USAGE, f"sha256 {BEFORE.sha256}, --baseline PLAN"),
        (
            ("LINKED",),
            Exit.DONE,
            f"changes not judged: name the plan that they compare with, sha256 {BEFORE.sha256}",
        ),
        (("LINKED", "--baseline", "OTHER"), Exit.INVALID, f"sha256 {BEFORE.sha256[:12]}"),
        (("LINKED", "--baseline", "OTHER"), Exit.INVALID, f"a plan with the sha256 {OTHER.sha256[:12]}"),
        (("LYING", "--baseline", "BEFORE"), Exit.BROKEN, "plan changes: states 0, the count is 2"),
        (("FORGED", "--baseline", "BEFORE"), Exit.BROKEN, "plan changes: states 0, the count is 2"),
        (
            ("FORGED", "--baseline", "BEFORE", "--certificate", "CERTIFICATE"),
            Exit.BROKEN,
            "are of another instance, or not those of the plan",
        ),
        (
            ("LINKED", "--baseline", "BEFORE", "--certificate", "CERTIFICATE"),
            Exit.DONE,
            "2 bounds, 2 of 2 goals proven",
        ),
        (("MOVED", "--baseline", "BEFORE"), Exit.DONE, "the plan keeps every rule"),
    ],
)
def test_what_verify_says(run: Command, folder: Path, words: tuple[str, ...], code: Exit, said: str) -> None:
    """What nobody can count is not counted; another plan than the one named is refused."""
    ran = run("verify", folder / "two.json", *_words(folder, *words))
    assert (ran.exit_code, said in ran.output) == (code, True), ran.output


@pytest.mark.sibling("32")
def test_programs_are_told_what_was_not_judged(run: Command, folder: Path) -> None:
    """`not_judged` names the goal; with the plan before there is none."""
    for more, unknown in (((), ["changes"]), (("--baseline", "BEFORE"), [])):
        ran = run("verify", folder / "two.json", *_words(folder, "LINKED", *more), "--json")
        answer = json.loads(ran.stdout)
        assert (answer["valid"], answer["not_judged"]) == (True, unknown)


@pytest.mark.sibling("32")
def test_show_does_not_call_best_what_nobody_counted(run: Command, folder: Path) -> None:
    """The value stands there as stated, without a bound and a grade; for programs `judged` is false."""
    ran = run("show", folder / "two.json", folder / "forged.plan.json")
    said = " ".join(ran.stdout.split())
    assert (NOT_JUDGED in said, said.count("proven best")) == (True, 1)
    assert 'The goal "people whose plan changes" is not judged.' in said
    ran = run("show", folder / "two.json", folder / "forged.plan.json", "--json")
    assert [goal["judged"] for goal in json.loads(ran.stdout)["goals"]] == [True, False]


def test_show_says_whose_word_a_grade_is(run: Command, folder: Path) -> None:
    """A plan file can call anything proven: whoever reads it is told that nobody checked it here."""
    ran = run("show", folder / "two.json", folder / "plain.plan.json")
    assert (ran.exit_code, ran.stderr) == (Exit.DONE, "")
    assert RECORDED in " ".join(ran.stdout.split())


def test_show_warns_of_a_plan_that_states_what_is_not_so(run: Command, folder: Path) -> None:
    """Nobody travels and all are said to: the pages come, and a warning before them."""
    lying = replace(PLANS["plain"], assignments=Assignments.of([]))
    write_plan(lying, folder / "none.plan.json")
    for more in ((), ("--json",)):
        ran = run("show", folder / "two.json", folder / "none.plan.json", *more)
        assert (ran.exit_code, ran.stderr.count("\n")) == (Exit.DONE, 1)
        assert ran.stderr.startswith("warning: the plan does not hold (plan unserved[1]: states 0, the count")


@pytest.mark.sibling("32")
@pytest.mark.parametrize(("before", "judged"), [("", False), ("other", False), ("before", True)])
def test_a_report_judges_changes_against_the_plan_named_alone(
    run: Command, folder: Path, before: str, judged: bool
) -> None:
    """Without the plan before, or with another, the report says that the goal is not judged."""
    more = ("--before", folder / f"{before}.plan.json") if before else ()
    ran = run("report", folder / "two.json", folder / "linked.plan.json", "-o", folder / "r.html", *more)
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert (ran.exit_code, NOT_JUDGED in page) == (Exit.DONE, not judged)
