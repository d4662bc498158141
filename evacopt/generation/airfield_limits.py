"""What limits the airfields of the family `airfield`: hours, reception, slots, resources and lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.reception import Capacity
from evacopt.domain.resource import Resource, Use
from evacopt.domain.share import Admission, Share
from evacopt.domain.slot import Slot
from evacopt.domain.window import Window
from evacopt.generation.aircraft import DIRECT, Pool
from evacopt.generation.airfield_people import NGO, PRESS, VULNERABLE
from evacopt.generation.world import BEGINS, World, at_hour

CHARTERS = "AIR"
"""The company that flies the charters."""

SMALL = "SMALL"
"""The series of small aircraft between the origins, and who flies them."""

WAVE_HOURS = 6
"""Sorties leave that often."""

SLOT_HOURS = 12
STAND_HOURS = 2
ESCORT_HOURS = 4
CREW_HOURS = 12
TWO_CREWS = DIRECT[-1].name
"""The type of aircraft that flies with two crews."""

LARGEST_PARTY = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one instance: `share` hundredths of what would be used on average, but never nothing."""

    world: World
    instance: Instance
    pools: tuple[Pool, ...]
    share: int

    def windows(self) -> tuple[Window, ...]:
        """Nights of a hub, of the second origin and of charters, a late permit, and a storm."""
        world = self.world
        nights = (
            (world.hubs[0].id, (), 22, 5),
            (world.origins[1].id, (), 20, 4),
            (world.havens[0].id, (CHARTERS,), 23, 5),
        )
        permit, storm = at_hour(world.hours // 4), at_hour(world.hours * 5 // 8)
        operators, other = (self.pools[1].operator,), world.hubs[1].id
        return (
            *(
                Window(
                    location=place,
                    kind="closed",
                    direction="in",
                    operators=who,
                    daily_from=begins * HOUR,
                    daily_to=ends * HOUR,
                )
                for place, who, begins, ends in nights
            ),
            Window(location=other, kind="open", direction="in", operators=operators, since=permit),
            Window(location=other, kind="closed", direction="in", since=storm, until=storm + 6 * HOUR),
        )

    def capacities(self) -> tuple[Capacity, ...]:
        """The first hub has fewer places for a quarter of the time; the second haven fills its beds up."""
        hub, haven = self.world.hubs[0].id, self.world.havens[1].id
        half, later = at_hour(self.world.hours // 2), at_hour(self.world.hours * 3 // 4)
        places, beds = (self.instance.location[place].capacity or 0 for place in (hub, haven))
        return (
            Capacity(location=hub, since=half, people=places * 2 // 3),
            Capacity(location=hub, since=later, people=places),
            Capacity(location=haven, since=BEGINS, people=beds // 2),
            Capacity(location=haven, since=half, people=beds),
            Capacity(location=haven, since=later),
        )

    def admissions(self) -> tuple[Admission, ...]:
        """The third haven bars a nationality for a day, the first hub takes few of another at first."""
        world = self.world
        half, last = at_hour(world.hours // 2), world.nations[:2][-1]
        few = max(LARGEST_PARTY, world.people // 100)
        barred = {"location": world.havens[2].id, "nationality": world.nations[0]}
        return (
            Admission(**barred, people=0, since=half, until=half + DAY),
            Admission(country=world.hubs[0].country, nationality=last, people=few, since=BEGINS, until=half),
        )

    def shares(self) -> tuple[Share, ...]:
        """Few people of two lists, of one by day and operator; seats for the vulnerable."""
        world, operator = self.world, self.pools[0].operator
        days = (BEGINS + day * DAY for day in range(world.days))
        few = max(3, world.people // (400 * world.days))
        limited = (
            Share(
                id=f"{NGO}-{day}",
                kind="max",
                tag=NGO,
                people=few,
                operator=operator,
                departs_from=begins,
                departs_before=begins + DAY,
            )
            for day, begins in enumerate(days)
        )
        press = Share(
            id=PRESS,
            kind="max",
            tag=PRESS,
            nationality=world.nations[0],
            people=max(3, world.people // 1000),
        )
        charters = [flight.seats for flight in self.instance.flights if flight.operator == CHARTERS]
        pool = Share(
            id=VULNERABLE,
            kind="reserve",
            tag=VULNERABLE,
            people=min(charters) // 4,
            operator=CHARTERS,
            release=4 * HOUR,
        )
        return (*limited, press, *((pool,) if pool.people else ()))

    def slots(self) -> tuple[Slot, ...]:
        """Half a day's departures from the first origin, for each operator that shuttles."""
        start = self.world.origins[0].id
        operators = dict.fromkeys(pool.operator for pool in self.pools)
        slots = []
        for begins in range(BEGINS, BEGINS + self.world.hours * HOUR + 1, SLOT_HOURS * HOUR):
            for operator in operators:
                own = [pool for pool in self.pools if pool.operator == operator]
                slot = Slot(
                    id=f"{operator}-{(begins - BEGINS) // HOUR}",
                    location=start,
                    operator=operator,
                    direction="out",
                    since=begins,
                    until=begins + SLOT_HOURS * HOUR,
                    movements=0,
                )
                fixed = sum(map(slot.counted, self._scheduled))
                slots.append(replace(slot, movements=fixed + self._part(own, SLOT_HOURS)))
        return tuple(slots)

    @property
    def arrivals_per_hour(self) -> int:
        """People who may land in an hour at a hub."""
        seats = sum(pool.count * pool.seats * WAVE_HOURS // pool.cycle for pool in self.pools)
        return max(LARGEST_PARTY, seats * self.share // (100 * len(self.world.hubs)))

    def arrivals_per_day(self, place: str) -> int:
        """People who may land in a day at a haven: so many of its scheduled seats."""
        seats = sum(flight.seats for flight in self._scheduled if flight.destination == place)
        return max(LARGEST_PARTY, seats * self.share // (100 * self.world.days))

    def uses(self) -> tuple[Use, ...]:
        """Stands at both ends, an escort for small aircraft, crews of charters, fuel of shuttles."""
        stands = (use for place in self._stands for use in _on_a_stand(place))
        escort = Use(
            resource="ESCORTS",
            flight=SMALL,
            anchor="departs",
            from_minutes=-HOUR,
            to_minutes=ESCORT_HOURS * HOUR,
        )
        crews = (
            Use(
                resource="CREWS",
                operator=CHARTERS,
                aircraft=aircraft,
                anchor="departs",
                from_minutes=0,
                to_minutes=CREW_HOURS * HOUR,
            )
            for aircraft in ("", TWO_CREWS)
        )
        fuel = (
            Use(resource="FUEL", flight=f"{pool.id}-{self.world.origins[0].id}-{hub.id}", amount=_fuel(pool))
            for pool in self.pools
            for hub in self.world.hubs
        )
        return (*stands, escort, *crews, *fuel)

    def resources(self) -> tuple[Resource, ...]:
        """How much there is of each."""
        world, uses = self.world, self.uses()
        charters = sum(flight.operator == CHARTERS for flight in self.instance.flights) // 2
        escorted = next(sortie.copies for sortie in self.instance.sorties if sortie.id == SMALL)
        tank = sum(_fuel(pool) * self._part([pool], world.hours) for pool in self.pools)
        return (
            *(
                Resource(
                    id=f"STANDS-{place}",
                    count=self._peak([use for use in uses if use.resource == f"STANDS-{place}"])
                    + self._part(self.pools, WAVE_HOURS),
                )
                for place in self._stands
            ),
            Resource(id="ESCORTS", count=max(1, escorted * self.share // 100)),
            Resource(id="CREWS", count=max(2, charters * CREW_HOURS * self.share // (100 * world.hours))),
            Resource(id="FUEL", count=tank, used_up=True),
        )

    @property
    def _stands(self) -> tuple[str, ...]:
        return tuple(place.id for place in (*self.world.origins, *self.world.hubs))

    @property
    def _scheduled(self) -> tuple[Flight, ...]:
        return tuple(flight for flight in self.instance.flights if flight.status == "scheduled")

    def _part(self, pools: Sequence[Pool], hours: int) -> int:
        """Sorties that `pools` may fly in so many hours at one of two places."""
        return max(1, sum(pool.count * hours * self.share // (200 * pool.cycle) for pool in pools))

    def _peak(self, uses: Sequence[Use]) -> int:
        """How much scheduled flights hold at once of what `uses` speak of."""
        steps: Counter[int] = Counter()
        for flight in self._scheduled:
            for use in uses:
                if use.covers(flight):
                    begins, ends = use.held(flight)
                    steps[begins] += use.amount
                    steps[ends] -= use.amount
        return max(accumulate(steps[minute] for minute in sorted(steps)), default=0)


def _on_a_stand(place: str) -> tuple[Use, Use]:
    """A stand after landing there, and one before leaving from there."""
    stand, resource = STAND_HOURS * HOUR, f"STANDS-{place}"
    return (
        Use(resource=resource, destination=place, anchor="arrives", from_minutes=0, to_minutes=stand),
        Use(resource=resource, origin=place, anchor="departs", from_minutes=-stand, to_minutes=0),
    )


def _fuel(pool: Pool) -> int:
    """Tonnes of one sortie."""
    return 1 + pool.seats // 20
