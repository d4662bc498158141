"""The board's server: an address, an application, and an orderly end."""

from __future__ import annotations

import gc
import ipaddress
import logging
import signal
import socket
import ssl
from collections.abc import Callable
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from evacopt.board.engine import attended
from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError
from evacopt.web.app import application
from evacopt.web.certificates import names_of
from evacopt.web.desk import Desk
from evacopt.web.gate import Gate, Keys
from evacopt.web.live import Live
from evacopt.web.origin import Origin
from evacopt.web.rates import Limits

if TYPE_CHECKING:
    from evacopt.board.board import Board
    from evacopt.ledger.accounts import Accounts

CONNECTIONS = 500
"""At once; whoever comes beyond is told to come again."""
END = 5
"""Seconds that requests have to end in when the server stops."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the board is to be reached, and how.

    Attributes
    ----------
    host, port : to listen on; port 0 is any that is free
    certificate, key : of TLS; `None` is without
    user : the code of who comes in by the printed key
    language : the code of the language of those who have asked for none
    proposals : whether better plans are looked for, in a process of its own
    """

    host: str = "127.0.0.1"
    port: int = 8710
    certificate: Path | None = None
    key: Path | None = None
    user: str = "cell"
    language: str = "en"
    proposals: bool = True
    limits: Limits = field(default_factory=Limits)


def refuse_unsafe(place: Place, accounts: bool) -> None:
    """Refuse to be reached by others without TLS and accounts.

    Raises
    ------
    UsageError
        With the reason and what to do.
    """
    if (place.certificate is None) != (place.key is None):
        raise UsageError(phrase("--certificate and --key go together"))
    if is_here(place.host):
        return
    if place.certificate is None:
        text = phrase(
            "{host} can be reached by others, so what is on the board would be open to them: give "
            "--certificate and --key, or leave --host out",
            host=place.host,
        )
        raise UsageError(text)
    if not accounts:
        text = phrase(
            "{host} can be reached by others, and there are no accounts: make one with --add-user",
            host=place.host,
        )
        raise UsageError(text)


def is_here(host: str) -> bool:
    """Whether only programs of this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


OFTEN = (20_000, 50, 100)
"""After how many new objects, and how many rounds of younger ones, older ones are looked through."""


def _collect_seldom() -> None:
    """Leave what has been loaded out of garbage collection, which takes longer than a verdict."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OFTEN)


def serve(board: Board, accounts: Accounts, place: Place, tell: Callable[[str], None]) -> None:
    """Serve the board until the process is asked to end; `tell` is given each address to open.

    Raises
    ------
    UsageError
        If it would not be safe there, or nothing can listen there.
    """
    refuse_unsafe(place, bool(accounts.users()))
    names = names_of(place.certificate, place.key) if place.certificate and place.key else ()
    listener = _listening(place)
    here = ("localhost", "127.0.0.1", "::1") if is_here(place.host) else ()
    first = place.host if is_here(place.host) and not names else ""
    names = tuple(dict.fromkeys(name for name in (first, *names, *here) if name))
    origin = Origin(names=names, port=listener.getsockname()[1], secure=bool(place.certificate))
    keys = (
        None if accounts.users() else Keys(place.user, lambda key: tell(f"{origin.address}/enter?key={key}"))
    )
    gate = Gate(accounts, keys, cookie=origin.cookie, signing_in=place.limits.signing_in)
    desk = Desk(
        board=board, gate=gate, live=Live(), origin=origin, limits=place.limits, language=place.language
    )
    server = _Server(_config(desk, place), desk.live)
    if keys is None:
        tell(origin.address)
    else:
        keys.tell()
    _collect_seldom()
    beside = attended(board, desk.live.tell) if place.proposals else nullcontext()
    with (
        beside,
        closing(desk.clerk),
        suppress(KeyboardInterrupt),
    ):  # the server has ended in order before it passes that on
        server.run([listener])


class _Server(uvicorn.Server):
    """Ends the streams of news first: they would be waited for."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Somebody asked the process to end."""
        self._live.end()
        super().handle_exit(sig if sig == signal.SIGINT else signal.SIGINT, frame)


def _config(desk: Desk, place: Place) -> uvicorn.Config:
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # it would log what a log must not hold
    config = uvicorn.Config(
        application(desk),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=END,
        ssl_certfile=place.certificate,
        ssl_keyfile=place.key,
    )
    config.load()
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
    return config


def _listening(place: Place) -> socket.socket:
    """A socket that listens; UsageError where none can."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    # Named so, or asyncio would not send what is short at once, and each answer would take 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((place.host, place.port))
        listener.listen(CONNECTIONS)  # who comes as soon as the address is printed waits for the server
    except OSError as error:
        listener.close()
        text = phrase("nothing can listen on {host}, port {port}: {why}; choose another with --port")
        raise UsageError(
            phrase(text, host=place.host, port=place.port, why=error.strerror or error)
        ) from None
    return listener
