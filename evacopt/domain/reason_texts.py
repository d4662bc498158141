"""The sentences of reasons, for those who make them and for those who read them back from a plan file.

A plan file has the English text alone. `Recorded` is such a text; `phrased` finds the sentence that it was
made of, so that it can be said in another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from evacopt.domain.phrase import Phrase, joined, phrase, reread

OF_SUBJECT: Mapping[str, str] = {
    "reserve": phrase("the seats left on {where} are reserved for others"),
    "stretchers": phrase("no stretcher position left on {where}"),
    "infants": phrase("no room for infants left on {where}"),
    "assistance": phrase("too few able people to help on {where}"),
    "share_max": phrase("the share {where} is used up"),
    "rule": phrase("the rule {where} leaves no room for it"),
    "admission": phrase("the places admitted at {where} are used up"),
    "capacity": phrase("no place left at {where} at that time"),
    "throughput": phrase("no more people can be processed at {where} by then"),
    "full_loads": phrase("only full aircraft leave {where}, and with it seats would be empty"),
    "max_stay": phrase("the wait at {where} would be longer than it may be"),
    "cancelled": phrase("cancelled: {where}"),
    "alternative": phrase("one of the alternatives to {where} flies in its place"),
    "dimension": phrase("no room for {amounts} left on {where}"),
    "place_dimension": phrase("no room for {amounts} left at {where} at that time"),
}
"""Sentences about the things that the limits are of."""
OF_FLIGHT: Mapping[str, str] = {
    "movements_hour": phrase("no more aircraft may come and go at {where} in the hour of {flights}"),
    "movements_day": phrase("no more aircraft may come and go at {where} on the day of {flights}"),
    "fleet": phrase("no aircraft of {where} is free for {flights}"),
    "crew": phrase("no crew for {where} is rested for {flights}"),
    "arrivals_hour": phrase("no more people may land at {where} in the hour of {flights}"),
    "arrivals_day": phrase("no more people may land at {where} on the day of {flights}"),
    "slot": phrase("no movement is left in the slot {where} for {flights}"),
    "order": phrase("{flights} flies only if {where} does, which does not"),
    "resource": phrase("nothing is left of {where} for {flights}"),
    "min_load": phrase("too few people would be aboard for {flights} to fly"),
    "window": phrase("{where} is closed when {flights} would come or go"),
    "operators": phrase("the operator of {flights} may not carry it"),
}
"""Sentences about the flights as well, or instead."""
BY_SUBJECT: Mapping[str, str] = {**OF_SUBJECT, **OF_FLIGHT}
NEVER: Mapping[str, str] = {
    "stretchers": phrase("no {stretchers} stretcher positions on {where}, even empty"),
    "infants": phrase("no room for {infants} infants on {where}, even empty"),
    "share_max": phrase("the share {where} is less than one party"),
    "admission": phrase("{where} does not admit it"),
    "capacity": phrase("{where} has fewer places than one party"),
    "arrivals_hour": phrase("{where} lets fewer people land in an hour than one party"),
    "arrivals_day": phrase("{where} lets fewer people land on a day than one party"),
    "dimension": phrase("no room for {amounts} on {where}, even empty"),
    "place_dimension": phrase("no room for {amounts} at {where}, even if nobody is there"),
}
"""What is said where nothing would do even if nobody else were there."""
SEAT, SEATS = phrase("no seat left on {where}"), phrase("no {size} seats together left on {where}")
NO_SEAT, NO_SEATS = (
    phrase("no seat on {where}, even empty"),
    phrase("no {size} seats together on {where}, even empty"),
)
NOT_ADMITTED_THEN = phrase("{where} does not admit it when {flights} lands")
LINKS: Mapping[str, str] = {
    "same_itinerary": phrase("too few of {where}, with whom it must travel, go on {flights}"),
    "same_haven": phrase("too few of {where}, with whom it must stay, go where {flights} ends"),
    "not_before": phrase("too few of {where}, before whom it may not leave, have left by {flights}"),
}
"""By kind of link."""
LISTED = phrase("{names} and {more} more")
DECIDED = phrase("it was decided that {decisions}")
DECISIONS: Mapping[tuple[str, bool], str] = {
    ("nobody", False): phrase("nobody of it travels"),
    ("nobody", True): phrase("nobody of it travels on {way}"),
    ("at_least", False): phrase("at least {parties} of its parties travel"),
    ("at_least", True): phrase("at least {parties} of its parties travel on {way}"),
    ("at_most", False): phrase("at most {parties} of its parties travel"),
    ("at_most", True): phrase("at most {parties} of its parties travel on {way}"),
    ("exactly", False): phrase("exactly {parties} of its parties travel"),
    ("exactly", True): phrase("exactly {parties} of its parties travel on {way}"),
}
"""By kind of decision, and whether it speaks of a flight or an itinerary."""
CONNECTION = phrase("too little time to change on {where}: {longest} minutes at most, {least} are needed")
NOT_ACCEPTED = phrase("{flights} does not accept {nationality}")
NONE_ACCEPTS = phrase("{flights} do not accept {nationality}")
DESTINATIONS = phrase("it goes to {places} only, and {flights} to {where}")
LATE = phrase("{leg} leaves after {by}, by when it has to go")
ALL_LATE = phrase("what would take it leaves after {by}, by when it has to go; the first of it is {leg}")
EARLY = phrase("{leg} leaves before it is ready")
EARLY_BY = phrase("{leg} leaves before it is ready (ready {ready})")
ALL_EARLY = phrase("what would take it leaves before it is ready; the last of it is {leg}")
ALL_EARLY_BY = phrase("what would take it leaves before it is ready (ready {ready}); the last of it is {leg}")
NO_CONNECTION = phrase("no flight leads from {origin} to a haven in time")
GOALS = phrase("it could go on {way}, but {goal} would rise from {then:,} to {now:,}")
OPEN = phrase("nothing stands in its way on {way}: the search ended before it was tried, so solve longer")
NOT_LOOKED_AT = phrase(
    "with so many groups, or so little time, each was not looked at by itself: "
    "`evacopt explain` with `--group` says why"
)
LAST_TOO_EARLY = phrase("the last flight it could take leaves before it is ready")
LAST_TOO_EARLY_BY = phrase("the last flight it could take leaves before it is ready (ready {ready})")
NONE_LEAVES_BY = phrase("no flight that it could take leaves by {by}")
NO_FLIGHT_ACCEPTS = phrase("no flight that it could take accepts {nationality}")
NO_OPERATOR = phrase("no operator that may carry it ({operators}) has a flight for it")
NONE_ENDS_THERE = phrase("no flight that it could take ends in {places}")
NONE_ENDS_IN_A_HAVEN = phrase("no flight that it could take ends in a haven")
NOT_ADMITTED = phrase("it is not admitted where the flights that it could take land")
NO_AIRCRAFT = phrase("no aircraft that it could take has {needs} for one party")
NO_ROOM = phrase("no flight that it could take has room for {amounts}")
ALL_SHUT = phrase("whatever leads out of {origin} would come or go while a place is closed")
NEEDS = phrase("{number} seats"), phrase("{number} stretcher positions"), phrase("room for {number} infants")
TOGETHER = phrase("on {way}: {obstacles}")
AND, AND_ALSO = phrase(" and "), phrase("; and ")

_ALL = (
    *(*NEVER.values(), *OF_SUBJECT.values(), *OF_FLIGHT.values(), NO_SEATS, NO_SEAT, SEATS, SEAT, DECIDED),
    *(CONNECTION, NOT_ACCEPTED, NONE_ACCEPTS, DESTINATIONS, ALL_LATE, LATE, ALL_EARLY_BY, ALL_EARLY),
    *(NO_CONNECTION, GOALS, OPEN, NOT_LOOKED_AT, LAST_TOO_EARLY_BY, LAST_TOO_EARLY, EARLY_BY, EARLY),
    *(NONE_LEAVES_BY, NO_FLIGHT_ACCEPTS, NO_OPERATOR, NONE_ENDS_IN_A_HAVEN, NONE_ENDS_THERE, NOT_ADMITTED),
    *(NO_AIRCRAFT, NO_ROOM, ALL_SHUT, NOT_ADMITTED_THEN, *LINKS.values()),
)
"""What is narrower stands before what would take it in: a place may have any name."""


class Recorded(str):
    """The text of a reason as a plan file has it."""

    __slots__ = ()


@lru_cache(maxsize=10_000)
def phrased(text: str) -> str:
    """The phrase that a recorded text was made of; itself where it was made of none that is known."""
    together = reread(text, [TOGETHER])
    if isinstance(together, Phrase):
        return phrase(TOGETHER, way=together.values["way"], obstacles=phrased(together.values["obstacles"]))
    return joined(AND_ALSO, map(_one, text.split(AND_ALSO)))


def _one(text: str) -> str:
    found = reread(text, _ALL)
    if not isinstance(found, Phrase) or not found.values:
        return found
    return phrase(found.template, **{name: _value(name, value) for name, value in found.values.items()})


def _value(name: str, value: object) -> object:
    """A value, which is a phrase where it was one."""
    if name in ("where", "flights"):
        return reread(str(value), [LISTED])
    if name == "amounts":
        return joined(AND, str(value).split(AND))
    if name == "needs":
        return joined(AND, (reread(one, NEEDS) for one in str(value).split(AND)))
    if name == "decisions":
        longest_first = sorted(DECISIONS.values(), key=len, reverse=True)
        return joined(AND, (reread(one, longest_first) for one in str(value).split(AND)))
    return value
