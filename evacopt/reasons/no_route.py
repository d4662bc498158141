"""Why a group has no itinerary at all: which single rule, if it were lifted, would open one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from evacopt.domain import reason_texts as texts
from evacopt.domain.clock import format_time
from evacopt.domain.columns import Mask
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase
from evacopt.domain.plan import Reason
from evacopt.reasons.flying import closed_ends
from evacopt.reasons.sentences import amounts_text
from evacopt.routes.eligibility import Eligibility, nationalities_of


def reasons_without_route(eligibility: Eligibility, party: Group) -> tuple[Reason, ...]:
    """Reasons for a party that no itinerary takes.

    Each reason names a rule that alone stands in the way; where none does alone, those that shut out every
    remaining itinerary together are named as one.
    """
    itineraries = eligibility.itineraries
    places = [place.id for place in eligibility.instance.locations]
    starts = itineraries.origin == places.index(party.origin)
    if not starts.any() and _all_shut(eligibility.instance, party.origin):
        return (Reason("window", phrase(texts.ALL_SHUT, origin=party.origin)),)
    if not starts.any():
        return (Reason("no_connection", phrase(texts.NO_CONNECTION, origin=party.origin)),)
    rules = _rules(eligibility, party)
    alone = []
    for code in rules:
        others = [mask for other, (mask, _) in rules.items() if other != code]
        if np.logical_and.reduce([starts, *others]).any():
            alone.append(code)
    if alone:
        return tuple(Reason(code, rules[code][1]) for code in alone)
    shut = [text for mask, text in rules.values() if (starts & ~mask).any()]
    return (Reason("combined", joined(texts.AND_ALSO, shut)),)


def _rules(eligibility: Eligibility, party: Group) -> Mapping[str, tuple[Mask, str]]:
    """For each rule the itineraries that it leaves to the party, shape (itineraries,), and its sentence."""
    departs = eligibility.itineraries.first_departure
    check_in = eligibility.instance.policy.check_in_minutes
    ready, leave_by = party.ready, party.leave_by
    by = "" if leave_by is None else format_time(leave_by)
    return {
        "ready": (
            departs >= (eligibility.instance.begins if ready is None else ready) + check_in,
            _too_early(ready),
        ),
        "leave_by": (
            departs <= (np.iinfo(np.int64).max if leave_by is None else leave_by),
            phrase(texts.NONE_LEAVES_BY, by=by),
        ),
        "acceptance": (
            eligibility.by_nationality(party.nationality),
            phrase(texts.NO_FLIGHT_ACCEPTS, nationality=party.nationality),
        ),
        "operators": (
            eligibility.by_operators(party.operators),
            phrase(texts.NO_OPERATOR, operators=", ".join(party.operators)),
        ),
        "destinations": (
            eligibility.by_destinations(party.destinations),
            _ends_elsewhere(party),
        ),
        "admission": (
            eligibility.by_admission(nationalities_of(party.own_nationalities)),
            texts.NOT_ADMITTED,
        ),
        "size": (
            eligibility.most(replace(party, needs=())) > 0,
            phrase(texts.NO_AIRCRAFT, needs=_needs(party)),
        ),
        "dimension": (
            eligibility.most(replace(party, size=1, infants=0, stretchers=0)) > 0,
            phrase(texts.NO_ROOM, amounts=amounts_text(party.needs)),
        ),
    }


def _too_early(ready: int | None) -> str:
    if ready is None:
        return texts.LAST_TOO_EARLY
    return phrase(texts.LAST_TOO_EARLY_BY, ready=format_time(ready))


def _ends_elsewhere(party: Group) -> str:
    places = ", ".join(party.destinations)
    return phrase(texts.NONE_ENDS_THERE, places=places) if places else texts.NONE_ENDS_IN_A_HAVEN


def _all_shut(instance: Instance, origin: str) -> bool:
    """Whether flights lead out, but each comes or goes while a place is closed."""
    legs = [leg for leg in instance.schedule if leg.origin == origin and leg.status != "cancelled"]
    legs = [leg for leg in legs if instance.begins <= leg.departs <= instance.ends]
    return bool(legs) and all(any(closed_ends(instance, leg)) for leg in legs)


def _needs(party: Group) -> str:
    numbers = zip(texts.NEEDS, (party.size, party.stretchers, party.infants), strict=True)
    return joined(texts.AND, (phrase(text, number=n) for text, n in numbers if n or text is texts.NEEDS[0]))
