"""What notebooks show: the data itself, with the charts of the report."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any

from evacopt.domain.instance import instance_of
from evacopt.domain.plan import GoalTable
from evacopt.files import read_instance
from evacopt.output.report.situation import Situation
from evacopt.planning.compare import compare
from evacopt.planning.result import Result
from tests.cli.conftest import SMALL
from tests.output.report.cases import INSTANCE, PLAN
from tests.output.report.reading import SVG, outward, read, tables, words


def shown(thing: Any) -> str:
    """What a notebook asks for."""
    text: str = thing._repr_html_()
    assert outward(text) == []
    return text


def _pictures(text: str) -> set[str]:
    return {picture.attrib.get("class", "") for picture in read(text).iter(f"{SVG}svg")} & {"map", "timeline"}


def test_an_instance_shows_who_waits_and_what_is_on_offer() -> None:
    """People, flights, a map and a timeline."""
    text = shown(INSTANCE)
    assert "45 people wait in 18 parties of 6 groups." in words(text)
    assert "5 flights are on offer" in words(text)
    assert tables(text)["By class, most urgent first"][0][:3] == ["1", "16", "4"]
    assert _pictures(text) == {"map", "timeline"}


def test_a_plan_shows_itself_with_its_instance() -> None:
    """The instance is found by the hash that the plan names, as long as it is in memory."""
    text = shown(PLAN)
    assert "27 of 45 people get out, 18 stay" in words(text)
    assert tables(text)["Goals, most important first"][1] == [
        "people left behind, class 2",
        "4",
        "4",
        "best, agreed",
    ]
    assert _pictures(text) == {"map", "timeline"}


def test_a_plan_alone_shows_what_it_says() -> None:
    """Parties and goals, no picture, and what to do to see more."""
    text = shown(replace(PLAN, instance_sha256="f" * 64))
    assert "12 parties travel, 6 are listed as staying." in words(text)
    assert "Read its instance" in words(text)
    assert tables(text)["Parties aboard, most first"][0][:2] == ["IN", "5"]
    assert _pictures(text) == set()


def test_instances_are_not_kept_in_memory() -> None:
    """Knowing an instance by its hash does not keep it alive."""
    instance = replace(read_instance(SMALL), title="kept by nobody")
    sha256 = instance.sha256
    twin = replace(instance)
    assert instance_of(twin.sha256) is instance
    del instance
    gc.collect()
    assert instance_of(sha256) is twin
    del twin
    gc.collect()
    assert instance_of(sha256) is None


def test_a_result_shows_its_plan_or_why_there_is_none() -> None:
    """The message of the run, or the promises that contradict each other."""
    solved = shown(Result(status="stopped", plan=PLAN, message="Time was over."))
    assert "27 of 45 people get out" in words(solved)
    assert "Time was over." in words(solved)
    torn = shown(Result(status="infeasible", conflict=("share N1 (at least 40 FRA)",)))
    assert "These promises contradict each other" in words(torn)
    assert "share N1 (at least 40 FRA)" in words(torn)
    assert "no_plan" in words(shown(Result(status="no_plan")))


def test_a_comparison_shows_plans_side_by_side() -> None:
    """People, goals and flights of each plan; only what differs."""
    fewer = replace(PLAN, assignments=PLAN.assignments[:2], sorties=(), goals=GoalTable())
    found = tables(shown(compare([(INSTANCE, PLAN), (INSTANCE, fewer)], names=("noon", "now"))))
    assert [row[:4] for row in found["Plans"]] == [["noon", "45", "27", "18"], ["now", "45", "18", "27"]]
    assert [row[0] for row in found["People left behind, by nationality"]] == ["GBR", "FRA"]
    assert found["Flights: departure, seats taken"][1][2] == "not flown"


def test_cards_count_like_the_report() -> None:
    """The same situation stands behind both."""
    assert Situation.of(INSTANCE, PLAN, as_of=INSTANCE.begins).view.served == 27
