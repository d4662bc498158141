"""Random networks of flights in which many connections nearly work, and groups that differ in little.

Hypothesis draws the seed alone: a network has some two hundred draws, and drawing each would take the time of
the tests.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from evacopt.domain.clock import DAY, HOUR, parse_time
from evacopt.domain.dimension import Dimension
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location, Role
from evacopt.domain.policy import Objective, Policy
from evacopt.domain.reception import Capacity
from evacopt.domain.share import Admission, Bloc, Share
from evacopt.domain.window import Window
from tests.judge.random_cases import Draw

BEGINS = parse_time("2023-08-01T06:00Z")
ENDS = BEGINS + 10 * HOUR + 10
STEP = 20
PLACES: tuple[tuple[str, Role, str], ...] = (
    ("O1", "origin", "NER"),
    ("O2", "origin", "NER"),
    ("H1", "hub", "DJI"),
    ("H2", "hub", "EGY"),
    ("V1", "haven", "FRA"),
    ("V2", "haven", "DEU"),
)
IN, OUT = ("O1 H1", "O1 H1", "O1 H2", "O2 H1", "O1 V1"), ("H1 V1", "H1 V2", "H2 V1", "H2 V2")
ODD = ("H1 H2", "H2 H1", "O1 O2", "H1 O1", "V1 V2", "V1 H1", "O1 V1")
NATIONS = ("FRA", "DEU", "NER")
GOALS: tuple[tuple[Objective, ...], ...] = (("unserved",), ("unserved", "waiting"), ("fairness", "cost"))


def networks() -> st.SearchStrategy[Instance]:
    """Instances of six to fourteen flights between any two of six places, some of them closed at times.

    Every other one has windows, places that are origin and haven, dated admissions, needs and tags.
    """
    return st.integers(0, 2**32).map(lambda seed: _with_airfield(network(seed), seed))


def similar_groups() -> st.SearchStrategy[Instance]:
    """Networks where each group is followed by others that differ from it in at most two columns."""
    return st.integers(0, 2**32).map(with_similar_groups)


def _with_airfield(instance: Instance, seed: int) -> Instance:
    """Where `seed` is odd, the tables and columns of the airfield that say who may travel how."""
    if seed % 2 == 0:
        return instance
    draw = Draw(seed)
    ends = {place.id: draw.one(place.role, "both") for place in instance.locations if place.role != "origin"}
    groups = [
        replace(
            one,
            origin=draw.one(one.origin, one.origin, *(code for code in ends if ends[code] == "both")),
            needs=draw.one((), (("kg", draw.upto(3, 1)),), (("kg", 1), ("pet", 1))),
            tags=draw.one((), ("NGO",), ("NGO", "UN")),
        )
        for one in instance.groups
    ]
    return replace(
        instance,
        policy=replace(instance.policy, objectives=(*instance.policy.objectives, *draw.one((), ("risk",)))),
        locations=tuple(replace(one, role=ends.get(one.id, one.role)) for one in instance.locations),
        groups=Groups.of(groups),
        flights=tuple(
            replace(leg, room=draw.one((), (("kg", draw.upto(9)),), (("pet", draw.upto(2)),)))
            for leg in instance.flights
        ),
        admissions=tuple(
            replace(row, since=draw.maybe(_minute(draw, 0, 20)), until=draw.maybe(_minute(draw, 10, 33)))
            for row in instance.admissions
        ),
        shares=(Share(id="S", kind="max", people=9, tag="UN"),) * draw.upto(1),
        windows=tuple(_window(draw) for _ in range(draw.upto(3))),
        capacities=(Capacity(location="V1", since=BEGINS, people=draw.one(None, 9)),) * draw.upto(1),
        dimensions=(Dimension(id="kg"), Dimension(id="pet")),
    )


def _window(draw: Draw) -> Window:
    daily = draw.one(True, False)
    return Window(
        location=draw.one("O1", "O1", "H1", "V1"),
        kind=draw.one("open", "closed"),
        direction=draw.one("", "in", "out"),
        operators=draw.one((), (), ("FRA", "DEU"), ("ACME",)),
        since=None if daily else draw.maybe(_minute(draw, 0, 15), 60),
        until=None if daily else draw.maybe(_minute(draw, 16, 33), 60),
        daily_from=STEP * draw.upto(DAY // STEP - 1) if daily else None,
        daily_to=STEP * draw.upto(DAY // STEP - 1) if daily else None,
    )


def network(seed: int) -> Instance:
    """The network of `seed`."""
    draw = Draw(seed)
    return Instance(
        name=f"network {seed}",
        begins=BEGINS,
        ends=ENDS,
        policy=Policy(
            objectives=draw.one(*GOALS),
            priority_rule=draw.one("strict", "weighted"),
            max_legs=draw.one(1, 2, 3, 3, 4),
            min_connection_minutes=draw.one(0, 20, 60),
            check_in_minutes=draw.one(0, 40),
            assistance_ratio=draw.one(None, 1_000_000),
        ),
        locations=tuple(_location(draw, *place) for place in PLACES),
        groups=Groups.of(_group(draw, f"G{number}") for number in range(draw.upto(4, 1))),
        flights=tuple(_flight(draw, f"F{number}") for number in range(draw.upto(14, 6))),
        blocs=(Bloc(bloc="EU", members=("DEU", "FRA")),),
        admissions=tuple(_admission(draw) for _ in range(draw.upto(2))),
    )


def with_similar_groups(seed: int) -> Instance:
    """The network of `seed`, its groups each followed by others much like it."""
    draw, instance = Draw(seed), _with_airfield(network(seed), seed)
    groups: list[Group] = []
    for one in instance.groups:
        others = [_like(draw, one, f"{one.id}.{number}") for number in range(draw.upto(3, 1))]
        groups.extend((one, *others))
    return replace(instance, groups=Groups.of(groups))


def _minute(draw: Draw, first: int, last: int) -> int:
    """A minute on a grid, so that limits are often met to the minute."""
    return BEGINS + STEP * draw.upto(last, first)


def _location(draw: Draw, name: str, role: Role, country: str) -> Location:
    return Location(
        id=name,
        role=role,
        country=country,
        opens=draw.maybe(_minute(draw, 0, 6), 15),
        closes=draw.maybe(_minute(draw, 12, 30), 15),
        capacity=draw.maybe(draw.upto(9, 1)),
        max_stay=draw.maybe(draw.one(60, 120, 200)),
    )


def _flight(draw: Draw, name: str) -> Flight:
    heading = draw.one(draw.one(*IN), draw.one(*OUT), draw.one(*ODD))
    departs = _minute(draw, *((-1, 12) if heading in IN else (3, 31)))
    origin, destination = heading.split()
    optional = draw.one(True, False)
    return Flight(
        id=name,
        operator=draw.one(*NATIONS, "ACME"),
        origin=origin,
        destination=destination,
        departs=departs,
        arrives=departs + draw.one(20, 40, 60, 120),
        seats=draw.upto(9, 2),
        stretchers=draw.upto(2),
        seats_per_stretcher=draw.upto(3),
        infants=draw.one(None, None, 0, 1),
        accepts=draw.one(*(("all",),) * 5, ("own",), ("EU",), ("NER", "DEU")),
        status="optional" if optional else draw.one("scheduled", "scheduled", "cancelled"),
        copies=draw.upto(3, 1) if optional else 1,
    )


def _group(draw: Draw, name: str) -> Group:
    size, infants, nationality = draw.upto(3, 1), draw.one(0, 0, 1), draw.one(*NATIONS)
    other = draw.one("FRA", "USA")
    mixed = size + infants > 1 and other != nationality and draw.one(True, False)
    return Group(
        id=name,
        nationality=nationality,
        origin=draw.one("O1", "O1", "O1", "O2", "H1"),
        size=size,
        count=draw.upto(4, 1),
        priority=draw.upto(2, 1),
        members=tuple(sorted(((nationality, size + infants - 1), (other, 1)))) if mixed else (),
        infants=infants,
        stretchers=draw.one(0, 0, draw.upto(size)),
        ready=draw.maybe(_minute(draw, -6, 20)),
        leave_by=draw.maybe(_minute(draw, -2, 33), 20),
        destinations=draw.one((), (), ("V1",), ("DEU", "ITA")),
        operators=draw.one((), (), (), ("ACME", "FRA", "DEU")),
    )


def _like(draw: Draw, one: Group, name: str) -> Group:
    """`one` with other values of at most two columns; times differ by minutes as often as by hours."""
    ready = BEGINS if one.ready is None else one.ready
    columns: dict[str, Any] = {
        "nationality": one.nationality if one.members else draw.one(*NATIONS),
        "count": draw.upto(5, 1),
        "priority": draw.upto(2, 1),
        "ready": ready + draw.upto(130, -70),
        "leave_by": BEGINS + draw.upto(600),
        "weight": draw.upto(2),
        "stay": 60,
        "registered": BEGINS - draw.upto(2),
        "show_up": 900_000,
        "assisted": draw.upto(one.size - one.stretchers),
        "destinations": draw.one((), ("V1",)),
        "stretchers": draw.upto(one.size),
        "needs": draw.one((), (("kg", 1), ("pet", 1))),
        "tags": draw.one((), ("UN",)),
    }
    chosen = draw.random.sample(sorted(columns), draw.upto(2))
    other = replace(one, id=name, **{column: columns[column] for column in chosen})
    return replace(other, assisted=min(other.assisted, other.size - other.stretchers))


def _admission(draw: Draw) -> Admission:
    place, country = draw.one(("V1", ""), ("H1", ""), ("", "FRA"), ("", "DJI"))
    return Admission(
        nationality=draw.one(*NATIONS, "USA", "EU"),
        location=place,
        country=country,
        people=draw.one(None, 0, 0, 4),
    )
