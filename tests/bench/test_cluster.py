"""Campaigns on Dask clusters: the same results, and a lost worker costs a retry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evacopt.bench import run
from evacopt.spread.cluster import cluster
from tests.bench.conftest import Write
from tests.bench.records import KILL_ONCE, NO_PLAN, peer, unmeasured
from tests.spread.clusters import encrypted, on_loopback


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Two Dask workers on loopback."""
    with on_loopback() as local:
        yield local.address


def test_two_dask_workers_give_the_results_of_processes(
    address: str, campaign: Write, tmp_path: Path
) -> None:
    """Times aside, record by record: a backend and a peer."""
    names = f'"{peer(tmp_path, "none", NO_PLAN)}"'
    text = (
        '[[instances]]\nfamily = "surge"\npeople = 10\n'
        f'[[runs]]\nbackends = "highs"\npeers = {names}\ntime_limits = 20\nthreads = 1\n'
    )
    file = campaign(text)
    with cluster(address) as workers:
        there = run(file, executor=workers, folder=tmp_path / "there")
    here = run(file, workers=1, folder=tmp_path / "here")
    assert len(here.records) == 2
    assert unmeasured(there) == unmeasured(here)
    assert {record.outcome.status for record in here.records} >= {"proven", "no plan"}
    assert there.header.sessions[0].workers == "a Dask cluster"


def test_a_lost_dask_worker_costs_a_retry(address: str, campaign: Write, tmp_path: Path) -> None:
    """Dask gives the job to another one."""
    name = peer(tmp_path, "once", KILL_ONCE)
    text = f'[[instances]]\nfamily = "surge"\npeople = 10\n[[runs]]\npeers = "{name}"\ntime_limits = 5\n'
    with cluster(address) as workers:
        records = run(campaign(text), executor=workers).records
    assert [record.outcome.status for record in records] == ["no plan"]
    assert (tmp_path / "once.begun").exists()


def test_an_encrypted_cluster(campaign: Write, tmp_path: Path) -> None:
    """With certificates a cluster is used over TLS."""
    name = peer(tmp_path, "none", NO_PLAN)
    text = f'[[instances]]\nfamily = "surge"\npeople = 10\n[[runs]]\npeers = "{name}"\ntime_limits = 5\n'
    with encrypted(tmp_path) as local, cluster(local.address, local.tls) as workers:
        records = run(campaign(text), executor=workers).records
    assert [record.outcome.status for record in records] == ["no plan"]
