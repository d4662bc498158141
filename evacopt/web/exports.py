"""Lists and the report of a state, for whoever carries the plan out."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from starlette.responses import Response

from evacopt.domain.phrase import phrase
from evacopt.output.clean import safe_names
from evacopt.output.export.dossier import Dossier, Paper, draw_up
from evacopt.output.export.options import ExportOptions
from evacopt.output.report.report import unjudged_html
from evacopt.web.problems import Problem, not_found
from evacopt.web.wire import ExportsOut, PaperOut

if TYPE_CHECKING:
    from evacopt.board.board import Board
    from evacopt.board.state import State
    from evacopt.web.desk import Call

TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
}


def exports(call: Call) -> Response:
    """Which lists there are."""
    state = _whole(call)
    papers = [PaperOut(paper.path, paper.rows, paper.holds) for paper in _papers(call, state)]
    return call.answer(ExportsOut(state.number, papers))


def export(call: Call) -> Response:
    """One of them."""
    path, state = call.query["path"], _whole(call)
    paper = next((paper for paper in _papers(call, state) if paper.path == path), None)
    if paper is None:
        raise not_found(phrase("list {path}", path=path))
    name = PurePosixPath(path).name
    return _file(paper.content(), f"{state.number}-{name}", TYPES[PurePosixPath(path).suffix])


def report(call: Call) -> Response:
    """The situation report as one HTML file."""
    state = _whole(call)
    text = unjudged_html(
        state.instance,
        state.plan,
        as_of=state.as_of,
        made_at=datetime.now(UTC),
        language=call.language_code,
    )
    return _file(text.encode(), f"{state.number}-report.html", "text/html; charset=utf-8")


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


def _papers(call: Call, state: State) -> list[Paper]:
    """Those that the user may have: a liaison the ones that its own state is handed."""
    dossier = _dossier(call.desk.board, state.number, call.language_code)
    if not call.who.is_liaison:
        return list(dossier.papers)
    nationals = state.instance.nationals(call.who.state)
    folders = safe_names(
        code for people in state.instance.groups.own_nationalities.values for code, _ in people
    )
    own = {folders[code] for code in nationals if code in folders}
    return [
        paper
        for paper in dossier.papers
        if paper.path.split("/")[0] in ("states", "other-codes") and paper.path.split("/")[1] in own
    ]


@lru_cache(maxsize=4)
def _dossier(board: Board, number: int, language: str) -> Dossier:
    """The lists of a state; parties keep the flights that released plans gave them, where they can."""
    state = board.at(number)
    released = sorted(state.releases.values(), key=lambda one: one.number)
    previous = [board.keeper.plan(one.plan) for one in released if one.number < number]
    return draw_up(state.instance, state.plan, options=ExportOptions(language=language), previous=previous)


def _file(content: bytes, name: str, kind: str) -> Response:
    """Something to be kept: a browser opens nothing of it as a page of the board."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.#@") else "_" for sign in name)
    headers = {"content-disposition": f'attachment; filename="{plain}"', "content-security-policy": "sandbox"}
    return Response(content, headers=headers, media_type=kind)
