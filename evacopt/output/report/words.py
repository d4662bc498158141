"""A report in sentences: the policy of an instance, why people stay, how good a plan is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from evacopt.domain.phrase import capital, joined, phrase, plural
from evacopt.output.wording import GRADES, NOT_JUDGED, goal_value, how_good

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.policy import Policy
    from evacopt.output.records import GoalLine, StayLine

_GOALS = {
    "unserved": phrase("leave as few people behind as can be"),
    "fairness": phrase("keep the nationality that is served worst as well served as can be"),
    "waiting": phrase("let people wait as few hours as can be"),
    "cost": phrase("spend as little on optional flights as can be"),
    "flights": phrase("fly as few optional flights as can be"),
    "risk": phrase("expose people to as little risk as can be"),
    "changes": phrase("change as little of the plan before as can be"),
    "clearance": phrase("let the last people leave as early as can be"),
}
_SHARES = {
    "reserve": phrase("seats reserved"),
    "min": phrase("at least so many"),
    "max": phrase("at most so many"),
}
_AIRFIELD = {
    "windows": phrase("windows of places {count:,}"),
    "capacities": phrase("changes of room {count:,}"),
    "slots": phrase("slots {count:,}"),
    "order": phrase("flights that need another {count:,}"),
    "resources": phrase("stands, escorts and the like {count:,}"),
    "dimensions": phrase("needs beside seats {count:,}"),
    "links": phrase("links between groups {count:,}"),
}
"""How many rows the tables of the airfield have, in words."""

_STRICT = phrase(
    "Class 1 comes before class 2 and so on: no number of less urgent people outweighs one of them."
)


def policy_words(instance: Instance) -> Iterator[str]:
    """What matters more, and the rules of travel, a sentence each."""
    policy = instance.policy
    ranked = enumerate(map(_goal, policy.objectives), 1)
    goals = joined("; ", (joined(" ", (f"{number}.", goal)) for number, goal in ranked))
    yield phrase("In this order, what comes first never gives way to what comes later: {goals}.", goals=goals)
    if "unserved" in policy.objectives:
        yield _STRICT if policy.priority_rule == "strict" else _weighed(policy)
    if "fairness" in policy.objectives and policy.fairness_levels > 1:
        yield phrase(
            "After the nationality that is served worst, the next: {levels} in all.",
            levels=policy.fairness_levels,
        )
    yield phrase("A party travels together or not at all.")
    yield _journey(policy)
    if policy.assistance_ratio is not None:
        ratio = Decimal(policy.assistance_ratio).scaleb(-6).normalize()
        yield phrase(
            "On each flight: at most {ratio:f} people who need help for one who can give it.", ratio=ratio
        )
    if policy.full_loads:
        yield phrase("Optional flights leave an origin full, or else nobody is left there.")
    yield from _kept(instance)


def _weighed(policy: Policy) -> str:
    weights = [
        phrase("class {name} {weight}", name=name, weight=weight) for name, weight in policy.priority_weights
    ]
    return phrase(
        "Classes are weighed against each other: {weights}; a class not named weighs 1.",
        weights=joined(", ", weights) if weights else phrase("each class 1"),
    )


def _journey(policy: Policy) -> str:
    legs = plural("{count} flight", "at most {count} flights", policy.max_legs)
    between = _minutes(policy.min_connection_minutes)
    if not policy.check_in_minutes:
        return phrase(
            "A journey has {legs}, with at least {between} between two.", legs=legs, between=between
        )
    return phrase(
        "A journey has {legs}, with at least {between} between two, "
        "and people are ready {ahead} before the first.",
        legs=legs,
        between=between,
        ahead=_minutes(policy.check_in_minutes),
    )


def _kept(instance: Instance) -> Iterator[str]:
    """What else the plan keeps, counted."""
    number = {kind: sum(share.kind == kind for share in instance.shares) for kind in _SHARES}
    kept = [
        phrase("{count:,} of the kind “{kind}”", count=number[kind], kind=words)
        for kind, words in _SHARES.items()
        if number[kind]
    ]
    if kept:
        yield phrase("Shares between states that the plan keeps: {shares}.", shares=joined(", ", kept))
    if instance.admissions:
        yield phrase("Limits of admission that it keeps: {count:,}.", count=len(instance.admissions))
    airfield = list(_airfield_rules(instance))
    if airfield:
        yield phrase("Rules of the airfield that it keeps: {rules}.", rules=joined(", ", airfield))
    if instance.pins:
        yield phrase("Decisions taken before, which it keeps: {count:,}.", count=len(instance.pins))
    limits = sum(not rule.is_goal for rule in instance.rules)
    if limits:
        yield phrase("Further rules that it keeps: {count:,}.", count=limits)


def _airfield_rules(instance: Instance) -> Iterator[str]:
    """What limits the airfield itself, counted."""
    for name, words in _AIRFIELD.items():
        if rows := getattr(instance, name):
            yield phrase(words, count=len(rows))


def _goal(name: str) -> str:
    """What a goal asks for; a linear goal of the instance by its name."""
    return _GOALS[name] if name in _GOALS else phrase("the goal “{name}”", name=name)


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest or not hours:
        return plural("{count} minute", "{count} minutes", minutes)
    return plural("{count} hour", "{count} hours", hours)


UNSAID = phrase("no reason is recorded in this plan")
OTHER = phrase("other reasons")
WORDS = {
    "not_flown": phrase("the flights that they could take are not flown"),
    "seats": phrase("no seat left on the flights that they could take"),
    "reserve": phrase("the seats left are reserved for others"),
    "stretchers": phrase("no stretcher position left"),
    "infants": phrase("no room left for infants"),
    "assistance": phrase("too few able people to help them"),
    "share_max": phrase("the seats given to their nationality are used up"),
    "capacity": phrase("no place left at a hub or haven"),
    "throughput": phrase("no more people can be processed where they depart"),
    "movements_hour": phrase("no more aircraft may come and go in that hour"),
    "movements_day": phrase("no more aircraft may come and go on that day"),
    "slot": phrase("no slot is left for one more flight"),
    "resource": phrase("no stand, escort or other thing that a flight holds is free"),
    "alternative": phrase("of several flights only one may fly"),
    "order": phrase("another flight that is needed does not fly"),
    "dimension": phrase("no room left on flights for their baggage, animals or other needs beside seats"),
    "place_dimension": phrase("no room left at a hub or haven for what they need beside a place"),
    "arrivals_hour": phrase("no more people may land in that hour"),
    "arrivals_day": phrase("no more people may land on that day"),
    "link": phrase("those with whom they have to go do not"),
    "fleet": phrase("no aircraft is free for one more flight"),
    "crew": phrase("no crew is rested for one more flight"),
    "min_load": phrase("too few people for one more flight"),
    "rule": phrase("a further rule leaves no room for them"),
    "full_loads": phrase("only full aircraft leave"),
    "pin": phrase("it was decided before"),
    "goals": phrase("something that matters more would get worse"),
    "open": phrase("nothing stands in their way: the search ended before it was tried"),
    "no_connection": phrase("no flight leads to a haven in time"),
    "ready": phrase("the last flight leaves before they are ready"),
    "leave_by": phrase("no flight leaves before they have to"),
    "acceptance": phrase("no flight accepts their nationality"),
    "operators": phrase("no operator that may carry them has a flight"),
    "destinations": phrase("no flight ends where they may go"),
    "connection": phrase("too little time to change"),
    "max_stay": phrase("the wait at a hub would be too long"),
    "window": phrase("a place is closed when the flights come or go"),
    "cancelled": phrase("the flights that they could take are cancelled"),
    "admission": phrase("not admitted where the flights land, or the places admitted are used up"),
    "size": phrase("no aircraft holds their party"),
    "combined": phrase("several rules together leave no way"),
    "not_looked_at": phrase("too many groups, or too little time, to look at each by itself"),
}
"""Why people stay, by the code of the reason, in words that name no group, flight or place."""

NO_WAY = frozenset(
    (
        *("no_connection", "connection", "max_stay", "window", "ready", "leave_by"),
        *("acceptance", "operators", "destinations", "size", "cancelled"),
    )
)
"""Reasons that no seat given up by others would lift."""


def has_no_way(stay: StayLine) -> bool:
    """Whether all that is recorded of a group is beyond the giving of seats."""
    return bool(stay.codes) and NO_WAY.issuperset(stay.codes)


def reason_of(stay: StayLine) -> str:
    """The first recorded reason of a group, in words for its code."""
    return WORDS.get(stay.codes[0], OTHER) if stay.codes else UNSAID


_MEANING = {
    "proven": phrase(
        "proven: nothing better exists. The proof was checked in exact whole numbers, "
        "without the solver that found it"
    ),
    "agreed": phrase(
        "agreed: two solvers of different makes say that nothing better exists; no proof was checked"
    ),
    "claimed": phrase("claimed: one solver says that nothing better exists; no proof was checked"),
    "feasible": phrase("feasible: the plan keeps every rule, and nobody says that it is the best"),
}


def trust_words(goals: Sequence[GoalLine]) -> Iterator[str]:
    """What was checked, what is proven and what is open, a sentence each."""
    yield phrase(
        "Every rule was checked before this report was made: seats, acceptance, reserved seats, admissions, "
        "room at hubs, opening times, aircraft, crews. The check counts from the tables and knows no solver."
    )
    yield how_good(goals)
    yield from map(_goal_sentence, goals)
    grades = {goal.grade for goal in goals if goal.judged and goal.bound == goal.value}
    for grade, meaning in _MEANING.items():
        if grade in grades:
            yield phrase("What the grades mean: {meaning}.", meaning=meaning)
    if goals:
        yield phrase(
            "Bounds and grades are those that the plan file records; "
            "with a certificate, anyone can check them again."
        )


def _goal_sentence(goal: GoalLine) -> str:
    """One goal: what is reached and how far from the best it can be."""
    what = {"goal": capital(goal.words), "value": goal_value(goal.goal, goal.value)}
    if not goal.judged:
        return phrase("{goal}: {value}, as the plan says; {unknown}.", **what, unknown=NOT_JUDGED)
    if goal.bound is None:
        return phrase("{goal}: {value}. How much better it could be is not known.", **what)
    if goal.bound == goal.value:
        return phrase(
            "{goal}: {value}. No plan that is as good in what comes before it can do better ({grade}).",
            **what,
            grade=GRADES[goal.grade],
        )
    return phrase(
        "{goal}: {value}. No plan that is as good in what comes before it can go below {bound}; "
        "whether that can be reached is not known.",
        **what,
        bound=goal_value(goal.goal, goal.bound),
    )
