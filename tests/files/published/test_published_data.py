"""The published files themselves, where they are at hand: they are nobody's to copy into the project."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import evacopt as ev
from evacopt.files.published import read_mkp, read_rpsp, read_rsp

DATA = Path(__file__).parents[4] / "shared" / "data"
EXAMPLE = DATA / "rsp" / "illustrative_example.json"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the published files are not at {DATA}")


@pytest.mark.parametrize("case", range(1, 12))
def test_the_papers_example_of_rsp(case: int) -> None:
    """The eleven values of the paper's example with full loads, two of them bettered, each proven."""
    published = json.loads(EXAMPLE.read_text(encoding="utf-8"))["cases"][case - 1]
    instance = read_rsp(EXAMPLE, case=case)
    result = ev.solve(instance, time_limit=20)
    total = int((instance.groups.weight * instance.groups.count).sum())
    value = total - result.goals[0].value
    assert value == published["tudelft_Z"]
    assert value >= published["paper_Z"]
    assert result.goals[0].grade == "proven"


def test_every_rsp_file_is_read() -> None:
    """Cities, aircraft and groups are those of the name, cities-aircraft-groups-quarantine."""
    for path in sorted((DATA / "rsp").glob("*-*.json")):
        instance = read_rsp(path)
        numbers = [int(word) for word in path.stem.split("-")[:3]]
        cities = sum(place.role == "origin" for place in instance.locations)
        aircraft = sum(fleet.count for fleet in instance.fleets)
        groups = int(instance.groups.priority.max())
        assert [cities, aircraft, groups] == numbers


def test_every_rpsp_file_is_read() -> None:
    """99,196 people of ten cities; one file lists 40 crews and announces 20."""
    paths = sorted((DATA / "rpsp").glob("*.txt"))
    instances = {path.stem.rsplit("Var-", 1)[-1]: read_rpsp(path) for path in paths}
    assert len(instances) == 8
    assert {int(instance.groups.count.sum()) for instance in instances.values()} == {99_196}
    crews = {name: sum(crew.count for crew in instance.crews) for name, instance in instances.items()}
    assert crews["90-20"] == 20
    assert crews["90-160"] == 160
    assert [name for name, instance in instances.items() if instance.source] == ["90-20"]


def test_every_mkp_file_is_read() -> None:
    """As many knapsacks and items as the list of references says."""
    with (DATA / "mkp" / "reference.csv").open(encoding="utf-8", newline="") as lines:
        references = list(csv.DictReader(lines))
    assert len(references) == 70
    for row in references:
        instance = read_mkp(DATA / "mkp" / row["file"])
        read = [str(len(instance.flights)), str(len(instance.groups))]
        assert read == [row["knapsacks"], row["items"]]


def _packed(instance: ev.Instance, wanted: int) -> ev.Plan:
    """A plan that packs so much at least; the search ends with it, proven or not."""
    total = int(instance.groups.weight.sum())
    result = ev.solve(
        instance,
        time_limit=120,
        on_progress=lambda news: news.incumbent is None or total - news.incumbent < wanted,
    )
    assert result.plan is not None
    assert total - result.goals[0].value >= wanted
    return result.plan


@pytest.mark.parametrize(
    ("name", "best"),
    [
        ("SMALL_probT1_1W_R50_T002_M020_N0020_seed01.txt", 3276),
        ("SMALL_probT1_0U_R50_T002_M020_N0020_seed07.txt", 3744),
        ("SMALL_probT1_0U_R50_T002_M010_N0020_seed01.txt", 9114),
    ],
)
def test_known_optima_of_mkp(name: str, best: int) -> None:
    """The optimum of the list of references is reached."""
    _packed(read_mkp(DATA / "mkp" / name), best)


def test_a_reference_of_mkp_that_is_bettered() -> None:
    """One file has 9878 listed as its proven optimum; a plan that the judge accepts packs 9927."""
    instance = read_mkp(DATA / "mkp" / "SMALL_probT1_2S_R50_T002_M010_N0020_seed01.txt")
    assert ev.verify(instance, _packed(instance, 9927)) == []
