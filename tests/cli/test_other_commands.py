"""check, verify, show, convert and schema."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from evacopt.cli.exits import Exit
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.files import read_instance, write_plan
from tests.cli.conftest import DATA, SMALL, Command

NIAMEY = DATA.parents[1] / "instances" / "niamey-2023"


def test_check_of_a_sound_instance(run: Command) -> None:
    """Exit 0 and a line that counts what was read."""
    ran = run("check", SMALL)
    assert ran.exit_code == Exit.DONE
    assert "small: 35 people in 5 groups, 5 flights; nothing wrong" in ran.stdout


def test_check_prints_every_error_as_its_result(run: Command) -> None:
    """Exit 3, the findings on stdout with file, line, thing, column and remedy."""
    ran = run("check", DATA / "broken")
    assert ran.exit_code == Exit.INVALID
    assert "flights.csv:2 (flight IN), seats: must be at least 1, got -4" in ran.stdout
    assert "flights.csv:3 (flight ON), departs" in ran.stdout
    assert "CDQ" in ran.stdout
    assert ran.stderr == ""


def test_check_says_where_a_group_stands_that_can_never_leave(run: Command, tmp_path: Path) -> None:
    """A warning that needs the routes has its line in the file like any other finding."""
    copy = tmp_path / "late"
    shutil.copytree(SMALL, copy)
    table = copy / "groups.csv"
    lines = table.read_text().splitlines()
    columns = lines[0].split(",")
    stranded = {"id": "LATE-1", "nationality": "ZWE", "origin": "KRT", "size": "1"}
    flights = (copy / "flights.csv").read_text().replace(",all,", ",FRA;GBR;SDN,")
    (copy / "flights.csv").write_text(flights)
    table.write_text("\n".join([*lines, ",".join(stranded.get(name, "") for name in columns)]) + "\n")
    ran = run("check", copy)
    assert f"warning: groups.csv:{len(lines) + 1} (group LATE-1): can never leave: " in ran.stdout


def test_check_tells_rows_alike_once_and_the_worst_first(run: Command) -> None:
    """Niamey: 14 rows that are ready too late are one line and come before the one of 2 people."""
    ran = run("check", NIAMEY)
    first, *others, last = ran.stdout.splitlines()
    assert first.startswith(
        "warning: groups.csv:69, 70, 71 and 11 more (14 groups: FRA-8a, FRA-8b, FRA-8c and 11"
    )
    assert "NER-6a" in others[-1]
    assert last.endswith("; nothing wrong, 4 things to look at")
    every = run("check", NIAMEY, "--all").stdout.splitlines()
    assert len(every) == 20
    assert every[-1].endswith("; nothing wrong, 19 things to look at")


def test_check_mends_a_copy(run: Command, tmp_path: Path) -> None:
    """Each change is a line with its cell; what is left is said of the copy; the original stays."""
    typed = tmp_path / "typed"
    shutil.copytree(SMALL, typed)
    groups = (typed / "groups.csv").read_text().replace(",FRA,", ",France,").replace(",GBR,", ",Congo,")
    (typed / "groups.csv").write_text(groups)
    ran = run("check", typed, "--fix", tmp_path / "mended")
    assert ran.exit_code == Exit.INVALID
    assert 'mended: groups.csv:2, 3, 6, nationality: was "France", is now "FRA"' in ran.stdout
    assert "got Congo; did you mean COD or COG?" in ran.stdout
    assert (typed / "groups.csv").read_text() == groups
    again = run("check", typed, "--fix", tmp_path / "other", "--json")
    places = [change["place"] for change in json.loads(again.stdout)["changes"]]
    assert places == ["groups.csv:2", "groups.csv:3", "groups.csv:6"]
    french = run("check", typed, "--fix", tmp_path / "french", "--language", "fr")
    assert 'nationality\xa0: était "France", est maintenant "FRA"' in french.stdout


def test_check_as_json(run: Command) -> None:
    """A program gets the parts of each finding."""
    ran = run("check", DATA / "broken", "--json")
    answer = json.loads(ran.stdout)
    assert (ran.exit_code, answer["valid"]) == (Exit.INVALID, False)
    assert {"rule", "subject", "value", "place", "remedy"} <= set(answer["errors"][0])


def test_verify_accepts_a_sound_plan(run: Command, plan_file: Path) -> None:
    """Exit 0 and who gets out."""
    ran = run("verify", SMALL, plan_file)
    assert ran.exit_code == Exit.DONE
    assert "small: the plan keeps every rule. 16 of 35 people get out" in ran.stdout


def _overfull(plan: Plan, path: Path) -> Path:
    rows = Assignments.of([Assignment("FRA-1", ("IN", "ON"), 4)])
    write_plan(replace(plan, assignments=rows, goals=type(plan.goals)(), unserved=()), path)
    return path


def test_verify_names_every_broken_rule(run: Command, plan: Plan, tmp_path: Path) -> None:
    """12 people on 10 seats: exit 6, with the rule and the flight."""
    ran = run("verify", SMALL, _overfull(plan, tmp_path / "bad.plan.json"))
    assert ran.exit_code == Exit.BROKEN
    assert "seats IN:" in ran.stdout
    assert "the plan breaks" in ran.stdout


def test_verify_as_json(run: Command, plan: Plan, tmp_path: Path) -> None:
    """Rule, subject and text of each violation."""
    ran = run("verify", SMALL, _overfull(plan, tmp_path / "bad.plan.json"), "--json")
    answer = json.loads(ran.stdout)
    assert (ran.exit_code, answer["valid"]) == (Exit.BROKEN, False)
    assert {"seats"} <= {violation["rule"] for violation in answer["violations"]}


@pytest.mark.parametrize("command", ["verify", "show"])
def test_a_plan_of_another_instance_is_refused(
    run: Command, plan: Plan, tmp_path: Path, command: str
) -> None:
    """Exit 3 and both names, instead of tables that mean nothing."""
    other = tmp_path / "other.plan.json"
    write_plan(replace(plan, instance_name="other", instance_sha256="0" * 64), other)
    ran = run(command, SMALL, other)
    assert (ran.exit_code, ran.stdout) == (Exit.INVALID, "")
    assert "must be a plan of this instance (small" in ran.stderr
    assert "it names another one: look which of the two files was meant" in ran.stderr


def test_a_plan_of_the_instance_as_it_was_is_refused(run: Command, plan: Plan, tmp_path: Path) -> None:
    """The name is the same and the content is not: then it is told what to do about the change."""
    before = tmp_path / "before.plan.json"
    write_plan(replace(plan, instance_sha256="0" * 64), before)
    ran = run("verify", SMALL, before)
    assert ran.exit_code == Exit.INVALID
    assert "the instance was changed since: solve it again, with --baseline" in ran.stderr


def test_a_file_that_is_no_plan_is_refused(run: Command, tmp_path: Path) -> None:
    """Exit 3 for a plan file that cannot be read."""
    path = tmp_path / "x.plan.json"
    path.write_text("{}")
    assert run("verify", SMALL, path).exit_code == Exit.INVALID


def test_show_of_an_instance(run: Command) -> None:
    """Demand and seats, before anything is decided."""
    ran = run("show", SMALL)
    assert ran.exit_code == Exit.DONE
    assert "35 people wait in 16 parties of 5 groups" in ran.stdout


def test_show_of_a_plan_and_its_json_agree(run: Command, plan_file: Path) -> None:
    """The same numbers for people and for programs."""
    text = run("show", SMALL, plan_file).stdout
    view = json.loads(run("show", SMALL, plan_file, "--json").stdout)
    assert f"{view['served']} of {view['people']} people get out" in text
    assert [flight["id"] for flight in view["flights"]] == ["IN", "UK", "OFF", "MORE", "ON"]


def test_show_of_an_instance_as_json(run: Command) -> None:
    """One object with the demand."""
    view = json.loads(run("show", SMALL, "--json").stdout)
    assert (view["people"], view["parties"]) == (35, 16)


@pytest.mark.parametrize("name", ["copy", "copy.xlsx", "copy.json"])
def test_convert_keeps_the_content(run: Command, tmp_path: Path, name: str) -> None:
    """Every container holds the same instance, hash and all; stdout stays empty."""
    ran = run("convert", SMALL, tmp_path / name)
    assert (ran.exit_code, ran.stdout) == (Exit.DONE, "")
    assert read_instance(tmp_path / name).sha256 == read_instance(SMALL).sha256


def test_convert_replaces_only_with_force(run: Command, tmp_path: Path) -> None:
    """Exit 2 on a file that exists."""
    target = tmp_path / "copy.json"
    run("convert", SMALL, target)
    assert run("convert", SMALL, target).exit_code == Exit.USAGE
    assert run("convert", SMALL, target, "--force").exit_code == Exit.DONE


@pytest.mark.parametrize("ending", ["mps", "lp"])
def test_convert_to_a_model(run: Command, tmp_path: Path, ending: str) -> None:
    """The first goal, or a later one that keeps what a plan reaches in those before it."""
    first, second, plan = (tmp_path / name for name in (f"1.{ending}", f"2.{ending}", "x.plan.json"))
    assert run("convert", SMALL, first).exit_code == Exit.DONE
    assert "no_worse" not in first.read_text(encoding="utf-8")
    assert run("solve", SMALL, "-o", plan, "-q").exit_code == Exit.DONE
    assert run("convert", SMALL, second, "--goal", "2", "--plan", plan, "--names").exit_code == Exit.DONE
    assert "no_worse_unserved" in second.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        ("out.mps", ("--goal", "2"), "needs --plan"),
        ("out.json", ("--names",), "go with a .mps or .lp"),
        ("out.lp", ("--parquet",), "goes with a folder"),
    ],
)
def test_convert_refuses_options_of_another_form(
    run: Command, tmp_path: Path, name: str, words: tuple[str, ...], told: str
) -> None:
    """Exit 2, and nothing is written."""
    ran = run("convert", SMALL, tmp_path / name, *words)
    assert (ran.exit_code, told in ran.stderr) == (Exit.USAGE, True)
    assert list(tmp_path.iterdir()) == []


def test_schema_is_json(run: Command) -> None:
    """A JSON Schema object on stdout."""
    ran = run("schema")
    assert ran.exit_code == Exit.DONE
    assert "properties" in json.loads(ran.stdout)
