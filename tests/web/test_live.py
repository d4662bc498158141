"""News for browsers: each hears of every change, also of those that it missed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from evacopt.web import live
from evacopt.web.live import Listener, Live, missed


async def _yes() -> bool:
    return True


def _numbers(pieces: list[bytes]) -> list[int]:
    lines = b"".join(pieces).decode().splitlines()
    return [int(line.removeprefix("id: ")) for line in lines if line.startswith("id: ")]


async def _read(events: AsyncIterator[bytes], most: int) -> list[bytes]:
    """The first pieces of a stream, without signs of life."""
    pieces: list[bytes] = []
    async for piece in events:
        if not piece.startswith(b": "):
            pieces.append(piece)
        if len(pieces) == most:
            break
    return pieces


def test_a_browser_that_was_away_gets_what_it_missed() -> None:
    """By the id of the last event that it had: up to where the board is, and then what comes."""

    async def told() -> list[bytes]:
        news = Live()
        events = news.events(Listener(user="eye", since=3), lambda: 5, _yes)
        reading = asyncio.create_task(_read(events, 3))
        await asyncio.sleep(0.01)
        threading.Thread(target=lambda: list(map(news.changed, (6, 7)))).start()
        return await reading

    assert _numbers(asyncio.run(told())) == [5, 6, 7]


@pytest.mark.parametrize(
    ("since", "head", "ids"), [(None, 5, [5]), (5, 5, []), (9, 5, [5]), (0, 500, [500]), (0, 2, [2])]
)
def test_what_was_missed(since: int | None, head: int, ids: list[int]) -> None:
    """Who comes first is told where the board is; who missed anything, up to where."""
    assert _numbers([missed(since, head)]) == ids


def test_a_liaison_hears_of_numbers_alone() -> None:
    """Proposals and progress may speak of everybody, and go to those who see everybody."""

    async def told(whole: bool) -> bytes:
        news = Live()
        reading = asyncio.create_task(
            _read(news.events(Listener(user="eye", whole=whole, since=5), lambda: 5, _yes), 2 + whole)
        )
        await asyncio.sleep(0.01)
        news.tell("proposal", {"code": "FRA-a"})
        news.changed(6)
        return b"".join(await reading)

    assert b"FRA-a" in asyncio.run(told(True))
    seen = asyncio.run(told(False))
    assert b"FRA-a" not in seen
    assert b'{"number":6}' in seen


def test_who_is_signed_out_hears_no_more() -> None:
    """At the next sign of life the stream ends, though news go on."""

    async def told() -> list[bytes]:
        news, signed_in = Live(beat=0.01), [True, False]

        async def still() -> bool:
            return signed_in.pop(0)

        return [piece async for piece in news.events(Listener(user="eye", since=5), lambda: 5, still)]

    pieces = asyncio.run(told())
    assert pieces[-1] == b'event: end\ndata: {"why":"signed out"}\n\n'


def test_news_that_never_stop_do_not_keep_anybody_in() -> None:
    """Whether somebody is signed in is asked by the clock, not in the pauses."""

    async def told() -> int:
        news, count = Live(beat=0.02), 0

        async def no() -> bool:
            return False

        async def going_on() -> None:
            while True:
                news.changed(6)
                await asyncio.sleep(0.001)

        task = asyncio.create_task(going_on())
        async for _ in news.events(Listener(user="eye", since=5), lambda: 5, no):
            count += 1
        task.cancel()
        return count

    assert asyncio.run(asyncio.wait_for(told(), 30)) > 1


def test_a_browser_that_does_not_read_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for it is not kept without end: its stream ends, and it comes again with what it knows."""
    monkeypatch.setattr(live, "MOST_WAITING", 5)

    async def told() -> list[bytes]:
        news = Live()
        events = news.events(Listener(user="eye", since=5), lambda: 5, _yes)
        first = await anext(events)
        for number in range(6, 30):
            news.changed(number)
        await asyncio.sleep(0.01)
        return [first, *[piece async for piece in events]]

    assert _numbers(asyncio.run(told())) == [7, 8, 9, 10]


def test_all_streams_end_with_the_server() -> None:
    """Each is told, so that nobody waits for one that will not end."""

    async def told() -> bytes:
        news = Live()
        reading = asyncio.create_task(
            _read(news.events(Listener(user="eye", whole=False, since=5), lambda: 5, _yes), 9)
        )
        await asyncio.sleep(0.01)
        assert news.waiting("eye") == 1
        news.end()
        pieces = await reading
        assert news.waiting("eye") == 0
        return pieces[-1]

    assert b'"stopped"' in asyncio.run(told())
