"""Variants of an instance, solved side by side and held against the instance as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from typing import Any, Unpack

from evacopt.domain.arguments import an_instance, rows_with
from evacopt.domain.checks import errors_of
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase_about
from evacopt.domain.plan import Plan
from evacopt.domain.rows import Rows
from evacopt.errors import EvacoptError, InstanceError, InvalidInput, ProgressError, UsageError
from evacopt.events.events import Event, after
from evacopt.events.void import without_void
from evacopt.planning.kept import Kept
from evacopt.planning.method import Watch
from evacopt.planning.options import SolveKeywords, SolveOptions, options_of
from evacopt.planning.result import Result
from evacopt.planning.solve import solve
from evacopt.view.view import View

BASE = "as it is"
"""What the instance without events is called."""
INTERRUPTED = phrase_about("run", "interrupted")
"""The fault of a variant that was not solved any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One variant.

    Attributes
    ----------
    people, served : int
        All people of the variant, and those who get out; 0 without a plan.
    fault : str
        Why it could not be solved at all, such as an event that leaves the data broken; else blank.
    void : tuple of str
        Promises that fell with the flights they spoke of.
    result : Result or None
        As of `solve`; `None` where there is a fault.
    """

    name: str
    people: int = 0
    served: int = 0
    fault: str = ""
    void: tuple[str, ...] = ()
    result: Result | None = None

    @property
    def values(self) -> dict[str, int]:
        """The value of each goal, empty without a plan."""
        return {goal.goal: goal.value for goal in self.result.goals} if self.result else {}


_Row = tuple[Variant, Exception | None]


@dataclass(frozen=True, repr=False)
class WhatIf(Sequence[Variant], Rows):
    """The variants in the order in which they were asked for, the instance as it is first."""

    variants: tuple[Variant, ...]

    @property
    def goals(self) -> tuple[str, ...]:
        """Names of the goals of any variant, in their order."""
        return tuple(dict.fromkeys(goal for variant in self.variants for goal in variant.values))

    def to_dict(self) -> dict[str, list[Any]]:
        """Columns `variant`, `status`, `people`, `served`, then one a goal; blank ones are `None`."""
        fixed: dict[str, list[Any]] = {
            "variant": [one.name for one in self.variants],
            "status": [one.result.status if one.result else one.fault for one in self.variants],
            "people": [one.people for one in self.variants],
            "served": [one.served for one in self.variants],
        }
        return fixed | {goal: [one.values.get(goal) for one in self.variants] for goal in self.goals}

    def __len__(self) -> int:
        return len(self.variants)

    def __getitem__(self, index: Any) -> Any:
        return self.variants[index]

    def __iter__(self) -> Iterator[Variant]:
        return iter(self.variants)

    def __repr__(self) -> str:
        return f"<WhatIf: {', '.join(one.name for one in self.variants)}>"


def what_if(
    instance: Instance,
    variants: Mapping[str, Sequence[Event]],
    *,
    executor: Executor | None = None,
    baseline: Plan | None = None,
    options: SolveOptions | None = None,
    **keywords: Unpack[SolveKeywords],
) -> WhatIf:
    """Solve `instance` as it is and after the events of each variant; never prints.

    Parameters
    ----------
    variants : events in order, by the name of the variant
    executor : what the variants are spread over; `None` solves one after the other
    baseline, options, keywords : as of `solve`; the same for all

    Returns
    -------
    WhatIf
        A variant that cannot be solved has its fault in its row and does not stop the others. Ctrl-C, or
        `on_progress` or `should_stop` of the options, ends the variant at work as `solve` ends; those that
        have not come by then are `interrupted`.

    Raises
    ------
    InstanceError, UsageError, BackendError
        If the instance as it is cannot be solved.
    ProgressError
        As of `solve`; its `result` is a WhatIf.
    """
    an_instance(instance)
    if not isinstance(variants, Mapping):
        raise UsageError(f"variants must be lists of events by name, got a {type(variants).__name__}")
    events_of = {
        name: rows_with(events, "applied", f"the variant {name!r}", 'Cancel("F1")')
        for name, events in variants.items()
    }
    findings = errors_of(instance)
    if findings:
        raise InstanceError(findings)
    how = options_of(options, keywords, of="what_if")
    asked: list[tuple[str, Sequence[Event]]] = [(BASE, ()), *events_of.items()]
    names = [name for name, _ in asked]
    work = [partial(_variant, instance, name, events, baseline, how) for name, events in asked]
    if executor is None:
        return _gathered(work, names)
    begun: list[Future[_Row]] = [executor.submit(each) for each in work]
    try:
        return _gathered([future.result for future in begun], names)
    finally:
        for future in begun:
            future.cancel()


def _gathered(work: Sequence[Callable[[], _Row]], names: Sequence[str]) -> WhatIf:
    """The rows in order; once one is interrupted, those that have not come are called so."""
    watch, rows, kept = Watch(), list[Variant](), Kept()
    for each in work:
        done = kept.step("", each, refusals=(Exception,))
        if done is None:
            break
        row, watch.failure = done
        rows.append(row)
        if row.result is not None and row.result.status == "interrupted":
            break
    missing = (Variant(name=name, fault=INTERRUPTED) for name in names[len(rows) :])
    return watch.answered(WhatIf((*rows, *missing)))


def _variant(
    instance: Instance,
    name: str,
    events: Sequence[Event],
    baseline: Plan | None,
    options: SolveOptions,
) -> _Row:
    """One row, and what the caller's own functions raised on the way.

    It runs where the executor says, so it takes and gives what can be sent there.
    """
    failure: Exception | None = None
    try:
        changed, void = without_void(instance, after(instance, events))
        result = solve(changed, baseline=baseline, options=options)
    except ProgressError as ended:
        assert isinstance(ended.result, Result)
        assert isinstance(ended.__cause__, Exception)
        result, failure = ended.result, ended.__cause__
    except (InvalidInput, UsageError) as fault:
        if not events:  # then the options are at fault, and all variants have the same
            raise
        return Variant(name=name, fault=_first_line(fault)), None
    served = View(changed, result.plan).served if result.plan else 0
    return Variant(name=name, people=changed.people, served=served, void=void, result=result), failure


def _first_line(fault: EvacoptError) -> str:
    """What is wrong, or the first of it."""
    return str(fault.findings[0]) if isinstance(fault, InvalidInput) else fault.why
