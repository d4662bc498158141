"""`evacopt bench --against`: the set is judged, the campaign compared, what is better written."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from evacopt.bench import drawing
from evacopt.bench.published import PLANS, judged, read_pair, write_pair
from evacopt.cli.exits import Exit
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from tests.bench.records import NO_PLAN, peer
from tests.cli.conftest import SMALL, Command

TEXT = """format = "evacopt-campaign/1"
name = "mine"
[[instances]]
path = "{path}"
[[runs]]
{solvers}
time_limits = 20
threads = 1
"""


@pytest.fixture
def folder(tmp_path: Path, instance: Instance, plan: Plan) -> Path:
    """A set of one instance, of which a plan is known that is not the best, and no bound."""
    (tmp_path / "mine" / PLANS).mkdir(parents=True)
    _campaign(tmp_path / "mine", 'backends = "highs"')
    write_pair(tmp_path / "mine" / PLANS, instance.name, *judged(instance, plan, []).pair)
    return tmp_path / "mine"


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """They take seconds, and others look at them."""
    monkeypatch.setattr(drawing, "find_spec", lambda name: None)


def _campaign(folder: Path, solvers: str) -> None:
    (folder / "set.toml").write_text(TEXT.format(path=SMALL, solvers=solvers), encoding="utf-8")


def _verdicts(out: Path) -> list[str]:
    with (out / "mine.against-each.csv").open(encoding="utf-8", newline="") as file:
        return [row["verdict"] for row in csv.DictReader(file)]


def test_a_better_plan_goes_out_and_into_the_set(run: Command, folder: Path, instance: Instance) -> None:
    """Compared, told, written with its certificate; once the set has it, the same results are equal."""
    out = folder.parent / "out"
    ran = run("bench", "--against", folder, "-o", out)
    assert ran.exit_code == Exit.DONE
    assert "Against the published set" in ran.stdout
    assert "they hold; 1 of 1 instances of the campaign are in the set" in ran.stderr
    assert f"better than the set: {instance.name}, " in ran.stderr and "was " in ran.stderr
    assert _verdicts(out) == ["better"]
    found = read_pair(out / "mine.better", instance.name)
    assert found is not None and found[1] is not None and found[1].proofs
    write_pair(folder / PLANS, instance.name, *found)
    again = run("bench", "--against", folder, "-o", out, "--first", 0)
    assert again.exit_code == Exit.DONE
    assert _verdicts(out) == ["equal"]
    assert "better than" not in again.stderr


def test_a_set_that_does_not_hold_is_told_before_anything_runs(
    run: Command, folder: Path, instance: Instance, plan: Plan
) -> None:
    """Exit code 3: bounds without proof, as the plan of the fixture states them."""
    write_pair(folder / PLANS, instance.name, plan, None)
    ran = run("bench", "--against", folder, "-o", folder.parent / "out")
    assert ran.exit_code == Exit.INVALID
    assert "has a certificate in the set that does not hold" in ran.stderr
    assert not (folder.parent / "out" / "mine.results.jsonl").exists()


def test_a_peer_without_a_plan(run: Command, folder: Path) -> None:
    """Counts as such, and nothing is written."""
    peer(folder, "none", NO_PLAN)
    _campaign(folder, 'peers = "none.py"')
    ran = run("bench", folder / "set.toml", "--against", folder, "-o", folder.parent / "out")
    assert ran.exit_code == Exit.DONE
    assert _verdicts(folder.parent / "out") == ["no plan"]
    assert not (folder.parent / "out" / "mine.better").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [([], "name a CAMPAIGN, or the published set"), (["--against", "none"], "source of evacopt")],
)
def test_nothing_to_run(run: Command, words: list[str], told: str) -> None:
    """Exit code 2, with what to do."""
    ran = run("bench", *words)
    assert ran.exit_code == Exit.USAGE
    assert told in ran.stderr
