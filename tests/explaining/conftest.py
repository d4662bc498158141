"""What all tests of explanations share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evacopt.explaining.solving import TUNING

PATIENCE = 20.0
"""Seconds for a proof that takes none: on a busy machine half a second can be too short for it."""


@pytest.fixture(autouse=True)
def proofs_have_time() -> Iterator[None]:
    """What is proven does not depend on how busy the machine is."""
    before = TUNING.proving
    object.__setattr__(TUNING, "proving", PATIENCE)
    yield
    object.__setattr__(TUNING, "proving", before)
