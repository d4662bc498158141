"""A state on paper, and two states side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evacopt.board.comparing import compared
from evacopt.domain.clock import moment
from evacopt.domain.phrase import headed, phrase
from evacopt.output.compare_page import compare_tables
from evacopt.output.report.decisions import decisions
from evacopt.output.report.flight_tables import flights_table, hubs_table, next_flights
from evacopt.output.report.page import horizon_text
from evacopt.output.report.people_tables import classes_table, nationalities_table, stays_tables
from evacopt.output.wording import people_out
from evacopt.web import headings
from evacopt.web.query import Query, number
from evacopt.web.shown import counted

if TYPE_CHECKING:
    from evacopt.board.board import Board

NATIONALITIES, STATES = 25, 200


def paper(board: Board, query: Query) -> dict[str, Any]:
    """What is printed of the state of now, or of the number `state`."""
    shown = counted(board.at(number(query, "state", board.state.number)))
    situation, view = shown.situation, shown.situation.view
    worst = phrase("By nationality, worst served first")
    return {
        "title": headings.title(shown.state.instance),
        "as_of": horizon_text(moment(shown.state.as_of)),
        "state": shown.state,
        "headline": people_out(view),
        "problems": list(headings.problems(shown)),
        "problems_title": headings.problems_title(shown),
        "decisions": decisions(situation),
        "tables": (
            next_flights(situation),
            hubs_table(situation),
            classes_table(view.classes),
            nationalities_table(view.nationalities, shown=NATIONALITIES, caption=worst),
            *stays_tables(view)[1:],
            flights_table(situation),
        ),
    }


def beside(board: Board, query: Query) -> dict[str, Any]:
    """The states that can be chosen, and what differs between the two that are."""
    now = board.state.number
    a, b = number(query, "a", 0 if now == 0 else now - 1), number(query, "b", now)
    names = {at: name for name, at in board.state.names.items()}
    changes = [(change.number, headed(str(change.number), change.text)) for change in board.history()]
    states = [(0, phrase("0: as the board was opened")), *changes]
    kept = [row for row in states if row[0] in names or row[0] in (0, a, b)] + states[-STATES:]
    words = {
        n: phrase("{words} ({name})", words=text, name=names[n]) if n in names else text for n, text in kept
    }
    return {
        "title": headings.title(board.state.instance),
        "a": a,
        "other": b,
        "states": sorted(words.items(), reverse=True),
        "tables": list(compare_tables(compared(board.at(a), board.at(b)))),
    }
