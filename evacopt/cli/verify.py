"""`evacopt verify`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import EXISTING, gathered, instance_argument, json_option
from evacopt.cli.exits import Exit
from evacopt.cli.inputs import read_baseline_of, read_plan_of
from evacopt.cli.streams import answer, answer_json, kept_elsewhere
from evacopt.domain.finding import first_lines
from evacopt.domain.phrase import headed, joined, phrase, plural
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evacopt.domain.call_forward import CallForward
    from evacopt.domain.certificate import Certificate
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.domain.violation import Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What is judged with the plan, or needed for it."""

    certificate: Path | None
    baseline: Path | None
    call_forward: Path | None
    stories: Path | None


@click.command()
@instance_argument
@click.argument("plan", type=EXISTING, required=False)
@click.option(
    "--certificate", type=EXISTING, metavar="FILE", help="Check this certificate too, in exact integers."
)
@click.option("--baseline", type=EXISTING, metavar="PLAN", help="The plan that the goal `changes` looks at.")
@click.option(
    "--call-forward", type=EXISTING, metavar="FILE", help="Check who is called to which flight as well."
)
@click.option(
    "--stories",
    type=EXISTING,
    metavar="FILE",
    help="The stories that the call-forward must have reckoned with.",
)
@json_option
@gathered(_Beside, "beside")
@click.pass_context
def command(
    ctx: click.Context, /, *, instance: Path, plan: Path | None, beside: _Beside, as_json: bool
) -> None:
    """Judge the plan again: every rule and every goal, counted without any solver.

    Without a PLAN: whether the certificate shows that the instance has no plan at all. Exit code 0 if all
    holds, 6 if the plan breaks a rule, or the certificate or the call-forward does not hold.
    """
    from evacopt.files import read_call_forward, read_certificate, read_instance
    from evacopt.judge.goals import unjudged

    read = read_instance(instance)
    shown = read_certificate(beside.certificate) if beside.certificate else None
    judged = read_plan_of(read, plan) if plan else None
    before = read_baseline_of(judged, beside.baseline) if beside.baseline else None
    calls = read_call_forward(beside.call_forward) if beside.call_forward else None
    violations = _violations(read, judged, shown, before)
    uncalled = _uncalled(read, judged, calls, beside.stories)
    unknown = unjudged(read, judged, before) if judged else ()
    with kept_elsewhere():  # the exit code says it too
        if as_json:
            broken = [*violations, *uncalled]
            valid = {"valid": not broken, "violations": broken}
            answer_json({"instance": read.name, **valid, "not_judged": unknown})
        else:
            _answer_text(read, judged, shown, violations, unknown)
            if calls is not None:
                _answer_calls(read, calls, uncalled)
    if violations or uncalled:
        ctx.exit(Exit.BROKEN)


def _uncalled(
    instance: Instance, plan: Plan | None, calls: CallForward | None, stories: Path | None
) -> list[Violation]:
    """What does not hold of a call-forward.

    Raises
    ------
    UsageError
        If there is no plan, or stories without a call-forward.
    """
    from evacopt.calling.worlds import Worlds
    from evacopt.domain.violation import Violation
    from evacopt.judge.call_forward import RULE, check_call_forward
    from evacopt.scenarios.story_file import read_stories

    if calls is None and stories is None:
        return []
    if plan is None or calls is None:
        raise UsageError(phrase("a call-forward is judged with its plan: name PLAN and --call-forward FILE"))
    broken = check_call_forward(instance, plan, calls)
    if stories is not None:
        told = Worlds.of(instance, read_stories(stories, instance)).records(instance)
        if {world.show_up: world.probability for world in told} != {
            world.show_up: world.probability for world in calls.worlds
        }:
            broken.append(Violation(RULE, "worlds", phrase("are not what the stories make of who comes")))
    return broken


def _answer_calls(instance: Instance, calls: CallForward, broken: Sequence[Violation]) -> None:
    from evacopt.output.wording import refused_words

    for line in first_lines(broken):
        answer(line)
    text = phrase("the call-forward does not hold")
    if not broken:
        text = joined(" ", (phrase("the call-forward holds."), refused_words(calls)))
    answer(headed(instance.name, text))


def _violations(
    instance: Instance, plan: Plan | None, certificate: Certificate | None, baseline: Plan | None
) -> list[Violation]:
    """Everything that does not hold of plan and certificate.

    Raises
    ------
    UsageError
        If something is missing that they cannot be judged without.
    """
    from evacopt.judge.certificate import check_certificate, check_contradiction
    from evacopt.judge.goals import unjudged
    from evacopt.judge.verify import verify

    if plan is None and certificate is None:
        raise UsageError("name a plan, or a --certificate that no plan keeps all promises")
    if plan is None or certificate is None:
        contradicted = check_contradiction(instance, certificate) if certificate else []
        return contradicted + (verify(instance, plan, baseline=baseline) if plan else [])
    stated = plan.replanned is not None or any(goal.goal == "changes" and goal.value for goal in plan.goals)
    if baseline is None and stated and unjudged(instance, plan, None):
        raise UsageError(f"the plan states `changes`: name {_compared(plan)}, --baseline PLAN")
    broken = verify(instance, plan, baseline=baseline)
    return broken + check_certificate(instance, plan, certificate, baseline=baseline)


def _compared(plan: Plan) -> str:
    """The plan that `changes` compares with, by its hash where that is known."""
    if plan.replanned:
        return phrase("the plan that they compare with, sha256 {sha256}", sha256=plan.replanned.before)
    return phrase("the plan that they compare with")


def _answer_text(
    instance: Instance,
    plan: Plan | None,
    certificate: Certificate | None,
    violations: list[Violation],
    unknown: tuple[str, ...],
) -> None:
    from evacopt.output.views import plan_view
    from evacopt.output.wording import people_out

    if violations:
        for line in first_lines(violations):
            answer(line)
        verdict = phrase("the certificate does not hold")
        if any(violation.rule != "certificate" for violation in violations):
            verdict = plural(
                "the plan breaks one rule", "the plan breaks rules in {count} places", len(violations)
            )
        answer(headed(instance.name, verdict))
        return
    if plan is not None:
        people = people_out(plan_view(instance, plan))
        answer(headed(instance.name, phrase("the plan keeps every rule. {people}", people=people)))
    if certificate is not None:
        answer(headed(instance.name, _shown(plan, certificate, unknown)))
    if plan is not None:
        for goal in unknown:
            text = phrase("{goal} not judged: name {plan}, --baseline PLAN", goal=goal, plan=_compared(plan))
            answer(headed(instance.name, text))


def _shown(plan: Plan | None, certificate: Certificate, unknown: tuple[str, ...]) -> str:
    """What a certificate that holds shows."""
    from evacopt.judge.keys import words

    if plan is None:
        promises = (name if isinstance(name, str) else words(name) for name in certificate.conflict)
        kept = joined(", ", promises)
        return phrase("the certificate shows that no plan keeps all of: {promises}", promises=kept)
    values = {goal: value for goal, value in certificate.values if goal not in unknown}
    bounds = {proof.goal: proof.bound for proof in certificate.proofs if proof.goal not in unknown}
    proven = sum(bounds.get(goal, 0) == value for goal, value in values.items())  # no goal is below 0
    return phrase(
        "the certificate holds: {bounds} bounds, {proven} of {goals} goals proven",
        bounds=len(bounds),
        proven=proven,
        goals=len(values),
    )
