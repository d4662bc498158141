"""Why a group stays: the ways out that least stands in, put into few reasons, each of which is true.

A reason is true when, with the limits of one of its ways lifted and everybody else held where the plan has
them, one more party of the group can go that way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evacopt.domain.group import Group
from evacopt.domain.plan import Plan, Reason
from evacopt.judge.goals import count_goals
from evacopt.reasons.lift import with_one_more
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.obstacle import Code, Way
from evacopt.reasons.sentences import Sentences

MOST_REASONS = 4
"""Reasons told of one group."""
MOST_TRIED = 3
"""Ways with nothing in them of which it is counted what they would cost in goals."""

ORDER: tuple[Code, ...] = (
    "pin",
    "seats",
    "reserve",
    "stretchers",
    "infants",
    "assistance",
    "share_max",
    "admission",
    "capacity",
    "throughput",
    "fleet",
    "crew",
    "movements_hour",
    "movements_day",
    "min_load",
    "full_loads",
    "leave_by",
    "connection",
    "max_stay",
    "window",
    "cancelled",
    "destinations",
    "operators",
    "acceptance",
    "ready",
)
"""What is told first: what was decided, what is scarce, then what was so from the beginning."""


@dataclass(frozen=True, slots=True)
class Why:
    """A reason, and the ways that it speaks of; lifting the obstacles of any of them lets a party go."""

    reason: Reason
    ways: tuple[Way, ...] = ()


def whys(near: Nearest, party: Group, most: int, baseline: Plan | None = None) -> tuple[Why, ...]:
    """Why parties like `party` stay, by at most `most` ways; never empty.

    Parameters
    ----------
    baseline : the plan that the goal `changes` compares with
    """
    found = near.of(party, most)
    if not found:
        text = f"no flight leads from {party.origin} to a haven in time"
        return (Why(Reason("no_connection", text)),)
    free = [way for way in found if not way.obstacles]
    if free:
        return (_of_goals(near, party, free[:MOST_TRIED], baseline),)
    sentences = Sentences(near.instance, party)
    told = list(_single(sentences, found))
    return tuple(told[:MOST_REASONS]) or tuple(_combined(sentences, found))


def _single(sentences: Sentences, found: Sequence[Way]) -> Iterator[Why]:
    """Ways in which limits of one kind stand, by kind; of each kind those with fewest limits."""
    for code in ORDER:
        ways = [way for way in found if way.codes == {code}]
        least = min((len(way.obstacles) for way in ways), default=0)
        ways = [way for way in ways if len(way.obstacles) == least]
        if ways:
            never = all(one.alone for way in ways for one in way.obstacles)
            size = never and code in ("seats", "stretchers", "infants")
            yield Why(Reason("size" if size else code, sentences.alone(code, ways)), tuple(ways))


def _combined(sentences: Sentences, found: Sequence[Way]) -> Iterator[Why]:
    """Itineraries that several rules shut together, those with fewest first."""
    least = min(len(way.codes) for way in found)
    ways = [way for way in found if len(way.codes) == least]
    for way in ways[:MOST_REASONS]:
        yield Why(Reason("combined", sentences.together(way)), (way,))


def _of_goals(near: Nearest, party: Group, free: Sequence[Way], baseline: Plan | None) -> Why:
    """Nothing stands in the way: either a goal would get worse, or nobody has tried."""
    if not _matters_most(near, party):
        before = count_goals(near.instance, near.room.plan, baseline=baseline)
        after = {
            way: count_goals(
                near.instance,
                with_one_more(near.instance, near.room.plan, party.id, way),
                baseline=baseline,
            )
            for way in free
        }
        way = min(after, key=lambda one: [value for _, value in after[one]])
        for (goal, then), (_, now) in zip(before, after[way], strict=True):
            if now < then:
                break
            if now > then:
                where = ">".join(way.itinerary)
                text = f"it could go on {where}, but {goal} would rise from {then:,} to {now:,}"
                return Why(Reason("goals", text), (way,))
        free = [way]
    where = ">".join(free[0].itinerary)
    text = f"nothing stands in its way on {where}: the search ended before it was tried, so solve longer"
    return Why(Reason("open", text), (free[0],))


def _matters_most(near: Nearest, party: Group) -> bool:
    """Whether bringing one more party out betters the first goal of all."""
    policy = near.instance.policy
    if policy.objectives[:1] != ("unserved",):
        return False
    if policy.priority_rule == "strict":
        return True
    weight = party.people * policy.class_weight(party.priority) if party.weight is None else party.weight
    return weight > 0
