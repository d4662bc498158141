"""The whole report: what it says is what `show` counts, and it asks nothing of anybody."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.replanned import Replanned
from evacopt.errors import PlanError, UsageError
from evacopt.files import read_instance
from evacopt.generation.generate import generate
from evacopt.output.report.report import report_html, unjudged_html
from evacopt.output.views import plan_view
from tests.build import at
from tests.output.report.cases import INSTANCE, NO_OUTLINES, PLAN
from tests.output.report.filling import filled
from tests.output.report.reading import SVG, outward, read, scripts, tables, words

FOLDERS = sorted(path.parent for path in (Path(__file__).parents[3] / "instances").glob("*/instance.toml"))
REAL = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@cache
def planned(folder: Path) -> tuple[Instance, Plan]:
    """A real instance with a plan of it."""
    instance = read_instance(folder)
    return instance, filled(instance)


def night(**options: Any) -> str:
    """The report of the small case."""
    return unjudged_html(INSTANCE, PLAN, **{"outlines": NO_OUTLINES, **options})


@REAL
@pytest.mark.parametrize("public", [False, True])
def test_it_refers_to_nothing_outside_and_stays_small(folder: Path, public: bool) -> None:
    """No attribute and no style of the report of a real instance points out; it is well below 2 MB."""
    text = unjudged_html(*planned(folder), public=public)
    assert outward(text) == []
    assert len(text.encode()) < 1_000_000
    assert scripts(text) == 0


def test_a_large_instance_stays_small() -> None:
    """Hundreds of flights and thousands of groups are summed, not listed."""
    instance = generate("hubs", people=20_000, seed=1)
    assert len(instance.groups) > 2_000
    assert len(unjudged_html(instance, filled(instance)).encode()) < 500_000


@REAL
def test_numbers_are_those_of_the_tables_on_the_terminal(folder: Path) -> None:
    """Totals, classes, nationalities with people left and reasons are what `show` counts."""
    instance, plan = planned(folder)
    view, found = plan_view(instance, plan), tables(unjudged_html(instance, plan))
    classes = found["By class, most urgent first"]
    assert [row[:4] for row in classes] == [
        [line.name, f"{line.people:,}", f"{line.served:,}", f"{line.left:,}"] for line in view.classes
    ]
    every = {row[0]: row for row in found["Every nationality, worst served first"]}
    for line in view.nationalities[:20]:
        if line.left:
            assert every[line.name][1:4] == [f"{line.people:,}", f"{line.served:,}", f"{line.left:,}"]
    assert every["all"][1:4] == [f"{view.people:,}", f"{view.served:,}", f"{view.left:,}"]
    why = found["Why people stay, most people first"]
    assert sum(int(row[1].replace(",", "")) for row in why) == view.left


def test_every_part_is_there() -> None:
    """What a duty officer, a minister and an auditor look for, in this order."""
    heads = ["".join(head.itertext()) for head in read(night(before=PLAN)).iter("h2")]
    assert heads == [
        "Decisions wanted today",
        "Next departures and hubs",
        "What changed since the last plan",
        "People out and left",
        "Map",
        "Timeline (UTC)",
        "Who stays and why",
        "Flights, nationalities, places",
        "The policy in words",
        "How good the plan is, and how we know",
        "The run",
    ]


def test_the_as_of_time_says_where_it_is_from() -> None:
    """Given, of the last replanning, or the begin of the horizon; the clock is only told as `made at`."""
    assert "As of 1 August 2023, 00:00 UTC (the begin of the horizon; no other" in words(night())
    given = words(night(as_of=at("2T06:00"), made_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC)))
    assert "As of 2 August 2023, 06:00 UTC · made at 2 January 2026, 03:04 UTC" in given
    again = replace(PLAN, replanned=Replanned(before="0" * 64, as_of=at("1T09:00")))
    text = words(unjudged_html(INSTANCE, again, outlines=NO_OUTLINES))
    assert "As of 1 August 2023, 09:00 UTC (when the plan was replanned" in text


def test_the_same_report_twice_is_the_same_text() -> None:
    """Nothing of the machine or the hour is in it unless given."""
    assert night() == night()


def test_the_line_about_borders_is_always_there() -> None:
    """With outlines of one's own and without."""
    for text in (night(), unjudged_html(INSTANCE, PLAN), night(public=True)):
        assert "imply no position on any border" in words(text)


def test_goals_are_told_in_plain_words() -> None:
    """Proven, agreed by solvers, open and unknown read differently."""
    text = words(night())
    assert "People left behind, class 1: 0 people. No plan that is as good in what comes before it" in text
    assert "People left behind, class 3: 14 people." in text
    assert "can go below 8 people; whether that can be reached is not known" in text
    assert "Worst unserved share: 100.00 %. How much better it could be is not known" in text
    assert "agreed: two solvers of different makes" in text
    assert "claimed: one solver" not in text


def test_what_changed_is_counted() -> None:
    """A family of 2 that loses its seat, and the flight that it was on."""
    now = replace(PLAN, assignments=PLAN.assignments[:2], sorties=())
    text = unjudged_html(INSTANCE, now, before=PLAN, outlines=NO_OUTLINES)
    assert "−9 people get out: 27 before, 18 now." in words(text)
    assert "Groups of which more parties had a seat and stay now: F2, G1." in words(text)
    found = tables(text)
    assert found["Flights that changed"] == [
        ["UK", "1 Aug 12:00", "1 Aug 12:00", "5", "0"],
        ["LATE", "3 Aug 06:00", "not flown", "4", ""],
    ]
    assert [row[0] for row in found["Nationalities that changed"]] == ["GBR", "FRA"]


def test_no_change_is_said() -> None:
    """The same plan again."""
    assert "Nothing: the same people take the same flights." in words(night(before=PLAN))


def test_plans_of_other_instances_are_refused() -> None:
    """A report never mixes the people of two instances."""
    other = replace(PLAN, instance_sha256="0" * 64)
    with pytest.raises(UsageError):
        unjudged_html(INSTANCE, other)
    with pytest.raises(UsageError):
        night(before=other)


def test_a_plan_that_breaks_a_rule_has_no_report() -> None:
    """The page says that every rule was checked, so it is not made before that was done."""
    assert words(report_html(INSTANCE, PLAN)) == words(unjudged_html(INSTANCE, PLAN))
    broken = replace(PLAN, sorties=())
    with pytest.raises(PlanError, match="LATE"):
        report_html(INSTANCE, broken)


def test_an_instance_without_anything_has_a_report() -> None:
    """No flight, no group, no coordinates: the page says so and does not fail."""
    bare = replace(INSTANCE, flights=(), groups=INSTANCE.groups[:0], locations=(), shares=(), fleets=())
    empty = filled(bare)
    for public in (False, True):
        assert "Nobody stays." in words(unjudged_html(bare, empty, public=public))


def test_tables_can_be_heard() -> None:
    """Each table has a caption, each head a scope, each picture a name."""
    tree = read(night())
    for table in tree.iter("table"):
        assert "".join(table.find("caption").itertext())
    assert all(head.attrib.get("scope") in {"col", "row"} for head in tree.iter("th"))
    pictures = list(tree.iter(f"{SVG}svg"))
    assert len(pictures) > 3
    for picture in pictures:
        assert picture.attrib.get("aria-label") or picture.attrib.get("aria-hidden") == "true"


def test_templates_and_outlines_go_into_the_package() -> None:
    """Every file of the report that is no Python is named in pyproject.toml: an installed one has it."""
    root = Path(__file__).parents[3]
    stated = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    globs = stated["tool"]["setuptools"]["package-data"]["evacopt"]
    packed = {path for pattern in globs for path in (root / "evacopt").glob(pattern)}
    here = (root / "evacopt" / "output").rglob("*.*")
    needed = {path for path in here if path.suffix in {".j2", ".css", ".json", ".md"}}
    assert len(needed) >= 7
    assert needed <= packed
