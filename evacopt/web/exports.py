"""Lists and the report of a state, for whoever carries the plan out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from starlette.responses import Response

from evacopt.board.engine import packed
from evacopt.domain.phrase import phrase
from evacopt.output.clean import safe_names
from evacopt.web import lists
from evacopt.web.problems import Problem, not_found
from evacopt.web.wire import ExportsOut

if TYPE_CHECKING:
    from evacopt.board.board import Board
    from evacopt.board.state import State
    from evacopt.web.desk import Call

T = TypeVar("T")
MANY = 2_000
"""People of whom lists are drawn up beside the server: they take a tenth of a second and more."""
TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
}


def exports(call: Call) -> Response:
    """Which lists there are."""
    state = _whole(call)
    own, papers = _own(call, state), _done(call, state, lists.listed)
    return call.answer(ExportsOut(state.number, [paper for paper in papers if own(paper.path)]))


def export(call: Call) -> Response:
    """One of them."""
    path, state = call.query["path"], _whole(call)
    content = _done(call, state, lists.content_of, path) if _own(call, state)(path) else None
    if content is None:
        raise not_found(phrase("list {path}", path=path))
    name = PurePosixPath(path).name
    return as_file(content, f"{state.number}-{name}", TYPES[PurePosixPath(path).suffix])


def report(call: Call) -> Response:
    """The situation report as one HTML file."""
    state = _whole(call)
    content = _done(call, state, lists.report_of, state.as_of, datetime.now(UTC))
    return as_file(content, f"{state.number}-report.html", "text/html; charset=utf-8")


def _whole(call: Call) -> State:
    """The state that is asked for, with everybody in it: lists of one state are cut out of those of all.

    Raises
    ------
    Problem
        If the judge rejects its plan: nothing is handed out of such a one.
    """
    state = call.desk.board.at(call.state.number)
    if not state.violations:
        return state
    text = phrase(
        "The plan breaks a rule, so there are no lists of it: {first}", first=str(state.violations[0])
    )
    if call.who.is_liaison:
        text = phrase("The plan of now breaks a rule, so there are no lists of it.")
    more = {} if call.who.is_liaison else {"violations": list(state.violations)}
    remedy = phrase("Ask for those of a release, or mend the plan.")
    raise Problem(409, "broken", text, remedy=remedy, more=more)


def _own(call: Call, state: State) -> Callable[[str], bool]:
    """Which paths the user may have: a liaison those of what its own state is handed."""
    if not call.who.is_liaison:
        return lambda path: True
    nationals = state.instance.nationals(call.who.state)
    folders = safe_names(
        code for people in state.instance.groups.own_nationalities.values for code, _ in people
    )
    own = {(kind, folders[code]) for kind in ("states", "other-codes") for code in nationals & folders.keys()}
    return lambda path: tuple(path.split("/")[:2]) in own


def _done(call: Call, state: State, function: Callable[..., T], *words: object) -> T:
    """What `function` makes of a state: in this thread, or beside the server where it is of many people."""
    told = _told(call.desk.board, state.number, call.language_code)
    groups = state.instance.groups
    if int((groups.count * groups.people).sum()) < MANY:
        return function(told, *words)
    return call.desk.clerk.done(function, told, *words)


@lru_cache(maxsize=4)
def _told(board: Board, number: int, language: str) -> bytes:
    """What the lists of a state are drawn up of; parties keep what released plans gave them, if they can."""
    state = board.at(number)
    released = sorted(state.releases.values(), key=lambda one: one.number)
    previous = tuple(board.keeper.plan(one.plan) for one in released if one.number < number)
    return packed(lists.Basis(instance=state.instance, plan=state.plan, previous=previous, language=language))


def as_file(content: bytes, name: str, kind: str) -> Response:
    """Something to be kept: a browser opens nothing of it as a page of the board."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.#@") else "_" for sign in name)
    headers = {"content-disposition": f'attachment; filename="{plain}"', "content-security-policy": "sandbox"}
    return Response(content, headers=headers, media_type=kind)
