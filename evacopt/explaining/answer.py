"""What `explain` answers; records that print, and that turn into JSON as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evacopt.domain.plan import Itinerary, Reason

Known = Literal["proven", "at least", "not tried"]
"""How well a worth is known: proven, what was found in the time there was, or not asked for lack of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Parties of a group, and people."""

    group: str
    nationality: str
    priority: int
    parties: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder(Parties):
    """Parties aboard a flight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """An itinerary that a group could have taken, and what stands in the way of one more party on it.

    Attributes
    ----------
    departs : the first departure, as `2023-08-01T06:00Z`
    obstacles : a code and a sentence each; empty where nothing stands in the way
    """

    itinerary: Itinerary
    departs: str
    obstacles: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalChange:
    """A goal before and after, lower being better; `grade` is that of the value after."""

    goal: str
    before: int
    after: int
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Parties):
    """Parties of a group that change from one itinerary to another; empty stands for staying."""

    before: Itinerary
    after: Itinerary


@dataclass(frozen=True, slots=True, kw_only=True)
class Forced:
    """A plan in which one more party of a group travels: what is the least that it costs the others.

    Attributes
    ----------
    outcome : `found`, `impossible` (promises forbid it), `not found` in the time there was
    proven : whether no plan that brings it out costs less, goal by goal
    goals : before and after, those of the policy in their order
    moves : whose itinerary changes; who is displaced has `after` empty
    people_changed : people who travel another way, or stay instead, or go instead of staying
    message : why it stopped, in a line
    """

    outcome: Literal["found", "impossible", "not found"]
    proven: bool = False
    goals: tuple[GoalChange, ...] = ()
    moves: tuple[Move, ...] = ()
    people_changed: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FullFlight:
    """A flight that stands in a group's way by its seats, and who holds them."""

    flight: str
    seats: int
    taken: int
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStory:
    """Why a group stays.

    Attributes
    ----------
    travelling : itineraries taken, and parties on each
    staying : parties that stay
    reasons : as the plan file has them
    ways : the itineraries that come nearest, fewest obstacles first; `more` were looked at beside them
    full : flights that are full, and who holds their seats
    forced : the least change that would bring one more party out; `None` where nobody stays, or not asked
    """

    group: str
    nationality: str
    origin: str
    priority: int
    people: int
    travelling: tuple[tuple[Itinerary, int], ...]
    staying: int
    reasons: tuple[Reason, ...] = ()
    ways: tuple[WayOut, ...] = ()
    more: int = 0
    full: tuple[FullFlight, ...] = ()
    forced: Forced | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Next(Parties):
    """Who is called next for a flight, in order.

    Attributes
    ----------
    parties, people, seats : that stay of the group; people and seats of one party
    boards : parties that go if the people asked for do not come, after all those before it in the order
    """

    seats: int
    boards: int
    itinerary: Itinerary


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What keeps people who stay off a flight, and how many it keeps."""

    code: str
    text: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightStory:
    """Why a flight is full, or flies with empty seats, or is not flown.

    Attributes
    ----------
    sorties, seats, taken : flown, seats of all of them, seats taken
    why : sentences
    kept : what keeps those who stay off it, most people first
    no_shows : how many people are taken not to come
    absent : whose parties these are: those least likely to come, or least urgent
    standby : who is called for them, in order
    """

    flight: str
    origin: str
    destination: str
    departs: str
    status: str
    sorties: int
    seats: int
    taken: int
    why: tuple[str, ...]
    holders: tuple[Holder, ...]
    kept: tuple[Kept, ...]
    no_shows: int
    absent: tuple[Holder, ...]
    standby: tuple[Next, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """More of something.

    Attributes
    ----------
    kind, subject : what there is more of: `seat` of a flight, `place` of a hub, `hour` of a window, ...
    text : what is offered, in words
    ask : whom to ask for it: a state or company, or the country of a place
    """

    kind: str
    subject: str
    text: str
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth(Offer):
    """What more of something is worth.

    Attributes
    ----------
    goals : before and after; only those that change, in their order
    known : how well
    how : where it is known from
    """

    goals: tuple[GoalChange, ...]
    known: Known
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStory:
    """What one more of everything is worth, and the offers that a planner should ask for.

    Attributes
    ----------
    goals : the goals that were looked at, as they are
    reasons : why people stay: code, sentence, and people for whom it is the first reason
    worths : one more seat on each flight, place at each hub, hour of each window
    offers : the best of all that could be asked of others, best first
    tried : offers that were considered
    hopeless : of those, how many are proven to bring nobody out
    note : what a planner should know about how this was found
    """

    goals: tuple[GoalChange, ...]
    reasons: tuple[Kept, ...]
    worths: tuple[Worth, ...]
    offers: tuple[Worth, ...]
    tried: int
    hopeless: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A promise that is lowered, from what to what."""

    promise: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictStory:
    """Promises that cannot hold together, and the cheapest way to mend that.

    Attributes
    ----------
    conflict : a smallest set of promises that cannot all be kept
    proven : whether a certificate shows it
    repairs : promises to lower, by fewest people in all; each plan needs at least so much
    people : people by whom they are lowered in all
    cheapest : whether no cheaper repair exists, as one solver says
    """

    conflict: tuple[str, ...]
    proven: bool
    repairs: tuple[Repair, ...]
    people: int
    cheapest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What was asked, all else `None`.

    Attributes
    ----------
    instance : its name
    group, flight : why this group stays, why that flight is full
    plan : who goes next, and what more would be worth
    conflict : without a plan, which promises contradict each other
    """

    instance: str
    group: GroupStory | None = None
    flight: FlightStory | None = None
    plan: PlanStory | None = None
    conflict: ConflictStory | None = None
