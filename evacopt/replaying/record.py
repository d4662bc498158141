"""What a replay found: three ways through the same days, and what is documented of how it went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from evacopt.domain.plan import GoalResult, Plan
from evacopt.domain.shown import Brief

Way = Literal["hindsight", "evacopt", "first-come"]
"""All is known at once and solved; replanned at each event; at each event in the order of registration."""

Curve = tuple[tuple[int, int], ...]
"""UTC minutes and how many people are out from then on: whole hours, rising; before the first nobody is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A time at which something became known, and what was decided then.

    Attributes
    ----------
    time : UTC minutes
    news : what became known, in words
    people : how many people are known by then
    planned : how many of them the plan brings out from then on
    left : people whom the plan leaves behind, by class: `((1, 0), (2, 17))`
    changed : people whose way is another than in the plan before
    seconds : how long the answer took
    notes : what a planner should know
    """

    time: int
    news: tuple[str, ...]
    people: int
    planned: int
    left: tuple[tuple[int, int], ...] = ()
    changed: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """People of a class (`1`) or nationality (`FRA`), and how many of them get out.

    Of classes in hindsight `bound` is how many of them have to stay in any plan that is as good in the
    classes before; `None` where that is not known. `proven`: the judge has checked it, and the plan meets it.
    """

    name: str
    people: int
    out: int
    bound: int | None = None
    proven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Outcome(Brief):
    """How it ends if it is decided in one way.

    Attributes
    ----------
    way : Way
    people, out : everybody there was, and those who are at a haven in the end
    classes : the most urgent first
    nationalities : in alphabetical order
    curve : people out over time, by the hour in which they land at a haven
    flown : people who are away from where they waited, by the hour in which they first land at a hub or haven
    steps : in time order, the first plan first; none in hindsight
    seconds : of all of it
    notes : what cannot be taken for granted of it
    goals : values, bounds and grades; of hindsight alone
    plan : who travels how, a plan of the instance as it came to be; in memory alone
    """

    way: Way
    people: int
    out: int
    classes: tuple[Served, ...] = ()
    nationalities: tuple[Served, ...] = ()
    curve: Curve = ()
    flown: Curve = ()
    steps: tuple[Step, ...] = ()
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    goals: tuple[GoalResult, ...] = ()
    plan: Plan | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """What is documented: so many people were at a haven by then, or away at a hub or haven."""

    time: int
    out: int | None = None
    flown: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class Replay(Brief):
    """What came of the days, what evacopt would have made of them, what could have been done at best.

    Attributes
    ----------
    instance_name, instance_sha256, title : of what came to be
    begins, ends : UTC minutes, its horizon
    outcomes : those that were reached, `hindsight` first
    documented : what really happened, in time order; where the table says so
    status : `interrupted` where Ctrl-C ended it; then the last steps are missing
    seconds : of all of it
    machine : where it ran
    notes : what was left out, and why
    """

    instance_name: str
    instance_sha256: str
    begins: int
    ends: int
    title: str = ""
    outcomes: tuple[Outcome, ...] = ()
    documented: tuple[Documented, ...] = ()
    status: Literal["done", "interrupted"] = "done"
    seconds: float = 0.0
    machine: str = ""
    notes: tuple[str, ...] = ()

    def outcome(self, way: Way) -> Outcome | None:
        """That of one way, `None` where it was not reached."""
        return next((one for one in self.outcomes if one.way == way), None)
