"""Why each group stays that a plan leaves behind, in few reasons, each of which is true.

The itineraries with the fewest obstacles are looked for, and put into reasons. A reason is true when, with
the limits of one of its itineraries lifted and everybody else held where the plan has them, one more party
of the group can go that way.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np

from evacopt.domain import reason_texts as texts
from evacopt.domain.columns import Ints
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Assignment, Assignments, Plan, Reason, Unserved
from evacopt.judge.goals import count_goals
from evacopt.model.formulation import Formulation
from evacopt.reasons.lift import with_one_more
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.obstacle import ORDER, Candidate
from evacopt.reasons.sentences import Sentences
from evacopt.reasons.slack import Slack
from evacopt.routes.cohorts import merge_groups
from evacopt.routes.itineraries import Timetable


@dataclass(frozen=True, slots=True)
class Why:
    """A reason, and the itineraries that it speaks of; lifting what obstructs any of them lets a party go."""

    reason: Reason
    candidates: tuple[Candidate, ...] = ()


class Stay(NamedTuple):
    """Parties of a group that stay, and why."""

    group: str
    parties: int
    whys: tuple[Why, ...]


def unserved_with_reasons(formulation: Formulation, values: Ints, plan: Plan) -> tuple[Unserved, ...]:
    """Who stays under `plan`, which `values` decode to, and why; in the order of the instance's groups."""
    instance = formulation.instance
    baseline = None
    if formulation.baseline is not None:  # the plan in force as a plan again: who took what
        rows = [
            Assignment(instance.groups.id[row], itinerary, parties)
            for row, taken in formulation.baseline.parties.items()
            for itinerary, parties in taken.items()
        ]
        baseline = Plan(
            instance_name=plan.instance_name,
            instance_sha256=plan.instance_sha256,
            assignments=Assignments.of(rows),
        )
    return unserved_of(explained(instance, plan, baseline=baseline, cohort_of=formulation.travel.cohorts.of))


def unserved_of(stays: Iterable[Stay]) -> tuple[Unserved, ...]:
    """Who stays and why, as a plan has it."""
    return tuple(Unserved(stay.group, stay.parties, tuple(why.reason for why in stay.whys)) for stay in stays)


def staying(instance: Instance, plan: Plan, reasons: tuple[Reason, ...] = ()) -> tuple[Unserved, ...]:
    """Who stays under `plan`, in the order of the instance's groups, all for the same `reasons`."""
    groups, left = instance.groups, instance.groups.count.copy()
    rows = np.array([groups.row[code] for code in plan.assignments.group.values], dtype=np.int64)
    if len(rows):
        np.subtract.at(left, rows[plan.assignments.group.codes], plan.assignments.parties)
    return tuple(
        Unserved(groups.id[row], int(left[row]), reasons) for row in np.flatnonzero(left > 0).tolist()
    )


def explained(
    instance: Instance,
    plan: Plan,
    *,
    baseline: Plan | None = None,
    cohort_of: Ints | None = None,
    most: int | None = None,
    until: float = np.inf,
) -> list[Stay]:
    """Who stays under `plan`, and why; in the order of the instance's groups.

    Parameters
    ----------
    plan : keeps every rule of `instance`
    baseline : the plan that the goal `changes` compares with
    cohort_of : int64 array, shape (groups,), alike for groups that nothing tells apart; else worked out
    most : so many groups that are not alike are looked at, the most urgent first; others get no reasons
    until : nor do those that are not looked at by then, on the monotonic clock
    """
    near, groups = Nearest(Slack(instance, plan)), instance.groups
    rows = np.flatnonzero(near.slack.left > 0).tolist()
    cohort = cohort_of
    if cohort is None:  # groups that a decision or a link names stand apart
        named = {pin.group for pin in instance.pins} | {row.group for row in instance.links}
        unmerged = {groups.row[code] for code in named}
        cohort = merge_groups(Timetable.of(instance), unmerged=unmerged).of
    alike = {row: (int(cohort[row]), int(groups.ready[row]), int(groups.leave_by[row])) for row in rows}
    urgent = sorted(rows, key=lambda row: (int(groups.priority[row]), row))
    looked_at = set(list(dict.fromkeys(alike[row] for row in urgent))[:most])
    tuning = near.tuning
    each = min(max(tuning.candidates // max(len(looked_at), 1), tuning.fewest), tuning.most)
    whys: dict[tuple[int, int, int], tuple[Why, ...]] = {}
    for row in urgent:
        if alike[row] in looked_at and alike[row] not in whys and time.monotonic() < until:
            whys[alike[row]] = whys_of(near, groups[row], each, baseline)
    return [Stay(groups.id[row], int(near.slack.left[row]), whys.get(alike[row], ())) for row in rows]


def whys_of(near: Nearest, party: Group, most: int, baseline: Plan | None = None) -> tuple[Why, ...]:
    """Why parties like `party` stay, by at most `most` itineraries; never empty.

    Parameters
    ----------
    baseline : the plan that the goal `changes` compares with
    """
    candidates = near.of(party, most)
    if not candidates:
        return (Why(Reason("no_connection", phrase(texts.NO_CONNECTION, origin=party.origin))),)
    free = [candidate for candidate in candidates if not candidate.obstacles]
    if free:
        return (_of_goals(near, party, free[: near.tuning.valued], baseline),)
    sentences, most_told = Sentences(near.instance, party), near.tuning.reasons
    single = tuple(islice(_single(sentences, candidates), most_told))
    return single or tuple(islice(_combined(sentences, candidates), most_told))


def _single(sentences: Sentences, candidates: Sequence[Candidate]) -> Iterator[Why]:
    """Itineraries that limits of one kind obstruct, by kind; of each kind those with fewest limits."""
    alone: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        code, *others = candidate.codes
        if not others:
            alone.setdefault(code, []).append(candidate)
    for code in filter(alone.__contains__, ORDER):
        least = min(len(candidate.obstacles) for candidate in alone[code])
        fewest = tuple(candidate for candidate in alone[code] if len(candidate.obstacles) == least)
        never = all(obstacle.alone for candidate in fewest for obstacle in candidate.obstacles)
        size = never and code in ("seats", "stretchers", "infants")
        yield Why(Reason("size" if size else code, sentences.alone(code, fewest)), fewest)


def _combined(sentences: Sentences, candidates: Sequence[Candidate]) -> Iterator[Why]:
    """Itineraries that several rules shut together, those with fewest."""
    least = min(len(candidate.codes) for candidate in candidates)
    for candidate in candidates:
        if len(candidate.codes) == least:
            yield Why(Reason("combined", sentences.together(candidate)), (candidate,))


def _of_goals(near: Nearest, party: Group, free: Sequence[Candidate], baseline: Plan | None) -> Why:
    """Nothing stands in the way: either a goal would get worse, or nobody has tried."""
    best, instance, plan, policy = free[0], near.instance, near.slack.plan, near.instance.policy
    betters_the_first_goal = policy.objectives[:1] == ("unserved",) and (
        policy.priority_rule == "strict" or policy.party_weight(party) > 0
    )
    if not betters_the_first_goal:
        before = count_goals(instance, plan, baseline=baseline)
        after = {
            candidate: count_goals(
                instance, with_one_more(instance, plan, party.id, candidate), baseline=baseline
            )
            for candidate in free
        }
        best = min(after, key=lambda candidate: [value for _, value in after[candidate]])
        changes = zip(before, after[best], strict=True)
        first = next(((goal, then, now) for (goal, then), (_, now) in changes if now != then), None)
        if first is not None and first[1] < first[2]:
            goal, then, now = first
            where = ">".join(best.itinerary)
            text = phrase(texts.GOALS, way=where, goal=goal, then=then, now=now)
            return Why(Reason("goals", text), (best,))
    where = ">".join(best.itinerary)
    return Why(Reason("open", phrase(texts.OPEN, way=where)), (best,))
