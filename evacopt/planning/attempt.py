"""One backend's attempt: formulate, solve goal by goal, judge, explain, prove."""

from __future__ import annotations

from dataclasses import replace

from evacopt import __version__
from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Plan, Run
from evacopt.errors import BackendError
from evacopt.exact.greedy import solve_in_order
from evacopt.exact.kept import Kept
from evacopt.exact.lexicographic import Staged, interrupted_at, solve_stages
from evacopt.exact.start import SECONDS, start_values
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.model.decode import decode
from evacopt.model.formulation import ORDERS, Formulation, formulate
from evacopt.planning.infeasible import infeasible
from evacopt.planning.large import ENGINE, NAME, attempt_large, is_large
from evacopt.planning.options import SolveOptions
from evacopt.planning.prover import budget_of, prover_beside
from evacopt.planning.request import Request, Watch
from evacopt.planning.result import Result, Status
from evacopt.planning.within_reach import within_reach
from evacopt.proof.certify import Proving
from evacopt.reasons.reasons import staying, unserved_with_reasons

PICKED = f"auto picked {NAME}: there are too many ways to travel for one model"
"""Why `auto` does not pick an engine."""
STARTING, SOLVING = 0.1, 0.8
"""The parts of the time limit for a first plan, and of the rest for solving; what is left is for proving."""


def attempt(
    instance: Instance,
    options: SolveOptions,
    *,
    baseline: Plan | None = None,
    watch: Watch | None = None,
) -> Result:
    """What one backend makes of `instance`, which is free of errors; raises as `evacopt.solve` does."""
    request = Request(instance=instance, options=options, baseline=baseline, watch=watch or Watch())
    backend = options.backend.strip()
    large = backend == "auto" and not options.gap and is_large(instance)
    if backend == NAME or large:
        result = attempt_large(request, reason=PICKED if large else "")
        if result.status != "no_plan" or not within_reach(instance):
            return result
        return _Attempt(request, ENGINE, reason=result.message, claims=False).result()
    return _Attempt(request, backend).result()


class _Attempt:
    """What an engine makes of the whole model; whatever ends it, the best plan so far is judged and given.

    Parameters
    ----------
    reason : why the engine was asked
    claims : whether it may claim a goal; else what is not proven is feasible
    """

    def __init__(self, request: Request, backend: str, *, reason: str = "", claims: bool = True) -> None:
        self._request, self._backend, self._claims = request, backend, claims
        self._reason, self._version = reason, backend
        self._kept = Kept()
        self._seconds: list[tuple[str, float]] = []
        self._formulation: Formulation | None = None
        self._staged: Staged | None = None
        self._plan: Plan | None = None
        self._certificate: Certificate | None = None
        self._without: Result | None = None

    def result(self) -> Result:
        """The outcome; raises as `evacopt.solve` does."""
        request = self._request
        try:
            with Session(self._backend, memory=memory_for_a_backend(), stop=request.watch.stop) as session:
                self._run(session)
        except KeyboardInterrupt:
            self._kept.interrupted = True
        except Exception as failure:
            if self._plan is None:
                raise
            self._kept.failed("finishing", failure)
        return self._kept.surely(self._concluded)

    def _run(self, session: Session) -> None:
        """Everything in order; what is reached is noted as it is reached."""
        request, kept = self._request, self._kept
        session.require(request.options.engine)
        session.reason = self._reason = session.reason or self._reason
        by_registration = session.backend in ORDERS
        self._formulation = formulate(
            request.instance, baseline=request.baseline, by_registration=by_registration
        )
        built = request.elapsed()
        staged = self._staged = _staged(request, self._formulation, session, kept)
        self._version, solved = session.version, request.elapsed()
        self._seconds = [("build", built), ("solve", solved - built)]
        if staged.outcome == "infeasible":
            self._without = infeasible(request, session, self._formulation, kept)
        elif staged.values is None:
            message = f"{session.version}: no plan found; {staged.detail}"
            self._without = Result(staged.outcome, message=message)
        else:
            self._plan = self._judged(self._formulation, staged.values, staged)
            kept.step("looking for reasons", self._explain)
            self._prove(session)
            self._seconds.append(("check", request.elapsed() - solved))

    def _judged(self, formulation: Formulation, values: Ints, staged: Staged) -> Plan:
        """The plan with its goals as the judge counts them; everybody who stays, without reasons.

        Raises
        ------
        BackendError
            If the judge rejects it: then model and judge differ, and nothing may leave the house.
        """
        request = self._request
        bare = decode(formulation, values)
        counted = count_goals(request.instance, bare, baseline=request.baseline)
        goals = tuple(
            _counted(claim, name, value, believed=self._claims)
            for claim, (name, value) in zip(staged.goals, counted, strict=True)
        )
        plan = replace(bare, goals=GoalTable(goals), unserved=staying(request.instance, bare))
        violations = verify(request.instance, plan, baseline=request.baseline)
        if violations:
            raise BackendError("the plan breaks a rule and is withheld: " + "; ".join(map(str, violations)))
        return plan

    def _explain(self) -> None:
        """The reasons of those who stay."""
        assert self._formulation is not None
        assert self._staged is not None
        assert self._staged.values is not None
        assert self._plan is not None
        unserved = unserved_with_reasons(self._formulation, self._staged.values, self._plan)
        self._plan = replace(self._plan, unserved=unserved)

    def _prove(self, session: Session) -> None:
        """Bounds that were checked, as far as they go; none are looked for once it is to end."""
        assert self._plan is not None
        proving = Proving(self._request.instance, self._plan, self._request.baseline)

        def prove() -> None:
            with prover_beside(session) as prover:
                prover.lost = ""
                proving.run(prover, budget_of(self._request))
                if prover.lost:
                    raise BackendError(f"the solver {prover.lost}")

        if not self._interrupted():
            self._kept.step("proving", prove)
            self._kept.step("taking stock of proofs", proving.take_stock)
        self._conclude(proving)

    def _conclude(self, proving: Proving) -> None:
        """Bounds and grades by what was shown, and by no engine's word."""
        self._plan, self._certificate = proving.concluded()

    def _interrupted(self) -> bool:
        """Whether Ctrl-C or the caller ended it."""
        staged = self._staged is not None and self._staged.outcome == "interrupted"
        return staged or self._kept.interrupted or self._request.watch.ended

    def _concluded(self) -> Result:
        """The result of what was reached; a plan whose every goal is proven is solved."""
        if self._without is not None:
            return self._without
        staged, formulation = self._staged, self._formulation
        if (
            self._plan is None
            and staged is not None
            and staged.values is not None
            and formulation is not None
        ):
            self._plan = self._judged(formulation, staged.values, staged)
        reason = f"; {self._reason}" if self._reason else ""
        if self._plan is None or staged is None:
            return Result("interrupted", message=f"{self._version}: no plan by then{reason}")
        if self._certificate is None:
            self._conclude(Proving(self._request.instance, self._plan, self._request.baseline))
        proven = all(goal.grade == "proven" for goal in self._plan.goals)
        status: Status = "solved" if proven and staged.outcome == "stopped" else staged.outcome
        if self._interrupted():
            status = "interrupted"
        detail = f" ({staged.detail})" if staged.detail else ""
        return Result(
            status,
            self._with_run(self._plan),
            certificate=self._certificate,
            message=f"{self._version}: {status}{detail}{reason}",
            notes=tuple(self._kept.notes),
        )

    def _with_run(self, plan: Plan) -> Plan:
        """The plan with the record of how it was made."""
        options = self._request.options
        run = Run(
            evacopt=__version__,
            backend=self._version,
            seed=options.seed,
            threads=options.threads,
            time_limit_s=options.time_limit,
            seconds=tuple((name, round(spent, 3)) for name, spent in self._seconds),
            notes=tuple(self._kept.notes),
        )
        return replace(plan, run=run)


def _staged(request: Request, formulation: Formulation, session: Session, kept: Kept) -> Staged:
    """Goal by goal from a first plan; or, for a baseline, people in its order."""
    if session.backend in ORDERS:
        return solve_in_order(formulation, session, request.left(), session.backend, on_progress=request.tell)
    limit = request.options.time_limit
    seconds = SECONDS if limit is None else min(SECONDS, limit * STARTING)
    start = start_values(formulation, baseline=request.baseline, seconds=seconds)
    try:
        options = request.left()
        if options.time_limit is not None:
            options = replace(options, time_limit=options.time_limit * SOLVING)
        return solve_stages(
            formulation.model,
            session,
            options,
            start=start,
            complete=formulation.completed,
            decisions=~formulation.helpers,
            on_progress=request.tell,
            kept=kept,
        )
    except KeyboardInterrupt:
        if start is None:
            raise
        return interrupted_at(formulation.model, start)


def _counted(claim: GoalResult, name: str, value: int, *, believed: bool) -> GoalResult:
    """The value that the judge counts; where it is not the one claimed, the claim is dropped."""
    if (claim.goal, claim.value) == (name, value):
        return claim if believed else replace(claim, grade="feasible")
    bound = None if claim.bound is None else min(claim.bound, value)
    return GoalResult(name, value, bound, "feasible")
