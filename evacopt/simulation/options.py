"""How to simulate: one record for Python and for the command line, checked once, where it is made."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypedDict

from evacopt.domain.arguments import LARGEST_SEED, a_number, a_whole_number
from evacopt.errors import UsageError
from evacopt.simulation.result import Interval
from evacopt.spread.workers import Workers


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a simulation stands.

    Attributes
    ----------
    done, most : scenarios done of so many at most
    out : people out, as far as is known
    solved, to_solve : instances solved with hindsight of so many, once all else is done
    """

    done: int
    most: int
    out: Interval
    solved: int = 0
    to_solve: int = 0


OnStanding = Callable[[Standing], object]
"""Called after each batch, and each instance that is solved with hindsight; `False` ends it."""


class SimulateKeywords(TypedDict, total=False):
    """The fields of `SimulateOptions`, as keyword arguments."""

    scenarios: int
    within: float
    seed: int
    perfect_information: int
    executor: Executor | Workers | None
    on_progress: OnStanding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulateOptions:
    """How to simulate.

    Attributes
    ----------
    scenarios : how many at most
    within : the end is reached when the interval of people out is no wider than this share of all people; 0
        for all scenarios
    seed : which scenarios; the same for plans that are compared
    perfect_information : in so many of them it is found out what could be reached if all were known; 0: none
    executor : what the work is spread over; `None` for this machine
    on_progress : called after each batch, and with each that is solved; `False` ends it

    Raises
    ------
    UsageError
        If one is of the wrong kind or out of range, with what it must be.
    """

    scenarios: int = 10_000
    within: float = 0.005
    seed: int = 0
    perfect_information: int = 0
    executor: Executor | Workers | None = None
    on_progress: OnStanding | None = None

    def __post_init__(self) -> None:
        a_whole_number(self.scenarios, "scenarios", least=1)
        a_number(self.within, "within", "a share such as 0.005, or 0 for all scenarios")
        a_whole_number(self.seed, "seed", least=0, most=LARGEST_SEED)
        a_whole_number(self.perfect_information, "perfect_information", least=0)
        if not (self.executor is None or isinstance(self.executor, (Executor, Workers))):
            raise UsageError(f"executor must be an Executor, got {self.executor!r}"[:300])
        if self.on_progress is not None and not callable(self.on_progress):
            raise UsageError(f"on_progress must be a function, got {self.on_progress!r}"[:300])
