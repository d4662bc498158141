"""Events: what each changes, what it leaves alone, and what it says of names it does not know."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from evacopt.domain.checks import errors_of
from evacopt.domain.flight import Fleet, Sortie
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.policy import Policy
from evacopt.domain.share import Share
from evacopt.errors import UsageError
from evacopt.events.events import Arrivals, Cancel, Close, Delay, Full, Seats, SetCell, after
from evacopt.events.void import without_void
from tests.build import VIA_HUB, at, flight, group, instance
from tests.strategies import instances

SHUTTLE = Sortie(
    id="S",
    operator="FRA",
    origin="O",
    destination="V",
    first_departure=at("08:00"),
    every=120,
    until=at("12:00"),
    block_minutes=60,
    seats=5,
    copies=2,
)


def _status(changed: Instance) -> dict[str, str]:
    return {one.id: one.status for one in changed.schedule}


def test_cancel() -> None:
    """The flight named is cancelled, and no other."""
    changed = Cancel("IN").applied(instance(flights=VIA_HUB))
    assert _status(changed) == {"IN": "cancelled", "OUT": "scheduled"}


def test_delay_moves_departure_and_arrival() -> None:
    """Both ends are later by the same; the length of the flight stays."""
    (moved,) = Delay("F", 90).applied(instance()).flights
    assert (moved.departs, moved.arrives) == (at("09:30"), at("13:30"))


def test_seats() -> None:
    """Another aircraft came."""
    assert Seats("F", 3).applied(instance()).flights[0].seats == 3


def test_one_sortie_of_a_row() -> None:
    """A row of sorties is written out as its flights, with their ids, when one of them changes."""
    before = instance(sorties=(SHUTTLE,), fleets=(Fleet(id="A", count=1, cycle=60),))
    changed = Cancel("S@2023-08-01T10:00Z").applied(before)
    assert changed.sorties == ()
    assert set(changed.flight) == set(before.flight)
    assert [one for one in changed.schedule if one.status == "cancelled"] == [
        replace(before.flight["S@2023-08-01T10:00Z"], status="cancelled")
    ]
    assert errors_of(changed) == []


def test_a_row_of_sorties_from_now_on() -> None:
    """The id of the row stands for its sorties that have not departed, written out or not."""
    struck = {f"S@2023-08-01T{hour}:00Z": "cancelled" for hour in (10, 12)}
    written_out = Cancel("S@2023-08-01T12:00Z").applied(instance(sorties=(SHUTTLE,)))
    for before in (instance(sorties=(SHUTTLE,)), written_out):
        changed = Cancel("S").applied(before, since=at("08:00"))
        assert {code: state for code, state in _status(changed).items() if code[0] == "S"} == {
            "S@2023-08-01T08:00Z": "optional",
            **struck,
        }


def test_closed_for_a_while() -> None:
    """What departs or lands in the time is cancelled, its end not included; what has departed is not."""
    flights = (
        flight("A", "O 08:00", "H 10:00"),
        flight("B", "H 12:00", "V 16:00"),
        flight("C", "H 13:00", "V 17:00"),
    )
    before = instance(flights=flights)
    assert _status(Close("H", at("10:00"), at("13:00")).applied(before)) == {
        "A": "cancelled",
        "B": "cancelled",
        "C": "scheduled",
    }
    aloft = Close("H", at("10:00"), at("13:00")).applied(before, since=at("08:00"))
    assert _status(aloft)["A"] == "scheduled"


def test_full_for_a_while() -> None:
    """Nobody lands there; who is there can still leave."""
    changed = Full("H", at("10:00"), at("13:00")).applied(instance(flights=VIA_HUB))
    assert _status(changed) == {"IN": "cancelled", "OUT": "scheduled"}


def test_arrivals() -> None:
    """Newcomers wait behind the groups that are there, with nothing lost of either."""
    more = (group("N", nationality="DEU", members=(("DEU", 1), ("FRA", 1)), size=2),)
    changed = Arrivals(Groups.of(more)).applied(instance())
    assert list(changed.groups) == [group(), *more]


def test_arrivals_have_ids_of_their_own() -> None:
    """A group that waits already is not silently made larger."""
    with pytest.raises(UsageError, match=r"the group G waits already.*set groups.G.count"):
        Arrivals(instance().groups, "more.csv").applied(instance())


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.filter_too_much]
)  # two whole instances are long
@given(instances(most_flights=0), instances(most_flights=0))
def test_joined_tables_hold_every_row(one: Instance, other: Instance) -> None:
    """Rows of two tables end to end are the rows of both."""
    assert list(Groups.joined((one.groups, other.groups))) == [*one.groups, *other.groups]


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Cancel("OUTT"), "no flight is called OUTT; did you mean OUT?"),
        (Delay("x", 60), "no flight is called x; `evacopt show` lists them"),
        (Seats("in", 5), "no flight is called in; did you mean IN?"),
        (Close("h", 0, 1), "no location is called h; did you mean H?"),
        (Full("QQQ", 0, 1), "no location is called QQQ; `evacopt show` lists them"),
        (SetCell("groups", "GG", "count", 2), "groups has no row GG; did you mean G?"),
        (SetCell("flights", "qq", "seats", 2), "flights has no row qq; `evacopt show` lists its flights"),
        (SetCell("flight", "IN", "seats", 2), "no cell of flight can be set; did you mean flights?"),
        (SetCell("flights", "IN", "seat", 2), "flights has no column seat; did you mean seats?"),
        (
            SetCell("pins", "G", "parties", 2),
            "its rows have no id; drop the row and add another",
        ),
    ],
)
def test_unknown_names(event: Cancel, said: str) -> None:
    """An unknown name is an error that says what may have been meant."""
    with pytest.raises(UsageError, match="^.*" + said.replace("?", r"\?") + "$"):
        event.applied(instance(flights=VIA_HUB))


@pytest.mark.parametrize(
    ("event", "found"),
    [
        (SetCell("instance", "", "ends", at("22:00")), lambda i: i.ends == at("22:00")),
        (SetCell("policy", "", "max_legs", 2), lambda i: i.policy.max_legs == 2),
        (SetCell("flights", "F", "seats", 4), lambda i: i.flights[0].seats == 4),
        (SetCell("flights", "S@2023-08-01T10:00Z", "cost", 4), lambda i: i.schedule[2].cost == 4),
        (SetCell("sorties", "S", "copies", 3), lambda i: i.schedule[1].copies == 3),
        (SetCell("locations", "H", "max_stay_hours", 60), lambda i: i.location["H"].max_stay == 60),
        (SetCell("groups", "G", "count", 7), lambda i: i.groups[0].count == 7),
        (SetCell("groups", "G", "ready", None), lambda i: i.groups[0].ready is None),
        (SetCell("groups", "G", "nationality", "DEU"), lambda i: i.groups[0].nationality == "DEU"),
        (SetCell("groups", "G", "id", "GG"), lambda i: i.groups[0].id == "GG"),
    ],
)
def test_any_cell_can_be_set(event: SetCell, found: object) -> None:
    """Keys of the header and the policy, and cells of every kind of table; nothing else changes."""
    before = instance(sorties=(SHUTTLE,), groups=(group(ready=at("01:00")), group("B")))
    changed = event.applied(before)
    assert callable(found)
    assert found(changed)
    assert not found(before)
    assert len(changed.schedule) == len(before.schedule)
    assert list(changed.groups)[1:] == list(before.groups)[1:]


def test_events_happen_in_order() -> None:
    """A flight that is late into a closed time is cancelled; one that was late afterwards is not."""
    late, closed = Delay("F", 60), Close("V", at("12:30"), at("14:00"))
    assert after(instance(), [late, closed]).flights[0].status == "cancelled"
    assert after(instance(), [closed, late]).flights[0].status == "scheduled"


def test_words_of_events() -> None:
    """Events are told back as they are typed."""
    events = (
        Cancel("F"),
        Delay("F", 120),
        Delay("F", 90),
        Seats("F", 3),
        SetCell("policy", "", "max_legs", 2),
    )
    assert [str(event) for event in events] == [
        "cancel F",
        "delay F=2h",
        "delay F=90m",
        "seats F=3",
        "set policy.max_legs=2",
    ]
    assert str(Close("H", at("10:00"), at("11:00"))) == "close H=2023-08-01T10:00Z/2023-08-01T11:00Z"


def test_promises_of_cancelled_flights_are_void() -> None:
    """A pin on a cancelled flight falls, and a min share none of whose flights flies; nothing else does."""
    pins = (
        Pin(group="G", kind="exactly", parties=1, itinerary=("F",)),
        Pin(group="G", kind="at_most", parties=0, flight="F"),
        Pin(group="G", kind="at_least", parties=1),
    )
    shares = (
        Share(id="on F", kind="min", nationality="FRA", people=1, flight="F"),
        Share(id="all", kind="min", nationality="FRA", people=1),
        Share(id="most", kind="max", nationality="FRA", people=1, flight="F"),
    )
    more = flight("G2", "O 09:00", "V 12:00")
    before = instance(flights=(*instance().flights, more), pins=pins, shares=shares, policy=Policy())
    kept, void = without_void(before, Cancel("F").applied(before))
    assert (kept.pins, kept.shares) == (pins[1:], shares[1:])
    assert void == (
        "void with its flight: exactly 1 parties of G on F",
        "void with its flights: share on F (at least 1 people of FRA)",
    )


def test_what_was_void_before_stays() -> None:
    """A promise about a flight that was cancelled already is the planner's own contradiction."""
    flights = (flight("F", "O 08:00", "V 12:00", status="cancelled"),)
    pins = (Pin(group="G", kind="at_least", parties=1, flight="F"),)
    before = instance(flights=flights, pins=pins)
    assert without_void(before, before) == (before, ())
