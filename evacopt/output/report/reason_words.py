"""Why people stay, by the code of the reason, in words that name no group, flight or place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evacopt.output.records import StayLine

UNSAID = "no reason is recorded in this plan"
OTHER = "other reasons"
WORDS = {
    "not_flown": "the flights that they could take are not flown",
    "seats": "no seat left on the flights that they could take",
    "reserve": "the seats left are reserved for others",
    "stretchers": "no stretcher position left",
    "infants": "no room left for infants",
    "assistance": "too few able people to help them",
    "share_max": "the seats given to their nationality are used up",
    "capacity": "no place left at a hub or haven",
    "throughput": "no more people can be processed where they depart",
    "movements_hour": "no more aircraft may come and go in that hour",
    "movements_day": "no more aircraft may come and go on that day",
    "fleet": "no aircraft is free for one more flight",
    "crew": "no crew is rested for one more flight",
    "min_load": "too few people for one more flight",
    "full_loads": "only full aircraft leave",
    "pin": "it was decided before",
    "goals": "something that matters more would get worse",
    "open": "nothing stands in their way: the search ended before it was tried",
    "no_connection": "no flight leads to a haven in time",
    "ready": "the last flight leaves before they are ready",
    "leave_by": "no flight leaves before they have to",
    "acceptance": "no flight accepts their nationality",
    "operators": "no operator that may carry them has a flight",
    "destinations": "no flight ends where they may go",
    "connection": "too little time to change",
    "max_stay": "the wait at a hub would be too long",
    "window": "a place is closed when the flights come or go",
    "cancelled": "the flights that they could take are cancelled",
    "admission": "not admitted where the flights land, or the places admitted are used up",
    "size": "no aircraft holds their party",
    "combined": "several rules together leave no way",
}

NO_WAY = frozenset(
    {
        "no_connection",
        "ready",
        "leave_by",
        "acceptance",
        "operators",
        "destinations",
        "size",
        "connection",
        "max_stay",
        "window",
        "cancelled",
    }
)
"""Reasons that no seat given up by others would lift."""


def has_no_way(stay: StayLine) -> bool:
    """Whether all that is recorded of a group is beyond the giving of seats."""
    return bool(stay.codes) and NO_WAY.issuperset(stay.codes)


def reason_of(stay: StayLine) -> str:
    """The first recorded reason of a group, in words for its code."""
    return WORDS.get(stay.codes[0], OTHER) if stay.codes else UNSAID
