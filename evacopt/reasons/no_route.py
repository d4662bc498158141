"""Why a group has no itinerary at all: which single rule, if it were lifted, would open one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from evacopt.domain.clock import format_time
from evacopt.domain.columns import Mask
from evacopt.domain.group import Group
from evacopt.domain.plan import Reason
from evacopt.routes.eligibility import Eligibility, nationalities_of


def reasons_without_route(eligibility: Eligibility, party: Group) -> tuple[Reason, ...]:
    """Reasons for a party that no itinerary takes.

    Each reason names a rule that alone stands in the way; where none does alone, those that shut out every
    remaining itinerary together are named as one.
    """
    itineraries = eligibility.itineraries
    places = [place.id for place in eligibility.instance.locations]
    starts = itineraries.origin == places.index(party.origin)
    if not starts.any():
        return (Reason("no_connection", f"no flight leads from {party.origin} to a haven in time"),)
    filters = _filters(eligibility, party)
    texts = _texts(eligibility, party)
    alone = [
        code
        for code in filters
        if (starts & _all(mask for other, mask in filters.items() if other != code)).any()
    ]
    if alone:
        return tuple(Reason(code, texts[code]) for code in alone)
    shut = [code for code, mask in filters.items() if (starts & ~mask).any()]
    return (Reason("combined", "; and ".join(texts[code] for code in shut)),)


def _all(masks: Iterable[Mask]) -> Mask:
    """Where every one of `masks` holds."""
    every: Mask = np.logical_and.reduce(list(masks))
    return every


def _filters(eligibility: Eligibility, party: Group) -> Mapping[str, Mask]:
    """For each rule the itineraries that it leaves to the party; shape (itineraries,)."""
    departs = eligibility.itineraries.first_departure
    check_in = eligibility.instance.policy.check_in_minutes
    ready = eligibility.instance.begins if party.ready is None else party.ready
    return {
        "ready": departs >= ready + check_in,
        "leave_by": departs <= (np.iinfo(np.int64).max if party.leave_by is None else party.leave_by),
        "acceptance": eligibility.by_nationality(party.nationality),
        "operators": eligibility.by_operators(party.operators),
        "destinations": eligibility.by_destinations(party.destinations),
        "admission": eligibility.by_admission(nationalities_of(party.own_nationalities)),
        "size": eligibility.most(party) > 0,
    }


def _texts(eligibility: Eligibility, party: Group) -> Mapping[str, str]:
    """What to say of each rule."""
    ready = "" if party.ready is None else f" (ready {format_time(party.ready)})"
    leave_by = "" if party.leave_by is None else format_time(party.leave_by)
    needs = [f"{party.size} seats"]
    needs += [f"{party.stretchers} stretcher positions"] if party.stretchers else []
    needs += [f"room for {party.infants} infants"] if party.infants else []
    return {
        "ready": f"the last flight it could take leaves before it is ready{ready}",
        "leave_by": f"no flight that it could take leaves by {leave_by}",
        "acceptance": f"no flight that it could take accepts {party.nationality}",
        "operators": f"no operator that may carry it ({', '.join(party.operators)}) has a flight for it",
        "destinations": f"no flight that it could take ends in {', '.join(party.destinations) or 'a haven'}",
        "admission": "it is not admitted where the flights that it could take land",
        "size": f"no aircraft that it could take has {' and '.join(needs)} for one party",
    }
