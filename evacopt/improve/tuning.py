"""The numbers that the improvement is tuned by, in one record: each with its unit and what it does.

They were measured on two cores in November 2026, on generated instances of 1,000 and 10,000 people
(benchmarks/notes/improve.md).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImproveTuning:
    """How large regions and neighbourhoods are, and how they are chosen.

    Attributes
    ----------
    most_pairs, pairs : pairs of a cohort and an itinerary up to which the whole model is one region, and
        that a region has as columns else, about (built in some 0.3 s)
    most_entries, entries : the same of entries in rows: where places limit people a pair has one in the row
        of every later moment
    most_cohorts : cohorts of a region that may travel otherwise than they do (looked at in some 0.3 s)
    most_itineraries : itineraries of an instance from which on there is no improvement: listing them takes
        too long
    region_share : part of the time after which another region has its turn, where there is more than one
    columns_first, columns_least, columns_most : columns of a neighbourhood
    longer, shorter : by which the next neighbourhood of a kind grows where one was solved in a part `quick`
        of the step, and shrinks where one was not solved
    step_share, step_least, step_most : part of the time that one goal of a neighbourhood may take, and s
    steps : steps that all goals of a neighbourhood may take together
    quick : part of a step; what ended sooner was easy
    flights_least, flights_most : flights that a neighbourhood has at least, drawn between these, few more
        often; of those who could take them so many are drawn that the columns are not too many
    cooling, chance_least : by which the chance falls that a goal is searched where it did not gain, and the
        least that it falls to
    forgetting : part of a kind's weight that a new result takes over (Ropke and Pisinger, 2006)
    first_gain, later_gain : what a better value is worth a second: of the first goal that is open, of others
    weight_least : what a kind that gains nothing weighs; so it is tried again
    patience : neighbourhoods in a row without gain before a region is given up
    idle_regions : regions in a row without gain before all is given up
    sift_each, sift_many : columns of a cohort that a relaxation begins with or takes on at once, and how many
        in all are taken on together
    relaxed_share, relaxed_steps : part of the time for neighbourhoods of relaxations, and steps that each
        goal of one may take
    judged_share : part of the time that judging may take; better plans wait for that
    """

    most_pairs: int = 200_000
    pairs: int = 60_000
    most_entries: int = 8_000_000
    entries: int = 1_500_000
    most_cohorts: int = 6_000
    most_itineraries: int = 2_000_000
    region_share: float = 0.25
    columns_first: int = 1500
    columns_least: int = 200
    columns_most: int = 20_000
    longer: float = 1.25
    shorter: float = 0.8
    step_share: float = 0.05
    step_least: float = 0.5
    step_most: float = 3.0
    steps: float = 2.0
    quick: float = 0.3
    flights_least: int = 2
    flights_most: int = 30
    cooling: float = 0.8
    chance_least: float = 0.3
    forgetting: float = 0.2
    first_gain: float = 2.0
    later_gain: float = 1.0
    weight_least: float = 0.05
    patience: int = 100
    idle_regions: int = 5
    sift_each: int = 4
    sift_many: int = 3_000
    relaxed_share: float = 0.5
    relaxed_steps: float = 3.0
    judged_share: float = 0.1


TUNING = ImproveTuning()
"""What is used where nothing else is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AroundTuning:
    """How far the search around a change reaches.

    Attributes
    ----------
    near : flights out of the origins, those nearest to the change, one region after the other
    elsewhere : the same around flights that are drawn by chance, where there is time after that
    tried : pairs of a cohort and an itinerary that are tried for a region, of which some are open
    kept : part of the itineraries and cohorts that is kept, again and again, until these are few enough
    step : seconds that one goal may take
    """

    near: tuple[int, ...] = (4, 16, 8, 32, 64, 16, 32)
    elsewhere: tuple[int, ...] = (16,) * 8
    tried: int = 3_000
    kept: float = 0.7
    step: float = 0.5


AROUND = AroundTuning()
"""What is used where nothing else is asked for."""
