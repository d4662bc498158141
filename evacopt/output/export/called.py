"""Which parties are called beyond the plan, and which stand by: a call-forward as parties."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from evacopt.domain.finding import Finding
from evacopt.errors import PlanError
from evacopt.judge.call_forward import check_call_forward
from evacopt.output.export.standby import Standby

if TYPE_CHECKING:
    from evacopt.domain.call_forward import CallForward
    from evacopt.domain.plan import Itinerary
    from evacopt.output.export.options import ExportOptions
    from evacopt.output.export.roll import Party, Roll


class Called:
    """Lists of each flight that is flown, beside those aboard.

    Attributes
    ----------
    beyond : parties called that the plan leaves behind, with the itinerary that they are called to
    standby : parties in the order in which they may step in
    """

    def __init__(self, roll: Roll, options: ExportOptions) -> None:
        self.beyond: dict[str, list[Party]] = {flight.id: [] for flight in roll.flights}
        if options.calls is None:
            waiting = Standby(roll, options.standby)
            self.standby = {flight.id: waiting.of(flight) for flight in roll.flights}
            return
        _judged(roll, options.calls)
        rest: dict[str, list[Party]] = defaultdict(list)
        for party in roll.staying:
            rest[party.group].append(party)
        for (group, legs), parties in _beyond(roll, options.calls).items():
            for party in rest[group][:parties]:
                for leg in legs:
                    self.beyond[leg].append(replace(party, itinerary=legs))
            del rest[group][:parties]
        self.standby = {
            row.flight: [party for group, parties in row.standby for party in rest[group][:parties]]
            for row in options.calls.flights
        }

    @property
    def ways(self) -> dict[str, Itinerary]:
        """The itinerary of each party that is called beyond the plan, by its code."""
        return {party.code: party.itinerary for parties in self.beyond.values() for party in parties}

    @property
    def waiting(self) -> frozenset[str]:
        """The codes of all who stand by."""
        return frozenset(party.code for parties in self.standby.values() for party in parties)


def _judged(roll: Roll, calls: CallForward) -> None:
    """Refuse a call-forward that does not hold of the plan; raises PlanError."""
    if broken := check_call_forward(roll.instance, roll.plan, calls):
        rule = "must hold of the plan"
        raise PlanError([Finding(rule=rule, value=str(one), place="call-forward") for one in broken])


def _beyond(roll: Roll, calls: CallForward) -> Counter[tuple[str, Itinerary]]:
    """Parties that are called and not in the plan, in the order in which they are."""
    more: Counter[tuple[str, Itinerary]] = Counter()
    for row in calls.called:
        more[row.group, row.itinerary] += row.parties
    for row in roll.plan.assignments:
        more[row.group, row.itinerary] -= row.parties
    return +more
