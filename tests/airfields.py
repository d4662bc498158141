"""Valid instances with the tables and columns of the airfield, for what must hold of all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from evacopt.domain.clock import DAY
from evacopt.domain.dimension import Amounts, Dimension
from evacopt.domain.flight import Flight
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link
from evacopt.domain.reception import Capacity
from evacopt.domain.resource import Resource, Use
from evacopt.domain.share import Admission, Share
from evacopt.domain.slot import Order, Slot
from evacopt.domain.window import Window
from tests.strategies import codes, instances, texts

Draw = Any
_WAYS = st.sampled_from(("", "in", "out"))
_MANY = 10_000
_TAGS = ("UN", "list-3", "=1")


def _blank_or(strategy: st.SearchStrategy[Any], blank: Any = None) -> st.SearchStrategy[Any]:
    return st.just(blank) | strategy


def _amounts(dimensions: list[str]) -> st.SearchStrategy[Amounts]:
    if not dimensions:
        return st.just(())
    named = st.dictionaries(st.sampled_from(dimensions), st.integers(0, 10**9), max_size=2)
    return named.map(lambda amounts: tuple(sorted(amounts.items())))


@st.composite
def _span(draw: Draw, instance: Instance) -> dict[str, int]:
    since = draw(st.integers(instance.begins - DAY, instance.ends))
    return {"since": since, "until": draw(st.integers(since + 1, instance.ends + DAY))}


@st.composite
def _window(draw: Draw, instance: Instance) -> Window:
    times = draw(_span(instance))
    if draw(st.booleans()):
        first, last = draw(st.lists(st.integers(0, 1439), min_size=2, max_size=2, unique=True))
        times = {"daily_from": first, "daily_to": last}
    elif draw(st.booleans()):
        del times[draw(st.sampled_from(("since", "until")))]
    return Window(
        location=draw(_places(instance)),
        kind=draw(st.sampled_from(("open", "closed"))),
        direction=draw(_WAYS),
        operators=tuple(draw(st.lists(st.sampled_from(("FRA", "Air X")), max_size=2, unique=True))),
        **times,
    )


@st.composite
def _use(draw: Draw, instance: Instance, resource: Resource) -> Use:
    begins = draw(st.integers(-500, 500))
    held = {"anchor": draw(st.sampled_from(("departs", "arrives"))), "from_minutes": begins}
    held["to_minutes"] = begins + draw(st.integers(1, 600))
    flown = [flight.id for flight in instance.schedule] + [sortie.id for sortie in instance.sorties]
    return Use(
        resource=resource.id,
        flight=draw(st.sampled_from(["", *flown])),
        operator=draw(st.sampled_from(("", "FRA", "Air X"))),
        aircraft=draw(texts()),
        origin=draw(_blank_or(_places(instance), "")),
        destination=draw(_blank_or(_places(instance), "")),
        amount=draw(st.integers(1, 9)),
        **({} if resource.used_up else held),
    )


def _places(instance: Instance) -> st.SearchStrategy[str]:
    return st.sampled_from([place.id for place in instance.locations])


@st.composite
def _tables(draw: Draw, instance: Instance, dimensions: list[str]) -> dict[str, Any]:
    """The tables of their own."""
    names = draw(st.lists(codes("r"), max_size=2, unique=True))
    resources = [Resource(id=name, count=_MANY, used_up=draw(st.booleans())) for name in names]
    uses = [draw(_use(instance, resource)) for resource in resources for _ in range(draw(st.integers(0, 2)))]
    steps = {
        (draw(_places(instance)), draw(_span(instance))["since"]) for _ in range(draw(st.integers(0, 2)))
    }
    slots = [
        Slot(
            id=name,
            location=draw(_places(instance)),
            operator=draw(st.sampled_from(("", "FRA"))),
            direction=draw(_WAYS),
            movements=_MANY,
            **draw(_span(instance)),
        )
        for name in draw(st.lists(codes("w"), max_size=2, unique=True))
    ]
    optional = [flight.id for flight in instance.schedule if flight.status == "optional"]
    pairs = st.lists(st.sampled_from(optional), min_size=2, max_size=2, unique=True)
    groups = st.lists(st.sampled_from(instance.groups.id or ("",)), min_size=2, max_size=2, unique=True)
    kinds = st.sampled_from(("same_itinerary", "same_haven", "not_before"))
    linked = [draw(groups)] if len(instance.groups) > 1 else []
    return {
        "windows": tuple(draw(st.lists(_window(instance), max_size=2))),
        "capacities": tuple(
            Capacity(location=place, since=since, people=draw(_blank_or(st.integers(0, 500))))
            for place, since in sorted(steps)
        ),
        "slots": tuple(slots),
        "order": tuple(
            Order(flight=one, needs=other) for one, other in ([draw(pairs)] if optional[1:] else [])
        ),
        "resources": tuple(resources),
        "uses": tuple(uses),
        "dimensions": tuple(Dimension(id=name, unit=draw(texts())) for name in dimensions),
        "links": tuple(
            Link(group=one, partner=other, kind=draw(kinds), ratio=draw(st.integers(1, 9)))
            for one, other in linked
        ),
    }


@st.composite
def _flight(draw: Draw, flight: Flight, dimensions: list[str]) -> Flight:
    return replace(
        flight,
        alternative="" if flight.status == "scheduled" else draw(st.sampled_from(("", "B", "=2"))),
        room=draw(_amounts(dimensions)),
        cost_per_person=draw(st.integers(0, 900)),
        risk_ppm=draw(st.integers(0, 900)),
    )


@st.composite
def airfields(draw: Draw) -> Instance:
    """Instances without errors, with every table and column of the airfield filled now and then."""
    instance = draw(instances(most_groups=3, most_flights=3))
    dimensions = draw(st.lists(codes("d"), max_size=2, unique=True))
    tags = st.lists(st.sampled_from(_TAGS), max_size=2, unique=True).map(tuple)
    changed: dict[str, Any] = {
        "locations": tuple(
            replace(
                place,
                role=draw(st.sampled_from((place.role, "both"))) if place.role != "hub" else "hub",
                arrivals_per_hour=draw(_blank_or(st.integers(0, 500))),
                arrivals_per_day=draw(_blank_or(st.integers(0, 500))),
                room=draw(_amounts(dimensions)),
                risk_ppm_per_hour=draw(st.integers(0, 99)),
            )
            for place in instance.locations
        ),
        "groups": Groups.of(
            replace(group, needs=draw(_amounts(dimensions)), tags=draw(tags)) for group in instance.groups
        ),
        "flights": tuple(draw(_flight(flight, dimensions)) for flight in instance.flights),
        "shares": tuple(draw(_share(share)) for share in instance.shares),
        "admissions": tuple(draw(_admission(one, instance)) for one in instance.admissions),
    }
    whole: Instance = replace(instance, **changed, **draw(_tables(instance, dimensions)))
    return whole


@st.composite
def _share(draw: Draw, share: Share) -> Share:
    tag = draw(st.sampled_from(("", *_TAGS)))
    release = draw(_blank_or(st.integers(0, DAY))) if share.kind == "reserve" else None
    nationality = draw(st.sampled_from(("", share.nationality))) if tag else share.nationality
    return replace(share, tag=tag, release=release, nationality=nationality)


@st.composite
def _admission(draw: Draw, admission: Admission, instance: Instance) -> Admission:
    return replace(admission, **draw(_blank_or(_span(instance), {})))
