"""What programs send and get: the records of the API, from which its description is made as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from evacopt.board.requests import Request
from evacopt.board.verdict import GoalChange, Verdict
from evacopt.domain.finding import Finding
from evacopt.domain.pin import Pin
from evacopt.domain.violation import Violation
from evacopt.output.language import ENGLISH, Language

if TYPE_CHECKING:
    from evacopt.board.history import Told


class Trying(Struct, forbid_unknown_fields=True):
    """A request that is judged only, on the state of now; `seen` may stand there as where it is done."""

    request: Request
    seen: int = 0


class Asking(Struct, forbid_unknown_fields=True):
    """A request that is to be done; `anyway` says that what happened since `seen` was looked at."""

    request: Request
    seen: int
    anyway: bool = False


class GoalOut(Struct):
    """A goal and its value, which is to be small; in whole numbers of its unit."""

    goal: str
    value: int


class VerdictOut(Struct):
    """What a change breaks anew and mends, what is broken after it, and what it costs goal by goal."""

    sound: bool
    anew: list[Violation]
    mended: list[Violation]
    violations: list[Violation]
    goals: list[GoalChange]


class ChangeOut(Struct):
    """A change that was made."""

    number: int
    at: str
    user: str
    kind: str
    sentence: str
    hash: str
    undone_by: int = 0


class ChangesOut(Struct):
    """Changes, oldest first, and the number of the last there is."""

    number: int
    changes: list[ChangeOut]


class TriedOut(Struct):
    """What the request would come to on the state `number`; nothing was changed."""

    number: int
    verdict: VerdictOut
    notes: list[str]


class DoneOut(Struct):
    """What was done as change `number`, how it is judged, and what others had done since `seen`."""

    number: int
    hash: str
    verdict: VerdictOut
    notes: list[str]
    since: list[ChangeOut]


class ReleaseOut(Struct):
    """A released plan: those who depart before `until` have been called."""

    name: str
    number: int
    until: str
    plan: str


class StateOut(Struct):
    """The board at one number."""

    number: int
    hash: str
    as_of: str
    instance: str
    instance_sha256: str
    plan_sha256: str
    people: int
    travelling: int
    goals: list[GoalOut]
    violations: list[Violation]
    pins: list[Pin]
    names: dict[str, int]
    releases: list[ReleaseOut]


class TravelOut(Struct):
    """So many parties of a group on an itinerary."""

    group: str
    parties: int
    itinerary: list[str]


class FlightOut(Struct):
    """A flight, its seats of all sorties flown, and who is aboard."""

    id: str
    operator: str
    origin: str
    destination: str
    departs: str
    arrives: str
    status: str
    sorties: int
    seats: int
    taken: int
    aboard: list[TravelOut]


class GroupOut(Struct):
    """A group, where its parties travel, and how many wait."""

    id: str
    nationality: str
    origin: str
    size: int
    infants: int
    count: int
    priority: int
    waiting: int
    travelling: list[TravelOut]


class ProposalOut(Struct):
    """A better plan that was found around the state `of`: a request of kind `take` makes it the plan."""

    code: str
    of: int
    people: int
    seconds: float
    verdict: VerdictOut


class ProposalsOut(Struct):
    """What can be taken now."""

    proposals: list[ProposalOut]


class PaperOut(Struct):
    """A list that can be had below /api/1/exports/, and of how many rows."""

    path: str
    rows: int
    holds: str


class ExportsOut(Struct):
    """The lists of the state `number`."""

    number: int
    papers: list[PaperOut]


class Wrong(Struct, omit_defaults=True):
    """Why a request was not served, as a sentence; `kind` is for programs."""

    status: int
    kind: str
    sentence: str
    field: str = ""
    remedy: str = ""
    findings: list[Finding] = []
    violations: list[Violation] = []
    since: list[ChangeOut] = []


class Failure(Struct):
    """What comes with every status of 400 and more."""

    error: Wrong


def encoded(value: Any, language: Language = ENGLISH) -> bytes:
    """`value` as JSON, its sentences in `language`."""

    def said(text: Any) -> str:
        if isinstance(text, str):
            return language(text)
        raise TypeError(f"a {type(text).__name__} cannot be encoded")

    return msgspec.json.encode(value, enc_hook=said)


def change_out(told: Told) -> ChangeOut:
    """A change for programs."""
    return ChangeOut(told.number, told.at, told.user, told.kind, told.text, told.hash, told.undone_by)


def verdict_out(verdict: Verdict) -> VerdictOut:
    """A verdict for programs."""
    return VerdictOut(
        sound=verdict.sound,
        anew=list(verdict.anew),
        mended=list(verdict.mended),
        violations=list(verdict.violations),
        goals=list(verdict.goals),
    )
