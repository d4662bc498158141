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
    "full_loads": "only full aircraft leave",
    "pin": "it was decided before",
    "goals": "something that matters more would get worse",
    "no_connection": "no flight leads to a haven in time",
    "ready": "the last flight leaves before they are ready",
    "leave_by": "no flight leaves before they have to",
    "acceptance": "no flight accepts their nationality",
    "operators": "no operator that may carry them has a flight",
    "destinations": "no flight ends where they may go",
    "admission": "not admitted where the flights land",
    "size": "no aircraft holds their party",
    "combined": "several rules together leave no way",
}


def reason_of(stay: StayLine) -> str:
    """The first recorded reason of a group, in words for its code."""
    return WORDS.get(stay.codes[0], OTHER) if stay.codes else UNSAID
