"""Instances and plans that a ledger keeps, by their hashes; the last ones stay in memory."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.files.kept import instance_bytes, instance_in, plan_bytes, plan_of
from evacopt.ledger.contents import address
from evacopt.ledger.ledger import Ledger

FRESH = 4
"""How many stay in memory."""
WAITING = 64
"""How many are remembered that no change relies on yet: what was only tried is never written."""


class Keeper:
    """What the ledger keeps, as what it is."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: dict[str, bytes] = {}
        self._known: dict[str, Instance] = {}
        self._hash_of: dict[str, str] = {}
        self.plan = lru_cache(maxsize=FRESH)(self._plan)

    def instance(self, sha256: str) -> Instance:
        """The instance whose bytes have that hash."""
        if sha256 not in self._known:
            self._fresh(sha256, instance_in(self.bytes_of(sha256), sha256[:12]))
        return self._known[sha256]

    def instance_hash(self, instance: Instance) -> str:
        """The hash of the bytes of `instance`, by which it can be had from now on."""
        sha256 = self._hash_of.get(instance.sha256, "")
        if sha256 not in self._known:
            sha256 = self.known(instance_bytes(instance))
            self._hash_of[instance.sha256] = sha256
            self._fresh(sha256, instance)
        return sha256

    def _fresh(self, sha256: str, instance: Instance) -> None:
        self._known[sha256] = instance
        while len(self._known) > FRESH:
            del self._known[next(iter(self._known))]

    def plan_hash(self, plan: Plan) -> str:
        """The hash of the bytes of `plan`, by which it can be had from now on."""
        return self.known(plan_bytes(plan))

    def keep(self, hashes: Iterable[str]) -> None:
        """Have what a change relies on in the ledger before it."""
        for sha256 in hashes:
            content = self._waiting.get(sha256)
            if content is not None:
                self._ledger.keep(content)
                del self._waiting[sha256]

    def bytes_of(self, sha256: str) -> bytes:
        """What is known by that hash."""
        content = self._waiting.get(sha256)
        return self._ledger.kept(sha256) if content is None else content

    def known(self, content: bytes) -> str:
        """The hash of `content`, by which it can be had from now on; kept once a change relies on it."""
        sha256 = address(content)
        self._waiting[sha256] = content
        while len(self._waiting) > WAITING:
            del self._waiting[next(iter(self._waiting))]
        return sha256

    def _plan(self, sha256: str) -> Plan:
        return plan_of(self.bytes_of(sha256), sha256[:12])
