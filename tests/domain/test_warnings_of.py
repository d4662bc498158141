"""What is allowed and hardly meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.checks import errors_of, warnings_of
from evacopt.domain.instance import Instance
from tests.domain.valid import BEGINS, ENDS, VALID, added, changed


@pytest.mark.parametrize(
    ("instance", "expected"),
    [
        (
            changed("locations", 0, capacity=5),
            "locations[0] (location NIM), capacity: has no effect on a location of role origin, got 5",
        ),
        (
            changed("locations", 1, stay=90),
            "locations[1] (location JIB), stay_hours: has no effect on a location of role hub, got 1.5",
        ),
        (
            changed("locations", 2, max_stay=60),
            "locations[2] (location CDG), max_stay_hours: has no effect on a location of role haven, got 1",
        ),
        (
            changed("flights", 0, copies=2),
            "flights[0] (flight F1), copies: has no effect on a scheduled flight, got 2",
        ),
        (
            changed("flights", 0, min_load=2, status="cancelled"),
            "flights[0] (flight F1), min_load: has no effect on a cancelled flight, got 2",
        ),
        (
            changed("groups", 0, ready=ENDS + 1),
            "groups[0] (group G1), ready: is after the end of the instance, 2023-08-03T00:00Z, "
            "got 2023-08-03T00:01Z; the group can never leave",
        ),
        (
            changed("groups", 0, leave_by=BEGINS - 1),
            "groups[0] (group G1), leave_by: is before the group is ready, got 2023-07-31T23:59Z; "
            "the group can never leave",
        ),
        (
            changed("groups", 0, nationality="FRB"),
            "groups[0] (group G1), nationality: is no code of ISO 3166 or ICAO 9303, got FRB; did you mean",
        ),
        (
            changed("shares", 0, nationality="UE-27"),
            "shares[0] (share S1), nationality: is no nationality and no bloc of this instance: "
            "it speaks of nobody, got UE-27",
        ),
        (
            changed("shares", 0, nationality="eu"),
            "shares[0] (share S1), nationality: is no nationality and no bloc of this instance: "
            "it speaks of nobody, got eu; did you mean EU?",
        ),
        (
            changed("flights", 0, accepts=("EUU",)),
            "flights[0] (flight F1), accepts: is no code of ISO 3166 or ICAO 9303, got EUU; did you mean",
        ),
        (
            changed("flights", 1, operator="Air X", accepts=("own",)),
            "flights[1] (flight F2), accepts: accepts nobody: the operator Air X is no state, got own",
        ),
        (
            changed("shares", 0, operator="FRB"),
            "shares[0] (share S1): covers no flight of this instance; FRB flies nothing; did you mean FRA?",
        ),
        (
            changed("shares", 0, departs_from=ENDS, departs_before=BEGINS),
            "shares[0] (share S1): covers no flight of this instance; "
            "departs_before is not after departs_from",
        ),
        (
            changed("groups", 0, operators=("DEU",)),
            "groups[0] (group G1), operators: names an operator who flies nothing, got DEU",
        ),
        (
            changed("groups", 0, destinations=("NER", "CDG")),
            "groups[0] (group G1), destinations: names a country without a haven, got NER",
        ),
        (
            changed("admissions", 0, location="", country="ITA"),
            "admissions[0] (admission of NER), country: names a country without a location, got ITA",
        ),
        (
            changed("pins", 0, kind="exactly", parties=4),
            "pins[0] (pin of G1), parties: asks for more parties than the group has, 3, got 4; "
            "no plan can keep it",
        ),
        (
            added("pins", parties=1),
            "pins[1] (pin of G1), parties: is pinned at_most for the same travel in an earlier row, "
            "which asks for 2 parties, got 1; the two do not add up: each holds by itself",
        ),
        (
            added("admissions", people=7),
            "admissions[1] (admission of NER), nationality: is admitted to CDG in an earlier row too, with "
            "5 people, got NER; the two do not add up: the smaller one holds",
        ),
        (
            changed("groups", 0, origin="JIB"),
            "groups[0] (group G1), origin: names a hub: who starts there counts neither for its capacity nor "
            "for its longest stay, got JIB; if that is not meant, give JIB the role origin",
        ),
    ],
)
def test_what_is_hardly_meant_is_told(instance: Instance, expected: str) -> None:
    """One warning, no error: the instance can be solved as it stands."""
    assert errors_of(instance) == []
    (finding,) = warnings_of(instance)
    assert finding.severity == "warning"
    assert str(finding).startswith(expected)


def test_known_codes_beyond_states_are_fine() -> None:
    """Stateless people, refugees and officials of the United Nations are nobody's typing error."""
    for code in ("XXA", "XXB", "XXC", "UNO", "GBD", "RKS"):
        assert warnings_of(changed("groups", 1, nationality=code, members=())) == []


def test_a_pin_that_allows_more_than_there_are_is_fine() -> None:
    """`at_most` with a large number says nothing that cannot hold."""
    assert warnings_of(changed("pins", 0, kind="at_most", parties=99)) == []
    assert warnings_of(replace(VALID, pins=())) == []
