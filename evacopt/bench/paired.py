"""Paired differences and intervals, by scipy; without it there are neither intervals nor tests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from evacopt.bench.measures import SHIFT

INSTALL = "pip install 'evacopt[bench]'"
LEVEL = 0.95
FEWEST_PAIRS = 6
"""With fewer different pairs no two-sided signed-rank test reaches 5 %: 2 / 2^5 is 6.25 %."""
RESAMPLES = 9_999
_BATCH = 1_000
_SEED = 2013


def can_test() -> bool:
    """Whether scipy is installed."""
    return find_spec("scipy") is not None


def student_quantile(freedom: int) -> float | None:
    """The quantile of Student's t for a two-sided interval of `LEVEL`; `None` without scipy or freedom."""
    if freedom < 1 or not can_test():
        return None
    from scipy.stats import t

    return float(t.ppf((1 + LEVEL) / 2, freedom))


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Two columns of costs of the same problems.

    Attributes
    ----------
    lower, equal, higher : problems on which the first costs less, as much, more
    ratio : geometric mean of (first + 1 s) / (second + 1 s)
    interval : of the ratio, `LEVEL`; `None` without scipy, or where it cannot be told
    p : of Wilcoxon's signed-rank test, two-sided; `None` alike
    """

    lower: int
    equal: int
    higher: int
    ratio: float
    interval: tuple[float, float] | None
    p: float | None


def paired(first: Sequence[float], second: Sequence[float]) -> Paired:
    """The costs of two solvers, problem by problem.

    The interval is the bootstrap's, bias-corrected and accelerated, over problems (B. Efron, Better bootstrap
    confidence intervals, JASA 82 (1987) 171-185). The test is that of F. Wilcoxon (Biometrics Bulletin 1
    (1945) 80-83) on differences of logarithms, by permutation: exact up to 13 pairs, beyond them by
    `RESAMPLES` draws of a fixed seed.
    """
    logs = [
        math.log((one + SHIFT) / (other + SHIFT)) if one != other else 0.0
        for one, other in zip(first, second, strict=True)
    ]
    interval, p = _tested(logs) if can_test() else (None, None)
    return Paired(
        lower=sum(log < 0 for log in logs),
        equal=sum(log == 0 for log in logs),
        higher=sum(log > 0 for log in logs),
        ratio=math.exp(math.fsum(logs) / len(logs)),
        interval=interval,
        p=p,
    )


def _tested(logs: Sequence[float]) -> tuple[tuple[float, float] | None, float | None]:
    """Interval of the ratio, and p; neither where too few pairs differ."""
    if sum(log != 0 for log in logs) < FEWEST_PAIRS:
        return None, None
    import numpy as np
    from scipy import stats

    permute = stats.PermutationMethod(n_resamples=RESAMPLES, batch=_BATCH, rng=np.random.default_rng(_SEED))
    p = float(stats.wilcoxon(logs, method=permute).pvalue)
    if len(set(logs)) == 1:
        return None, p
    drawn = stats.bootstrap(
        (logs,),
        np.mean,
        n_resamples=RESAMPLES,
        batch=_BATCH,
        confidence_level=LEVEL,
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return (math.exp(drawn.low), math.exp(drawn.high)), p


def adjusted(ps: Sequence[float | None]) -> list[float | None]:
    """`ps` for being many: the false discovery rate under any dependence (Benjamini and Yekutieli 2001)."""
    known = [p for p in ps if p is not None]
    if not known:
        return list(ps)
    from scipy.stats import false_discovery_control

    rates = iter(map(float, false_discovery_control(known, method="by")))
    return [None if p is None else next(rates) for p in ps]
