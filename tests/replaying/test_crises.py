"""The tables of the real crises: they are read, and say of each row what it rests on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evacopt.files import read_instance
from evacopt.replaying.reveal_file import read_reveal
from evacopt.replaying.worlds import worlds_of

INSTANCES = Path(__file__).parents[2] / "instances"
TABLES = sorted(INSTANCES.glob("*/reveal.csv"))
BASES = re.compile("documented|derived|assumed|reported|as above")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.parent.name)
def test_what_was_known_leads_to_the_instance(table: Path) -> None:
    """Nobody is lost on the way: the last world has all people and flights, each before no more than it."""
    truth = read_instance(table.parent)
    reveals = read_reveal(table, truth)
    worlds = worlds_of(truth, reveals)
    assert (worlds[-1].instance.people, set(worlds[-1].instance.flight)) == (truth.people, set(truth.flight))
    people = [world.instance.people for world in worlds]
    assert people == sorted(people)
    assert all(BASES.search(row.note) for row in reveals)


def test_three_crises_have_a_table() -> None:
    """Niamey, Khartoum and Kabul."""
    assert [table.parent.name for table in TABLES] == ["kabul-2021", "khartoum-2023", "niamey-2023"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.parent.name)
def test_the_page_says_what_the_table_rests_on(table: Path) -> None:
    """The section of the page names the table."""
    page = (table.parent / "README.md").read_text(encoding="utf-8")
    assert "reveal.csv" in page.split("\n## What became known when\n")[1].split("\n## ")[0]
