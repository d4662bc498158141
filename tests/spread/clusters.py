"""Dask clusters on this machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import distributed
import pytest

from evacopt.spread.cluster import Tls

LOCAL: dict[str, Any] = {
    "n_workers": 2,
    "threads_per_worker": 1,
    "dashboard_address": "127.0.0.1:0",
    "host": "127.0.0.1",
}


@dataclass(frozen=True)
class Local:
    """A cluster: where it is called, by which files, and the Dask of it."""

    address: str
    tls: Tls
    dask: Any

    def kill_one(self) -> None:
        """Kill a worker, which Dask begins again."""
        os.kill(self.dask.workers[0].process.process.pid, signal.SIGKILL)


@contextmanager
def on_loopback(tls: Tls | None = None, **wish: Any) -> Iterator[Local]:
    """Two Dask workers on loopback, each a process."""
    make: Any = distributed.LocalCluster
    with make(**{**LOCAL, **wish}) as dask:
        yield Local(dask.scheduler_address, tls or Tls(), dask)


@contextmanager
def encrypted(folder: Path, **wish: Any) -> Iterator[Local]:
    """The same over TLS, with a certificate made for it in `folder`."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make certificates")
    cert, key = folder / "cert.pem", folder / "key.pem"
    words = "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 -keyout"
    subprocess.run([*words.split(), str(key), "-out", str(cert)], check=True, capture_output=True)
    files = {"cert": str(cert), "key": str(key)}
    sides = ("scheduler", "worker", "client")
    ends = {f"tls_{side}_{what}": file for side in sides for what, file in files.items()}
    make: Any = distributed.Security
    security = make(tls_ca_file=str(cert), require_encryption=True, **ends)
    with on_loopback(Tls(ca=cert, cert=cert, key=key), protocol="tls://", security=security, **wish) as local:
        assert local.address.startswith("tls://")
        yield local
