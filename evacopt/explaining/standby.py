"""Who is called next for a flight when people do not come, in an order that can be read out."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary, Plan
from evacopt.explaining.answer import Holder, Next
from evacopt.explaining.group_story import holder
from evacopt.explaining.solving import TUNING, Tuning
from evacopt.reasons.lift import with_one_more, without
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.slack import Slack
from evacopt.view.standby import standby_order


@dataclass(frozen=True, slots=True)
class Standby:
    """Who is taken not to come, and who is called for them, first to be called first."""

    absent: tuple[Holder, ...]
    called: tuple[Next, ...]


def standby(instance: Instance, plan: Plan, flight: str, no_shows: int, tuning: Tuning = TUNING) -> Standby:
    """The groups to call for `flight`, and who goes if `no_shows` people or a few more stay away.

    Those least likely to come (`show_up`) are taken to stay away, of equal ones the least urgent first; with
    them goes all that they hold: seats, places at hubs, seats of onward flights. The order of the called is
    that of `standby_order`. A group is on the list if nothing stands in its way by that flight then,
    everybody else held.
    """
    slack = Slack(instance, plan)
    absent = _absent(slack, flight, no_shows)
    plan = without(plan, absent)
    near = Nearest(Slack(instance, plan))
    waiting = []
    for row in standby_order(slack).tolist():
        party = instance.groups[row]
        ways = (way for way in near.of(party, tuning.standby, by=flight) if flight in way.itinerary)
        free = next((way.itinerary for way in ways if not way.obstacles), None)
        if free is not None:
            waiting.append((party, free, int(slack.left[row])))
    called: list[Next] = []
    for party, itinerary, left in waiting[: tuning.called]:
        legs, boards = [slack.instance.number[leg] for leg in itinerary], 0
        while boards < left:
            way = Nearest(Slack(instance, plan)).obstacles.of(party, legs)
            if way.obstacles:
                break
            plan = with_one_more(instance, plan, party.id, way)
            boards += 1
        called.append(
            Next(
                group=party.id,
                nationality=party.nationality,
                priority=party.priority,
                parties=left,
                people=party.people,
                seats=instance.flight[flight].seats_for(party),
                boards=boards,
                itinerary=itinerary,
            )
        )
    return Standby(tuple(holder(instance, group, parties) for group, _, parties in absent), tuple(called))


def _absent(slack: Slack, flight: str, people: int) -> list[tuple[str, Itinerary, int]]:
    """Parties on `flight`, by group and itinerary, of so many people or a few more."""
    groups = slack.instance.groups

    def rank(held: tuple[str, Itinerary, int]) -> tuple[int, int, int, Itinerary]:
        row = groups.row[held[0]]
        return int(groups.show_up[row]), -int(groups.priority[row]), row, held[1]

    aboard = [
        (group, itinerary, parties)
        for group, taken in slack.taken.items()
        for itinerary, parties in taken.items()
        if flight in itinerary
    ]
    absent: list[tuple[str, Itinerary, int]] = []
    for group, itinerary, parties in sorted(aboard, key=rank):
        size = int(groups.people[groups.row[group]])
        stay_away = min(parties, -(-people // size))
        if stay_away > 0:
            absent.append((group, itinerary, stay_away))
            people -= stay_away * size
    return absent
