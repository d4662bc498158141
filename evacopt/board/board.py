"""The board: a state that several people change; each change is judged at once and kept before it is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import msgspec

from evacopt.board import moves, releases
from evacopt.board.delta import Delta, MisfitError, kept_by
from evacopt.board.draft import Draft, touched
from evacopt.board.genesis import first_state, genesis_of
from evacopt.board.happenings import arrived, clock, did_not_come, happened
from evacopt.board.history import Content, Told, told, touching
from evacopt.board.keeper import Keeper
from evacopt.board.proposal import Proposal
from evacopt.board.refusals import Refused, Stale
from evacopt.board.requests import (
    Arrived,
    Clock,
    Decide,
    DidNotCome,
    Happened,
    Move,
    Name,
    PinDown,
    Redo,
    Release,
    Request,
    Take,
    Undo,
    Unpin,
    Withdraw,
    kind_of,
)
from evacopt.board.state import State, applied, passed, replaces
from evacopt.board.undoing import decided, undone
from evacopt.board.verdict import Verdict, verdict
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase, plain
from evacopt.domain.plan import Plan
from evacopt.ledger import change as ledger
from evacopt.ledger.change import Head
from evacopt.ledger.ledger import Ledger

RELEASING = frozenset({"release", "withdraw"})
"""Kinds of requests that ask for the role `release`."""
HAPPENING = frozenset({"event", "no_show", "arrivals"})
"""Kinds that tell what has happened, and may take people off what a release has called them to."""
CHECKPOINT = 200
"""Every so many states one is remembered, to show an earlier one from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a request would come to; nothing of it is kept."""

    delta: Delta
    verdict: Verdict
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A change that was made, and what others have done since the state that it was asked on."""

    change: Told
    verdict: Verdict
    notes: tuple[str, ...]
    since: tuple[Told, ...]


class Board:
    """A ledger of changes, and the state that they lead to. Any thread may call any method."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.keeper = ledger, Keeper(ledger)
        self.lock = threading.RLock()
        self.proposals: dict[str, Proposal] = {}
        self._heard: list[Callable[[Told], None]] = []
        self._contents: list[Content] = []
        self._told: list[Told] = []
        self._state = first_state(ledger)
        self._remembered = {0: self._state}
        self._catch_up()

    @classmethod
    def create(cls, path: Path, instance: Instance, plan: Plan | None, user: str) -> Board:
        """A new board in the file `path`.

        Raises
        ------
        PlanError
            If `plan` is no plan of `instance`.
        LedgerError
            If something is there already, or it cannot be written.
        """
        return cls(Ledger.create(path, genesis_of(instance, plan, user)))

    @classmethod
    def open(cls, path: Path) -> Board:
        """The board in the file `path`; LedgerError where it is none, is in use, or was altered."""
        return cls(Ledger.open(path))

    def close(self) -> None:
        """Let go of the file."""
        self.ledger.close()

    @property
    def state(self) -> State:
        """The state of now."""
        return self._state

    def at(self, number: int) -> State:
        """The state after change `number`; 0 is the first. Refused where there is none."""
        with self.lock:
            if not 0 <= number <= self._state.number:
                raise Refused(phrase("there is no state {number}", number=number), field="number")
            begin = max(one for one in self._remembered if one <= number)
            state = self._remembered[begin]
            for row in range(begin, number):
                state = self._after(state, self._told[row], self._contents[row])
            return state

    def history(self, since: int = 0) -> list[Told]:
        """What has been done after change `since`, oldest first."""
        return self._told[max(since, 0) :]

    def content(self, number: int) -> Content:
        """What was asked and what it changed, of change `number`. Refused where there is none."""
        return self._change(number)[1]

    def _change(self, number: int) -> tuple[Told, Content]:
        if not 1 <= number <= len(self._contents):
            raise Refused(phrase("there is no change {number}", number=number), field="number")
        return self._told[number - 1], self._contents[number - 1]

    def role_for(self, request: Request) -> str:
        """The role that it takes to ask for this."""
        asked: Request | None = request
        last = len(self._told) + 1
        while isinstance(asked, Undo | Redo | Decide) and 1 <= asked.number < last:
            last, asked = asked.number, self._contents[asked.number - 1].request
        return "release" if isinstance(asked, Release | Withdraw) else "plan"

    def on_change(self, hear: Callable[[Told], None]) -> None:
        """Call `hear` after every change, in the thread that made it."""
        self._heard.append(hear)

    def tried(self, request: Request) -> Tried:
        """What `request` would come to on the state of now.

        Raises
        ------
        Refused
            If it cannot be done at all.
        """
        with self.lock:
            state = self._state
        draft, after = self._worked_out(state, request)
        return Tried(delta=draft.delta, verdict=verdict(state, after), notes=draft.notes)

    def do(self, request: Request, user: str, seen: int, *, anyway: bool = False) -> Done:
        """Make a change, kept in the ledger when this returns.

        Parameters
        ----------
        seen : number of the state on which it was decided
        anyway : whether it is to be done though others have

        Raises
        ------
        Refused
            If it cannot be done; `Stale` if others have changed the same since: for a release, anything.
        """
        with self.lock:
            state, since = self._state, tuple(self.history(seen))
            draft, after = self._worked_out(state, request)
            calls = isinstance(request, Release)  # by the plan of now, which must have been seen
            clash = [one for one in since if one.touches] if calls else touching(since, draft.touches)
            if clash and not anyway:
                text = phrase("others have changed the same since: {last}", last=clash[-1].text)
                raise Stale(text, clash)
            content = Content(
                delta=draft.delta,
                request=draft.asked or request,
                touches=tuple(sorted(draft.touches)),
                notes=draft.notes,
                undoes=request.number if isinstance(request, Undo | Redo | Decide) else 0,
            )
            made = self.append(kind_of(request), user, content, after)
            return Done(change=made, verdict=verdict(state, self._state), notes=draft.notes, since=since)

    def append(self, kind: str, user: str, content: Content, after: State) -> Told:
        """Keep a change that leads to `after`, and go on from there."""
        with self.lock:
            made_of = ledger.Draft(
                user=user,
                kind=kind,
                content=msgspec.json.encode(content, enc_hook=plain),
                plan_before=self._state.plan.sha256,
                plan_after=after.plan.sha256,
                keeps=kept_by(content.delta),
            )
            self.keeper.keep(made_of.keeps)
            with self.ledger.writing():
                self._catch_up()
                change = self.ledger.append([made_of], Head(self._state.number, self._state.hash))
            made = told(change, content)
            self._remember(made, content, after.after(number=change.number, hash=change.hash))
        for hear in self._heard:
            hear(made)
        return made

    def offer(self, proposal: Proposal) -> None:
        """Have a better plan ready to be taken, beside others around the same state."""
        with self.lock:
            recent = {code: one for code, one in self.proposals.items() if one.of == proposal.of}
            self.proposals = recent | {proposal.code: proposal}

    def _worked_out(self, state: State, request: Request) -> tuple[Draft, State]:
        try:
            draft = self.draft(state, request)
            return draft, self.made(state, draft, kind_of(request))
        except MisfitError as error:
            raise Refused(phrase("it does not fit any more: {why}", why=error.args[0])) from None

    def made(self, state: State, draft: Draft, kind: str) -> State:
        """The state after `draft`; MisfitError where it does not fit, Refused where a release forbids it."""
        after = applied(state, draft.delta, self.keeper)
        if kind not in (*RELEASING, *HAPPENING):
            releases.refuse_unfreezing(state, after, self.keeper)
        return after

    def draft(self, state: State, request: Request) -> Draft:
        """What `request` comes to on `state`; Refused or MisfitError where it comes to nothing."""
        return self._drafts[type(request)](state, request)

    @cached_property
    def _drafts(self) -> dict[type, Callable[[State, Any], Draft]]:
        keeper = self.keeper
        return {
            Move: moves.move,
            PinDown: moves.pin,
            Unpin: moves.unpin,
            Happened: partial(happened, keeper=keeper),
            DidNotCome: partial(did_not_come, keeper=keeper),
            Arrived: partial(arrived, keeper=keeper),
            Clock: clock,
            Take: lambda _, request: self._taken(request),
            Name: releases.name,
            Release: partial(releases.release, keeper=keeper),
            Withdraw: partial(releases.withdraw, keeper=keeper),
            Undo: self._undone,
            Redo: self._undone,
            Decide: lambda state, request: decided(state, request, *self._change(request.number), self.draft),
        }

    def _undone(self, state: State, request: Undo | Redo) -> Draft:
        return undone(state, request, *self._change(request.number), self.keeper)

    def _taken(self, request: Take) -> Draft:
        proposal = self.proposals.get(request.proposal)
        if proposal is None:
            raise Refused(phrase("that plan is not on offer any more: wait for the next"), field="proposal")
        since = self.history(proposal.of)
        touches = touched(proposal.delta)
        clash = touching(since, touches)
        if clash:
            raise Refused(phrase("that plan is of before {last}: wait for the next", last=clash[-1].text))
        return Draft(delta=proposal.delta, touches=touches)

    def _catch_up(self) -> None:
        """Go on to what was put into the ledger by others; of many instances only the last is read."""
        changes = self.ledger.changes(since=self._state.number)
        contents = [msgspec.json.decode(change.content, type=Content) for change in changes]
        last = max((row for row, one in enumerate(contents) if replaces(one.delta)), default=0)
        for row, (change, content) in enumerate(zip(changes, contents, strict=True)):
            made, apply = told(change, content), passed if row < last else applied
            after = apply(self._state, content.delta, self.keeper)
            self._remember(made, content, after.after(number=made.number, hash=made.hash), whole=row >= last)

    def _remember(self, made: Told, content: Content, after: State, *, whole: bool = True) -> None:
        self._state = after
        self._contents.append(content)
        self._told.append(made)
        if content.undoes:
            before = self._told[content.undoes - 1]
            self._told[content.undoes - 1] = replace(before, undone_by=made.number)
        if whole and made.number % CHECKPOINT == 0:
            self._remembered[made.number] = after

    def _after(self, state: State, made: Told, content: Content) -> State:
        after = applied(state, content.delta, self.keeper)
        return after.after(number=made.number, hash=made.hash)
