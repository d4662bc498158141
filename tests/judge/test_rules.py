"""Each rule alone: a plan that just keeps it, and the same plan once the rule is a little stricter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.flight import Crew, Fleet
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin, PinKind
from evacopt.domain.plan import Itinerary
from evacopt.domain.rule import LinearKind, LinearRule, Term
from evacopt.domain.share import Admission, Share, ShareKind
from evacopt.judge.linear import cabin
from evacopt.judge.pairs import read
from evacopt.judge.verify import verify
from tests.build import at
from tests.judge.airfield_cases import CASES as OF_AIRFIELD
from tests.judge.world import DIRECT, GOOD, VIA_HUB, WORLD, flight, group, location, plan_of, policy, world

Rows = dict[tuple[str, Itinerary], int]


def _share(kind: ShareKind, people: int, nationality: str = "FRA", **scope: Any) -> Instance:
    return world(shares=(Share(id="S", kind=kind, nationality=nationality, people=people, **scope),))


def _admission(people: int | None, nationality: str = "NER", hub: str = "DJI", **place: Any) -> Instance:
    return replace(
        location("H1", country=hub), admissions=(Admission(nationality=nationality, people=people, **place),)
    )


def _pin(kind: PinKind, parties: int, **aim: Any) -> Instance:
    return world(pins=(Pin(group="FAMILY", kind=kind, parties=parties, **aim),))


def _rule(kind: LinearKind, limit: int, *terms: tuple[int, str, str]) -> Instance:
    named = (Term(rule="R", coefficient=each, group=who, flight=leg) for each, who, leg in terms)
    return world(rules=(LinearRule(id="R", kind=kind, limit=limit),), terms=tuple(named))


def _crewed(count: int, rest: int = 60, cycle: int = 0) -> Instance:
    crews = (Crew(id="c", count=count, fleets=("A",), rest=rest),)
    return replace(flight("DIRECT", fleet="A"), fleets=(Fleet(id="A", count=9, cycle=cycle),), crews=crews)


def _fleet(count: int, cycle: int = 61) -> Instance:
    """The scheduled IN leaves an hour before the optional DIRECT."""
    return replace(
        flight("IN", flight("DIRECT", fleet="A"), fleet="A"),
        fleets=(Fleet(id="A", count=count, cycle=cycle),),
    )


MIXED = (("FRA", 2), ("NER", 1))

# rule, subject, the world in which the good plan is just right, the world in which it is not
CASES: list[tuple[str, str, Instance, Instance]] = [
    ("itinerary", "IN>OUT", policy(max_legs=2), policy(max_legs=1)),
    ("itinerary", "IN>OUT", policy(min_connection_minutes=120), policy(min_connection_minutes=121)),
    ("itinerary", "IN>OUT", location("H1", max_stay=120), location("H1", max_stay=119)),
    ("itinerary", "IN>OUT", location("O1", opens=at("08:00")), location("O1", opens=at("08:01"))),
    ("itinerary", "IN>OUT", location("H1", opens=at("10:00")), location("H1", opens=at("10:01"))),
    ("itinerary", "IN>OUT", location("H1", closes=at("12:00")), location("H1", closes=at("11:59"))),
    ("itinerary", "IN>OUT", location("V1", closes=at("16:00")), location("V1", closes=at("15:59"))),
    ("itinerary", "IN>OUT", world(ends=at("12:00")), world(ends=at("11:59"))),
    ("itinerary", "IN>OUT", WORLD, flight("OUT", destination="H1", origin="V1")),
    ("itinerary", "IN>OUT", WORLD, location("H1", role="haven")),
    ("itinerary", "DIRECT", WORLD, flight("DIRECT", destination="H1")),
    ("itinerary", "FAMILY on IN>OUT", world(begins=at("08:00")), group("FAMILY", ready=at("08:01"))),
    ("itinerary", "FAMILY on IN>OUT", policy(check_in_minutes=120), policy(check_in_minutes=121)),
    (
        "itinerary",
        "LYING on DIRECT",
        group("LYING", leave_by=at("09:00")),
        group("LYING", leave_by=at("08:59")),
    ),
    (
        "itinerary",
        "LYING on DIRECT",
        group("LYING", destinations=("FRA",)),
        group("LYING", destinations=("DEU",)),
    ),
    (
        "itinerary",
        "LYING on DIRECT",
        group("LYING", destinations=("V1",)),
        group("LYING", destinations=("V2",)),
    ),
    ("itinerary", "LYING on DIRECT", WORLD, group("LYING", origin="H1")),
    ("acceptance", "FAMILY on IN>OUT", flight("OUT", accepts=("EU",)), flight("OUT", accepts=("DEU",))),
    ("acceptance", "FAMILY on IN>OUT", flight("IN", accepts=("own",)), flight("OUT", accepts=("own",))),
    (
        "acceptance",
        "FAMILY on IN>OUT",
        group("FAMILY", operators=("ACME", "FRA")),
        group("FAMILY", operators=("FRA",)),
    ),
    ("acceptance", "FAMILY on IN>OUT", group("FAMILY", members=MIXED), flight("IN", accepts=("NER",))),
    ("seats", "IN", flight("IN", seats=6), flight("IN", seats=5)),
    ("seats", "DIRECT", flight("DIRECT", seats_per_stretcher=2), flight("DIRECT", seats_per_stretcher=3)),
    ("stretchers", "DIRECT", flight("DIRECT", stretchers=1), flight("DIRECT", stretchers=0)),
    ("infants", "IN", flight("IN", infants=3), flight("IN", infants=2)),
    ("infants", "IN", group("FAMILY", infants=3), group("FAMILY", infants=4)),
    ("assistance", "DIRECT", policy(assistance_ratio=1_000_000), policy(assistance_ratio=999_999)),
    ("share_max", "S", _share("max", 9), _share("max", 8)),
    ("share_max", "S", _share("max", 10, "EU"), _share("max", 9, "EU")),
    ("share_max", "S", _share("max", 0, "NER", flight="IN"), _share("max", 3, "NER", flight="DIRECT")),
    (
        "share_min",
        "S",
        _share("min", 9, departs_from=at("08:00"), departs_before=at("08:01")),
        _share("min", 10),
    ),
    ("share_min", "S", _share("min", 0), _share("min", 1, departs_before=at("08:00"))),
    ("reserve", "DIRECT", _share("reserve", 1, destination="V1"), _share("reserve", 2, flight="DIRECT")),
    ("admission", "NER at V1", _admission(4, location="V1"), _admission(3, location="V1")),
    ("admission", "FRA at DJI", _admission(9, "FRA", country="DJI"), _admission(8, "FRA", country="DJI")),
    (
        "admission",
        "FRA at FRA",
        _admission(9, "FRA", "FRA", country="FRA"),
        _admission(8, "FRA", country="FRA"),
    ),
    ("admission", "EU at V1", _admission(None, "EU", location="V1"), _admission(0, "EU", location="V1")),
    ("capacity", "H1 at 2023-08-01T10:00Z", location("H1", capacity=9), location("H1", capacity=8)),
    ("capacity", "V1 at 2023-08-01T16:00Z", location("V1", capacity=14), location("V1", capacity=13)),
    (
        "capacity",
        "V1 at 2023-08-01T16:00Z",
        location("V1", capacity=9, stay=120),
        location("V1", capacity=9, stay=121),
    ),
    (
        "throughput",
        "O1 at 2023-08-01T09:00Z",
        location("O1", throughput_per_hour=5, opens=at("06:12")),
        location("O1", throughput_per_hour=5, opens=at("06:13")),
    ),
    (
        "movements_hour",
        "V1 at 2023-08-01T14:00Z",
        location("V1", movements_per_hour=1),
        location("V1", movements_per_hour=0, stay=0),
    ),
    (
        "movements_day",
        "O1 at 2023-08-01T00:00Z",
        location("O1", movements_per_day=4),
        location("O1", movements_per_day=3),
    ),
    ("fleet", "A at 2023-08-01T09:00Z", _fleet(2), _fleet(1)),
    ("fleet", "A at 2023-08-01T09:00Z", _fleet(1, cycle=60), _fleet(1, cycle=61)),
    ("crew", "DIRECT", _crewed(1), _crewed(0)),
    ("min_load", "DIRECT", flight("DIRECT", min_load=5), flight("DIRECT", min_load=6)),
    ("full_loads", "O1", policy(flight("DIRECT", seats=5), full_loads=True), policy(full_loads=True)),
    ("pin", "FAMILY", _pin("at_most", 3), _pin("at_most", 2)),
    ("pin", "FAMILY on OUT", _pin("at_least", 3, flight="OUT"), _pin("at_least", 4, flight="OUT")),
    ("pin", "FAMILY on IN>OUT", _pin("exactly", 3, itinerary=VIA_HUB), _pin("exactly", 2, itinerary=VIA_HUB)),
    ("pin", "FAMILY on IN", _pin("exactly", 0, itinerary=("IN",)), _pin("exactly", 1, itinerary=("IN",))),
    ("rule", "R", _rule("at_most", 9, (1, "FAMILY", "OUT")), _rule("at_most", 8, (1, "FAMILY", "OUT"))),
    ("rule", "R", _rule("at_least", -9, (-1, "FAMILY", "")), _rule("at_least", -8, (-1, "FAMILY", ""))),
    ("rule", "R", _rule("exactly", 1, (3, "", "DIRECT"), (-2, "", "IN")), _rule("exactly", 2, (1, "", "IN"))),
    ("parties", "FAMILY", WORLD, group("FAMILY", count=2)),
]


@pytest.mark.parametrize(("rule", "subject", "fine", "tight"), (*CASES, *OF_AIRFIELD))
def test_a_rule_is_kept_to_the_last_place_and_named_alone_beyond(
    rule: str, subject: str, fine: Instance, tight: Instance
) -> None:
    """A plan at the limit is accepted; a limit that is one stricter names this rule, and no other."""
    assert verify(fine, plan_of(fine, GOOD)) == []
    found = verify(tight, plan_of(tight, GOOD))
    assert {row.rule for row in found} == {rule}
    assert subject in {row.subject for row in found}


@pytest.mark.parametrize(
    ("instance", "words"),
    [
        (flight("IN", seats=5), "seats IN: counts 6 people, 1 more than 5"),
        (flight("DIRECT", min_load=6), "min_load DIRECT: counts 5 people, 1 fewer than 6"),
        (
            policy(assistance_ratio=400_000),
            "assistance DIRECT: counts 2 people, 2 more than 0",
        ),
        (_pin("at_least", 5), "pin FAMILY: counts 3 parties, 2 fewer than 5"),
        (_pin("exactly", 5), "pin FAMILY: counts 3 parties, 2 fewer than 5"),
        (_pin("exactly", 1), "pin FAMILY: counts 3 parties, 2 more than 1"),
        (_share("min", 11), "share_min S: counts 9 people, 2 fewer than 11"),
        (_fleet(1), "fleet A at 2023-08-01T09:00Z: counts 2 aircraft, 1 more than 1"),
        (
            location("H1", movements_per_day=2),
            "movements_day H1 at 2023-08-01T00:00Z: counts 3 movements, 1 more than 2",
        ),
    ],
)
def test_a_violation_says_how_much_is_wrong(instance: Instance, words: str) -> None:
    """The figures are those of the row: what there is, by how much it is off, and the limit."""
    assert [str(row) for row in verify(instance, plan_of(instance, GOOD))] == [words]


def test_one_person_is_too_many_where_nobody_has_been_processed_yet() -> None:
    """At the minute of the opening nobody can have been processed; a minute later sixty an hour make one."""
    for opens, rules in ((at("09:00"), {"throughput"}), (at("08:59"), set())):
        instance = location("O1", throughput_per_hour=60, opens=opens)
        found = verify(instance, plan_of(instance, {("LYING", DIRECT): 1}))
        assert {row.rule for row in found} == rules


def test_a_least_load_of_one_asks_for_one() -> None:
    """An optional flight may not leave empty then, and one person is enough."""
    instance = flight("DIRECT", min_load=1)
    assert verify(instance, plan_of(instance, {("LYING", DIRECT): 1})) == []
    assert [row.rule for row in verify(instance, plan_of(instance, {}))] == ["min_load"]


def test_an_origin_has_no_places_and_a_flight_without_a_least_load_no_such_row() -> None:
    """Who flies back to where he began breaks the rules of itineraries alone."""
    found = verify(WORLD, plan_of(WORLD, {("FAMILY", ("IN", "BACK")): 1}))
    assert {row.rule for row in found} == {"itinerary"}
    instance = flight("DIRECT", min_load=2)
    reading = read(instance, plan_of(instance, GOOD))
    (least,) = (family for family in cabin(reading.pairs) if family.rule == "min_load")
    flights = [leg.id for leg in instance.schedule]
    assert {flights[row] for row in least.entries.first.tolist()} == {"DIRECT"}
