"""Who is called to which flight and who is standby, with the claim that hardly anybody called is refused."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from evacopt.domain.plan import Assignments
from evacopt.domain.shown import Brief

CALL_FORWARD_FORMAT = "evacopt-call-forward/1"


@dataclass(frozen=True, slots=True)
class CallWorld:
    """What stories make of people's coming, all at once.

    Attributes
    ----------
    probability : that this is so; those of all worlds add up to 1
    show_up : parts per million of groups with another one than the instance says, `(("G", 130000),)`
    """

    probability: Fraction
    show_up: tuple[tuple[str, int], ...] = ()


CERTAIN = (CallWorld(Fraction(1)),)
"""The worlds where no stories are told."""


@dataclass(frozen=True, slots=True)
class FlightCalls:
    """What is claimed of one flight that is flown.

    Attributes
    ----------
    flight : its id
    refused : the chance that anybody who is called to it comes and is refused is at most this
    standby : groups and how many parties of each, in the order in which they may step in; a party may be on
        the lists of several flights until it boards
    """

    flight: str
    refused: Fraction
    standby: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class CallForward(Brief):
    """Who is called where.

    A party is called once, to the flights of one itinerary. Refused is who comes and does not get what they
    need of seats (those in which they may sit), stretcher positions and infants' places. Whatever else limits
    people holds even if everybody comes.

    Attributes
    ----------
    instance_name, instance_sha256, plan_sha256 : of which plan
    alpha : parts per million; on no flight is anybody refused with a greater chance
    called : the plan's assignments and further parties of those who stay
    flights : those that are flown, by departure
    worlds : what stories make of `show_up`
    """

    instance_name: str
    instance_sha256: str
    plan_sha256: str
    alpha: int
    called: Assignments
    flights: tuple[FlightCalls, ...]
    worlds: tuple[CallWorld, ...] = CERTAIN
