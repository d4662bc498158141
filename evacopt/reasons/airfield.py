"""What a plan leaves of the limits of the airfield itself (6): reception, slots, stands, room, reserves."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from evacopt.domain.clock import DAY, HOUR
from evacopt.view.airfield import Held, aboard_of, held_resources, movements_in, present_of
from evacopt.view.steps import Steps
from evacopt.view.view import View


class AirfieldSlack(View):
    """What is left; each counted when first asked for."""

    @cached_property
    def slot_left(self) -> list[int]:
        """Movements left of each slot, in the order of the instance."""
        return [slot.movements - movements_in(self, slot) for slot in self.instance.slots]

    @cached_property
    def alternatives_flown(self) -> Counter[str]:
        """Sorties flown by the code of the alternatives of which they are one."""
        flown = Counter[str]()
        for leg, sorties in zip(self.instance.schedule, self.flown.tolist(), strict=True):
            if leg.alternative and leg.status == "optional":
                flown[leg.alternative] += sorties
        return flown

    @cached_property
    def resources(self) -> dict[str, Held]:
        """What holds each resource, and how much over time."""
        return {held.resource.id: held for held in held_resources(self)}

    @cached_property
    def dimension_row(self) -> dict[str, int]:
        """The row of each dimension."""
        return {dimension.id: row for row, dimension in enumerate(self.instance.dimensions)}

    @cached_property
    def needed_aboard(self) -> dict[str, list[int]]:
        """Of each dimension how much those aboard each flight need."""
        return {code: aboard_of(self, code).tolist() for code in self.dimension_row}

    @cached_property
    def needed_at(self) -> dict[tuple[str, str], Steps]:
        """Of each place and dimension that it has room for how much those present need over time."""
        return {
            (place.id, code): present_of(self, code, row)
            for row, place in enumerate(self.instance.locations)
            if place.role != "origin"
            for code, _ in place.room
        }

    @cached_property
    def landed(self) -> Counter[tuple[str, int, int]]:
        """People who land by location, length of the period and its number."""
        landed, stops = Counter[tuple[str, int, int]](), self.stops
        columns = (column.tolist() for column in (stops.place, stops.come, stops.people))
        for place, come, people in zip(*columns, strict=True):
            for span in (HOUR, DAY):
                landed[self.instance.locations[place].id, span, come // span] += people
        return landed
