"""News for whoever looks at the board: server-sent events.

A change is told by its number alone: what is to be seen of it each browser fetches, as far as it may. The id
of an event is the number of the last change: a browser that was away, or whose server was, says where it
stopped and gets what it missed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from evacopt.output.language import ENGLISH, Language
from evacopt.web.wire import encoded

MOST_WAITING = 1_000
"""Events for one browser; of one that does not read them the connection ends, and it comes again."""
BEAT = 15.0
"""Seconds between signs of life, at which it is asked too whether the user is still signed in."""
ENDED = None
FOR_ALL = frozenset({"change", "end"})
"""Events that a liaison gets as well: they say nothing of people."""


@dataclass(eq=False, slots=True, kw_only=True)
class Listener:
    """One connection.

    Attributes
    ----------
    user : who waits
    whole : whether they see everybody's people; a liaison does not
    since : the last change that they know; `None` where they come for the first time
    """

    user: str
    whole: bool = True
    since: int | None = None
    language: Language = ENGLISH
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))


class Live:
    """All browsers that wait; told from any thread."""

    def __init__(self, *, beat: float = BEAT) -> None:
        self._beat, self._listeners = beat, set[Listener]()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = False

    def waiting(self, user: str) -> int:
        """How many connections of `user` wait."""
        return sum(one.user == user for one in self._listeners)

    def changed(self, number: int) -> None:
        """Change `number` was made."""
        self.tell("change", {"number": number}, number)

    def tell(self, event: str, data: Any, number: int | None = None) -> None:
        """Send an event to whom it is for, from whatever thread; its sentences in the language of each."""
        self._call(lambda one: framed(event, data, number, one.language), event in FOR_ALL)

    def end(self) -> None:
        """The server stops: every connection ends."""
        self._ended = True
        self.tell("end", {"why": "stopped"})
        self._call(lambda _: ENDED, True)

    async def events(
        self, own: Listener, head: Callable[[], int], still: Callable[[], Awaitable[bool]]
    ) -> AsyncIterator[bytes]:
        """What one browser gets: what it missed, then what happens, as long as it is `still` let in."""
        self._loop = loop = asyncio.get_running_loop()
        late = self._ended
        self._listeners.add(own)  # before the head is read, or a change in between would be lost
        try:
            yield b"retry: 1000\n\n" + missed(own.since, head())
            beat = loop.time() + self._beat
            if late:
                return
            while True:  # the end is told to all who wait
                try:
                    piece = await asyncio.wait_for(own.queue.get(), max(0.0, beat - loop.time()))
                except TimeoutError:
                    if not await still():
                        yield framed("end", {"why": "signed out"})
                        return
                    piece, beat = b": still there\n\n", loop.time() + self._beat
                if piece is ENDED:
                    return
                yield piece
        finally:
            self._listeners.discard(own)

    def _call(self, piece: Callable[[Listener], bytes | None], for_all: bool) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: nobody listens any more
                self._loop.call_soon_threadsafe(self._put, piece, for_all)

    def _put(self, piece: Callable[[Listener], bytes | None], for_all: bool) -> None:
        for own in [one for one in self._listeners if one.whole or for_all]:
            if own.queue.full():
                self._listeners.discard(own)
                own.queue.get_nowait()
                own.queue.put_nowait(ENDED)
            else:
                own.queue.put_nowait(piece(own))


def missed(since: int | None, head: int) -> bytes:
    """One event for all changes `after` the last that was known; where the board is, to who knows none."""
    if since is None or not 0 <= since <= head:
        return framed("head", {"number": head}, head)
    return framed("change", {"number": head, "after": since}, head) if since < head else b""


def framed(event: str, data: Any, number: int | None = None, language: Language = ENGLISH) -> bytes:
    """One event as it is sent; JSON has no line feed of its own."""
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {event}\ndata: ".encode() + encoded(data, language) + b"\n\n"
