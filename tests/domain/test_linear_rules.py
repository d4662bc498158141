"""Linear rules and goals as data: made in Python, refused where they say nothing, warned of where idle."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.checks import errors_of, warnings_of
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.domain.rule import LinearKind, LinearRule, Term
from evacopt.errors import UsageError
from tests.build import DIRECT, flight, group, instance

PLAIN = instance(
    groups=(group("G1", size=2, infants=1, count=4), group("G2")),
    flights=(DIRECT, flight("F2", status="optional", copies=3)),
    policy=Policy(objectives=("unserved", "cost")),
)


def _rule(kind: LinearKind, limit: int | None, *terms: Term, code: str = "R") -> Instance:
    named = terms or (Term(rule=code, coefficient=1, group="G1", flight="F"),)
    return replace(PLAIN, rules=(LinearRule(id=code, kind=kind, limit=limit),), terms=named)


def test_rules_are_added_replaced_and_taken_away() -> None:
    """Under pairs, groups alone and flights alone; another of the name replaces it, and so does a goal."""
    made = PLAIN.with_rule("R", {("G1", "F"): 1, ("G2", ""): -2, "F2": 3}, at_most=4)
    assert made.rules == (LinearRule(id="R", kind="at_most", limit=4),)
    assert made.terms == (
        Term(rule="R", coefficient=1, group="G1", flight="F"),
        Term(rule="R", coefficient=-2, group="G2"),
        Term(rule="R", coefficient=3, flight="F2"),
    )
    assert errors_of(made) == []
    assert made.sha256 != PLAIN.sha256
    again = made.with_rule("S", {"F2": 1}, exactly=1).with_rule("R", {("G1", "F"): 1}, at_least=1)
    assert [rule.kind for rule in again.rules] == ["at_least", "exactly"]
    goal = again.with_goal("R", {("G1", "F"): 1}, before="cost")
    assert goal.policy.objectives == ("unserved", "R", "cost")
    assert goal.with_rule("R", {("G1", "F"): 1}, at_most=1).policy == PLAIN.policy
    assert goal.without_rule("R", "S") == PLAIN


def test_goals_have_a_place_in_the_order() -> None:
    """Last where nothing is said; a goal that is there already moves."""
    last = PLAIN.with_goal("T", {"F2": 1}, maximise=True)
    assert last.rules[0].kind == "maximise"
    assert last.policy.objectives == ("unserved", "cost", "T")
    assert last.with_goal("T", {"F2": 1}, after="unserved").policy.objectives == ("unserved", "T", "cost")


def test_what_cannot_be_meant_is_refused() -> None:
    """No limit or two, no such goal, and what names neither."""
    for limits in ({}, {"at_most": 1, "at_least": 1}):
        with pytest.raises(UsageError, match="needs one of at_most, at_least, exactly"):
            PLAIN.with_rule("R", {"F": 1}, **limits)
    for after in (None, "cost"):
        with pytest.raises(UsageError, match="comes before or after one of unserved, cost"):
            PLAIN.with_goal("T", {"F": 1}, before="speed", after=after)
    terms: Any = {("G1", "F", "F2"): 1}
    with pytest.raises(UsageError, match=r"is \(group, flight\) or a flight, got"):
        PLAIN.with_rule("R", terms, at_most=1)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (_rule("at_most", None), "rules[0] (rule R), limit: must not be blank where the kind is a limit"),
        (_rule("minimise", 3), "rules[0] (rule R), limit: must be blank where the kind is minimise, got 3"),
        (_rule("minimise", None, code="cost"), "id: must not be the name of a goal that there is, got cost"),
        (_rule("at_most", 1, code="fairness[2]"), "id: must not be the name of a goal that there is"),
        (replace(_rule("at_most", 1), terms=()), "id: has no row of the table terms"),
        (_rule("at_most", 1, Term(rule="S", coefficient=1, flight="F")), "rule: must name a rule of this"),
        (
            _rule("at_most", 1, Term(rule="R", coefficient=1, group="G3")),
            "must name a group of this",
        ),
        (_rule("at_most", 1, Term(rule="R", coefficient=1, flight="F3")), "must name a flight of this"),
        (_rule("at_most", 1, Term(rule="R", coefficient=1)), "must be filled where there is no flight"),
        (_rule("at_most", 1, Term(rule="R", coefficient=0, flight="F")), "coefficient: must not be 0"),
        (_rule("at_most", 1, *2 * [Term(rule="R", coefficient=1, flight="F")]), "an earlier row of the same"),
        (
            replace(_rule("at_most", 1), policy=Policy(objectives=("unserved", "R"))),
            "waiting, cost, flights, risk, changes, clearance, got unserved;R",
        ),
        (
            replace(_rule("minimise", None, code="staff"), policy=Policy(objectives=("staf",))),
            "clearance, staff, got staf; did you mean staff?",
        ),
    ],
)
def test_what_says_nothing_is_an_error(known: Instance, said: str) -> None:
    """Where it is, what must hold, what was found."""
    assert any(said in str(finding) for finding in errors_of(known)), errors_of(known)


def test_sums_beyond_a_double_are_an_error() -> None:
    """A million times a thousand million people."""
    many = Term(rule="R", coefficient=1_000_000, group="G1")
    known = replace(
        _rule("at_most", 1, many), groups=PLAIN.groups.with_cells(0, size=1_000_000, count=10_000)
    )
    assert any("must leave a total" in str(finding) for finding in errors_of(known))


@pytest.mark.parametrize(
    ("kind", "limit", "said"),
    [
        ("at_most", -1, "no plan keeps: the sum is 0 to 12"),
        ("at_most", 12, "every plan keeps: the sum is 0 to 12"),
        ("at_least", 13, "no plan keeps"),
        ("at_least", 0, "every plan keeps"),
        ("exactly", 13, "no plan keeps"),
        ("at_most", 11, ""),
        ("exactly", 12, ""),
    ],
)
def test_limits_that_nothing_breaks_or_keeps_are_warned_of(kind: LinearKind, limit: int, said: str) -> None:
    """Four parties of two with an infant are twelve people."""
    words = [str(finding) for finding in warnings_of(_rule(kind, limit)) if finding.table == "rules"]
    assert [said in word for word in words] == [True] * bool(said)


def test_a_goal_that_is_not_in_the_order_is_warned_of() -> None:
    """It counts nothing."""
    (finding,) = (one for one in warnings_of(_rule("minimise", None)) if one.table == "rules")
    assert "is not among policy.objectives" in str(finding)
