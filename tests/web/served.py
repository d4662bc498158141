"""A small board with users, asked over HTTP without a network."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import httpx

from evacopt.board.board import Board
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.ledger.accounts import Accounts, Role, User
from evacopt.ledger.ledger import Ledger
from evacopt.web.app import application
from evacopt.web.desk import Desk
from evacopt.web.gate import Gate
from evacopt.web.live import Live
from evacopt.web.origin import Origin
from evacopt.web.rates import Limits
from tests.build import flight, group, instance, plan

PASSWORD = "correct horse battery"
USERS: dict[str, tuple[Role, str]] = {
    "eye": ("view", ""),
    "planner": ("plan", ""),
    "chief": ("release", ""),
    "berlin": ("view", "DEU"),
}
NAME = "night.board"
ADDRESS = "http://127.0.0.1:8710"
SAME = {"origin": ADDRESS, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}


def night() -> tuple[Instance, Plan]:
    """Two flights of ten seats, people of two states: one French group flies, the others wait."""
    groups = [
        group("FRA-a", count=4, size=2),
        group("FRA-b", count=3),
        group("DEU-a", nationality="DEU", count=5),
        group("NER-x", nationality="NER", count=2, size=3),
    ]
    of = instance(groups=groups, flights=[flight("AF1"), flight("AF2", "O 10:00", "V 14:00", seats=6)])
    return of, plan(of, ("FRA-a", "AF1", 3), ("DEU-a", "AF1", 2))


class Template:
    """A board with users, tokens and sessions, made once: each test gets a copy."""

    def __init__(self, folder: Path, of: tuple[Instance, Plan] | None = None) -> None:
        self.folder = folder
        Board.create(folder / NAME, *(of or night()), "cell").close()
        with Ledger.open(folder / NAME) as ledger:
            accounts = Accounts(ledger)
            for name, (role, state) in USERS.items():
                accounts.add(User(name, role, state), PASSWORD, by="cell")
            self.tokens = {name: accounts.new_token(name, "test", by="cell") for name in USERS}
            self.sessions = {name: accounts.sign_in(name, PASSWORD) for name in USERS}
            self.first = ledger.head.number


class Served:
    """A copy of a board, its users, and what they are answered; `first` is the number of its state."""

    def __init__(self, template: Template, folder: Path, *, limits: Limits | None = None) -> None:
        shutil.copytree(template.folder, folder, dirs_exist_ok=True)
        self.board = Board.open(folder / NAME)
        self.accounts = Accounts(self.board.ledger)
        self.tokens, self.sessions, self.first = template.tokens, template.sessions, template.first
        limits = limits or Limits()
        origin = Origin(names=("127.0.0.1", "localhost"), port=8710)
        gate = Gate(self.accounts, None, cookie=origin.cookie, signing_in=limits.signing_in)
        self.desk = Desk(board=self.board, gate=gate, live=Live(beat=0.05), origin=origin, limits=limits)
        self.app = application(self.desk)

    def ask(self, method: str, path: str, who: str = "", **more: Any) -> httpx.Response:
        """The answer to a request; with a token where `who` is a user, and as no browser."""
        headers = {"authorization": f"Bearer {self.tokens[who]}"} if who else {}
        return self.send(method, path, headers=headers | more.pop("headers", {}), **more)

    def browse(self, method: str, path: str, who: str, **more: Any) -> httpx.Response:
        """The answer to a page of the board that `who` has open."""
        return self.browse_with(self.sessions[who], method, path, **more)

    def browse_with(self, session: str, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer to a page of the board with the cookie of a session."""
        came = self.desk.gate.in_session(session)
        own = {"cookie": f"{self.desk.gate.cookie}={session}", "x-csrf": came.csrf if came else ""}
        return self.send(method, path, headers=SAME | own | more.pop("headers", {}), **more)

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer to a request as it is."""

        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
                return await client.request(method, path, **more)

        return asyncio.run(sent())

    def move(self, who: str, seen: int, parties: int = 1, **more: Any) -> httpx.Response:
        """Parties of FRA-b go from the waiting list to AF2."""
        request = {"kind": "move", "group": "FRA-b", "parties": parties, "to": ["AF2"]}
        return self.ask("POST", "/api/1/changes", who, json={"request": request, "seen": seen, **more})
