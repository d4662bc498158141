"""What a planner should know of an instance before solving: who cannot leave, and what nobody can use."""

from __future__ import annotations

import numpy as np

from evacopt.domain.checks.airfield_idle import shut_end
from evacopt.domain.columns import Mask
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase
from evacopt.domain.subjects import subject_called
from evacopt.reasons.no_route import reasons_without_route
from evacopt.routes.cohorts import merge_groups
from evacopt.routes.eligibility import Eligibility, Travel, travel_of
from evacopt.routes.itineraries import Timetable, enumerate_itineraries


def warnings_of(instance: Instance) -> list[Finding]:
    """Groups that can never leave, with the reason, and flights that nobody can use.

    Raises
    ------
    UsageError
        If there are more itineraries than a model can hold.
    """
    timetable = Timetable.of(instance)
    travel = travel_of(merge_groups(timetable), enumerate_itineraries(timetable))
    return _stranded(instance, travel) + _idle(instance, travel)


def _stranded(instance: Instance, travel: Travel) -> list[Finding]:
    eligibility = Eligibility(travel.itineraries)
    without = np.setdiff1d(np.arange(len(travel.cohorts)), travel.cohort)
    rows = np.flatnonzero(np.isin(travel.cohorts.of, without)).tolist()
    findings: list[Finding] = []
    for row in rows:
        reasons = reasons_without_route(eligibility, instance.groups[row])
        why = joined(phrase("; or "), (reason.text for reason in reasons))
        rule = phrase("can never leave: {why}", why=why)
        subject = subject_called("groups", instance.groups.id[row])
        findings.append(Finding(rule=rule, table="groups", row=row, subject=subject, severity="warning"))
    return findings


def _idle(instance: Instance, travel: Travel) -> list[Finding]:
    """Flights of the tables; of a sortie only when all that it stands for are idle."""
    if not len(instance.groups):
        rule, remedy = (
            phrase("holds nobody yet"),
            phrase("fill it in, or make it of a list of persons: evacopt register --into"),
        )
        return [Finding(rule=rule, table="groups", remedy=remedy, severity="warning")]
    _, used, _ = travel.legs
    idle = np.ones(len(instance.schedule), dtype=np.bool_)
    idle[used] = False
    told = _otherwise(instance)
    listed = [
        _nobody("flights", row, subject_called("flights", flight.id))
        for row, flight in enumerate(instance.flights)
        if idle[row] and not told[row] and flight.status != "cancelled"
    ]
    first = len(instance.flights)
    for row, sortie in enumerate(instance.sorties):
        stop = first + len(sortie.flights())
        if idle[first:stop].all() and not told[first:stop].all():
            listed.append(_nobody("sorties", row, subject_called("sorties", sortie.id)))
        first = stop
    return listed


def _otherwise(instance: Instance) -> Mask:
    """Flights of the schedule that others need flown, and those of which it is told that windows bar them."""
    needed = {one.needs for one in instance.order}
    told = [
        flight.id in needed or bool(instance.windows and shut_end(instance, flight))
        for flight in instance.schedule
    ]
    return np.array(told, dtype=np.bool_)


def _nobody(table: str, row: int, subject: str) -> Finding:
    return Finding(
        rule=phrase("nobody can use it"),
        table=table,
        row=row,
        subject=subject,
        remedy=phrase("look at accepts, the times of the groups, and the connections"),
        severity="warning",
    )
