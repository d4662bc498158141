"""The report for the public: nothing small, and nothing that gives it away."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.output.report.public_codes import NOBODY
from evacopt.output.report.report import unjudged_html
from evacopt.output.views import plan_view
from tests.output.report.cases import INSTANCE, NO_OUTLINES, PLAN
from tests.output.report.reading import tables, words
from tests.output.test_view_and_judge import _some_plan
from tests.tiny.instances import tiny_instance

PEOPLE = ("By class", "By nationality", "Why people stay")


def _public(instance: Instance, plan: Plan) -> str:
    return unjudged_html(
        instance, replace(plan, instance_sha256=instance.sha256), public=True, outlines=NO_OUTLINES
    )


@settings(max_examples=60)
@given(seed=st.integers(0, 10_000))
def test_no_cell_from_one_to_four(seed: int) -> None:
    """Every figure of people in every table is 0 or at least five, and every table adds up."""
    instance = tiny_instance(seed)
    plan = _some_plan(instance, Random(seed))
    found = tables(_public(instance, plan))
    for caption in PEOPLE:
        rows = [[int(cell.replace(",", "")) for cell in row[1:4]] for row in found.get(caption, [])]
        assert all(count == 0 or count >= 5 for row in rows for count in row)
        if rows:
            assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]


@settings(max_examples=60)
@given(seed=st.integers(0, 10_000))
def test_totals_are_told_only_where_they_are_large(seed: int) -> None:
    """The headline hides who stays where these are fewer than five, and then no table tells it."""
    instance = tiny_instance(seed)
    plan = _some_plan(instance, Random(seed))
    view, text = plan_view(instance, plan), _public(instance, plan)
    small = any(0 < count < 5 for count in (view.people, view.served, view.left))
    assert ("Too few people for figures" in words(text)) == small
    if small:
        assert not {"By class", "By nationality"} & set(tables(text))


def _pair(first: int, second: int) -> tuple[Instance, Plan]:
    """Two small nations with so many people each who stay, among large ones; 6 of each fly."""
    groups = [
        Group(id="A1", nationality="BEL", origin="KRT", size=1, count=6 + first, priority=2),
        Group(id="B1", nationality="CAN", origin="KRT", size=1, count=6 + second, priority=2),
        Group(id="C1", nationality="FRA", origin="KRT", size=1, count=90, priority=1),
        Group(id="D1", nationality="GBR", origin="KRT", size=1, count=80, priority=1),
    ]
    instance = replace(INSTANCE, groups=Groups.of(groups), shares=())
    fly = [("A1", 6), ("B1", 6), ("C1", 70), ("D1", 60)]
    rows = [Assignment(group, ("IN", "ON"), parties) for group, parties in fly]
    return instance, replace(PLAN, assignments=Assignments.of(rows), sorties=(), unserved=())


def test_who_of_two_small_nations_stays_cannot_be_seen() -> None:
    """Three and two, or two and three, or four and one: the reports are the same text."""
    texts = {_public(*_pair(first, second)) for first, second in ((3, 2), (2, 3), (4, 1))}
    assert len(texts) == 1


def test_the_difference_would_be_seen_by_those_who_decide() -> None:
    """The test above would fail on the full report: it tells them apart."""
    full = set()
    for instance, plan in (_pair(3, 2), _pair(2, 3)):
        of = replace(plan, instance_sha256=instance.sha256)
        full.add(words(unjudged_html(instance, of, outlines=NO_OUTLINES)).replace(instance.sha256, ""))
    assert len(full) == 2


def test_loads_decisions_and_goals_are_left_out() -> None:
    """No load of a flight, no people at a hub, no value of a goal, no decision, no hash of the content."""
    plan = replace(PLAN, sorties=())
    text = _public(INSTANCE, plan)
    assert not {"Hubs, now and later", "Flights that changed"} & set(tables(text))
    said = words(text)
    for untold in ("free seats", "Decisions wanted", "must leave within", "14 people", INSTANCE.sha256):
        assert untold not in said
    assert all(row[3:4] != ["16"] for row in tables(text)["Next departures (UTC)"])
    assert "people" not in text.split('class="panels"')[1].split("Timeline")[0].replace("more people", "")


def test_loads_do_not_shine_through_the_pictures() -> None:
    """Who sits on which flight changes nothing in the text, as long as the totals are the same."""
    swapped = [
        Assignment("F1", ("IN", "ON"), 4),
        Assignment("F2", ("IN", "ON"), 2),
        Assignment("F2", ("LATE",), 1),
        Assignment("G1", ("UK",), 5),
    ]
    assert _public(INSTANCE, PLAN) == _public(INSTANCE, replace(PLAN, assignments=Assignments.of(swapped)))


def test_groups_that_stay_are_named_by_opaque_code_alone() -> None:
    """Families find themselves; nobody else learns anything but the codes, in the order of the alphabet."""
    codes = {
        "D1": "X7",
        "S1": "K2",
        "U1": "B9",
        "F1": "A1",
        NOBODY[0]: "C3",
        NOBODY[1]: "Z1",
        NOBODY[2]: "Q1",
    }
    said = words(unjudged_html(INSTANCE, PLAN, public=True, codes=codes, outlines=NO_OUTLINES))
    assert "B9 · C3 · K2 · X7 · Z1" in said
    assert "Q1" not in said
    assert "A1" not in said
    assert "no aircraft has 6 seats" not in said


def test_without_codes_no_group_is_named() -> None:
    """What a group is called in the instance often begins with a nationality: no public page has it."""
    text = _public(INSTANCE, PLAN)
    assert "Reference codes" not in text
    assert not any(f">{group}<" in text or f" {group} " in words(text) for group in INSTANCE.groups.id)
