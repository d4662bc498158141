"""How to solve: every option is checked here, once, for the command and for Python alike."""

from __future__ import annotations

from evacopt.domain.kinds import LARGEST_SEED, a_number, a_whole_number
from evacopt.errors import UsageError
from evacopt.milp.contract import Options


def checked_options(
    *,
    backend: object,
    time_limit: float | None,
    gap: float,
    threads: int | None,
    seed: int,
    proving: float | None = None,
) -> Options:
    """The options of a run.

    Raises
    ------
    UsageError
        If one is of the wrong kind or out of range, with what it must be.
    """
    if not isinstance(backend, str) or not backend.strip():
        raise UsageError(f"backend must be a name such as 'auto' or 'highs', got {backend!r}"[:300])
    if time_limit is not None:
        a_number(time_limit, "time_limit", "seconds such as 30, or None for no limit")
    if proving is not None:
        a_number(proving, "proving", "seconds such as 5, or None")
    a_number(gap, "gap", "a number of 0 or more such as 0.01")
    if threads is not None:
        a_whole_number(threads, "threads", least=1)
    a_whole_number(seed, "seed", least=0, most=LARGEST_SEED)
    return Options(time_limit=time_limit, gap=gap, threads=threads, seed=seed)
