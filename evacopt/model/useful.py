"""How many sorties of a flight can be of use: as many as all who could board fill, and no more.

Whoever is aboard fits on so many; one more would carry nobody, and no rule or goal is the better for it.
"""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.routes.eligibility import Travel


def useful_sorties(travel: Travel) -> Ints:
    """The most sorties of each flight that a plan needs; shape (flights,).

    Where seats are reserved the seats alone do not say how many are needed, and all there are may be.
    """
    timetable = travel.itineraries.timetable
    flights, most = timetable.instance.schedule, timetable.most
    pair, flight, _ = travel.legs
    parties, cohort = travel.cohorts.parties, travel.cohort[pair]
    each = np.array([leg.seats_per_stretcher for leg in flights], dtype=np.int64)[flight]
    lying, size = parties.stretchers[cohort], parties.size[cohort]
    needs = (
        (np.maximum(size, size - lying + lying * each), [leg.seats for leg in flights]),
        (lying, [leg.stretchers for leg in flights]),
        (parties.infants[cohort], [leg.infant_limit for leg in flights]),
    )
    useful = np.zeros(len(flights), dtype=np.int64)
    for need, room in needs:
        wanted = np.zeros(len(flights), dtype=np.int64)
        np.add.at(wanted, flight, need * travel.most[pair])
        useful = np.maximum(useful, -(-wanted // np.maximum(np.array(room, dtype=np.int64), 1)))
    reserves = [share for share in timetable.instance.shares if share.kind == "reserve"]
    reserved = [any(share.covers(leg) for share in reserves) for leg in flights]
    return np.where(reserved, most, np.minimum(useful, most))
