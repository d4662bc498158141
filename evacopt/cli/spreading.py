"""Options of commands that spread their work over processes or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from evacopt.cli.arguments import EXISTING, gathered
from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from evacopt.spread.workers import Workers

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who is to do the work."""

    workers: int | None
    cluster: str | None
    tls_ca: Path | None
    tls_cert: Path | None
    tls_key: Path | None

    @contextmanager
    def at_work(self) -> Iterator[Workers | None]:
        """The cluster or the processes that were asked for; `None` where neither was.

        Raises
        ------
        UsageError
            If options do not go together, or the cluster cannot be used.
        """
        from evacopt.spread.workers import processes

        if self.cluster is None:
            if self.tls_ca or self.tls_cert or self.tls_key:
                raise UsageError(phrase("--tls-ca, --tls-cert and --tls-key go with --cluster"))
            yield None if self.workers is None else processes(self.workers)
            return
        if self.workers is not None:
            raise UsageError(phrase("--workers does not go with --cluster: the cluster has its own"))
        from evacopt.spread.cluster import Tls, cluster

        tls = Tls(ca=self.tls_ca, cert=self.tls_cert, key=self.tls_key)
        with cluster(self.cluster, tls) as workers:
            yield workers


def spread_options(workers: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Add the options to a command, which gets them as one argument `hands`; `workers` tells of processes."""
    options = (
        click.option("--workers", type=click.IntRange(min=1), help=workers),
        click.option("--cluster", metavar="ADDRESS", help="Work on this Dask cluster, tcp://… or tls://…."),
        click.option("--tls-ca", type=EXISTING, metavar="FILE", help="Certificates the cluster is known by."),
        click.option("--tls-cert", type=EXISTING, metavar="FILE", help="Certificate shown to the cluster."),
        click.option("--tls-key", type=EXISTING, metavar="FILE", help="Key of that certificate."),
    )

    def decorated(command: Callable[..., R]) -> Callable[..., R]:
        asked = gathered(Hands, "hands")(command)
        for option in reversed(options):
            asked = option(asked)
        return asked

    return decorated
