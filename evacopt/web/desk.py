"""What all routes share: the board, who may come in, news for those who wait, and one call of a route."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from evacopt.domain.phrase import phrase
from evacopt.output.language import Language, language_called
from evacopt.web.liaison import OwnSide
from evacopt.web.lists import Clerk
from evacopt.web.problems import Problem, not_found, not_signed_in
from evacopt.web.rates import Buckets, Limits
from evacopt.web.viewer import Viewer
from evacopt.web.wire import encoded

if TYPE_CHECKING:
    from evacopt.board.board import Board
    from evacopt.board.state import State
    from evacopt.web.gate import Gate
    from evacopt.web.live import Live
    from evacopt.web.origin import Origin


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A board that is open for users."""

    board: Board
    gate: Gate
    live: Live
    origin: Origin
    limits: Limits = field(default_factory=Limits)
    language: str = "en"

    @cached_property
    def users(self) -> Buckets:
        """How much each user has asked for."""
        return Buckets(self.limits.user)

    @cached_property
    def clerk(self) -> Clerk:
        """Who draws up long lists."""
        return Clerk()


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request of somebody who may make it."""

    desk: Desk
    viewer: Viewer | None
    query: Mapping[str, str]
    body: bytes
    address: str
    session: str
    language_code: str

    @property
    def who(self) -> Viewer:
        """The user; who has not signed in is told to."""
        if self.viewer is None:
            raise not_signed_in()
        return self.viewer

    @property
    def language(self) -> Language:
        """The language of what is answered."""
        return language_called(self.language_code)

    @property
    def board(self) -> Board | OwnSide:
        """The board as the user may see it."""
        whole = self.desk.board
        return OwnSide(whole, self.who.state) if self.who.state else whole

    @property
    def state(self) -> State:
        """The state that is asked for: of now, of a number (`state`), or of a release (`release`)."""
        if name := self.query.get("release"):
            released = self.board.state.releases.get(name)
            if released is None:
                raise not_found(phrase("release {name}", name=name))
            return self.board.at(released.number)
        return self.board.at(self.number("state")) if "state" in self.query else self.board.state

    def number(self, name: str, usual: int = 0) -> int:
        """A whole number of the query."""
        text = self.query.get(name, str(usual))
        if not (text.isascii() and text.isdigit() and len(text) <= 15):
            raise Problem(
                400, "malformed", phrase("It must be a whole number, got {text}.", text=text), field=name
            )
        return int(text)

    def answer(self, value: Any, status: int = 200) -> Response:
        """`value` as JSON."""
        return Response(encoded(value, self.language), status, media_type="application/json")


Handler = Callable[[Call], Response]
"""A route: run in a thread of its own, it may take as long as it needs."""
