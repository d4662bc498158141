"""`evacopt export` and `evacopt purge` as planners and scripts use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evacopt.cli.exits import Exit
from evacopt.domain.plan import Plan
from evacopt.domain.replanned import Replanned
from evacopt.files import read_instance, write_plan
from tests.cli.conftest import SMALL, Command
from tests.output.export.naming import codes_of, rows_of, write_csv


@pytest.fixture
def names(plan: Plan, tmp_path: Path) -> Path:
    """Names of everybody in the small instance."""
    return write_csv(tmp_path / "names.csv", rows_of(codes_of(read_instance(SMALL), plan)))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the export goes."""
    return tmp_path / "out"


def test_rows_are_said_before_and_the_settlement_after(run: Command, plan_file: Path, out: Path) -> None:
    """Every file with its rows on stderr, accounts and seats on stdout, and how to remove it all."""
    done = run("export", SMALL, plan_file, "-o", out)
    assert done.exit_code == Exit.DONE
    said = done.stderr.splitlines()
    files = [path for path in out.rglob("*") if path.is_file() and path.name != "evacopt-export.json"]
    assert {line.split(": ")[0] for line in said[: len(files)]} == {str(path) for path in files}
    assert f"{out}/flights/UK/manifest.csv: 4 rows" in said
    assert "Costs of each operator" in done.stdout
    assert "Seats offered to citizens of other Member States" in done.stdout
    assert said[-1] == f"wrote {out}; `evacopt purge {out}` removes it"


def test_json(run: Command, plan_file: Path, out: Path) -> None:
    """For programs: every file with rows, what it holds and its hash."""
    told = json.loads(run("export", SMALL, plan_file, "-o", out, "--json").stdout)
    assert told["folder"] == str(out)
    row = next(row for row in told["files"] if row["path"] == "flights/UK/manifest.csv")
    assert (row["rows"], row["holds"], len(row["sha256"])) == (4, "codes", 64)


def test_names_need_a_yes(run: Command, plan_file: Path, names: Path, out: Path) -> None:
    """Without a terminal and without --yes the exit code is 2; with it the manifests hold names."""
    words = ("export", SMALL, plan_file, "-o", out, "--names", names, "--format", "csv")
    refused = run(*words)
    assert refused.exit_code == Exit.USAGE
    assert f"{out}/flights/UK/manifest.csv: 4 rows with names" in refused.stderr
    assert not out.exists()
    assert run(*words, "--yes").exit_code == Exit.DONE
    assert "Kanarienvogel" in (out / "flights" / "UK" / "manifest.csv").read_text()


def test_a_planner_is_asked(
    run: Command, plan_file: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a terminal the answer decides; no is exit code 2, and nothing is written."""
    answers = iter([False, True])
    monkeypatch.setattr("evacopt.cli.export.at_a_terminal", lambda: True)
    monkeypatch.setattr("click.confirm", lambda *_, **__: next(answers))
    no = run("export", SMALL, plan_file, "-o", out)
    assert (no.exit_code, out.exists()) == (Exit.USAGE, False)
    assert no.stderr.endswith("evacopt: nothing was written\n")
    assert run("export", SMALL, plan_file, "-o", out).exit_code == Exit.DONE


def test_wrong_names_are_wrong_data(run: Command, plan_file: Path, tmp_path: Path, out: Path) -> None:
    """Exit code 3, with the row."""
    wrong = write_csv(tmp_path / "n.csv", [["code", "surname"], ["nobody", "x"]])
    done = run("export", SMALL, plan_file, "-o", out, "--names", wrong, "--yes")
    assert done.exit_code == Exit.INVALID
    assert "names file, row 2, code: is the code of nobody in the instance" in done.stderr


def test_options_reach_the_lists(run: Command, plan_file: Path, tmp_path: Path, out: Path) -> None:
    """Report time, bag, meeting point, costs and the Union's part."""
    costs = tmp_path / "costs.csv"
    costs.write_text("flight,cost\nUK,1000.50\nIN,200\n")
    place = read_instance(SMALL).flight["UK"].origin
    done = run(
        *("export", SMALL, plan_file, "-o", out, "--format", "csv", "--report-before", "2h"),
        *(
            "--baggage",
            "nothing",
            "--meeting-point",
            f"{place}=Gate 4",
            "--standby",
            "0",
            "--letters",
            "--offer-before",
            "1h",
        ),
        *("--costs", costs, "--union-contribution", "FRA=50"),
    )
    assert done.exit_code == Exit.DONE, done.stderr
    assert len(list((out / "flights" / "UK" / "calls").iterdir())) == 4
    calls = (out / "flights" / "UK" / "call-forward.csv").read_text()
    assert calls.count(",Gate 4,") == calls.count(",nothing,") == 4
    assert "standby," not in calls.split("\n", 1)[1]
    accounts = (out / "settlement" / "accounts.csv").read_text()
    assert "FRA,2,200.00,50.00,150.00," in accounts
    assert "GBR,1,1000.50,0.00,1000.50,4,250.13" in accounts


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--meeting-point", "x"), Exit.USAGE),
        (("--meeting-point", "nowhere=x"), Exit.USAGE),
        (("--meeting-point", "a=1", "--meeting-point", "a=2"), Exit.USAGE),
        (("--union-contribution", "FRA=1,5"), Exit.USAGE),
        (("--union-contribution", "JPN=1"), Exit.USAGE),
        (("--report-before", "soon"), Exit.USAGE),
    ],
)
def test_wrong_words(run: Command, plan_file: Path, out: Path, words: tuple[str, ...], code: Exit) -> None:
    """What cannot be meant is refused before anything is written."""
    assert run("export", SMALL, plan_file, "-o", out, *words).exit_code == code
    assert not out.exists()


@pytest.mark.parametrize(
    "text", ["flight,price\nUK,1\n", "flight,cost\nUK,1\nUK,2\n", "flight,cost\nUK,-1\n", ""]
)
def test_wrong_costs(run: Command, plan_file: Path, tmp_path: Path, out: Path, text: str) -> None:
    """Columns, amounts, and each flight once: exit code 3."""
    (tmp_path / "costs.csv").write_text(text)
    done = run("export", SMALL, plan_file, "-o", out, "--costs", tmp_path / "costs.csv")
    assert done.exit_code == Exit.INVALID
    assert "costs.csv" in done.stderr


def test_a_plan_that_breaks_a_rule(run: Command, plan: Plan, tmp_path: Path, out: Path) -> None:
    """Exit code 6, and nothing is written."""
    from dataclasses import replace

    write_plan(replace(plan, sorties=(("UK", 1),)), tmp_path / "b.plan.json")
    done = run("export", SMALL, tmp_path / "b.plan.json", "-o", out)
    assert done.exit_code == Exit.BROKEN
    assert done.stderr.endswith("breaks 1 rule, nothing was written\n")
    assert not out.exists()


def test_a_chain_of_plans(run: Command, plan: Plan, plan_file: Path, tmp_path: Path, out: Path) -> None:
    """A plan that follows another one asks for that; with --previous there is no warning."""
    from dataclasses import replace

    later = replace(plan, replanned=Replanned(before=plan.sha256, as_of=0))
    write_plan(later, tmp_path / "later.plan.json")
    warned = run("export", SMALL, tmp_path / "later.plan.json", "-o", out)
    assert "warning: this plan follows another" in warned.stderr
    told = run("export", SMALL, tmp_path / "later.plan.json", "-o", out, "--force", "--previous", plan_file)
    assert told.exit_code == Exit.DONE
    assert "warning" not in told.stderr


def test_purge(run: Command, plan_file: Path, out: Path) -> None:
    """All is gone and said; what was changed stays, with exit code 2, until --changed."""
    run("export", SMALL, plan_file, "-o", out, "--format", "csv")
    (out / "settlement" / "heads.csv").write_text("mine")
    (out / "mine.txt").touch()
    kept = run("purge", out)
    assert kept.exit_code == Exit.USAGE
    assert f"could not remove {out}/settlement/heads.csv: was changed since it was written" in kept.stderr
    assert f"left alone {out}/mine.txt: no export wrote it" in kept.stderr
    gone = run("purge", out, "--changed", "--json")
    assert gone.exit_code == Exit.DONE
    assert json.loads(gone.stdout)["removed"] == ["settlement/heads.csv"]
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_nothing_to_purge(run: Command, tmp_path: Path) -> None:
    """A folder that is no export is not touched."""
    (tmp_path / "thesis.txt").touch()
    done = run("purge", tmp_path)
    assert done.exit_code == Exit.USAGE
    assert (tmp_path / "thesis.txt").exists()
