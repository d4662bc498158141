"""What a plan leaves of the limits of the airfield itself (6): reception, slots, stands, room, reserves."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.columns import Coded
from evacopt.domain.instance import Instance
from evacopt.domain.share import Share
from evacopt.view.airfield import Held, aboard_of, held_resources, movements_in, present_of
from evacopt.view.steps import Steps
from evacopt.view.view import View

Kind = tuple[str, tuple[str, ...]]
"""As whom parties travel, and those of their tags that a reserve names."""


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

    @cached_property
    def seats_by_kind(self) -> dict[str, dict[Kind, int]]:
        """For each flight with anybody aboard the seats taken, by what pools ask of a party."""
        groups = self.instance.groups
        named = {share.tag for share in self.instance.shares if share.kind == "reserve"} - {""}
        if not named:
            return self.seats_by(groups.nationality.map(lambda nation: (nation, ())))
        tags = groups.tags.map(lambda own: tuple(tag for tag in own if tag in named))
        return self.seats_by(Coded.of(zip(groups.nationality, tags, strict=True)))


def may_sit(instance: Instance, pool: Share, nationality: str, tags: tuple[str, ...]) -> bool:
    """Whether parties that travel as `nationality`, with these tags, may sit in a reserve."""
    right = not pool.nationality or nationality in instance.nationals(pool.nationality)
    return right and (not pool.tag or pool.tag in tags)
