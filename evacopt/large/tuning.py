"""The numbers that the large method is tuned by, in one record: each with its unit and what it does.

Where a field does not say otherwise they were measured in November 2026 on two cores with the instances of
benchmarks/README.md, "Large instances" (a million people on direct flights and through hubs, 100,000 under
every rule, Kabul 2021); benchmarks/notes/large.md tells what else was tried.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeTuning:
    """How the large method models, boards, improves and shares its time.

    Attributes
    ----------
    auto_ways : ways to travel, groups x flights out of where they are x legs, from which on `auto` picks the
        method
    few_pairs, counted_ways : pairs of a cohort and an itinerary below which it does not all the same, since
        most of these ways lead nobody where they want to go, and ways from which on nobody counts the pairs
    exact_pairs, exact_tries : pairs of a cohort and an itinerary up to which the whole model is asked where
        no plan keeps every promise (an engine solves so many in seconds), and up to which they are counted
    first_pairs : the same up to which a first plan is made of the whole model, in less than a second
    plan_share, closing_share : parts of the time for a plan, and for reasons and writing at the end; the rest
        is for bounds
    most_arcs : commodities x flight arcs up to which these are the columns; beyond it whole itineraries of
        merged commodities are ("Itineraries of merged commodities": right for hubs, wrong for the 15,340 of
        Kabul)
    most_itineraries : merged commodities x itineraries at most; else people go on with the next few flights
    onward_choices : flights on from a landing that are tried in turn: all, then so few
    most_pairs : itineraries x clusters up to which merged commodities are disaggregated
    most_shares : itineraries flown x people alike up to which it is worked out who goes
    simplex_columns : columns up to which the simplex method is the faster one ("for small relaxations")
    finer_arcs : commodities x flight arcs up to which bounds of goals behind the classes have a relaxation of
        their own ("Bounds by people a seat")
    mean_columns : of that relaxation, beyond which `fairness` is bounded by the mean where the simplex method
        solved the flow ("Fairness by the mean")
    moved : part by which a goal must have changed for prices of later ones to be worked out again
    class_step, class_steps : how much more a class weighs than the next where all are solved at once, and for
        how many steps (beyond it floats would not tell them apart)
    bound_step : the same where it is about a bound for one of them ("Classes before, priced")
    person : weight of a person of the last class beside an hour of waiting and all perturbations of a trip
    perturbation : random cost of an arc at most, in hours waited ("Perturbation instead of crossover")
    fixed_slack : part of its value by which a goal that is fixed may be worse: the engine counts in floats
    deciding_share, boarding_share : parts of the time after which no further goal is begun, where sorties are
        to be decided, and while parties board
    longer : the next relaxation may take so much longer than the longest before
    few_of_class : part of a commodity's seats that a class must have in a flow to count among those who leave
    nobody : people; a flow that leaves fewer leaves nobody
    cut_rounds, cut_seconds : how often a flow gets disaggregation cuts; s that they may take at least
    few_empty : part of a flow's seats that may stay empty for want of anybody ("Cuts for merged commodities")
    near_ratio : part by which a guess of people a seat may be off
    nearly_sortie, sorties_seconds : part of a sortie that does not count in rounding; s that it may take
    integer_columns, integer_share : columns of a flow up to which its sorties are searched by branch and cut
        where they leave more behind than the flow, and the part of the time left that it takes at most
        ("Whole sorties in the flow")
    surely, perhaps : parts of a sortie: one that the flow wants so much is flown first; one that it wants
        less than the second is not
    crew_steps : steps for sharing out crews among scheduled flights, beside one for each
    rounds, urgent_rounds : how often what is left is made a flow again; where the most urgent board alone
        flows mind everybody else and take longer
    enough : part of the people; a round that seats fewer is the last
    behind : part of the people; if more stay whom the flow takes a second boarding is worth its time
    full : seats that the flow may leave free on a flight that is full, and by which parties are rounded
    most_due, least_due : seats that the next flight makes up for at most (what is more was lost to something
        else), and down to which a commodity ahead of its flow takes the last seats of a flight
    most_refused : groups of one commodity that find no room before the next commodity has its turn
    portion : 1 / part of the seats that families of one size with infants fill before others ("Lap infants")
    whole : seats that a flow may lack of a whole party's
    commitment_trips : trips tried for one group that was promised travel
    search_share, hurried_share : parts of the time spent so far that local search takes at most, beside a
        second; the latter where the most urgent board alone, and the others are still to come
    fill_seconds : s for filling seats at the end, and for swaps that do, whatever has been spent
    fill_trips : trips by one first flight tried for a group where seats are free
    explained_groups, explained_most : groups up to which it is looked at why each one stays, as no model says
        so, and how many of them that are not alike at most
    exchange_swaps, exchange_aboard : swaps tried for one party on a flight with a seat left, so that somebody
        can use it; groups aboard up to which two of them are swapped for one
    exchange_patience : flights with seats left in a row for which nothing is found before swaps end
    seat_trips, seat_moves : trips tried for one party before it stays; others moved or left behind to seat it
    """

    auto_ways: int = 76_000
    few_pairs: int = 10_000
    counted_ways: int = 4_000_000
    exact_pairs: int = 200_000
    exact_tries: int = 20_000_000
    first_pairs: int = 30_000
    plan_share: float = 0.7
    closing_share: float = 0.04
    most_arcs: int = 20_000
    most_itineraries: int = 150_000
    onward_choices: tuple[int | None, ...] = (None, 32, 16, 8, 4, 2)
    most_pairs: int = 30_000_000
    most_shares: int = 200_000
    simplex_columns: int = 5_000
    finer_arcs: int = 120_000
    mean_columns: int = 50_000
    moved: float = 0.01
    class_step: int = 64
    class_steps: int = 3
    bound_step: int = 2
    person: int = 4096
    perturbation: int = 64
    fixed_slack: float = 1e-7
    deciding_share: float = 0.4
    boarding_share: float = 0.7
    longer: float = 1.5
    few_of_class: float = 0.01
    nobody: float = 0.5
    cut_rounds: int = 8
    cut_seconds: float = 1.0
    few_empty: float = 1e-3
    near_ratio: float = 0.002
    nearly_sortie: float = 1e-3
    sorties_seconds: float = 2.0
    integer_columns: int = 5_000
    integer_share: float = 0.35
    surely: float = 0.999
    perhaps: float = 0.05
    crew_steps: int = 20_000
    rounds: int = 4
    urgent_rounds: int = 2
    enough: float = 5e-6
    behind: float = 5e-4
    full: float = 0.5
    most_due: float = 8.0
    least_due: float = -8.0
    most_refused: int = 3
    portion: int = 4
    whole: float = 1e-4
    commitment_trips: int = 2000
    search_share: float = 0.5
    hurried_share: float = 0.1
    fill_seconds: float = 2.0
    fill_trips: int = 2000
    explained_groups: int = 50_000
    explained_most: int = 1_000
    exchange_swaps: int = 200
    exchange_aboard: int = 12
    exchange_patience: int = 30
    seat_trips: int = 40
    seat_moves: int = 6


TUNING = LargeTuning()
"""What is used where nothing else is asked for."""
