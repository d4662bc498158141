"""Dask clusters: the same results, a lost worker costs a retry, nothing unencrypted leaves this machine."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pytest

from evacopt.bench import run
from evacopt.bench.cluster import Tls, cluster, refuse_open
from evacopt.bench.workers import given
from evacopt.errors import UsageError
from tests.bench.conftest import Write
from tests.bench.records import KILL_ONCE, NO_PLAN, peer, unmeasured

LOCAL: dict[str, Any] = {
    "n_workers": 2,
    "threads_per_worker": 1,
    "processes": True,
    "dashboard_address": "127.0.0.1:0",
    "host": "127.0.0.1",
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Two Dask workers on loopback."""
    make: Any = distributed.LocalCluster
    with make(**LOCAL) as local:
        yield local.scheduler_address


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
    with cluster(address) as executor:
        there = run(file, executor=given(executor, "a Dask cluster"), folder=tmp_path / "there")
    here = run(file, workers=1, folder=tmp_path / "here")
    assert len(here.records) == 2
    assert unmeasured(there) == unmeasured(here)
    assert {record.outcome.status for record in here.records} >= {"proven", "no plan"}
    assert there.header.sessions[0].workers == "a Dask cluster"


def test_a_lost_dask_worker_costs_a_retry(address: str, campaign: Write, tmp_path: Path) -> None:
    """Dask gives the job to another one."""
    name = peer(tmp_path, "once", KILL_ONCE)
    text = f'[[instances]]\nfamily = "surge"\npeople = 10\n[[runs]]\npeers = "{name}"\ntime_limits = 5\n'
    with cluster(address) as executor:
        records = run(campaign(text), executor=executor).records
    assert [record.outcome.status for record in records] == ["no plan"]
    assert (tmp_path / "once.begun").exists()


@pytest.mark.parametrize(
    "off", ["tcp://10.0.0.5:8786", "tcp://example.org:8786", "tcp://[2001:db8::1]:8786", "tcp://0.0.0.0:8786"]
)
def test_off_this_machine_only_with_tls(off: str) -> None:
    """Refused with the reason and the remedy, before anybody is called."""
    with pytest.raises(UsageError, match=r"not encrypted: .* use tls:// with --tls-ca"), cluster(off):
        pass


@pytest.mark.parametrize("here", ["tcp://127.0.0.1:1", "tcp://localhost:1", "tcp://[::1]:1"])
def test_loopback_needs_no_tls(here: str) -> None:
    """What does not leave the machine is let through."""
    refuse_open(here, Tls())


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("tls://10.0.0.5:8786", "needs --tls-ca, --tls-cert and --tls-key"),
        ("10.0.0.5:8786", "is no address of a cluster"),
        ("http://127.0.0.1", "is no address of a cluster"),
    ],
)
def test_addresses_that_do_not_do(wrong: str, told: str) -> None:
    """Each with what is missing."""
    with pytest.raises(UsageError, match=told):
        refuse_open(wrong, Tls())


def test_tls_files_must_be_there(tmp_path: Path) -> None:
    """Found out before anybody is called."""
    none = tmp_path / "none.pem"
    with pytest.raises(UsageError, match="is no file"):
        refuse_open("tls://10.0.0.5:1", Tls(ca=none, cert=none, key=none))


def test_nobody_answers() -> None:
    """A sentence, not a traceback."""
    with (
        pytest.raises(UsageError, match="no cluster answers at"),
        cluster("tcp://127.0.0.1:9", within=0.5),
    ):
        pass


def test_without_dask_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the extra of evacopt."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(UsageError, match=r"pip install 'evacopt\[cluster\]'"),
        cluster("tcp://127.0.0.1:1"),
    ):
        pass


def test_an_encrypted_cluster(campaign: Write, tmp_path: Path) -> None:
    """With certificates a cluster is used over TLS."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make certificates")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    words = "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 -keyout"
    subprocess.run([*words.split(), str(key), "-out", str(cert)], check=True, capture_output=True)
    files = {"cert": str(cert), "key": str(key)}
    sides = ("scheduler", "worker", "client")
    ends = {f"tls_{side}_{what}": file for side in sides for what, file in files.items()}
    make_security: Any = distributed.Security
    make: Any = distributed.LocalCluster
    security = make_security(tls_ca_file=str(cert), require_encryption=True, **ends)
    name = peer(tmp_path, "none", NO_PLAN)
    text = f'[[instances]]\nfamily = "surge"\npeople = 10\n[[runs]]\npeers = "{name}"\ntime_limits = 5\n'
    with make(
        **{**LOCAL, "n_workers": 1, "processes": False, "protocol": "tls://", "security": security}
    ) as local:
        assert local.scheduler_address.startswith("tls://")
        with cluster(local.scheduler_address, Tls(ca=cert, cert=cert, key=key)) as executor:
            records = run(campaign(text), executor=executor).records
    assert [record.outcome.status for record in records] == ["no plan"]
