"""The standard names of the rules of a plan, as judge, model, reasons and certificates use them."""

from __future__ import annotations

from typing import Literal, get_args

Rule = Literal[
    "plan",  # the plan speaks of this instance: known groups, flights, sorties, counts
    "itinerary",  # 1 legs connect, in time, between open places, to an accepted haven
    "acceptance",  # 2 every flight accepts the party, every operator may carry it
    "seats",  # 3 seats of a flight
    "reserve",  # 3, 5 seats outside the pools in which the party may not sit
    "stretchers",  # 3 stretcher positions
    "infants",  # 3 lap infants
    "assistance",  # 4 assisted people against able ones
    "share_max",  # 5 at most so many of a nationality
    "share_min",  # 5 at least so many of a nationality
    "admission",  # 2, 5 people of a nationality who land at a place
    "capacity",  # 6 people present at once
    "throughput",  # 7 people processed for departure
    "movements_hour",  # 8 aircraft in a clock hour
    "movements_day",  # 8 aircraft in a day
    "fleet",  # 9 aircraft in use at once
    "crew",  # 9 crews in use at once
    "min_load",  # 9 people aboard an optional flight
    "full_loads",  # 10 full aircraft, or nobody left
    "pin",  # 11 what a person has decided
    "parties",  # 12 no more parties than there are
]

RULES: tuple[Rule, ...] = get_args(Rule)
