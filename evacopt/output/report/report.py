"""The situation report of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, Unpack

from evacopt.domain.arguments import a_plan, an_instance
from evacopt.domain.clock import moment
from evacopt.domain.finding import Finding
from evacopt.domain.phrase import phrase
from evacopt.errors import PlanError, UsageError
from evacopt.judge.verify import verify
from evacopt.output.html import page_html
from evacopt.output.report.chances import chances
from evacopt.output.report.outlines import Outlines, natural_earth
from evacopt.output.report.page import Heading, horizon_text, page_of
from evacopt.output.report.public_page import public_page_of
from evacopt.output.report.replayed import replayed
from evacopt.output.report.situation import Situation

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.domain.violation import Violation
    from evacopt.replaying.record import Replay
    from evacopt.simulation.result import Simulation


class Options(TypedDict, total=False):
    """What a report may be told.

    Attributes
    ----------
    as_of : UTC minutes; where nothing is said the time of the last replanning, else the begin of the horizon,
        and the report says which
    made_at : aware time at which the report is made; left out where `None`
    before, before_instance : the last plan, and its instance where that is another one
    simulations : of the plan; the first is told, others, of other recourses, are set against it
    replay : of the same days
    public : merge counts under five, tell figures in fives, leave out what could give them away
    codes : by which a public report names groups that stay, by their own codes (`public_codes`); else none is
    outlines : coastlines and borders to draw instead of those of Natural Earth
    title : instead of the title of the instance
    timezone : the zone of local times, instead of those that the instance says
    language : the code of the language of its words, such as `fr`; English where nothing is said
    """

    as_of: int | None
    made_at: datetime | None
    before: Plan | None
    before_instance: Instance | None
    simulations: Sequence[Simulation]
    replay: Replay | None
    public: bool
    codes: Mapping[str, str]
    outlines: Outlines | None
    title: str
    timezone: str
    language: str


def report_html(instance: Instance, plan: Plan, **options: Unpack[Options]) -> str:
    """The situation report as one HTML document without a script or any reference to the outside.

    Parameters
    ----------
    instance, plan : an instance and a plan of it
    options : see `Options`

    Raises
    ------
    PlanError
        If the judge finds a rule that the plan breaks: there is no report of such a plan.
    UsageError
        If `as_of` lies outside the horizon, or a plan is no plan of the instance named with it.
    """
    an_instance(instance)
    a_plan(plan)
    violations = broken_rules(instance, plan, options.get("before"))
    if violations:
        raise PlanError([Finding(rule=violation.text, subject=violation.subject) for violation in violations])
    return unjudged_html(instance, plan, **options)


def broken_rules(instance: Instance, plan: Plan, before: Plan | None) -> list[Violation]:
    """What the judge finds; the goal `changes` is judged only if `before` is the plan that it speaks of."""
    return verify(instance, plan, baseline=before if _follows(plan, before) else None)


def _follows(plan: Plan, before: Plan | None) -> bool:
    """Whether `plan` names `before` as the plan that it follows."""
    return plan.replanned is not None and plan.compares_with(before)


def unjudged_html(instance: Instance, plan: Plan, **options: Unpack[Options]) -> str:
    """`report_html` of a plan that has been judged already."""
    if plan.instance_sha256 != instance.sha256:
        raise UsageError("the plan is no plan of this instance")
    minute, note = options.get("as_of"), ""
    if minute is None and plan.replanned is not None:
        minute, note = plan.replanned.as_of, phrase("when the plan was replanned; no other time was given")
    elif minute is None:
        minute, note = instance.begins, phrase("the begin of the horizon; no other time was given")
    before = options.get("before")
    compared = _follows(plan, before)
    situation = Situation.of(
        instance, plan, as_of=minute, compared=compared, timezone=options.get("timezone", "")
    )
    made_at = options.get("made_at")
    heading = Heading(
        title=options.get("title") or instance.title or instance.name,
        as_of=horizon_text(moment(minute)),
        as_of_note=note,
        made_at="" if made_at is None else horizon_text(made_at),
    )
    outlines, language = options.get("outlines") or natural_earth(), options.get("language", "en")
    simulations, replay = tuple(options.get("simulations", ())), options.get("replay")
    _of_this(instance, plan, simulations, replay)
    if options.get("public"):
        public = public_page_of(situation, heading, outlines, options.get("codes") or {}, simulations[:1])
        return page_html(public, language)
    last = (options.get("before_instance") or instance, before) if before else None
    page = replace(
        page_of(situation, heading, outlines, before=last),
        chances=chances(situation, simulations) if simulations else None,
        replayed=replayed(situation, replay) if replay else None,
    )
    return page_html(page, language)


def _of_this(
    instance: Instance, plan: Plan, simulations: Sequence[Simulation], replay: Replay | None
) -> None:
    """Refuse what is told of another plan, or of another crisis."""
    if any(simulation.plan_sha256 != plan.sha256 for simulation in simulations):
        raise UsageError("the simulation is none of this plan")
    if replay is not None and replay.instance_name != instance.name:
        text = phrase(
            "the replay is of {other}, not of {name}", other=replay.instance_name, name=instance.name
        )
        raise UsageError(text)
