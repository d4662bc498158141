"""What the parent knows while a backend works: incumbents that it has checked itself, and claimed bounds."""

from __future__ import annotations

from evacopt.domain.columns import Ints
from evacopt.milp.contract import BackendResult, Event, Program, SolutionStatus, Termination


class Best:
    """The best incumbent that keeps every row, and the best bound that was claimed.

    Attributes
    ----------
    values : int64 array, shape (columns,), or None
    bound : int or None
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.values = program.start if program.start is not None and program.holds(program.start) else None
        self.bound: int | None = None

    @property
    def value(self) -> int | None:
        """The goal at the incumbent."""
        return None if self.values is None else self.program.goal.of(self.values)

    def hear(self, event: Event) -> None:
        """Take in news, as far as they are true and better."""
        if event.bound is not None and (self.bound is None or event.bound > self.bound):
            self.bound = event.bound
        if event.values is not None and self.program.holds(event.values) and self._better(event.values):
            self.values = event.values

    def _better(self, values: Ints) -> bool:
        return self.value is None or self.program.goal.of(values) < self.value

    def answer(self, *, stopped: Termination, detail: str = "") -> BackendResult:
        """The best so far; a bound that it beats was a lie, and is dropped."""
        bound = self.bound
        if bound is not None and self.value is not None and bound > self.value:
            bound = None
        status: SolutionStatus = "unknown" if self.values is None else "feasible"
        return BackendResult(
            termination=stopped, status=status, values=self.values, bound=bound, detail=detail
        )

    def checked(self, answer: BackendResult) -> BackendResult:
        """`answer` if it is true as far as can be seen from here; else the best so far, and an error.

        A backend that only raises columns in an order answers for itself, also where a better plan is known.
        """
        lie = self._lie(answer)
        if lie:
            self.hear(Event(answer.values))
            self.bound = None
            return self.answer(stopped="error", detail=f"{answer.detail}: {lie}".removeprefix(": "))
        asks_for_values = not self.program.relaxed and self.program.order is None
        if not asks_for_values or answer.status in ("optimal", "infeasible"):
            return answer
        self.hear(Event(answer.values, answer.bound))
        return self.answer(stopped=answer.termination, detail=answer.detail)

    def _lie(self, answer: BackendResult) -> str:
        """What is wrong with `answer`; blank where nothing is seen to be."""
        if answer.values is None:
            known = answer.status == "infeasible" and self.values is not None
            return "says infeasible, but a plan is known" if known else ""
        if not self.program.holds(answer.values):
            return "the values break a row"
        value = self.program.goal.of(answer.values)
        if answer.bound is not None and answer.bound > value:
            return f"claims a bound of {answer.bound} and a plan of {value}"
        if answer.status == "optimal" and self.value is not None and self.value < value:
            return f"says that {value} is optimal, but a plan of {self.value} is known"
        return ""
