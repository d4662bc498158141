"""The rules of a plan by their standard names, and a rule that a plan breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from evacopt.domain.finding import LONGEST, fitted
from evacopt.domain.phrase import headed, joined

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
    "capacity",  # 6, 6.2 people present at once
    "arrivals_hour",  # 6.2 people who land in a clock hour
    "arrivals_day",  # 6.2 people who land in a day
    "throughput",  # 7 people processed for departure
    "movements_hour",  # 8 aircraft in a clock hour
    "movements_day",  # 8 aircraft in a day
    "window",  # 6.1 an optional flight flown while a place is shut to it
    "slot",  # 6.3 movements of an operator in a time
    "alternative",  # 6.3 one of several sorties
    "order",  # 6.3 a sortie without the one that it needs
    "resource",  # 6.4 stands, escorts, teams, fuel
    "dimension",  # 6.5 kilograms, pets, beds: aboard a flight, or at a place
    "link",  # 6.6 parties without those that they go by
    "fleet",  # 9 aircraft in use at once
    "crew",  # 9 crews in use at once
    "min_load",  # 9 people aboard an optional flight
    "full_loads",  # 10 full aircraft, or nobody left
    "pin",  # 11 what a person has decided
    "rule",  # 13 a linear rule of the instance
    "parties",  # 12 no more parties than there are
]

RULES: tuple[Rule, ...] = get_args(Rule)


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One broken rule.

    Attributes
    ----------
    rule : str
        The rule's standard name, such as `seats` or `throughput`.
    subject : str
        What it is about, such as `AF-02` or `NIM at 2023-08-01T06:00Z`.
    text : str
        A sentence with the figures.
    """

    rule: str
    subject: str
    text: str

    @property
    def kind(self) -> tuple[str, ...]:
        """The same for violations of one rule."""
        return (self.rule,)

    def __str__(self) -> str:
        rule, subject, text = fitted((self.rule, self.subject, self.text), LONGEST - len(" : "))
        return headed(joined(" ", (rule, subject)), text)
