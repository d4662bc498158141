"""The head of the board: what it is about, how good it stands, what is broken, what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from evacopt.board.bounds import bounds
from evacopt.domain.clock import moment
from evacopt.domain.phrase import phrase, plural
from evacopt.output.language import languages
from evacopt.output.report.decisions import decisions
from evacopt.output.report.page import horizon_text
from evacopt.output.wording import GRADES, goal_figure, goal_words, people_out
from evacopt.web.forms import EVENTS
from evacopt.web.shown import WAITING, way_text

if TYPE_CHECKING:
    from evacopt.board.board import Board
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import GoalResult
    from evacopt.domain.violation import Violation
    from evacopt.output.report.filling import Decision
    from evacopt.web.log import Log
    from evacopt.web.shown import Shown
    from evacopt.web.viewer import Viewer

GOALS, DECISIONS = 6, 6

KEYS: tuple[tuple[str, str], ...] = (
    ("/", phrase("search by code")),
    ("← → ↑ ↓", phrase("among the flights: to the one before, after, above, below")),
    ("Enter", phrase("open a flight or a group; while parties are picked up: put them on that flight")),
    ("m", phrase("pick up the first parties in the panel")),
    ("w", phrase("while parties are picked up: to the waiting list")),
    ("Esc", phrase("put back what was picked up; close what is open")),
    ("e", phrase("something happened: open the menu of events")),
    ("u", phrase("undo my last change")),
    ("r", phrase("redo it")),
    ("f", phrase("to the flights")),
    ("p", phrase("to the panel")),
    ("?", phrase("these keys")),
)
"""What each key does."""

ROLES = {"view": phrase("looks on"), "plan": phrase("plans"), "release": phrase("plans and releases")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal in the head; `bound` and `grade` are blank where none is known."""

    words: str
    value: str
    bound: str
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release that holds, and whom it calls."""

    name: str
    number: int
    whom: str


@dataclass(frozen=True, slots=True)
class Help:
    """A button beside a broken rule: what it says, what it asks for, and where that is shown."""

    words: str
    address: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A broken rule; `kind` is `flight` or `group` where it speaks of one, `subject` its code."""

    violation: Violation
    subject: str
    kind: str
    helps: tuple[Help, ...]


def title(instance: Instance) -> str:
    """What the board is about."""
    return instance.title or instance.name


def heading(board: Board, shown: Shown, viewer: Viewer, told: Log) -> dict[str, Any]:
    """What the head shows."""
    state = shown.state
    return {
        "state": state,
        "title": title(state.instance),
        "headline": people_out(shown.situation.view),
        "as_of": horizon_text(moment(state.as_of)),
        "goals": list(_goals(shown, () if viewer.is_liaison or state.violations else bounds(board))),
        "names": [name for name, number in state.names.items() if number == state.number],
        "releases": list(_releases(shown)),
        "role": ROLES[viewer.role],
        "events": EVENTS,
        "exports": () if viewer.state else EXPORTS,
        "languages": languages(),
        "undo": told.undo,
        "redo": told.redo,
        "problems": list(problems(shown)),
        "problems_title": problems_title(shown),
    }


EXPORTS = (
    ("/api/1/plan", phrase("The plan as a file")),
    ("/api/1/instance", phrase("The instance as a file")),
    ("/api/1/report", phrase("Situation report")),
)


def _releases(shown: Shown) -> Iterator[Release]:
    """What holds of what was released, the last first."""
    instance = shown.state.instance
    for name, one in reversed(shown.state.releases.items()):
        whom = phrase("everybody who had a seat")
        if one.until <= instance.ends:
            whom = phrase("those who depart before {when}", when=shown.situation.when(moment(one.until)))
        yield Release(name=name, number=one.number, whom=whom)


def _goals(shown: Shown, bounded: Iterable[GoalResult]) -> Iterator[Goal]:
    """The most important goals, with what is known of each: no bound holds for a plan that breaks a rule."""
    known = {row.goal: row for row in bounded}
    for goal, value in list(shown.state.goals)[:GOALS]:
        row = known.get(goal)
        bound = "" if row is None or row.bound is None else goal_figure(goal, row.bound)
        grade = "" if row is None or row.bound is None else GRADES[row.grade]
        yield Goal(words=goal_words(goal), value=goal_figure(goal, value), bound=bound, grade=grade)


def problems_title(shown: Shown) -> str:
    """How many rules are broken."""
    number = len(shown.state.violations)
    return plural("The plan breaks {count} rule", "The plan breaks {count} rules", number)


def problems(shown: Shown) -> Iterator[Problem]:
    """What is broken, in the judge's words, with a way to what can be done about it."""
    instance = shown.state.instance
    for violation in shown.state.violations:
        subject = shown.subject(violation)
        kind = "flight" if subject in instance.flight else "group" if subject in instance.groups.row else ""
        helps = tuple(_helps(shown, violation, subject, kind))
        yield Problem(violation=violation, subject=subject, kind=kind, helps=helps)


def _helps(shown: Shown, violation: Violation, subject: str, kind: str) -> Iterator[Help]:
    """Where what would mend it is told; of parties that are on a wrong way, to put them back."""
    if kind == "flight":
        yield Help(phrase("What would mend it?"), f"/flights/{quote(subject, safe='')}?part=1", "#panel")
    _, _, way = violation.subject.removeprefix(subject).partition(" on ")
    if kind == "group" and way in {way_text(taken) for taken, _ in shown.ways.get(subject, ())}:
        query = urlencode({"group": subject, "of": way, "to": WAITING})
        yield Help(phrase("Try: they wait again"), f"/parts/move?{query}", "#mover")


def decisions_of(shown: Shown) -> list[Decision]:
    """What somebody should decide, the first of it."""
    return list(decisions(shown.situation))[:DECISIONS]
