"""In which order people are taken by a cell that has no solver, as an order of columns."""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import BLANK, Ints
from evacopt.model.formulation import Formulation
from evacopt.routes.itineraries import NO_LEG

ORDERS = ("first-come", "own-first", "priority-first")


def order_of(formulation: Formulation, name: str) -> Ints:
    """The columns of the pairs in the order `name`; shape (pairs,).

    Each cohort tries its itineraries by first departure, then by arrival. Who has not registered comes last.
    """
    travel = formulation.travel
    parties = travel.cohorts.parties
    last = np.iinfo(np.int64).max
    registered = np.where(parties.registered == BLANK, last, parties.registered)[travel.cohort]
    departs = travel.itineraries.first_departure[travel.itinerary]
    arrives = travel.itineraries.timetable.arrives[travel.itineraries.last_leg[travel.itinerary]]
    keys = [travel.itinerary, arrives, departs, travel.cohort, registered]
    if name == "own-first":
        keys.append(~_own(formulation))
    elif name == "priority-first":
        keys.append(parties.priority[travel.cohort])
    return formulation.pair_column[np.lexsort(keys)]


def _own(formulation: Formulation) -> Ints:
    """Pairs whose every flight is flown by the party's own state; shape (pairs,), bool."""
    travel = formulation.travel
    codes: dict[str, int] = {}
    nationality = travel.cohorts.parties.nationality.ints(lambda code: codes.setdefault(code, len(codes)))
    operators = [codes.get(flight.operator, -1) for flight in formulation.instance.schedule]
    legs = travel.itineraries.legs[travel.itinerary]
    operator = np.array([*operators, -1], dtype=np.int64)[legs]
    mine = (operator == nationality[travel.cohort][:, None]) | (legs == NO_LEG)
    own: Ints = mine.all(axis=1)
    return own
