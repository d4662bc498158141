"""Simulations on a Dask cluster over TLS: the same bytes as anywhere, also when a worker is killed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from evacopt.simulation.course import BATCH
from evacopt.simulation.options import Standing
from evacopt.simulation.simulate import simulate
from evacopt.spread.cluster import cluster
from tests.simulation.test_simulate import MANY, OF_MANY
from tests.spread.clusters import encrypted


@pytest.mark.nightly
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # sockets of the one killed
def test_two_workers_give_the_same_bytes_also_when_one_is_killed(tmp_path: Path) -> None:
    """It is killed once the first scenarios are there."""
    here = simulate(MANY, OF_MANY, recourse="none", scenarios=10_000, within=0)
    killed, size = list[int](), BATCH["none"]
    with encrypted(tmp_path) as local, cluster(local.address, local.tls) as workers:

        def kill(standing: Standing) -> None:
            if not killed:
                local.kill_one()
            killed.append(standing.done)

        there = simulate(
            MANY, OF_MANY, recourse="none", scenarios=10_000, within=0, executor=workers, on_progress=kill
        )
    assert msgspec.json.encode(here) == msgspec.json.encode(there)
    assert killed == list(range(size, 10_001, size))
