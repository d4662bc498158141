"""Multiple knapsack (MKP): which indivisible parties fill which flights.

A file holds the number of knapsacks, the number of items, the capacity of each knapsack, then weight and
profit of each item, all as integers. Read as an instance, a knapsack is a flight and its capacity the
seats; an item is a party, its weight the size and its profit the weight. The profit packed is the total
profit less `unserved`.
"""

from __future__ import annotations

from pathlib import Path

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.policy import Policy
from evacopt.files.published.cities import BEGINS, NOBODY
from evacopt.files.published.source import Numbers, checked

_MOST_SEATS = 1_000_000


def read_mkp(path: Path) -> Instance:
    """The instance in the file `path`; InstanceError, with line and rule, if it is not of this form."""
    numbers = Numbers(path)
    knapsacks = numbers.take("the number of knapsacks", low=1)
    items = numbers.take("the number of items", low=1)
    capacities = numbers.take_all("a capacity", knapsacks, low=1)
    groups = [
        Group(
            id=f"I{item}",
            nationality=NOBODY,
            origin="FROM",
            size=numbers.take("the weight of an item", low=1, high=_MOST_SEATS),
            weight=numbers.take("the profit of an item"),
        )
        for item in range(1, items + 1)
    ]
    numbers.end()
    return checked(path, _instance(path.stem, capacities, groups))


def _instance(name: str, capacities: tuple[int, ...], groups: list[Group]) -> Instance:
    return Instance(
        name=name,
        title=f"Multiple knapsack: {len(capacities)} knapsacks, {len(groups)} items",
        begins=BEGINS,
        ends=BEGINS + DAY,
        policy=Policy(objectives=("unserved",), priority_rule="weighted", max_legs=1),
        locations=(
            Location(id="FROM", role="origin", country=NOBODY),
            Location(id="TO", role="haven", country=NOBODY),
        ),
        groups=Groups.of(groups),
        flights=tuple(
            Flight(
                id=f"K{number}",
                operator=NOBODY,
                origin="FROM",
                destination="TO",
                departs=BEGINS + 6 * HOUR,
                arrives=BEGINS + 12 * HOUR,
                seats=seats,
            )
            for number, seats in enumerate(capacities, start=1)
        ),
    )
