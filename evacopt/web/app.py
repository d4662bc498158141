"""The board as a web application: routes, each with its role, around one desk."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from evacopt.domain.phrase import phrase
from evacopt.output.language import language_called, languages
from evacopt.web import api, exports, login, screens
from evacopt.web.admission import refuse
from evacopt.web.desk import Call, Desk, Handler
from evacopt.web.gate import Came, viewer_of
from evacopt.web.live import Listener
from evacopt.web.problems import Problem, not_found, problem_of, problem_response
from evacopt.web.roles import OF_ROUTE
from evacopt.web.security import Guard, too_fast

HANDLERS: Mapping[tuple[str, str], Handler] = {
    ("GET", "/login"): login.login_page,
    ("POST", "/login"): login.sign_in,
    ("GET", "/enter"): login.enter,
    ("POST", "/logout"): login.sign_out,
    **screens.HANDLERS,
    ("GET", "/api/1/state"): api.state,
    ("GET", "/api/1/plan"): api.plan,
    ("GET", "/api/1/instance"): api.instance,
    ("GET", "/api/1/flights/{id}"): api.flight,
    ("GET", "/api/1/groups/{id}"): api.group,
    ("GET", "/api/1/changes"): api.changes,
    ("GET", "/api/1/proposals"): api.proposals,
    ("GET", "/api/1/exports"): exports.exports,
    ("GET", "/api/1/exports/{path:path}"): exports.export,
    ("GET", "/api/1/report"): exports.report,
    ("POST", "/api/1/try"): api.tried,
    ("POST", "/api/1/changes"): api.do,
}


def application(desk: Desk) -> Starlette:
    """The board behind `desk`, ready to be served."""

    desk.board.on_change(lambda told: desk.live.changed(told.number))
    return Starlette(
        routes=routes(desk, HANDLERS),
        middleware=[Middleware(Guard, origin=desk.origin, limits=desk.limits)],
        exception_handlers={HTTPException: _no_route, Exception: _bug},
    )


def routes(desk: Desk, handlers: Mapping[tuple[str, str], Handler]) -> list[Route]:
    """A route for each of `handlers`, and the stream of news.

    Raises
    ------
    KeyError
        If one has no role in `roles.py`.
    """
    made = [
        Route(path, _endpoint(desk, handler, (method, path)), methods=[method])
        for (method, path), handler in handlers.items()
        if OF_ROUTE[method, path]
    ]
    return [*made, Route("/live", _live(desk), methods=["GET"])]


def _endpoint(desk: Desk, handler: Handler, key: tuple[str, str]):  # type: ignore[no-untyped-def]
    async def endpoint(request: Request) -> Response:
        try:
            body = await request.body()
        except Problem as problem:  # it was too long
            return problem_response(problem, request.scope)
        return await run_in_threadpool(_answered, desk, handler, key, request, body)

    return endpoint


def _answered(desk: Desk, handler: Handler, key: tuple[str, str], request: Request, body: bytes) -> Response:
    """The response to a request, whatever happens."""
    code = _language(desk, request)
    try:
        came = desk.gate.came(request)
        refuse(desk, came, key, request)
        response = handler(_call(came, desk, request, body, code))
    except Exception as failure:
        problem = problem_of(failure)
        if problem.status == 401 and not key[1].startswith("/api/"):
            return RedirectResponse(f"/login?next={_quoted(request)}", 303)
        return problem_response(problem, request.scope, language_called(code))
    if request.query_params.get("language") == code:
        response.set_cookie("language", code, samesite="strict", httponly=True, secure=desk.origin.secure)
    return response


def _call(came: Came | None, desk: Desk, request: Request, body: bytes, code: str) -> Call:
    return Call(
        desk=desk,
        viewer=None if came is None else viewer_of(came, code),
        query={**request.query_params, **request.path_params},
        body=body,
        address=request.client.host if request.client else "",
        session="" if came is None else came.session,
        language_code=code,
    )


def _language(desk: Desk, request: Request) -> str:
    """The language that is asked for, or was last time, or that of the board."""
    asked = (request.query_params.get("language"), request.cookies.get("language"))
    return next((code for code in asked if code in languages()), desk.language)


def _quoted(request: Request) -> str:
    from urllib.parse import quote

    return quote(request.url.path, safe="")


def _live(desk: Desk):  # type: ignore[no-untyped-def]
    async def endpoint(request: Request) -> Response:
        came = await run_in_threadpool(desk.gate.came, request)
        try:
            refuse(desk, came, ("GET", "/live"), request)
            if came and desk.live.waiting(came.name) >= desk.limits.listeners:
                raise too_fast(60)
        except Problem as problem:
            return problem_response(problem, request.scope)
        assert came is not None

        async def still() -> bool:
            return came == await run_in_threadpool(desk.gate.came, request, used=False)

        listener = Listener(
            user=came.name,
            whole=not came.state,
            since=_since(request),
            language=language_called(_language(desk, request)),
        )
        events = desk.live.events(listener, lambda: desk.board.state.number, still)
        return StreamingResponse(events, media_type="text/event-stream")

    return endpoint


def _since(request: Request) -> int | None:
    """The last change that a browser knows."""
    text = request.headers.get("last-event-id") or request.query_params.get("since") or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


async def _no_route(request: Request, failure: Exception) -> Response:
    status = failure.status_code if isinstance(failure, HTTPException) else 404
    if status == 405:
        return problem_response(Problem(405, "method", phrase("That is not done here.")), request.scope)
    return problem_response(not_found(phrase("page")), request.scope)


async def _bug(request: Request, failure: Exception) -> Response:
    return problem_response(problem_of(failure), request.scope)
