"""Lists and the report of a state, drawn up beside the server where there are many people on them."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar

from evacopt.output.export.dossier import Dossier, draw_up
from evacopt.output.export.options import ExportOptions
from evacopt.output.report.report import unjudged_html
from evacopt.spread.workers import processes
from evacopt.web.wire import PaperOut

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What lists are drawn up of: parties keep the flights that plans of `previous` gave them."""

    instance: Instance
    plan: Plan
    previous: tuple[Plan, ...]
    language: str


def listed(told: bytes) -> list[PaperOut]:
    """Which lists there are; `told` is packed."""
    return [PaperOut(paper.path, paper.rows, paper.holds) for paper in _dossier(told).papers]


def content_of(told: bytes, path: str) -> bytes | None:
    """One of them; `None` where there is none of that path."""
    return next((paper.content() for paper in _dossier(told).papers if paper.path == path), None)


def report_of(told: bytes, as_of: int, made_at: datetime) -> bytes:
    """The situation report as HTML."""
    of: Basis = pickle.loads(told)
    return unjudged_html(of.instance, of.plan, as_of=as_of, made_at=made_at, language=of.language).encode()


@lru_cache(maxsize=2)
def _dossier(told: bytes) -> Dossier:
    of: Basis = pickle.loads(told)
    options = ExportOptions(language=of.language)
    return draw_up(of.instance, of.plan, options=options, previous=of.previous)


class Clerk:
    """One process that draws up, one thing after the other; it is begun when it is first needed."""

    def __init__(self) -> None:
        self._workers = processes(1)
        self._executor: Executor | None = None

    @cached_property
    def _thread(self) -> ThreadPoolExecutor:
        """The one that begins the process, which would end with any thread that had begun it."""
        return ThreadPoolExecutor(1, "clerk")

    def done(self, function: Callable[..., T], *words: object) -> T:
        """What `function` gives, done there; once more where the process was lost over it."""
        try:
            return self._thread.submit(self._asked, function, *words).result()
        except BrokenExecutor:
            return self._thread.submit(self._asked, function, *words).result()

    def _asked(self, function: Callable[..., T], *words: object) -> T:
        self._executor = self._executor or self._workers.make()
        try:
            return self._executor.submit(function, *words).result()
        except BrokenExecutor:
            self._executor = None
            raise

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._executor is not None:
            self._workers.end(self._executor, False)
        if "_thread" in vars(self):
            self._thread.shutdown(wait=False, cancel_futures=True)
