"""The claims that `backends --check` tries: each is broken by a backend that breaks it."""

from __future__ import annotations

import pytest

from evacopt.backends.conformance import CLAIMS, Checked, checked, conformance, keeps
from evacopt.backends.session import Session
from evacopt.errors import BackendError

CLAIM = {claim.name: claim for claim in CLAIMS}


def _tried(name: str, backend: str) -> Checked:
    where = f"tests.backends.lying:{backend}"
    with Session("highs", where=where) as session:
        return checked(CLAIM[name], session, where)


@pytest.mark.parametrize(
    ("name", "backend", "seen"),
    [
        ("name", "Nameless", "there is no number"),
        ("best", "LosesTheOffset", "the best is"),
        ("best", "LiesOfPromises", "infeasible"),
        ("best", "ThrowsDice", "it says gap"),
        ("goals held", "ForgetsGoals", "the values break a row"),
        ("bare", "LosesTheOffset", "the best is 7"),
        ("infeasible", "KnowsNoClock", "it says time and unknown"),
        ("numbers", "LosesTheOffset", "the best is 500000000"),
        ("start", "TakesTheStart", "it says completed and optimal"),
        ("threads", "LosesTheOffset", "the best is"),
        ("time", "KnowsNoClock", "with 0 s it took"),
        ("gap", "KnowsNoClock", "it says time and feasible"),
        ("repeats", "ThrowsDice", "other values"),
        ("duals", "WrongSigns", "its duals show"),
        ("duals", "LiesOfRelaxations", "a point is known"),
        ("duals", "ExitsOfRelaxations", "exit code 3"),
    ],
)
def test_who_breaks_a_claim_is_told_so(name: str, backend: str, seen: str) -> None:
    """With what was seen."""
    one = _tried(name, backend)
    assert (one.verdict, seen in one.seen) == ("broken", True), one.seen


def test_every_claim_can_be_broken() -> None:
    """A claim that nothing breaks would hold nobody to anything."""
    marks = test_who_breaks_a_claim_is_told_so.pytestmark  # type: ignore[attr-defined]
    assert {row[0] for row in marks[0].args[1]} == set(CLAIM)


def test_what_breaks_or_takes_nothing_does_not_conform() -> None:
    """One broken claim is one too many, and a backend that takes no program shows nothing."""
    kept = Checked("best", "", "kept", "")
    assert keeps([kept, Checked("gap", "", "refused", ""), Checked("duals", "", "not claimed", "")])
    assert not keeps([kept, Checked("gap", "", "broken", "")])
    assert not keeps([Checked("best", "", "refused", "")])


def test_a_baseline_is_not_asked() -> None:
    """It optimises nothing."""
    with pytest.raises(BackendError, match="first-come fills columns in an order"):
        next(conformance("first-come"))
