"""`evacopt report`: one private file, whole or not at all, of a plan that holds."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.replanned import Replanned
from evacopt.files import write_instance, write_plan
from evacopt.output.report.public_codes import NOBODY
from evacopt.replaying.replay_file import write_replay
from evacopt.simulation.result_file import write_simulation
from tests.cli.conftest import SMALL, Command
from tests.output.report.chance_cases import REPLAY, a_simulation


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Where the report goes."""
    return tmp_path / "report.html"


def test_the_report_is_written_for_its_owner_alone(run: Command, plan_file: Path, page: Path) -> None:
    """A whole page, mode 0600, nothing on stdout."""
    done = run("report", SMALL, plan_file, "-o", page)
    assert (done.exit_code, done.stdout) == (0, "")
    assert page.read_text(encoding="utf-8").endswith("</html>")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert f"wrote {page}" in done.stderr


def test_a_plan_that_breaks_a_rule_gets_no_report(
    run: Command, plan: Plan, page: Path, tmp_path: Path
) -> None:
    """Exit code 6, the rules on stderr, no file and nothing left behind."""
    broken = tmp_path / "broken.plan.json"
    write_plan(replace(plan, assignments=plan.assignments[:1]), broken)
    done = run("report", SMALL, broken, "-o", page)
    assert done.exit_code == 6
    assert "unserved[2]: states 7, the count is 11" in done.stderr
    assert done.stderr.endswith(f"rules, {page} was not written\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.plan.json"]


def test_a_plan_of_another_instance_is_refused(run: Command, plan: Plan, page: Path, tmp_path: Path) -> None:
    """Exit code 3, as everywhere."""
    other = tmp_path / "other.plan.json"
    write_plan(replace(plan, instance_sha256="0" * 64), other)
    assert run("report", SMALL, other, "-o", page).exit_code == 3
    assert not page.exists()


def test_what_exists_is_replaced_only_by_force(run: Command, plan_file: Path, page: Path) -> None:
    """The file of last night stays unless asked."""
    page.write_text("last night", encoding="utf-8")
    assert run("report", SMALL, plan_file, "-o", page).exit_code == 2
    assert page.read_text(encoding="utf-8") == "last night"
    assert run("report", SMALL, plan_file, "-o", page, "--force").exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "yesterday"), "is no ISO 8601 time"),
        (("--as-of", "2023-08-01T06:00"), "has no offset"),
        (("--as-of", "2001-01-01T00:00Z"), "outside the horizon"),
        (("--before-instance", SMALL), "name that too"),
    ],
)
def test_options_that_cannot_be_honoured_are_refused(
    run: Command, plan_file: Path, page: Path, words: tuple[str, ...], said: str
) -> None:
    """Exit code 2, the reason, and no file."""
    done = run("report", SMALL, plan_file, "-o", page, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not page.exists()


def test_outlines_that_are_none(run: Command, plan_file: Path, page: Path) -> None:
    """Exit code 3 for a file that is damaged, with its name, and no page."""
    done = run("report", SMALL, plan_file, "-o", page, "--outlines", SMALL / "groups.csv")
    assert done.exit_code == 3
    assert "groups.csv: is no JSON that can be read" in done.stderr
    assert not page.exists()


def test_time_title_and_outlines_are_in_the_page(
    run: Command, plan_file: Path, page: Path, tmp_path: Path
) -> None:
    """What was asked for is what is seen."""
    outlines = tmp_path / "mine.geojson"
    ring = [[30, 10], [40, 10], [40, 20], [30, 10]]
    outlines.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), encoding="utf-8")
    words = ("--as-of", "2023-08-01T07:00Z", "--title", "Tonight", "--outlines", outlines)
    assert run("report", SMALL, plan_file, "-o", page, *words).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "<h1>Tonight</h1>" in text
    assert "1 August 2023, 07:00 UTC" in text
    assert "made at" in text
    assert "Natural Earth" not in text


def test_the_last_plan_is_found_with_its_instance(
    run: Command, instance: Instance, plan: Plan, plan_file: Path, tmp_path: Path
) -> None:
    """Named, or lying beside it as `replan` leaves it; without either it is refused."""
    page, older = tmp_path / "report.html", replace(instance, title="Before")
    last, beside = tmp_path / "last.plan.json", tmp_path / "last.instance.json"
    write_plan(replace(plan, instance_sha256=older.sha256, instance_name=older.name), last)
    words = ("report", SMALL, plan_file, "-o", page, "--before", last)
    assert run(*words).exit_code == 3
    elsewhere = tmp_path / "elsewhere.json"
    write_instance(older, elsewhere)
    assert run(*words, "--before-instance", elsewhere).exit_code == 0
    assert "the same people take the same flights" in page.read_text(encoding="utf-8")
    elsewhere.rename(beside)
    assert run(*words, "--force").exit_code == 0


def test_changes_are_judged_only_against_the_plan_that_is_followed(
    run: Command, instance: Instance, plan: Plan, page: Path, tmp_path: Path
) -> None:
    """A plan names the one that it follows; comparing it with an older one is no broken rule."""
    follows = replace(plan, replanned=Replanned(before="0" * 64, as_of=instance.begins))
    now, last = tmp_path / "now.plan.json", tmp_path / "last.plan.json"
    write_plan(follows, now)
    write_plan(plan, last)
    assert run("report", SMALL, now, "-o", page, "--before", last).exit_code == 0


def test_the_public_report_is_another_page(run: Command, plan_file: Path, page: Path) -> None:
    """It says that it is for the public, and has no decisions."""
    assert run("report", SMALL, plan_file, "-o", page, "--public").exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "Situation report for the public" in text
    assert "Decisions wanted" not in text


def test_public_codes_lie_beside_it_and_stay(
    run: Command, plan: Plan, plan_file: Path, instance: Instance, tmp_path: Path
) -> None:
    """Every group has one in a private file, by which the next page of the chain has the same."""
    done = run("report", SMALL, plan_file, "-o", tmp_path / "first.html", "--public")
    file = tmp_path / "public-codes.json"
    assert f"the codes of groups are in {file}: keep it, and do not publish it" in done.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    codes = json.loads(file.read_text())["codes"]
    assert codes.keys() == {*instance.groups.id, *NOBODY}
    later = tmp_path / "later.plan.json"
    write_plan(replace(plan, replanned=Replanned(before=plan.sha256, as_of=instance.begins)), later)
    second = run("report", SMALL, later, "-o", tmp_path / "second.html", "--public")
    assert "warning" not in second.stderr
    assert json.loads(file.read_text())["codes"] == codes


def test_a_page_of_a_chain_without_the_codes_of_the_last_is_warned_of(
    run: Command, plan: Plan, instance: Instance, page: Path, tmp_path: Path
) -> None:
    """Families would look for codes that are gone; `--codes` names those of the page before."""
    later = tmp_path / "later.plan.json"
    write_plan(replace(plan, replanned=Replanned(before=plan.sha256, as_of=instance.begins)), later)
    words = ("report", SMALL, later, "-o", page, "--public", "--codes", tmp_path / "safe.json")
    assert "this plan follows another" in run(*words).stderr
    assert "this plan follows another" not in run(*words, "--force").stderr
    assert not (tmp_path / "public-codes.json").exists()


def test_codes_that_cannot_be_used(run: Command, plan_file: Path, page: Path, tmp_path: Path) -> None:
    """Without --public, no file of codes, a folder that is not there: refused before anything is written."""
    (tmp_path / "other.json").write_text("{}")
    words = ("report", SMALL, plan_file, "-o", page)
    assert run(*words, "--codes", tmp_path / "x.json").exit_code == 2
    assert run(*words, "--public", "--codes", tmp_path / "other.json").exit_code == 2
    assert run(*words, "--public", "--codes", tmp_path / "nowhere" / "x.json").exit_code == 2
    assert not page.exists()
    assert (tmp_path / "other.json").read_text() == "{}"


def test_chances_and_a_replay_are_told_from_their_files(
    run: Command, plan: Plan, plan_file: Path, page: Path, tmp_path: Path
) -> None:
    """What `simulate -o` and `replay -o` wrote; a simulation of another plan is refused."""
    ours, others, past = (tmp_path / name for name in ("ours.json", "others.json", "past.json"))
    write_simulation(a_simulation(plan), ours)
    write_simulation(a_simulation(replace(plan, sorties=(("X", 1),))), others)
    write_replay(replace(REPLAY, instance_name=plan.instance_name), past)
    assert run("report", SMALL, plan_file, "-o", page, "--simulation", others).exit_code == 3
    assert not page.exists()
    assert run("report", SMALL, plan_file, "-o", page, "--simulation", ours, "--replay", past).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "In 9 of 10 cases at least 11 of 43 people get out." in text
    assert "with no more than was known then, 25 of 43 people" in text
