"""A Dask cluster that does the work: encrypted, unless it does not leave this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from evacopt.errors import UsageError
from evacopt.spread.workers import Workers, given

INSTALL = "pip install 'evacopt[cluster]'"
CONNECTS_WITHIN = 10.0
"""Seconds."""
AHEAD, LEAST_WIDTH = 4, 16
"""Tasks handed over at once for each thread of a cluster, and at least: none is idle, no queue is long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """Files that prove to the cluster who asks, and to us that it is the cluster; all or none."""

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """The files that were named."""
        return tuple(str(file) for file in (self.ca, self.cert, self.key) if file is not None)


@contextmanager
def cluster(address: str, tls: Tls | None = None, *, within: float = CONNECTS_WITHIN) -> Iterator[Workers]:
    """The Dask cluster whose scheduler is at `address`, `tcp://host:port` or `tls://host:port`.

    Tasks and results carry codes and numbers; a worker that is lost costs Dask a retry.

    Raises
    ------
    UsageError
        If it is off this machine without TLS, TLS lacks a file, Dask is not installed, or nobody answers
        `within` so many seconds.
    """
    files = tls or Tls()
    refuse_open(address, files)
    try:
        import distributed
    except ImportError:
        raise UsageError(f"a cluster needs Dask: {INSTALL}") from None
    make: Any = distributed.Client
    try:
        client = make(address, security=_security(files), timeout=within, set_as_default=False)
    except (OSError, ValueError, ImportError) as failure:
        raise UsageError(f"no cluster answers at {address}: {failure}") from None
    with client:
        for worker in sorted(client.scheduler_info(n_workers=-1)["workers"]):  # off loopback, as it may be
            parts = urlsplit(worker)
            if parts.scheme == "tcp" and not _is_loopback(parts.hostname or ""):
                raise UsageError(
                    f"the cluster's worker {worker} is off this machine and not encrypted; use tls://"
                )
        width = max(AHEAD * sum(client.nthreads().values()), LEAST_WIDTH)
        yield given(client.get_executor(pure=False), "a Dask cluster", width)


def refuse_open(address: str, tls: Tls) -> None:
    """Raise UsageError unless `address` is encrypted or does not leave this machine."""
    parts = urlsplit(address)
    if parts.scheme not in ("tcp", "tls") or not parts.hostname:
        raise UsageError(f"{address} is no address of a cluster; write tcp://127.0.0.1:8786 or tls://…")
    if parts.scheme == "tls":
        if len(tls.given) < 3:
            raise UsageError("a tls:// cluster needs --tls-ca, --tls-cert and --tls-key")
        for file in tls.given:
            if not Path(file).is_file():
                raise UsageError(f"{file} is no file")
        return
    if not _is_loopback(parts.hostname):
        raise UsageError(
            f"{address} is off this machine and not encrypted: whoever is on the way could read the tasks, "
            "and run programs on its workers; use tls:// with --tls-ca, --tls-cert and --tls-key"
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _security(tls: Tls) -> Any:
    if not tls.given:
        return None
    import distributed

    ca, cert, key = tls.given
    make: Any = distributed.Security
    return make(tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key, require_encryption=True)
