"""What every backend must keep, a plug-in as one of evacopt, tried on programs whose answers are known.

What a solver calls the best is held against every point of small programs; what it says of a relaxation is
checked by weak duality, of which either side needs no solver.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from evacopt.backends.session import Session
from evacopt.backends.small_programs import (
    crossing,
    extremes,
    held,
    packing,
    program,
    random_program,
    tried,
)
from evacopt.backends.weak_duality import wrong_of_relaxation
from evacopt.errors import BackendError
from evacopt.milp.contract import BackendResult, Options, Program

Verdict = Literal["kept", "broken", "refused", "not claimed"]

PATIENT = Options(time_limit=60.0, threads=1)
"""For programs that take an engine milliseconds: where this is not enough it does not answer."""

GRACE = 30.0
"""s, after which a backend that knows no limits is ended."""

LATE = 3.0
"""s that it may stop after its limit on a busy machine; `evacopt solve` ends it after 1 s."""

LIMITS = (0.0, 0.05, 1.0)
"""s, on a program that takes minutes."""

RANDOM, FEW = range(20), range(8)
"""Seeds of random programs: enough that a wrong sign, a lost offset or a side left out shows."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim, and what came of it.

    Attributes
    ----------
    claim, says : its name, and the sentence that must be true
    verdict
        `kept`; `broken`; `refused` where the backend takes no program of the claim; `not claimed` where its
        capabilities do not speak of it.
    seen : what broke it, or how many programs it was tried on
    """

    claim: str
    says: str
    verdict: Verdict
    seen: str


class Trial:
    """A backend at work on the programs of one claim; it counts those that it takes."""

    def __init__(self, session: Session, where: str | None = None) -> None:
        self.session = session
        self.where = where
        self.can = session.capabilities
        self.taken = self.refused = 0

    def ask(self, given: Program, options: Options = PATIENT) -> BackendResult | None:
        """Its answer; `None` where it takes no such program."""
        try:
            answer = self.session.solve(given, options)
        except BackendError:
            self.refused += 1
            return None
        self.taken += 1
        return answer

    def ask_anew(self, given: Program, options: Options) -> BackendResult | None:
        """Its answer in a process of its own, which is given all the time that it wants to stop."""
        return self.timed_anew(given, options)[0]

    def timed_anew(self, given: Program, options: Options) -> tuple[BackendResult | None, float]:
        """The same, and the seconds that it took once the process was ready."""
        with Session(self.session.backend, where=self.where, grace=GRACE) as session:
            anew = Trial(session)
            begun = time.monotonic()
            answer = anew.ask(given, options)
            took = time.monotonic() - begun
        self.taken, self.refused = self.taken + anew.taken, self.refused + anew.refused
        return answer, took

    def takes(self, *programs: Program) -> Program | None:
        """The first of `programs` that it takes, for however short a time."""
        hardly = Options(time_limit=0.0)
        return next((given for given in programs if self.ask_anew(given, hardly) is not None), None)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: its name, its sentence, what it needs of the capabilities, and what breaks it, in words."""

    name: str
    says: str
    needs: str
    broken: Callable[[Trial], Iterator[str]]


def conformance(backend: str) -> Iterator[Checked]:
    """Try every claim on `backend`.

    Raises
    ------
    BackendError
        If there is no such backend, it does not start, or it is a baseline, which is asked for no optimum.
    """
    with Session(backend) as session:
        if session.capabilities.order:
            raise BackendError(f"{backend} fills columns in an order and optimises nothing: no claim is made")
        for claim in CLAIMS:
            yield checked(claim, session)


def keeps(claims: Iterable[Checked]) -> bool:
    """Whether nothing is broken, and it solves something at all."""
    verdicts = {one.claim: one.verdict for one in claims}
    return "broken" not in verdicts.values() and verdicts.get("best") == "kept"


def checked(claim: Claim, session: Session, where: str | None = None) -> Checked:
    """Try one claim; `where` as for `Session`, of a backend that is not registered."""
    trial = Trial(session, where)
    if claim.needs and not getattr(trial.can, claim.needs):
        return Checked(claim.name, claim.says, "not claimed", f"its capabilities say {claim.needs}=False")
    broken = next(claim.broken(trial), "")
    if broken:
        return Checked(claim.name, claim.says, "broken", broken)
    passed_over = f", {trial.refused} refused" if trial.refused else ""
    verdict: Verdict = "kept" if trial.taken else "refused"
    return Checked(claim.name, claim.says, verdict, f"{trial.taken} programs{passed_over}")


def _named(trial: Trial) -> Iterator[str]:
    trial.taken += 1
    if not any(figure.isdigit() for figure in trial.session.version):
        yield f"version() says {trial.session.version!r}, in which there is no number"
    if not trial.can.family:
        yield "its capabilities name no family"


def _best_of(programs: Callable[[], Iterable[Program]], **options: int) -> Callable[[Trial], Iterator[str]]:
    """What is wrong with the answers on small programs."""

    def broken(trial: Trial) -> Iterator[str]:
        for number, given in enumerate(programs()):
            answer = trial.ask(given, replace(PATIENT, **options))
            wrong = "" if answer is None else _wrong(given, answer, exact=trial.can.exact)
            if wrong:
                yield f"program {number}: {wrong}"

    return broken


def _wrong(given: Program, answer: BackendResult, *, exact: bool) -> str:
    """What is wrong with `answer`; blank where nothing is."""
    least = tried(given)
    value = None if answer.values is None else given.goal.of(answer.values)
    said = f"{answer.termination} and {answer.status}, value {value}, bound {answer.bound}"
    if answer.detail:
        said += f" ({answer.detail})"
    if answer.termination == "error" or (answer.status == "infeasible" and least is not None):
        return f"the best is {least}; it says {said}"
    if least is not None and answer.bound is not None and answer.bound > least:
        return f"the best is {least}, below its bound; it says {said}"
    status = "infeasible" if least is None else "optimal"
    found = (answer.status, value) == (status, least) and (least is None or answer.bound == least)
    if exact and not found:
        return f"the best is {'nothing, no point keeps the rows' if least is None else least}; it says {said}"
    return ""


def _random(seeds: Iterable[int] = RANDOM) -> Iterator[Program]:
    for seed in seeds:
        yield random_program(seed)
        yield random_program(seed, network=True)


def _held() -> Iterator[Program]:
    for seed, given in enumerate(_random()):
        if tried(given) is not None:
            yield held(given, seed=seed)


def _started() -> Iterator[Program]:
    for given in _random(FEW):
        for point in extremes(given):
            yield replace(given, start=point)


def _bare() -> Iterator[Program]:
    yield program([(0, 3), (0, 3)], [(None, [1, -1], 1)], [], offset=7)
    yield program([(0, 3), (-2, 3)], [], [2, -5], offset=1)
    yield program([(2, 2), (5, 5)], [(None, [1, 1], 7)], [3, -1], offset=4)
    yield program([(1, 1), (0, 3), (0, 0)], [(1, [1, 0, 0], 1)], [0, -2, 5])


def _contradicting() -> Iterator[Program]:
    yield program([(0, 1), (0, 1)], [(2, [1, 1], None), (None, [1, 0], 0)], [1, 1])
    yield program([(0, 5), (0, 5)], [(3, [2, 2], 3)], [1, 1])


def _large_numbers() -> Iterator[Program]:
    yield program([(0, 1), (0, 1)], [(1, [1, 1], None)], [400_000_001, 400_000_000], offset=100_000_000)


def _stops_in_time(trial: Trial) -> Iterator[str]:
    given = trial.takes(packing(80, 10), crossing(300, 300))
    if given is None:
        return
    for limit in LIMITS:
        answer, took = trial.timed_anew(given, Options(time_limit=limit))
        if took > limit + LATE:
            yield f"with {limit:g} s it took {took:.1f} s"
        if answer is not None and answer.termination not in ("time", "completed"):
            yield f"with {limit:g} s it says {answer.termination}: {answer.detail}"


def _within_gap(trial: Trial) -> Iterator[str]:
    gap = 0.25
    for given in (packing(30, 5), crossing(30, 40)):
        answer = trial.ask(given, replace(PATIENT, gap=gap))
        if answer is None:
            continue
        value = None if answer.values is None else given.goal.of(answer.values)
        if value is None or answer.termination not in ("gap", "completed"):
            yield f"with a gap of {gap} it says {answer.termination} and {answer.status}: {answer.detail}"
        elif answer.bound is not None and value - answer.bound > gap * max(1, abs(value)):
            yield f"with a gap of {gap} it stops at a value of {value} and a bound of {answer.bound}"


def _repeats(trial: Trial) -> Iterator[str]:
    given = trial.takes(packing(18, 3), crossing(30, 40), random_program(0))
    if given is None:
        return
    for seed in (0, 7) if trial.can.seed else (0,):
        answers = [trial.ask_anew(given, replace(PATIENT, seed=seed)) for _ in range(2)]
        found = [
            None if answer is None or answer.values is None else answer.values.tolist() for answer in answers
        ]
        if found[0] != found[1]:
            yield f"with one thread and seed {seed}, two runs end with other values"


def _duals(trial: Trial) -> Iterator[str]:
    contradicting = program([(0, 1), (0, 1)], [(3, [1, 1], None)], [1, 1])
    for number, given in enumerate((packing(12, 3), contradicting, *_random())):
        answer = trial.ask(replace(given, relaxed=True, start=None))
        if answer is not None:
            known = given.start is not None or tried(given) is not None
            wrong = wrong_of_relaxation(given, answer, point_known=known)
            if wrong:
                yield f"program {number}: {wrong}"


CLAIMS = (
    Claim("name", "It says what it is: a version with a number, and its family.", "", _named),
    Claim("best", "What it says of small programs is true, and the best if exact.", "", _best_of(_random)),
    Claim("goals held", "Goals decided before keep their value.", "", _best_of(_held)),
    Claim("bare", "No rows, nothing in the goal, nothing to decide: all is well.", "", _best_of(_bare)),
    Claim("infeasible", "Where nothing keeps the rows it says so.", "", _best_of(_contradicting)),
    Claim(
        "numbers", "Goals in the hundreds of millions are told apart by one.", "", _best_of(_large_numbers)
    ),
    Claim("start", "No plan to start from, bad or best, misleads it.", "", _best_of(_started)),
    Claim("threads", "With two threads it finds the same value.", "threads", _best_of(_random, threads=2)),
    Claim("time", "At its limit it stops, and claims no more than it holds.", "", _stops_in_time),
    Claim("gap", "A plan within the gap is good enough.", "gap", _within_gap),
    Claim("repeats", "With one thread and one seed, the same values twice.", "", _repeats),
    Claim("duals", "Primal and duals of a relaxation meet, with their signs.", "duals", _duals),
)
