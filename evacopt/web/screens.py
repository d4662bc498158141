"""Pages for people: each asks `pages` for its HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import HTMLResponse, Response

from evacopt.domain.phrase import Phrase, phrase
from evacopt.web import pages
from evacopt.web.api_page import api_page
from evacopt.web.desk import Call, Handler
from evacopt.web.openapi import description
from evacopt.web.problems import not_found
from evacopt.web.rendering import render
from evacopt.web.static_files import static_file

FOR_EVER = "public, max-age=31536000, immutable"


def shown(page: Callable[[Any, Any, Mapping[str, str]], str]) -> Handler:
    """The route of a page, which is given the board as the user may see it."""

    def handler(call: Call) -> Response:
        try:
            return HTMLResponse(page(call.board, call.who, call.query))
        except KeyError as missing:
            if isinstance(what := missing.args[0], Phrase):  # other keys that are missing are bugs
                raise not_found(what) from None
            raise

    return handler


def part(call: Call) -> Response:
    """A part of a page."""
    if call.query["name"] not in pages.PARTS:
        raise not_found(phrase("part"))
    return shown(pages.part)(call)


def static(call: Call) -> Response:
    """A script or a style, under the address of its content."""
    try:
        file = static_file(call.query["name"])
    except KeyError:
        raise not_found(phrase("file")) from None
    if file.digits != call.query["sha256"]:
        raise not_found(phrase("file"))
    return Response(file.content, media_type=file.type, headers={"cache-control": FOR_EVER})


def for_programmers(call: Call) -> Response:
    """What programs can ask for, to read."""
    return HTMLResponse(render("api.html.j2", call.who, **api_page(call)))


def openapi(call: Call) -> Response:
    """The description of the API."""
    return call.answer(description())


HANDLERS: dict[tuple[str, str], Handler] = {
    ("GET", "/static/{sha256}/{name}"): static,
    ("GET", "/"): shown(pages.board),
    ("GET", "/parts/{name}"): part,
    ("GET", "/flights/{id}"): shown(pages.flight),
    ("GET", "/groups/{id}"): shown(pages.group),
    ("GET", "/history"): shown(pages.history),
    ("GET", "/compare"): shown(pages.compare),
    ("GET", "/print"): shown(pages.print_page),
    ("GET", "/api"): for_programmers,
    ("GET", "/api/1/openapi.json"): openapi,
}
