"""Instances and plans that a ledger keeps, by their hashes; the last ones stay in memory."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from threading import Lock
from typing import TypeVar

from evacopt.board.delta import Seating
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.files.kept import instance_bytes, instance_in, plan_bytes, plan_of
from evacopt.ledger.contents import address
from evacopt.ledger.ledger import Ledger

T = TypeVar("T")
FRESH = 4
"""How many stay in memory."""
WAITING = 64
"""How many are remembered that no change relies on yet: what was only tried is never written."""


class Keeper:
    """What the ledger keeps, as what it is."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, Lock()
        self._waiting: dict[str, bytes] = {}
        self._known: dict[str, Instance] = {}
        self._hash_of: dict[str, str] = {}
        self.plan = lru_cache(maxsize=FRESH)(self._plan)
        self.seating = lru_cache(maxsize=FRESH)(self._seating)

    def instance(self, sha256: str) -> Instance:
        """The instance whose bytes have that hash."""
        known = self._known.get(sha256)
        if known is None:
            known = instance_in(self.bytes_of(sha256), sha256[:12])
            self._put(self._known, sha256, known, FRESH)
        return known

    def instance_hash(self, instance: Instance) -> str:
        """The hash of the bytes of `instance`, by which it can be had from now on."""
        sha256 = self._hash_of.get(instance.sha256, "")
        if sha256 not in self._known:
            sha256 = self.known(instance_bytes(instance))
            self._hash_of[instance.sha256] = sha256
            self._put(self._known, sha256, instance, FRESH)
        return sha256

    def plan_hash(self, plan: Plan) -> str:
        """The hash of the bytes of `plan`, by which it can be had from now on."""
        return self.known(plan_bytes(plan))

    def keep(self, hashes: Iterable[str]) -> None:
        """Have what a change relies on in the ledger before it."""
        for sha256 in hashes:
            content = self._waiting.get(sha256)
            if content is not None:
                self._ledger.keep(content)
                self._waiting.pop(sha256, None)

    def bytes_of(self, sha256: str) -> bytes:
        """What is known by that hash."""
        content = self._waiting.get(sha256)
        return self._ledger.kept(sha256) if content is None else content

    def known(self, content: bytes) -> str:
        """The hash of `content`, by which it can be had from now on; kept once a change relies on it."""
        sha256 = address(content)
        self._put(self._waiting, sha256, content, WAITING)
        return sha256

    def _put(self, kept: dict[str, T], sha256: str, one: T, most: int) -> None:
        """Remember one more, and forget the first of too many: requests of several threads try at once."""
        with self._lock:
            kept[sha256] = one
            while len(kept) > most:
                del kept[next(iter(kept))]

    def _plan(self, sha256: str) -> Plan:
        return plan_of(self.bytes_of(sha256), sha256[:12])

    def _seating(self, sha256: str) -> Seating:
        return self.plan(sha256).assignments.by_way()
