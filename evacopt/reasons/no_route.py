"""Why a group has no itinerary at all: which single rule, if it were lifted, would open one."""

from __future__ import annotations

from collections.abc import Mapping

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
    rules = _rules(eligibility, party)
    alone = []
    for code in rules:
        others = [mask for other, (mask, _) in rules.items() if other != code]
        if np.logical_and.reduce([starts, *others]).any():
            alone.append(code)
    if alone:
        return tuple(Reason(code, rules[code][1]) for code in alone)
    shut = [text for mask, text in rules.values() if (starts & ~mask).any()]
    return (Reason("combined", "; and ".join(shut)),)


def _rules(eligibility: Eligibility, party: Group) -> Mapping[str, tuple[Mask, str]]:
    """For each rule the itineraries that it leaves to the party, shape (itineraries,), and its sentence."""
    departs = eligibility.itineraries.first_departure
    check_in = eligibility.instance.policy.check_in_minutes
    ready, leave_by = party.ready, party.leave_by
    when = "" if ready is None else f" (ready {format_time(ready)})"
    by = "" if leave_by is None else format_time(leave_by)
    needs = [f"{party.size} seats"]
    needs += [f"{party.stretchers} stretcher positions"] if party.stretchers else []
    needs += [f"room for {party.infants} infants"] if party.infants else []
    return {
        "ready": (
            departs >= (eligibility.instance.begins if ready is None else ready) + check_in,
            f"the last flight it could take leaves before it is ready{when}",
        ),
        "leave_by": (
            departs <= (np.iinfo(np.int64).max if leave_by is None else leave_by),
            f"no flight that it could take leaves by {by}",
        ),
        "acceptance": (
            eligibility.by_nationality(party.nationality),
            f"no flight that it could take accepts {party.nationality}",
        ),
        "operators": (
            eligibility.by_operators(party.operators),
            f"no operator that may carry it ({', '.join(party.operators)}) has a flight for it",
        ),
        "destinations": (
            eligibility.by_destinations(party.destinations),
            f"no flight that it could take ends in {', '.join(party.destinations) or 'a haven'}",
        ),
        "admission": (
            eligibility.by_admission(nationalities_of(party.own_nationalities)),
            "it is not admitted where the flights that it could take land",
        ),
        "size": (
            eligibility.most(party) > 0,
            f"no aircraft that it could take has {' and '.join(needs)} for one party",
        ),
    }
