"""Whether a reason is true: lift what it names, hold everybody else, and see one more party go."""

from __future__ import annotations

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.reasons.lift import lifted, with_one_more
from evacopt.reasons.obstacle import Candidate
from evacopt.reasons.reasons import Why, explained


def broken(instance: Instance, plan: Plan, group: str, way: Candidate) -> list[str]:
    """What the judge says of one more party on `way`, nothing lifted."""
    return [str(one) for one in verify(instance, with_one_more(instance, plan, group, way))]


def broken_when_lifted(instance: Instance, plan: Plan, group: str, way: Candidate) -> list[str]:
    """What the judge says of one more party on `way` with exactly its obstacles lifted."""
    return broken(lifted(instance, group, way.obstacles), plan, group, way)


def lies(instance: Instance, plan: Plan, *, ways: int = 2) -> list[str]:
    """Whatever is untrue of the reasons under `plan`, of at most `ways` ways of each."""
    faults = []
    for group, _, reasons in explained(instance, plan):
        if not reasons:
            faults.append(f"{instance.name} {group}: no reason")
        for why in reasons:
            faults += [
                f"{instance.name} {group}: {lie}" for lie in _lies_of(instance, plan, group, why, ways)
            ]
    return faults


def _lies_of(instance: Instance, plan: Plan, group: str, why: Why, ways: int) -> list[str]:
    if why.reason.code == "no_connection":
        return ["there is a way"] if somehow_out(instance, group) else []
    if why.reason.code in ("goals", "open"):
        return _lies_of_goals(instance, plan, group, why)
    faults = []
    for way in dict.fromkeys([*why.candidates[: ways - 1], *why.candidates[-1:]]):
        left = broken_when_lifted(instance, plan, group, way)
        faults += [f"{why.reason.text}: lifted, and still {left}"] if left else []
        if not broken(instance, plan, group, way):
            faults.append(f"{why.reason.text}: nothing stands in the way on {way}")
    return faults or ([] if why.candidates else ["names no way"])


def _lies_of_goals(instance: Instance, plan: Plan, group: str, why: Why) -> list[str]:
    (way,) = why.candidates
    left = broken(instance, plan, group, way)
    then = [value for _, value in count_goals(instance, plan)]
    now = [value for _, value in count_goals(instance, with_one_more(instance, plan, group, way))]
    worse = now > then
    wrong = [f"{way} breaks {left}"] if left else []
    return wrong + ([] if worse == (why.reason.code == "goals") else [f"goals were {then}, would be {now}"])


def somehow_out(instance: Instance, group: str) -> bool:
    """Whether any flights within the horizon follow each other from the group's origin to a haven."""
    reached = {instance.groups[instance.groups.row[group]].origin: -(2**62)}
    stops = dict(reached)
    for _ in range(instance.policy.max_legs):
        onward: dict[str, int] = {}
        for leg in instance.schedule:
            inside = instance.begins <= leg.departs <= instance.ends
            if inside and leg.origin in stops and leg.departs >= stops[leg.origin]:
                onward[leg.destination] = min(onward.get(leg.destination, 2**62), leg.arrives)
        if any(instance.location[place].role == "haven" for place in onward):
            return True
        stops = {place: when for place, when in onward.items() if instance.location[place].role == "hub"}
    return False
