"""What went wrong, as a response: JSON for programs, a page for people, and never a trace of the inside."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from evacopt.board.refusals import Refused, Stale
from evacopt.domain.phrase import phrase, why
from evacopt.errors import EvacoptError, InvalidInput, LedgerError
from evacopt.output.language import ENGLISH, Language
from evacopt.web.wire import ChangeOut, Failure, Wrong, change_out, encoded

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Scope


class Problem(Exception):  # noqa: N818 - an answer
    """A request that is not served: a status, a sentence, and what to do."""

    def __init__(
        self,
        status: int,
        kind: str,
        sentence: str,
        *,
        field: str = "",
        remedy: str = "",
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.status, self.headers = status, dict(headers or {})
        self.wrong = Wrong(
            status=status, kind=kind, sentence=sentence, field=field, remedy=remedy, **(more or {})
        )


def not_found(what: str) -> Problem:
    """There is no such thing."""
    return Problem(404, "not-found", phrase("There is no {what} here.", what=what))


def not_signed_in() -> Problem:
    """Whoever asks has no session and no token."""
    text = phrase("Nobody has signed in.")
    return Problem(401, "sign-in", text, remedy=phrase("Sign in, or send a token."))


def beyond_role(role: str) -> Problem:
    """It takes `role`."""
    text = phrase("This takes the role {role}.", role=role)
    return Problem(403, "role", text, remedy=phrase("Ask somebody who has it."))


def problem_of(failure: Exception) -> Problem:
    """What is said of `failure`."""
    match failure:
        case Problem():
            problem = failure
        case Stale():
            since = [change_out(told) for told in failure.since]
            problem = _refused(409, "stale", failure, since, phrase("Look at it, then ask again."))
        case Refused():
            problem = _refused(422, "refused", failure)
        case InvalidInput():
            text = phrase("The data have errors; nothing was changed.")
            problem = Problem(422, "invalid", text, more={"findings": list(failure.findings)})
        case LedgerError():
            problem = Problem(503, "ledger", why(failure))
        case EvacoptError():
            problem = Problem(422, "refused", why(failure))
        case msgspec.DecodeError():
            problem = _malformed(failure)
        case _:
            _log(failure)
            text = phrase("This is a bug in evacopt; nothing was changed by it, please report it.")
            problem = Problem(
                500, "bug", text, remedy=phrase("The terminal of the board shows where it was.")
            )
    return problem


def _refused(
    status: int, kind: str, failure: Refused, since: Sequence[ChangeOut] = (), remedy: str = ""
) -> Problem:
    more = {"violations": list(failure.violations), "since": list(since)}
    return Problem(status, kind, why(failure), field=failure.field, remedy=remedy, more=more)


def _malformed(failure: msgspec.DecodeError) -> Problem:
    """What msgspec found, with the path of the field."""
    text, _, place = str(failure).partition(" - at `")
    field = place.rstrip("`").removeprefix("$").lstrip(".")
    sentence = phrase("The request is not as it must be: {text}.", text=text)
    return Problem(400, "malformed", sentence, field=field, remedy=phrase("The page /api says what fits."))


def _log(failure: Exception) -> None:
    """The kind of a fault and where it was, on stderr: its text may hold what no log may."""
    frames = traceback.extract_tb(failure.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    sys.stderr.write(f"evacopt board: {type(failure).__name__} in {places}\n")


def problem_response(problem: Problem, scope: Scope, language: Language = ENGLISH) -> Response:
    """The response: JSON below /api/1 unless a link in a page was followed there, else a line of text."""
    from starlette.responses import PlainTextResponse, Response

    headers = problem.headers
    followed = b"text/html" in dict(scope["headers"]).get(b"accept", b"")
    if scope["path"].startswith("/api/") and not followed:
        body = encoded(Failure(error=problem.wrong), language)
        return Response(body, problem.status, headers, media_type="application/json")
    said = " ".join(language(part) for part in (problem.wrong.sentence, problem.wrong.remedy) if part)
    return PlainTextResponse(said + "\n", problem.status, headers)
