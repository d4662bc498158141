"""Neighbourhoods of what is tied: sorties that exclude or need each other, groups that go by others."""

from __future__ import annotations

import numpy as np
import pytest

from evacopt.domain.link import Link
from evacopt.domain.slot import Order
from evacopt.improve.neighbourhoods import Neighbourhoods
from evacopt.improve.regions import Region
from evacopt.improve.tuning import TUNING
from evacopt.model.formulation import formulate
from tests.build import flight, group, instance

TIED = instance(
    groups=tuple(group(code, count=2) for code in ("G", "CHILD", "ESCORT", "UNCLE")),
    flights=(
        *(flight(code, f"O 0{hour}:00", status="optional") for hour, code in enumerate("ABCD", start=4)),
        flight("X", "O 04:10", status="optional", alternative="one"),
        flight("Y", "O 10:10", status="optional", alternative="one"),
        flight("Z", "O 11:10", status="optional"),
        flight("EMPTY", "O 11:10", status="optional", accepts=("DEU",)),
    ),
    order=(Order(flight="Z", needs="X"), Order(flight="A", needs="EMPTY")),
    links=(
        Link(group="CHILD", partner="ESCORT", kind="same_itinerary"),
        Link(group="UNCLE", partner="CHILD", kind="same_haven"),
    ),
)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_tied_is_near(seed: int) -> None:
    """Alternatives and what needs one of them come first; those who go by others are one choice."""
    formulation = formulate(TIED)
    near = Neighbourhoods(Region.of(formulation), np.random.default_rng(seed), TUNING)
    now = near.now(formulation.completed(formulation.model.lower))
    names = [leg.id for leg in TIED.schedule]
    first = [names[number] for number in near.kinds["tied"](now).flights.tolist()]
    assert first[0] == "A" or set(first[:3]) == {"X", "Y", "Z"}
    assert set(near.kinds["linked"](now).cohorts.tolist()) == {1, 2, 3}


def test_what_a_flight_needs_is_free_with_it() -> None:
    """Nobody can take the other flight, whose sorties may change wherever those of the first may."""
    formulation = formulate(TIED)
    near = Neighbourhoods(Region.of(formulation), np.random.default_rng(1), TUNING)
    now = near.now(formulation.completed(formulation.model.lower))
    sorties = {leg.id: column for leg, column in zip(TIED.schedule, formulation.sortie_column, strict=True)}
    free = near.draw("tied", 1000, now)
    assert {sorties["A"], sorties["EMPTY"]} <= set(free.tolist())


def test_without_ties_there_are_no_kinds_for_them() -> None:
    """What is drawn by chance stays the same where no table ties anything."""
    formulation = formulate(instance())
    near = Neighbourhoods(Region.of(formulation), np.random.default_rng(1), TUNING)
    assert not {"tied", "linked"} & near.kinds.keys()
