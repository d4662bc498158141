"""Whether the exact model of an instance is small enough to be made beside everything else."""

from __future__ import annotations

from evacopt.domain.instance import Instance
from evacopt.errors import UsageError
from evacopt.routes.cohorts import merge_groups
from evacopt.routes.eligibility import travel_of
from evacopt.routes.itineraries import Timetable, enumerate_itineraries

MOST_PAIRS = 200_000
"""Pairs of a cohort and an itinerary in a model that an engine takes to in seconds."""
MOST_TRIES = 100 * MOST_PAIRS
"""Pairs that are looked at to count those."""


def within_reach(instance: Instance) -> bool:
    """Whether the model of `instance` has fewer than `MOST_PAIRS` pairs of a cohort and an itinerary."""
    timetable = Timetable.of(instance)
    cohorts = merge_groups(timetable, apart={instance.groups.row[pin.group] for pin in instance.pins})
    try:
        itineraries = enumerate_itineraries(timetable)
        if len(cohorts) * len(itineraries) > MOST_TRIES:
            return False
        return len(travel_of(cohorts, itineraries).cohort) < MOST_PAIRS
    except UsageError:  # there are more than any model can hold
        return False
