"""The pages of the board and their parts, each as HTML: what a route shows of a board to who looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from evacopt.board.refusals import Refused
from evacopt.domain.phrase import phrase
from evacopt.output.report.chart_map import flows_of, map_chart
from evacopt.output.report.flight_tables import hubs_table
from evacopt.output.report.outlines import natural_earth
from evacopt.web import forms, headings, lanes, papers, proposals, wayside
from evacopt.web.log import log
from evacopt.web.mover import mover
from evacopt.web.panels import flight_panel, group_panel
from evacopt.web.people import waiting
from evacopt.web.query import Query, number
from evacopt.web.rendering import render
from evacopt.web.search import search
from evacopt.web.shown import Shown, counted

if TYPE_CHECKING:
    from evacopt.board.board import Board
    from evacopt.web.viewer import Viewer

CHANGES = 200
Page = Callable[["Board", "Viewer", Query], str]


def board(board: Board, viewer: Viewer, query: Query, *, panel: str = "") -> str:
    """The whole board, with a panel open where one is given."""
    shown = counted(board.state)
    values = _news(board, viewer, shown)
    return render(
        "home.html.j2", viewer, **values, panel=panel, choices=lanes.choices(shown), keys=headings.KEYS
    )


def part(board: Board, viewer: Viewer, query: Query) -> str:
    """The part called `name`; KeyError where there is none."""
    return PARTS[query["name"]](board, viewer, query)


def flight(board: Board, viewer: Viewer, query: Query) -> str:
    """A flight in the panel: by itself with `part`, else beside the board. KeyError where there is none."""
    shown = counted(board.state)
    if query["id"] not in shown.lines:
        raise KeyError(phrase("flight {flight}", flight=query["id"]))
    everything = query.get("all") == "1"
    panel = flight_panel(shown, query["id"], everything=everything)
    html = render("flight.html.j2", viewer, p=panel, all=everything)
    return _in_panel(board, viewer, query, html)


def group(board: Board, viewer: Viewer, query: Query) -> str:
    """A group, as `flight`."""
    shown = counted(board.state)
    _known_group(shown, query["id"])
    html = render("group.html.j2", viewer, p=group_panel(shown, query["id"]))
    return _in_panel(board, viewer, query, html)


def _in_panel(whole: Board, viewer: Viewer, query: Query, html: str) -> str:
    return html if query.get("part") == "1" else board(whole, viewer, query, panel=html)


def history(board: Board, viewer: Viewer, query: Query) -> str:
    """Every change, the newest first; `most` of them."""
    title = headings.title(board.state.instance)
    told = log(board, viewer.name, most=number(query, "most", CHANGES))
    return render("history.html.j2", viewer, title=title, log=told, now=board.state.number)


def compare(board: Board, viewer: Viewer, query: Query) -> str:
    """Two states side by side, `a` and `b`."""
    return render("compare.html.j2", viewer, **papers.beside(board, query))


def print_page(board: Board, viewer: Viewer, query: Query) -> str:
    """The board on paper: of now, or of `state`."""
    return render("paper.html.j2", viewer, **papers.paper(board, query))


def login(query: Query) -> str:
    """The form to sign in."""
    sentence, following = query.get("sentence", ""), query.get("next", "/")
    return render("login.html.j2", None, query.get("language", "en"), sentence=sentence, next=following)


def _news(board: Board, viewer: Viewer, shown: Shown) -> dict[str, Any]:
    """What all parts that a change touches show."""
    told = log(board, viewer.name)
    return {
        "oob": False,
        **headings.heading(board, shown, viewer, told),
        "decisions": headings.decisions_of(shown),
        "hubs": hubs_table(shown.situation),
        "w": waiting(shown, {}),
        "log": told,
        "conflicts": told.conflicts,
        "proposal": proposals.newest(board, shown),
    }


def _parts_news(board: Board, viewer: Viewer, query: Query) -> str:
    return render("news.html.j2", viewer, **_news(board, viewer, counted(board.state)) | {"oob": True})


def _flights(board: Board, viewer: Viewer, query: Query) -> str:
    return render("flights.html.j2", viewer, f=lanes.flights(counted(board.state), query))


def _map(board: Board, viewer: Viewer, query: Query) -> str:
    shown = counted(board.state)
    instance, view = shown.state.instance, shown.situation.view
    chart = map_chart(instance, flows_of(instance, view.flights), natural_earth())
    return render("map.html.j2", viewer, chart=chart)


def _search(board: Board, viewer: Viewer, query: Query) -> str:
    text = query.get("q", "")[:100]
    return render("search.html.j2", viewer, hits=search(counted(board.state), text), asked=text.strip())


def _waiting(board: Board, viewer: Viewer, query: Query) -> str:
    return render("waiting_list.html.j2", viewer, w=waiting(counted(board.state), query))


def _move(board: Board, viewer: Viewer, query: Query) -> str:
    _whole(viewer)
    shown = counted(board.state)
    _known_group(shown, query.get("group", ""))
    return render("mover.html.j2", viewer, m=mover(board, shown, query))


def _ways(board: Board, viewer: Viewer, query: Query) -> str:
    _whole(viewer)
    shown = counted(board.state)
    _known_group(shown, query.get("group", ""))
    return render("ways.html.j2", viewer, **wayside.ways(shown, query["group"]))


def _why(board: Board, viewer: Viewer, query: Query) -> str:
    _whole(viewer)
    shown, parties = counted(board.state), max(number(query, "parties", 1), 1)
    _known_group(shown, query.get("group", ""))
    told = wayside.why(shown, query["group"], query.get("of", ""), query.get("to", ""), parties)
    return render("why.html.j2", viewer, **told)


def _fits(board: Board, viewer: Viewer, query: Query) -> str:
    if viewer.is_liaison:
        return ""
    return render("fits.html.j2", viewer, **wayside.fits(counted(board.state), query.get("flight", "")))


def _form(board: Board, viewer: Viewer, query: Query) -> str:
    return render("form.html.j2", viewer, form=forms.form(counted(board.state), query))


def _proposal(board: Board, viewer: Viewer, query: Query) -> str:
    found = proposals.newest(board, counted(board.state))
    return render("proposal.html.j2", viewer, proposal=found, oob=False)


def _look(board: Board, viewer: Viewer, query: Query) -> str:
    _whole(viewer)
    found = proposals.called(board, query.get("code", ""))
    return render("look.html.j2" if found else "gone.html.j2", viewer, proposal=found)


def _whole(viewer: Viewer) -> None:
    """What speaks of everybody is not for a liaison."""
    if viewer.is_liaison:
        raise Refused(phrase("A liaison sees its own people alone, and this speaks of everybody."))


def _known_group(shown: Shown, code: str) -> None:
    if code not in shown.state.instance.groups.row:
        raise KeyError(phrase("group {group}", group=code))


PARTS: dict[str, Page] = {
    "news": _parts_news,
    "flights": _flights,
    "map": _map,
    "search": _search,
    "waiting": _waiting,
    "move": _move,
    "ways": _ways,
    "why": _why,
    "fits": _fits,
    "form": _form,
    "proposal": _proposal,
    "look": _look,
}
"""Parts of the page that a browser asks for by themselves."""
