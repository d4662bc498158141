"""The airfield of the modelling guide: entered into a new workbook as it says, read, checked and solved."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import MISSING, fields, replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import evacopt as ev
from evacopt.domain.fields import TABLES
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.files import check_instance, read_instance
from evacopt.files.workbook_blank import write_blank_workbook
from tests.brute.search import best
from tests.docs.examples import CLAIMS, Example, examples_of
from tests.files.writing import fill_in

PAGE = Path(__file__).parents[2] / "docs" / "modelling.md"
SECTION = PAGE.read_text(encoding="utf-8").split("\n## The airfield itself\n")[1].split("\n## ")[0]
EXAMPLES = {e.title: e for e in examples_of(PAGE) if f"\n### {e.title}\n" in SECTION}
ALWAYS = ("A curfew", "A stand limit", "A dog", "An escort for children")
RELEASED, BOTH = "Seats that are released", "A place that is origin and haven"
KINDS = {table.name: {field.column: field.kind for field in table.fields} for table in TABLES}


def _typed(kind: str, cell: str) -> Any:
    """A cell as a spreadsheet keeps what is typed: dates, clocks and numbers as such."""
    if kind == "time":
        return datetime.fromisoformat(cell).replace(tzinfo=None)
    if kind == "clock":
        return time.fromisoformat(cell)
    if kind in ("integer", "minutes", "hours"):
        return float(cell) if "." in cell else int(cell)
    return cell


def _rows(name: str, text: str) -> list[dict[str, Any]]:
    return [
        {column: _typed(KINDS[name][column], cell) for column, cell in row.items() if cell}
        for row in csv.DictReader(text.splitlines())
    ]


def _entered(example: Example, path: Path) -> Path:
    """The example in the workbook of `evacopt new`, places that nothing uses left out."""
    keys = tomllib.loads(example.blocks["instance"])
    for name in ("begins", "ends"):
        keys[name] = _typed("time", keys[name])
    for name, value in tomllib.loads(example.blocks.get("policy", "")).items():
        keys[f"policy.{name}"] = ";".join(value) if isinstance(value, list) else value
    tables = {
        name: _rows(name, text)
        for name, text in example.blocks.items()
        if name not in ("instance", "policy", *CLAIMS)
    }
    named = {row[end] for name in ("flights", "sorties") for row in tables.get(name, ()) for end in ENDS}
    tables["locations"] = [row for row in tables["locations"] if row["id"] in named]
    write_blank_workbook(path)
    book = openpyxl.load_workbook(path)
    fill_in(book, keys, **tables)
    book.save(path)
    return path


ENDS = ("origin", "destination")


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(example, id=title, marks=() if title in ALWAYS else pytest.mark.nightly)
        for title, example in EXAMPLES.items()
    ],
)
def test_what_a_planner_types_by_the_page_has_the_effect_that_it_tells(
    example: Example, tmp_path: Path
) -> None:
    """A new workbook with the rows of the page: `check` says what is printed, the goals are those below."""
    instance, findings = check_instance(_entered(example, tmp_path / "book.xlsx"))
    warned = [line.partition(" (")[2] for line in example.blocks.get("check", "").splitlines()]
    assert [str(finding).partition(" (")[2] for finding in findings] == warned
    assert instance is not None
    plan = ev.solve(instance, time_limit=60).plan
    assert plan is not None
    assert [(goal.goal, goal.value) for goal in plan.goals] == example.goals


def _plain(record: Any, columns: tuple[Any, ...]) -> Any:
    """A row without what it says of the airfield."""
    usual = {one.name: one.default for one in fields(record) if one.default is not MISSING}
    return replace(record, **{one.attribute: usual[one.attribute] for one in columns if one.younger})


def _without(instance: Instance) -> Instance:
    """The instance without its airfield."""
    tables: dict[str, Any] = {}
    for table in TABLES:
        rows = [_plain(row, table.fields) for row in getattr(instance, table.name)]
        tables[table.name] = Groups.of(rows) if table.name == "groups" else tuple(rows)
        if table.younger:
            tables[table.name] = ()
    return replace(instance, **tables)


@pytest.mark.parametrize("title", [title for title in EXAMPLES if title not in (RELEASED, BOTH)])
def test_each_example_shows_its_rule(title: str, tmp_path: Path) -> None:
    """Without the rows and cells of the section the best plan has other goals."""
    instance = read_instance(EXAMPLES[title].write(tmp_path / "example"))
    assert best(_without(instance)) != EXAMPLES[title].goals


def test_seats_are_released_when_planned_again(tmp_path: Path) -> None:
    """The plan of before leaves a seat empty, that of three hours before departure does not."""
    example = EXAMPLES[RELEASED]
    instance = read_instance(example.write(tmp_path / "example"))
    plan = ev.solve(instance, time_limit=60).plan
    assert plan is not None
    assert [(goal.goal, goal.value) for goal in plan.goals] == example.goals
    again = ev.replan(instance, plan, as_of="2023-08-01T09:00Z", freeze=0, time_limit=60).result.plan
    assert again is not None
    told = [line.split() for line in example.blocks["replanned"].splitlines()]
    now = {goal.goal: goal.value for goal in again.goals}
    assert {goal: now[goal] for goal, _ in told} == {goal: int(value) for goal, value in told}


def test_the_section_speaks_of_every_table_and_column() -> None:
    """Each table of the airfield has an example, and each column is in one or named beside it."""
    shown = set(re.findall(r"^```csv (\w+)$", SECTION, re.MULTILINE))
    named = set(re.findall(r"`(\w+)`", SECTION))
    named |= {
        cell for head in re.findall(r"^```csv \w+\n(.*)$", SECTION, re.MULTILINE) for cell in head.split(",")
    }
    for table in TABLES:
        assert table.name in shown or not table.younger
        own = {field.column for field in table.fields if table.younger or field.younger}
        assert named >= own - {"count_low", "count_high"} or table.added, (
            table.name
        )  # they are of simulations
