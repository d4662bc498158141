"""Better plans around each change, looked for by one process beside the server, which never waits for it.

The newest question alone is worked on. Whoever asks is told as it goes: how long it has been looked for, each
plan that is better than the state asked about, the end, and that the process was lost and is replaced.
"""

from __future__ import annotations

import pickle
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from evacopt.board import search
from evacopt.board.delta import Delta, difference
from evacopt.board.proposal import Proposal
from evacopt.board.search import Asked, Step
from evacopt.board.state import SORTIE, State, sortie_cells
from evacopt.board.transfers import transfers
from evacopt.board.verdict import verdict
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Plan
from evacopt.errors import EvacoptError
from evacopt.spread.workers import processes

if TYPE_CHECKING:
    from evacopt.board.board import Board
    from evacopt.board.history import Told

T = TypeVar("T")
SECONDS = 15.0
"""After which nothing more is looked for where a better plan was found; most come within three."""
LONGEST = 15.0
"""Seconds after which nothing more is looked for where none was."""
STUCK = 30.0
"""Seconds of one step, after which the process is taken for lost: steps take a second or so."""
ASK_EVERY = 0.1
"""Seconds between two looks whether there is a newer question."""
LOST_OFTEN = 2
"""A question that the process was lost over so often is not asked again."""
PACKED_OFTEN = 20
"""A question that other threads count in meanwhile is packed again so often."""


@dataclass(frozen=True, slots=True)
class Question:
    """A state of the board, and the groups and flights that were changed last, by their ids."""

    state: State
    touches: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A better plan for state `of` is being looked for, or was; `text` says how that goes."""

    of: int
    seconds: float
    text: str
    over: bool = False


News: TypeAlias = Progress | Proposal


class Engine:
    """One process that is kept warm, and the thread that talks to it.

    Parameters
    ----------
    tell : called with all news, in a thread of the engine's own; it must not raise
    seconds, longest : see `SECONDS` and `LONGEST`
    """

    def __init__(
        self, tell: Callable[[News], None], *, seconds: float = SECONDS, longest: float = LONGEST
    ) -> None:
        self._tell, self._seconds, self._longest = tell, seconds, longest
        self._questions: SimpleQueue[Question | None] = SimpleQueue()
        self._workers = processes(1)
        self._executor: Executor | None = None
        self._has = ""
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    def look(self, state: State, touches: frozenset[str]) -> None:
        """Look for a better plan around a change; what was looked for before is dropped."""
        self._questions.put(Question(state, touches))

    def close(self) -> None:
        """End the process; nothing is told any more."""
        self._questions.put(None)
        self._thread.join()

    def _run(self) -> None:
        """All day: the newest question, again where the process was lost over it."""
        self._submit(search.warm)
        while (question := self._newest()) is not None:
            try:
                self._answered(question)
            except Exception as fault:  # of whatever kind: the next question is to be answered
                self._has = ""  # perhaps it never got there
                why = str(fault) if isinstance(fault, EvacoptError) else type(fault).__name__
                self._give_up(question, phrase("no better plan was looked for: {why}", why=why))
        self._end()

    def _answered(self, question: Question) -> None:
        """Work on a question, again where the process was lost over it."""
        for _ in range(LOST_OFTEN):
            try:
                self._work_on(question)
                return
            except (BrokenExecutor, TimeoutError):
                self._end()
                text = phrase("the process that looked for it was lost; another one takes its place")
                self._tell(Progress(of=question.state.number, seconds=0.0, text=text))
        text = phrase("no better plan was looked for: the process was lost over it each time")
        self._give_up(question, text)

    def _give_up(self, question: Question, text: str) -> None:
        self._tell(Progress(of=question.state.number, seconds=0.0, text=text, over=True))

    def _newest(self) -> Question | None:
        """Wait for a question; of several that wait the last one."""
        question = self._questions.get()
        while question is not None:
            try:
                question = self._questions.get_nowait()
            except Empty:
                break
        return question

    def _work_on(self, question: Question) -> None:
        """Step by step, until it is done, it has been long enough, or something else is asked."""
        begun, found = time.monotonic(), 0
        self._tell(
            Progress(of=question.state.number, seconds=0.0, text=phrase("a better plan is being looked for"))
        )
        future = self._begin(question)
        while (step := self._answer(future)) is not None:
            seconds = time.monotonic() - begun
            if step.plan is not None:
                found += 1
                self._tell(_proposal(question.state, step.plan, found, seconds))
            if step.last or seconds > (self._seconds if found else self._longest):
                self._tell(Progress(of=question.state.number, seconds=seconds, text=_ended(found), over=True))
                return
            text = phrase("a better plan is being looked for, {found} found so far", found=found)
            self._tell(Progress(of=question.state.number, seconds=seconds, text=text))
            future = self._submit(search.step)

    def _answer(self, future: Future[Step]) -> Step | None:
        """What comes of a step; `None` where there is a newer question.

        Raises
        ------
        TimeoutError
            If it is not done in `STUCK` seconds.
        """
        until = time.monotonic() + STUCK
        while True:
            try:
                return future.result(timeout=ASK_EVERY)
            except TimeoutError:
                if not self._questions.empty():
                    return None
                if time.monotonic() > until:
                    raise

    def _begin(self, question: Question) -> Future[Step]:
        """Send the question; the instance with it, where the process has not got it."""
        state = question.state
        bare = replace(state.instance, pins=())
        asked = Asked(
            known=bare.sha256,
            instance=None if self._has == bare.sha256 else bare,
            pins=state.instance.pins,
            plan=state.plan,
            baseline=state.baseline,
            near=question.touches,
        )
        self._has = bare.sha256
        return self._submit(search.begin_packed, packed(asked))

    def _submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        if self._executor is None:
            self._executor = self._workers.make()
        return self._executor.submit(function, *arguments)

    def _end(self) -> None:
        """Let go of the process, and of the instance that it had."""
        executor, self._executor, self._has = self._executor, None, ""
        if executor is not None:
            self._workers.end(executor, False)


def packed(content: object) -> bytes:
    """`content` as bytes, again where another thread keeps something that it counted in it meanwhile."""
    for _ in range(PACKED_OFTEN):
        with suppress(RuntimeError):
            return pickle.dumps(content)
    return pickle.dumps(content)


@contextmanager
def attended(board: Board, tell: Callable[[str, dict[str, Any]], None]) -> Iterator[None]:
    """For as long as the block runs a better plan is looked for after each change, and put on offer.

    `tell` is given the name and the content of each event, `progress` and `proposal`, in any thread.
    """

    def heard(news: News) -> None:
        if isinstance(news, Proposal):
            board.offer(news)
            tell("proposal", {"of": news.of, "code": news.code, "seconds": news.seconds})
        else:
            tell("progress", asdict(news))

    def changed(change: Told) -> None:
        state = board.state
        if any(one in state.instance.groups.row or one in state.instance.flight for one in change.touches):
            engine.look(state, change.touches)

    engine = Engine(heard)
    board.on_change(changed)
    try:
        yield
    finally:
        engine.close()


def _proposal(state: State, plan: Plan, found: int, seconds: float) -> Proposal:
    parties = plan.assignments.by_way()
    moved = difference(state.seating, parties)
    cells = tuple(sortie_cells(dict(state.plan.sorties), dict(plan.sorties)))
    flown = {key: value for key, value in state.cells.items() if not key.startswith(SORTIE)}
    flown |= {SORTIE + flight: times for flight, times in plan.sorties if times}
    return Proposal(
        code=f"{state.number}-{found}",
        of=state.number,
        delta=Delta(moved=moved, cells=cells),
        verdict=verdict(state, state.after(seating=parties, cells=flown)),
        people=sum(row.people for row in transfers(state.instance, moved)),
        seconds=seconds,
    )


def _ended(found: int) -> str:
    return phrase("a better plan was found") if found else phrase("no better plan was found near the change")
