"""Goals over the columns of the relaxation."""

from __future__ import annotations

from dataclasses import replace

from evacopt.domain.columns import Coded
from evacopt.domain.policy import Policy
from evacopt.engine.scale.guide import Guide
from evacopt.engine.scale.relaxation import Relaxation
from evacopt.engine.scale.supply import Supply
from tests.engine.scale.at_work import boarding_of
from tests.planning.small import group, instance


def test_a_nationality_that_nobody_has_counts_for_nothing() -> None:
    """A column may list values that no row uses: fairness is between those who wait."""
    known = instance(groups=(group(count=3),), policy=Policy(objectives=("fairness",)))
    nationality = Coded(known.groups.nationality.codes + 1, ("SWE", "FRA"))
    known = replace(known, groups=replace(known.groups, nationality=nationality))
    boarding = boarding_of(known)
    supply = Supply.of(boarding.network.crowd)
    guide = Guide(Relaxation(boarding.network, supply, boarding.room, free=False))
    assert [name for name, _ in guide.goals] == ["fairness[1]"]
    names = {name for row in guide.relaxation.draft.rows for name in row.names}
    assert "share FRA" in names
    assert "share SWE" not in names
