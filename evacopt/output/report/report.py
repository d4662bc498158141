"""The situation report of a plan."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from evacopt.errors import UsageError
from evacopt.output.records import moment
from evacopt.output.report.outlines import Outlines, natural_earth
from evacopt.output.report.page import Heading, horizon_text, page_of
from evacopt.output.report.public_page import public_page_of
from evacopt.output.report.render import render
from evacopt.output.report.situation import Situation

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan


def report_html(
    instance: Instance,
    plan: Plan,
    *,
    as_of: int | None = None,
    made_at: datetime | None = None,
    before: Plan | None = None,
    before_instance: Instance | None = None,
    public: bool = False,
    outlines: Outlines | None = None,
    title: str = "",
) -> str:
    """The situation report as one HTML document without a script or any reference to the outside.

    Parameters
    ----------
    instance, plan : an instance and a plan of it that the judge accepts
    as_of : UTC minutes; where nothing is said the time of the last replanning, else the begin of the horizon,
        and the report says which
    made_at : aware time at which the report is made; left out where `None`
    before, before_instance : the last plan, and its instance where that is another one
    public : merge counts under five, leave out what could give them away, name groups by code only
    outlines : coastlines and borders to draw instead of those of Natural Earth
    title : instead of the title of the instance

    Raises
    ------
    UsageError
        If `as_of` lies outside the horizon, or a plan is no plan of the instance named with it.
    PlanError
        If the plan names groups or flights that the instance has not.
    """
    if plan.instance_sha256 != instance.sha256:
        raise UsageError("the plan is no plan of this instance")
    minute, note = _time(instance, plan, as_of)
    situation = Situation.of(instance, plan, as_of=minute)
    heading = Heading(
        title=title or instance.title or instance.name,
        as_of=horizon_text(moment(minute)),
        as_of_note=note,
        made_at="" if made_at is None else horizon_text(made_at),
    )
    drawn = outlines or natural_earth()
    if public:
        return render(public_page_of(situation, heading, drawn))
    last = (before_instance or instance, before) if before else None
    return render(page_of(situation, heading, drawn, before=last))


def _time(instance: Instance, plan: Plan, as_of: int | None) -> tuple[int, str]:
    """The as-of time, and where it is from if nobody gave it."""
    if as_of is not None:
        return as_of, ""
    if plan.replanned is not None:
        return plan.replanned.as_of, "when the plan was replanned; no other time was given"
    return instance.begins, "the begin of the horizon; no other time was given"
