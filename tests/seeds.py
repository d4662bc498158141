"""Random instances by their seeds: some of them in every run, all of them every night."""

from __future__ import annotations

from typing import Any

import pytest


def some_or_all(stop: int, *, first: int = 0, every: int = 3) -> list[Any]:
    """Parameters for a test over seeds: each third one, say, and for the nightly run all of them."""
    some, everyone = range(first + every // 2, stop, every), range(first, stop)
    return [
        pytest.param(some, id=f"{len(some)} of {len(everyone)}"),
        pytest.param(everyone, id="all", marks=pytest.mark.nightly),
    ]
