"""No false claim is accepted, whatever is done to a certificate and however things are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from random import Random

import pytest

from evacopt.backends.session import Session
from tests.forged.claims import ACCEPTED, SORTS, Claim, claims
from tests.forged.truths import Truth, truths


@pytest.fixture(scope="module")
def known() -> Iterator[list[Truth]]:
    """Best plans of tiny instances with odd times and codes that clash, some with changes."""
    with Session("highs") as session:
        yield list(truths(range(24), session))


def test_no_false_claim_is_accepted(known: list[Truth]) -> None:
    """Forty of each sort, in both forms of the file; most go wrong in what they show, not in their names."""
    told = Counter[str]()
    for number, claim in enumerate(islice(claims(known, Random(7)), 40 * len(SORTS))):
        why = claim.verdict(first_form=number % 3 == 0)
        assert why != ACCEPTED, (claim.sort, claim.truth.instance.name, claim.certificate)
        told[why] += 1
    assert len(SORTS) == 10
    assert {"shows less", "cannot be followed", "by the judge of plans"} <= told.keys()


def test_true_claims_are_accepted(known: list[Truth]) -> None:
    """What the lies are made of: nothing is wrong with it, and much of it is proven."""
    for truth in known:
        true = Claim("true", truth, truth.plan, truth.certificate, truth.baseline)
        assert true.verdict() == ACCEPTED
    assert sum(goal.grade == "proven" and goal.value > 0 for truth in known for goal in truth.plan.goals) > 20
