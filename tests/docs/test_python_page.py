"""The rules and goals of one's own on the page about Python: the code runs, and does what the page says."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import evacopt as ev

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


def test_own_rules_and_goals_do_what_the_page_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """At most twelve of the staff on IT1, the convoy with six of its people, few by road."""
    section = PAGE.split("### Rules and goals of your own\n")[1].split("\n## ")[0]
    code = dedent("\n".join(re.findall(r"^(?: {4}.*|)$", section, re.MULTILINE)))
    made, solved, told = code.partition("result = ev.solve(inst, time_limit=30)\n")
    assert solved
    monkeypatch.chdir(ROOT)
    named: dict[str, Any] = {"ev": ev}
    exec(made, named)
    inst = named["inst"].with_policy(objectives=("unserved", "by road"))
    named["result"] = result = ev.solve(inst, threads=1)
    exec(told, named)
    assert isinstance(result.plan, ev.Plan)
    assert ev.verify(inst, result.plan) == []
    assert {goal.grade for goal in result.goals} == {"proven"}
    assert result.goals[-1].goal == "by road"
    sums = dict(ev.count_rules(inst, result.plan))
    assert 0 < sums["staff on IT1"] <= 12
    assert sums["ROAD with its people"] >= 0
    assert result.plan.sorties == (("ROAD", 1),)
