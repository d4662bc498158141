"""What every request has to be like, and what every response carries (OWASP ASVS level 2, docs/trust.md)."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from evacopt.domain.phrase import phrase
from evacopt.web.problems import Problem, problem_response
from evacopt.web.rates import Buckets, Limits

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from evacopt.web.origin import Origin

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""The content security policy: nothing but our own, and nothing inline."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}
TRANSPORT = "max-age=31536000"
"""Of `strict-transport-security`, where the board speaks TLS."""
SAFE = frozenset({"GET", "HEAD"})
LONG = "/api/1/changes"
"""The route that takes tables."""
FORMS = frozenset({"/login", "/logout"})


class Guard:
    """Around the whole application: looks at each request, and puts the headers on each response."""

    def __init__(self, app: ASGIApp, *, origin: Origin, limits: Limits) -> None:
        self._app, self._origin, self._limits = app, origin, limits
        self._addresses = Buckets(limits.address)
        self._headers = HEADERS | ({"strict-transport-security": TRANSPORT} if origin.secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # websockets: the board has none, and the server closes them
            return
        with_headers = self._sending(send)
        try:
            self._examine(scope)
        except Problem as problem:
            await problem_response(problem, scope)(scope, receive, with_headers)
            return
        await self._app(scope, self._receiving(scope, receive), with_headers)

    def _examine(self, scope: Scope) -> None:
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        host = headers.get("host", "").lower()
        if host not in self._origin.hosts:
            raise Problem(400, "host", phrase("The board is not reached by this name."))
        client = scope.get("client")
        if wait := self._addresses.wait(client[0] if client else ""):
            raise too_fast(wait)
        _refuse_strangers(self._origin, scope, headers, host)
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self._most(scope):
            raise self._too_long(scope)
        _refuse_other_types(scope, headers)

    def _most(self, scope: Scope) -> int:
        return self._limits.long_body if scope["path"] == LONG else self._limits.body

    def _too_long(self, scope: Scope) -> Problem:
        return Problem(
            413,
            "too-long",
            phrase("The request is longer than {most:,} bytes.", most=self._most(scope)),
            remedy=phrase("Send it in several parts."),
        )

    def _receiving(self, scope: Scope, receive: Receive) -> Receive:
        """The body as it comes, as long as it is not too long: a length that is not told is no way around."""
        come = 0

        async def limited() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > self._most(scope):
                raise self._too_long(scope)
            return message

        return limited

    def _sending(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with(self._headers, message)
            await send(message)

        return sending


def _with(headers: Mapping[str, str], message: MutableMapping[str, Any]) -> list[tuple[bytes, bytes]]:
    """The headers of a response and ours, of which it may have its own caching and its own policy."""
    own = list(message.get("headers", ()))
    there = {key.lower() for key, _ in own}
    return own + [
        (key.encode(), value.encode()) for key, value in headers.items() if key.encode() not in there
    ]


def _refuse_strangers(origin: Origin, scope: Scope, headers: Mapping[str, str], host: str) -> None:
    """Pages of others can neither send anything nor load parts of the board (CSRF, cross-site leaks).

    A browser says where a request comes from. One that does not, and a program, must have no cookie: what
    comes with a token is not sent by a browser on its own.
    """
    site, came_from = headers.get("sec-fetch-site", ""), headers.get("origin", "")
    if scope["method"] in SAFE:
        moving = headers.get("sec-fetch-mode", "") == "navigate"
        if site in ("cross-site", "same-site") and not moving:
            raise _strange()
        return
    if headers.get("authorization") and "cookie" not in headers:
        return
    if site and site != "same-origin":
        raise _strange()
    if came_from in (
        "",
        "null",
    ):  # a form of a page without referrer says `null`; then the site has to be said
        if site != "same-origin":
            raise _strange()
    elif not origin.is_own(came_from, host):
        raise _strange()


def _strange() -> Problem:
    return Problem(
        403,
        "origin",
        phrase("This was not sent by a page of the board."),
        remedy=phrase("Programs use a token, and no cookie."),
    )


def _refuse_other_types(scope: Scope, headers: Mapping[str, str]) -> None:
    """JSON, which no form of another page can send, or a form where there is one."""
    if scope["method"] in SAFE:
        return
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    wanted = "application/x-www-form-urlencoded" if scope["path"] in FORMS else "application/json"
    if kind != wanted:
        raise Problem(
            415, "type", phrase("The content must be {wanted}.", wanted=wanted), field="content-type"
        )


def too_fast(wait: float) -> Problem:
    """Somebody asks too often; they are told when to ask again."""
    seconds = int(wait) + 1
    return Problem(
        429,
        "too-fast",
        phrase("These are too many requests at once."),
        remedy=phrase("Ask again in {seconds} s.", seconds=seconds),
        headers={"retry-after": str(seconds)},
    )
