"""The published set is complete, and its tables say what its plans and certificates show."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import published_set
from benchmarks.published_set import BEST, INSTANCES, members, tables, take
from evacopt.bench.campaign import Campaign, read_campaign
from evacopt.bench.published import CAMPAIGN, CHECKOUT, PLANS, known_best, read_pair
from evacopt.bench.work import instance_of
from evacopt.files import read_plan, write_plan
from evacopt.generation.families import GENERATOR

SAMPLE = ("niamey-2023", "tight-200-101", "hubs-200-102")
"""Members that are judged in a second; a night judges all."""


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    """Which instances there are."""
    return read_campaign(CHECKOUT / CAMPAIGN)


def _rows(name: str) -> list[dict[str, str]]:
    with (CHECKOUT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_instances_by_name(campaign: Campaign) -> None:
    """Five families of four sizes by two seeds, seven crises, and fifteen cells of the RSP design."""
    sets = Counter(job.source.group for job in campaign.jobs)
    families = dict.fromkeys(("fleet", "hubs", "mixed", "shares", "tight"), 8)
    assert sets == {**families, "crises": 7, "rsp": 15}
    names = [row["instance"] for row in _rows(INSTANCES)]
    assert len(set(names)) == 62


def test_each_is_the_instance_that_its_hash_names(campaign: Campaign) -> None:
    """What the generator makes on this machine is, to the last bit, what the plans are of."""
    hashes = {row["instance"]: row["sha256"] for row in _rows(INSTANCES)}
    made = [instance_of(job) for job in campaign.jobs]
    assert {instance.name: instance.sha256 for instance in made} == hashes
    assert {row["generator"] for row in _rows(INSTANCES)} == {str(GENERATOR), ""}  # crises are not generated


def test_the_table_has_the_goals_of_every_plan() -> None:
    """Each member has a plan and a certificate; the table has its goals in their order, and no other."""
    stated = []
    for row in _rows(INSTANCES):
        plan, certificate = (
            CHECKOUT / PLANS / f"{row['instance']}.{what}.json.gz" for what in ("plan", "certificate")
        )
        read = read_plan(plan)
        assert certificate.is_file() and read.instance_sha256 == row["sha256"], row["instance"]
        stated += [
            (row["instance"], goal.goal, str(goal.value), str(goal.bound), str(goal.value == goal.bound))
            for goal in read.goals
        ]
    table = [
        tuple(row[head] for head in ("instance", "goal", "value", "bound", "proven")) for row in _rows(BEST)
    ]
    assert table == stated


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_holds(campaign: Campaign, name: str) -> None:
    """The judge counts the values, and finds each bound in the certificate."""
    instance = next(made for job in campaign.jobs if (made := instance_of(job)).name == name)
    best = known_best(CHECKOUT, instance)
    assert best is not None and any(best.bounds)


@pytest.mark.nightly
def test_all_hold_and_the_tables_are_what_is_shown(campaign: Campaign) -> None:
    """Every plan, every proof, every line of both tables."""
    made = tables(list(members(campaign, CHECKOUT)))
    assert made == {name: (CHECKOUT / name).read_text(encoding="utf-8") for name in made}


def test_what_was_sent_is_taken_once(
    tmp_path: Path, campaign: Campaign, capsys: pytest.CaptureFixture[str]
) -> None:
    """Into a set that has nothing of it; sent again it is no better; one that breaks a rule is refused."""
    few = Campaign(
        name="few", title="", jobs=tuple(job for job in campaign.jobs if "tight-200-" in job.source.code)
    )
    sent, into = CHECKOUT / PLANS, tmp_path / "mine"
    assert take(few, [sent], into) == 0
    assert capsys.readouterr().out.count(": taken: ") == 2
    assert read_pair(into / PLANS, "tight-200-101") == read_pair(sent, "tight-200-101")
    assert take(few, [sent], into) == 0
    assert capsys.readouterr().out == "2 plans for instances of the set were there, 0 refused\n"
    assert take(few, [tmp_path / "nothing"], into) == 1
    other, _ = read_pair(sent, "tight-200-102") or (None, None)
    assert other is not None
    write_plan(other, tmp_path / "tight-200-101.plan.json")
    assert take(few, [tmp_path], into) == 1
    assert "tight-200-101: refused: " in capsys.readouterr().out
    assert published_set.check(few, into) == 0
